/**
 * Values files beside a chart, by environment: `values-prod.yaml`, `values/prod.yaml`, `prod/values.yaml`, `environments/prod.yaml` and
 * `environments/prod/values.yaml`. Inputs of chart tests, examples and templates are no environment.
 */
import { baseNameOf, compareText, directoryOf, type RepoPath } from "../model/brands.ts";
import { isAtOrBelow } from "./clusters.ts";
import type { FileReader } from "./reader.ts";

export interface EnvironmentValues {
  readonly name: string;
  /** In path order; secrets are not among them. */
  readonly files: readonly RepoPath[];
}

/** By name. */
export function environmentsOf(
  directory: RepoPath,
  reader: Pick<FileReader, "files" | "fileAt">,
): readonly EnvironmentValues[] {
  const byName = new Map<string, RepoPath[]>();
  for (const { path, kind } of reader.files) {
    if (kind !== "file" || !isAtOrBelow(path, directory) || !/\.ya?ml$/i.test(path)) continue;
    const inside = directory === "" ? path : path.slice(directory.length + 1);
    const name = isSecretName(path) ? undefined : environmentIn(inside);
    if (name === undefined || notEnvironments.test(name)) continue;
    // a chart of its own
    if (reader.fileAt(`${directoryOf(path)}/Chart.yaml` as RepoPath) !== undefined && inside.includes("/"))
      continue; // only asked about
    byName.set(name, [...(byName.get(name) ?? []), path]);
  }
  return [...byName]
    .sort(([a], [b]) => compareText(a, b))
    .map(([name, files]) => ({ name, files: files.sort(compareText) }));
}

/** Encrypted, or meant to be. */
export function isSecretName(path: RepoPath): boolean {
  return /(^|[-_.])(secrets?|sops|enc)([-_.]|$)/i.test(baseNameOf(path));
}

const words =
  /^(prod|production|prd|live|preprod|stag(e|ing)?|stg|dev|development|test|testing|qa|uat|int|integration|acc|acceptance|demo|sandbox|local|e2e)\d{0,3}$/i;

/** "prod", "eu-prod", "prod-eu": a name that people give to where things run. */
export function isEnvironmentName(name: string): boolean {
  return name.split(/[-_.]/).some((word) => words.test(word));
}

const notEnvironments =
  /^(ci|default|defaults|examples?|samples?|templates?|schema|tests?-input|charts|crds|files)$/i;

const layouts: readonly RegExp[] = [
  /^values[-_.]([^/]+)\.ya?ml$/i,
  /^([^/]+)[-_.]values\.ya?ml$/i,
  /^values\/(?:values[-_.])?([^/]+)\.ya?ml$/i,
  /^([^/]+)\/values\.ya?ml$/i,
  /^(?:environments?|envs?|stages?|clusters?)\/(?:values[-_.])?([^/]+)\.ya?ml$/i,
  /^(?:environments?|envs?|stages?|clusters?)\/([^/]+)\/values\.ya?ml$/i,
];

function environmentIn(inside: string): string | undefined {
  for (const layout of layouts) {
    const name = layout.exec(inside)?.[1];
    if (name !== undefined) return name.toLowerCase() === "values" ? undefined : name;
  }
  return undefined;
}
