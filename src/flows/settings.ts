/**
 * The configuration of a snapshot: the repository's own file over the organisation's defaults, completed from what the repository shows.
 */
import { mergeConfigs } from "../config/merge.ts";
import type { ConfigFile } from "../config/read.ts";
import { readConfigText } from "../config/read.ts";
import { resolveConfig } from "../config/resolve.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { type RepoPath, toRepoPath } from "../model/brands.ts";
import type { Config } from "../model/config.ts";
import type { RepoSnapshot } from "../model/snapshot.ts";
import type { SurveySnapshot } from "../model/survey.ts";
import { findGatewayClasses, findGateways } from "../sources/gateways.ts";
import type { ReadYaml } from "../sources/reader.ts";

/** Where the configuration may stand; the first that exists counts. */
const configPaths = [".github/tidegate.yml", ".github/tidegate.yaml"] as const;

export type SurveyOptions = Parameters<SurveySnapshot>[1] & {
  /** A reader that remembers: the core runs several times over nearly the same files. */
  readonly readYaml?: ReadYaml | undefined;
  /** Nothing is translated: no emissions, no findings of translation, no status of services. For those who list what there is. */
  readonly isInventoryOnly?: boolean | undefined;
};

export interface Settings {
  readonly config: Config;
  /** Path of the configuration file, undefined when the repository has none. */
  readonly configPath: RepoPath | undefined;
  readonly file: ConfigFile | undefined;
  /** Sentences: what was assumed where neither config nor repository tells. */
  readonly assumptions: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

export function readSettings(snapshot: RepoSnapshot, options: SurveyOptions): Settings {
  const configText = options.configText ?? findConfigText(snapshot);
  const own = configText === undefined ? undefined : readConfigText(configText.path, configText.text);
  const { ownerConfig, readYaml } = options;
  const defaults = ownerConfig === undefined ? undefined : readConfigText(ownerConfig.path, ownerConfig.text);
  const file = mergeConfigs(defaults?.value, own?.value);
  const ignore = file?.settings.ignore ?? [];
  const resolved = resolveConfig(file, {
    gateways: findGateways(snapshot, ignore, readYaml),
    gatewayClasses: findGatewayClasses(snapshot, ignore, readYaml),
  });
  const diagnostics = [
    ...(defaults?.diagnostics ?? []),
    ...(own?.diagnostics ?? []),
    ...resolved.diagnostics,
  ];
  const { config, assumptions } = resolved.value;
  return { config, configPath: configText?.path, file, assumptions, diagnostics };
}

/** The repository's own configuration file, or undefined. */
function findConfigText(
  snapshot: RepoSnapshot,
): { readonly path: RepoPath; readonly text: string } | undefined {
  for (const candidate of configPaths) {
    const path = toRepoPath(candidate);
    const bytes = path === undefined ? undefined : snapshot.bytes(path);
    if (path !== undefined && bytes !== undefined) return { path, text: new TextDecoder().decode(bytes) };
  }
  return undefined;
}
