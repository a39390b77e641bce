/** CustomResourceDefinitions of a directory, for `--crds`. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { compareText, type RepoPath, toRepoPath } from "../model/brands.ts";
import type { KubeObject } from "../model/kube.ts";
import { parseObjects } from "../sources/objects/parse.ts";
import { UsageError } from "./exit.ts";

export async function readCrds(directory: string): Promise<readonly KubeObject[]> {
  const names = await readdir(directory).catch((error: Error) => {
    throw new UsageError(`cannot read the CRD directory ${directory}: ${error.message}`);
  });
  const found: KubeObject[] = [];
  for (const name of names.filter((file) => /\.ya?ml$/.test(file)).sort(compareText)) {
    const path = (toRepoPath(name) ?? "") as RepoPath; // only used to name the file in diagnostics
    const { value } = parseObjects(path, await readFile(join(directory, name), "utf8"));
    found.push(
      ...value.map(({ object }) => object).filter(({ kind }) => kind === "CustomResourceDefinition"),
    );
  }
  if (found.length === 0) throw new UsageError(`${directory} holds no CustomResourceDefinition`);
  return found;
}
