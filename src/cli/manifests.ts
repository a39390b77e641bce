/** Manifest files named on the command line, as texts with a name to report. */
import { basename } from "node:path";
import { type RepoPath, toRepoPath } from "../model/brands.ts";
import { readInput } from "./terminal.ts";

export interface ManifestText {
  readonly path: RepoPath;
  readonly text: string;
}

export async function readManifests(names: readonly string[]): Promise<readonly ManifestText[]> {
  const texts: ManifestText[] = [];
  for (const name of names) texts.push({ path: nameFor(name), text: await readInput(name) });
  return texts;
}

/** The path as people wrote it where that is a relative path inside the directory, else its last part. */
function nameFor(name: string): RepoPath {
  if (name === "-") return "stdin" as RepoPath; // a plain word is a valid path
  return toRepoPath(name) ?? ((toRepoPath(basename(name)) ?? "input") as RepoPath); // a base name has no ".."
}
