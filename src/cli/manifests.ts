/** Manifest files named on the command line, or found in directories named there, as texts with a name to report. */
import { readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { compareText, type RepoPath, toRepoPath } from "../model/brands.ts";
import { readInput } from "./terminal.ts";

export interface ManifestText {
  readonly path: RepoPath;
  readonly text: string;
}

export async function readManifests(names: readonly string[]): Promise<readonly ManifestText[]> {
  const texts: ManifestText[] = [];
  for (const name of names) {
    for (const file of await filesOf(name)) texts.push({ path: nameFor(file), text: await readInput(file) });
  }
  return texts;
}

/** A directory stands for the manifests in it and below, in order of their names. */
async function filesOf(name: string): Promise<readonly string[]> {
  const isDirectory = name !== "-" && (await stat(name).catch(() => undefined))?.isDirectory() === true;
  if (!isDirectory) return [name];
  const entries = await readdir(name, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /\.(?:ya?ml|json)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/(?:^|[/\\])(?:\.git|node_modules)[/\\]/.test(path))
    .sort(compareText);
}

/** The path as people wrote it where that is a relative path inside the directory, else its last part. */
function nameFor(name: string): RepoPath {
  if (name === "-") return "stdin" as RepoPath; // a plain word is a valid path
  return toRepoPath(name) ?? ((toRepoPath(basename(name)) ?? "input") as RepoPath); // a base name has no ".."
}
