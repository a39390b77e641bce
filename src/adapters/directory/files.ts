/**
 * Lists the files of a directory without following a link: what git knows or would add when the directory is in a work tree, else what
 * is there. A repository decides nothing about the listing: its own git configuration is kept out as far as it could run anything.
 */
import { execFile } from "node:child_process";
import { lstatSync, type Stats } from "node:fs";
import { opendir } from "node:fs/promises";
import { join } from "node:path";
import { compareText, type RepoPath, toRepoPath } from "../../model/brands.ts";
import type { SnapshotFile } from "../../model/snapshot.ts";

/** More files than any repository people edit. */
const mostFiles = 500_000;

export async function listFiles(directory: string): Promise<readonly SnapshotFile[]> {
  const paths = (await gitPaths(directory)) ?? (await walk(directory));
  const links = new Map<string, boolean>();
  // one synchronous call per file: thousands of promises take longer than the calls themselves
  return [...new Set(paths)].sort(compareText).flatMap((path) => describe(directory, path, links) ?? []);
}

function describe(directory: string, path: RepoPath, links: Map<string, boolean>): SnapshotFile | undefined {
  if (isBelowLink(directory, path, links)) return undefined;
  const stats = statsOf(join(directory, path));
  // tracked and deleted, or gone since the listing
  if (stats === undefined) return undefined;
  if (stats.isSymbolicLink()) return { path, size: 0, kind: "symlink" };
  // git lists a submodule or a nested repository as one directory
  if (stats.isDirectory()) return { path, size: 0, kind: "submodule" };
  return stats.isFile() ? { path, size: stats.size, kind: "file" } : undefined;
}

function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** A tracked path can have come to lie behind a link that replaced its directory. */
function isBelowLink(directory: string, path: RepoPath, links: Map<string, boolean>): boolean {
  const segments = path.split("/").slice(0, -1);
  let parent = "";
  for (const segment of segments) {
    parent = parent === "" ? segment : `${parent}/${segment}`;
    let isLink = links.get(parent);
    if (isLink === undefined) {
      isLink = statsOf(join(directory, parent))?.isSymbolicLink() === true;
      links.set(parent, isLink);
    }
    if (isLink) return true;
  }
  return false;
}

/** undefined when the directory is in no work tree, or is itself ignored there. */
async function gitPaths(directory: string): Promise<readonly RepoPath[] | undefined> {
  if ((await git(directory, ["rev-parse", "--is-inside-work-tree"]))?.trim() !== "true") return undefined;
  if ((await git(directory, ["check-ignore", "--quiet", "."])) !== undefined) return undefined;
  const listed = await git(directory, ["ls-files", "--cached", "--others", "--exclude-standard", "-z"]);
  if (listed === undefined) return undefined;
  return listed.split("\0").flatMap((text) => {
    const path = text === "" ? undefined : toRepoPath(text);
    return path === undefined || path === "" ? [] : [path];
  });
}

/** undefined when git is missing or fails. `core.fsmonitor` could name a program to run; it is switched off. */
export function git(directory: string, args: readonly string[]): Promise<string | undefined> {
  const { GIT_DIR: _dir, GIT_WORK_TREE: _tree, GIT_INDEX_FILE: _index, ...environment } = process.env;
  return new Promise((resolve) => {
    execFile(
      "git",
      ["-c", "core.fsmonitor=false", "-c", "core.quotepath=off", ...args],
      {
        cwd: directory,
        env: { ...environment, GIT_OPTIONAL_LOCKS: "0" },
        maxBuffer: 256 * 1024 * 1024,
        timeout: 60_000,
      },
      (error, stdout) => {
        resolve(error === null ? stdout : undefined);
      },
    );
  });
}

const skipped = new Set([".git", "node_modules"]);

async function walk(directory: string): Promise<readonly RepoPath[]> {
  const paths: RepoPath[] = [];
  const pending = [""];
  for (let below = pending.pop(); below !== undefined; below = pending.pop()) {
    for await (const entry of await opendir(join(directory, below))) {
      const path = toRepoPath(below === "" ? entry.name : `${below}/${entry.name}`);
      if (path === undefined || skipped.has(entry.name)) continue;
      if (entry.isDirectory()) pending.push(path);
      else paths.push(path);
      if (paths.length > mostFiles) return paths;
    }
  }
  return paths;
}
