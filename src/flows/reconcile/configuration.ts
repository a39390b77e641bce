/**
 * The configuration as the App sees it: the owner's defaults, and what to say when it cannot be used.
 */
import { configCatalog } from "../../diagnostics/catalog/config.ts";
import { type Diagnostic, type Outcome, severityOf } from "../../diagnostics/diagnostic.ts";
import { type RepoPath, toRepoPath } from "../../model/brands.ts";
import type { Survey } from "../../model/survey.ts";
import type { GitHubHost } from "../../ports/github-host.ts";
import { configCheck } from "../../report/check-run.ts";
import type { DesiredCheck } from "./state.ts";

export const configFile = ".github/tidegate.yml";

export interface OwnerConfig {
  readonly path: RepoPath;
  readonly text: string;
}

/** `.github/tidegate.yml` of the owner's `.github` repository: defaults for all repositories of the owner. */
export async function readOwnerConfig(host: GitHubHost): Promise<OwnerConfig | undefined> {
  const text = await host.ownerConfig();
  const path = toRepoPath(configFile);
  return text === undefined || path === undefined ? undefined : { path, text };
}

/** Why nothing may be written; empty while the configuration is usable. */
export function configProblemsOf({ value, diagnostics }: Outcome<Survey>): readonly Diagnostic[] {
  if (value.configIsValid) return [];
  return diagnostics.filter(
    (diagnostic) => severityOf(diagnostic) === "blocker" && Object.hasOwn(configCatalog, diagnostic.code),
  );
}

/** The failing check on the head of the default branch that goes with an unusable configuration. */
export function headCheckOf(
  survey: Survey,
  problems: readonly Diagnostic[],
  head: string,
): DesiredCheck | undefined {
  if (survey.configIsValid) return undefined;
  return { sha: head, check: configCheck(survey.configPath ?? configFile, problems) };
}
