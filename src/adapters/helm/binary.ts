/** Which helm runs: TIDEGATE_HELM, one on the PATH, or the pinned one that `npm run tools` brings. */
import { accessSync, constants } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";

export type Environment = Readonly<Record<string, string | undefined>>;

export function findHelm(environment: Environment): string | undefined {
  const stated = environment.TIDEGATE_HELM;
  if (stated !== undefined && stated !== "") {
    return isAbsolute(stated) ? executable(stated) : findOnPath(stated, environment);
  }
  return findOnPath("helm", environment) ?? executable(pinnedHelm());
}

/** Full path of a program; undefined when the PATH has none. */
export function findOnPath(name: string, environment: Environment): string | undefined {
  for (const directory of (environment.PATH ?? "").split(delimiter)) {
    if (!isAbsolute(directory)) continue;
    const found = executable(join(directory, name));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Beside the sources as well as beside the built program. */
function pinnedHelm(): string {
  return fileURLToPath(new URL("../../../.tools/bin/helm", import.meta.url));
}

function executable(path: string): string | undefined {
  try {
    accessSync(path, constants.X_OK);
    return path;
  } catch {
    return undefined;
  }
}
