/** A snapshot in memory. */
import { toRepoPath } from "../../../src/model/brands.ts";
import type { RepoSnapshot } from "../../../src/model/snapshot.ts";

export function snapshotOf(files: Readonly<Record<string, string>>): RepoSnapshot {
  const paths = Object.keys(files)
    .sort()
    .flatMap((path) => toRepoPath(path) ?? []);
  return {
    commit: undefined,
    files: paths.map((path) => ({ path, kind: "file", size: (files[path] ?? "").length })),
    bytes: (path) => {
      const text = files[path];
      return text === undefined ? undefined : new TextEncoder().encode(text);
    },
  };
}
