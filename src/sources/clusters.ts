/**
 * Which cluster a unit (an entry kustomization or a raw file) belongs to.
 *
 * With `clusters` in the configuration: every unit at or below one of a cluster's paths; a kustomization below such a path is an entry
 * when no other kustomization below that path includes it.
 *
 * Without: a kustomization is an entry when no other one includes it, and directories name clusters only where they say so: the segment
 * after the first of clusters/, overlays/, environments/, envs/, stages/ (or their singulars) is the name. So clusters/prod/apps/a and
 * clusters/prod/infra are one cluster `prod`, and apps/a/overlays/prod with apps/b/overlays/prod are too. Everything else, such as
 * apps/a and apps/b each with a kustomization of its own, is one cluster called `default`.
 */
import { directoryOf, type RepoPath, toRepoPath } from "../model/brands.ts";
import type { ClusterChoice } from "../model/config.ts";
import type { Kustomization } from "./kustomize/kustomization.ts";

export const defaultCluster = "default";

const markers: ReadonlySet<string> = new Set([
  "clusters",
  "cluster",
  "overlays",
  "overlay",
  "environments",
  "environment",
  "envs",
  "env",
  "stages",
  "stage",
]);

/** Name of the cluster a directory speaks of, and the directory that says so ("" for the whole tree). */
export function clusterOf(directory: RepoPath): { readonly name: string; readonly directory: RepoPath } {
  const segments = directory === "" ? [] : directory.split("/");
  const marker = segments.findIndex((segment) => markers.has(segment.toLowerCase()));
  const name = marker < 0 ? undefined : segments[marker + 1];
  const top = "" as RepoPath; // the root
  if (name === undefined) return { name: defaultCluster, directory: top };
  const own = toRepoPath(segments.slice(0, marker + 2).join("/")) ?? top;
  return { name: safeClusterName(name), directory: own };
}

/** The name becomes part of a branch name. */
export function safeClusterName(name: string): string {
  const safe = name
    .replace(/[^A-Za-z0-9._-]/g, "-")
    .replace(/^[.-]+|\.lock$|[.-]+$/g, "")
    .replace(/\.{2,}/g, ".");
  return safe === "" ? defaultCluster : safe;
}

/** Directories of kustomizations that no other one includes, in path order; circles are entered at their first member. */
export function entryDirectories(
  kustomizations: ReadonlyMap<RepoPath, Kustomization>,
  isAsked: (directory: RepoPath) => boolean,
): readonly RepoPath[] {
  const asked = [...kustomizations.values()].filter(({ directory }) => isAsked(directory));
  const included = new Set<RepoPath>();
  for (const { directory, entries } of asked) {
    for (const { target } of entries)
      if (target.kind === "directory" && target.path !== directory) included.add(target.path);
  }
  const entries = asked.filter(({ directory, kind }) => kind === "Kustomization" && !included.has(directory));
  const reached = new Set<RepoPath>();
  for (const { directory } of entries) reach(directory, kustomizations, reached);
  const result = entries.map(({ directory }) => directory);
  for (const { directory, kind } of asked) {
    if (kind !== "Kustomization" || reached.has(directory)) continue;
    result.push(directory);
    reach(directory, kustomizations, reached);
  }
  return result;
}

function reach(
  from: RepoPath,
  kustomizations: ReadonlyMap<RepoPath, Kustomization>,
  reached: Set<RepoPath>,
): void {
  const pending = [from];
  for (let directory = pending.pop(); directory !== undefined; directory = pending.pop()) {
    if (reached.has(directory)) continue;
    reached.add(directory);
    for (const { target } of kustomizations.get(directory)?.entries ?? []) {
      if (target.kind === "directory") pending.push(target.path);
    }
  }
}

/** The paths of a cluster of the configuration; one that leads out of the repository is left out. */
export function clusterPaths(cluster: ClusterChoice): readonly RepoPath[] {
  return cluster.paths.flatMap((text) => toRepoPath(text) ?? []);
}

export function isAtOrBelow(path: RepoPath, directory: RepoPath): boolean {
  return directory === "" || path === directory || path.startsWith(`${directory}/`);
}

/** Whether a raw file belongs to one of the paths (a path may name the file itself). */
export function isCovered(file: RepoPath, paths: readonly RepoPath[]): boolean {
  return paths.some((path) => path === file || isAtOrBelow(directoryOf(file), path));
}
