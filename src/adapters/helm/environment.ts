/**
 * What the operator says about charts, from environment variables: where renders and archives are kept, who may fetch what. Values may
 * be secrets: problems speak of names only.
 */
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { z } from "zod";
import { type Diagnostic, diagnose, type Outcome, outcome } from "../../diagnostics/diagnostic.ts";
import type { Environment } from "./binary.ts";
import type { ChartCredential } from "./pull/credentials.ts";
import type { RenderToolsSettings } from "./tools.ts";

/** TIDEGATE_CHART_CREDENTIALS: `[{"url": "oci://registry.example.com/charts", "username": "…", "password": "…"}]`. */
const Credentials = z.array(
  z.strictObject({ url: z.url(), username: z.string(), password: z.string() }),
) satisfies z.ZodType<ChartCredential[]>;

/** `cacheDirectory` counts where the environment names none. */
export function readRenderSettings(
  environment: Environment,
  cacheDirectory: string,
): Outcome<RenderToolsSettings> {
  const stated = environment.TIDEGATE_CACHE;
  const cache = stated === undefined || stated === "" ? cacheDirectory : stated;
  const credentials = readCredentials(environment.TIDEGATE_CHART_CREDENTIALS);
  const settings: RenderToolsSettings = {
    template: { environment, cacheDirectory: join(cache, "renders") },
    pull: {
      credentials: credentials.value,
      cacheDirectory: join(cache, "archives"),
      allowPrivate: environment.TIDEGATE_CHARTS_PRIVATE === "true",
    },
  };
  return outcome(settings, credentials.diagnostics);
}

/** Where a person's caches live: XDG Base Directory specification 0.8. */
export function userCacheDirectory(environment: Environment): string {
  const stated = environment.XDG_CACHE_HOME;
  // a relative one is to be ignored
  const base = stated !== undefined && isAbsolute(stated) ? stated : join(homedir(), ".cache");
  return join(base, "tidegate");
}

function readCredentials(text: string | undefined): Outcome<readonly ChartCredential[]> {
  if (text === undefined || text === "") return outcome([]);
  const read = Credentials.safeParse(parsed(text));
  if (read.success) return outcome(read.data);
  const expected = "a JSON list of `{url, username, password}`";
  const problem: Diagnostic = diagnose("app-setting-unusable", {
    name: "TIDEGATE_CHART_CREDENTIALS",
    expected,
  });
  return outcome([], [problem]);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
