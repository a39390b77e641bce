/**
 * The resource list Flux makes for a directory without a kustomization file: every YAML file below it, and a sub-directory with a
 * kustomization file as one entry (fluxcd/pkg kustomize/kustomize_generator.go). Plain kustomize would refuse such a directory.
 */
import { baseNameOf, compareText, directoryOf, type RepoPath } from "../../model/brands.ts";
import type { SnapshotFile } from "../../model/snapshot.ts";
import { kustomizationNames } from "../prefilter.ts";

/** Entries relative to the directory, in path order; undefined when the directory has a kustomization file of its own. */
export function generatedResources(
  directory: RepoPath,
  files: readonly SnapshotFile[],
): readonly string[] | undefined {
  const prefix = directory === "" ? "" : `${directory}/`;
  const below = files.filter(({ path, kind }) => kind === "file" && path.startsWith(prefix));
  const governed = new Set(
    below
      .filter(({ path }) => kustomizationNames.includes(baseNameOf(path)))
      .map(({ path }) => directoryOf(path)),
  );
  if (governed.has(directory)) return undefined;
  const entries = new Set<string>();
  for (const { path } of below) {
    const owner = outermost(path, directory, governed);
    if (owner !== undefined) entries.add(owner.slice(prefix.length));
    else if (/\.ya?ml$/.test(path)) entries.add(path.slice(prefix.length));
  }
  return [...entries].sort(compareText);
}

/** The highest directory between here and the file that has a kustomization file. */
function outermost(path: RepoPath, from: RepoPath, governed: ReadonlySet<RepoPath>): RepoPath | undefined {
  let found: RepoPath | undefined;
  for (let directory = directoryOf(path); directory !== from; directory = directoryOf(directory)) {
    if (governed.has(directory)) found = directory;
    if (directory === "") break;
  }
  return found;
}
