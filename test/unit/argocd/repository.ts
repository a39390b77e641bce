/** A repository in memory, read as Argo CD would deploy it. */
import type { Outcome } from "../../../src/diagnostics/diagnostic.ts";
import { type RepoPath, toRepoPath } from "../../../src/model/brands.ts";
import { memorySnapshot } from "../../../src/model/memory-snapshot.ts";
import { findArgoObjects } from "../../../src/sources/argocd/find.ts";
import { type ArgoDeployment, readArgoCd } from "../../../src/sources/argocd/read.ts";
import { createReader } from "../../../src/sources/reader.ts";
import { readYamlFile } from "../../../src/yaml/read.ts";

export function pathOf(text: string): RepoPath {
  const path = toRepoPath(text);
  if (path === undefined) throw new Error(`no path: ${text}`);
  return path;
}

export function readRepository(
  files: Readonly<Record<string, string>>,
  urls: readonly string[] = ["https://github.com/acme/fleet"],
): Outcome<ArgoDeployment> {
  const reader = createReader(memorySnapshot(files), () => false, readYamlFile);
  return readArgoCd({ objects: findArgoObjects(reader), reader, urls });
}

/** Codes with the place they are told at. */
export function told({ diagnostics }: Outcome<unknown>): readonly (readonly unknown[])[] {
  return diagnostics.map(({ code, at }) => [code, at?.path, at?.line]);
}
