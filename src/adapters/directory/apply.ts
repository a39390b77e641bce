/**
 * Applies a change set to a work tree. Everything is checked before anything is written: each file must still be what the plan saw, and
 * no path may lead through a link. Each write is a new file put in place by a rename, so a reader never sees half of one.
 */
import { chmod, lstat, mkdir, open, readFile, realpath, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { compareText, type RepoPath, toRepoPath } from "../../model/brands.ts";
import type { ChangeSet, FileChange } from "../../model/edits.ts";

export interface RefusedChange {
  readonly path: RepoPath;
  /** Continues "path …". */
  readonly reason: string;
}

export type ApplyResult =
  | { readonly applied: true; readonly paths: readonly RepoPath[] }
  /** Nothing was written. */
  | { readonly applied: false; readonly refused: readonly RefusedChange[] };

export async function applyChangeSet(directory: string, changeSet: ChangeSet): Promise<ApplyResult> {
  const root = await realpath(directory);
  const refused: RefusedChange[] = [];
  const seen = new Set<string>();
  for (const change of changeSet.files) {
    const reason = seen.has(change.path) ? "is changed twice" : await refusal(root, change);
    seen.add(change.path);
    if (reason !== undefined) refused.push({ path: change.path, reason });
  }
  if (refused.length > 0) return { applied: false, refused };
  // deletions last: a run that is cut short leaves too much rather than too little
  const ordered = [...changeSet.files].sort((a, b) => rank(a) - rank(b) || compareText(a.path, b.path));
  for (const change of ordered) await perform(root, change);
  return { applied: true, paths: changeSet.files.map((change) => change.path) };
}

function rank(change: FileChange): number {
  return change.action === "delete" ? 1 : 0;
}

/** Why a change may not be made, or undefined. */
async function refusal(root: string, change: FileChange): Promise<string | undefined> {
  const { path } = change;
  if (path === "" || toRepoPath(path) !== path) return "is no path of the repository";
  if (path.split("/").some((segment) => segment.toLowerCase() === ".git")) return "lies inside .git";
  const blocked = await blockedParent(root, path);
  if (blocked !== undefined) return blocked;
  const stats = await lstat(join(root, path)).catch(missing);
  if (change.action === "add") return stats === undefined ? undefined : "exists already";
  if (stats === undefined) return "is not there any more";
  if (stats.isSymbolicLink()) return "is a symbolic link";
  if (!stats.isFile()) return "is no regular file";
  const present = await readFile(join(root, path));
  return present.equals(Buffer.from(change.before, "utf8")) ? undefined : "has changed since it was read";
}

async function blockedParent(root: string, path: RepoPath): Promise<string | undefined> {
  let parent = root;
  for (const segment of path.split("/").slice(0, -1)) {
    parent = join(parent, segment);
    const stats = await lstat(parent).catch(missing);
    if (stats === undefined) return undefined;
    if (stats.isSymbolicLink()) return "leads through a symbolic link";
    if (!stats.isDirectory()) return "lies below a file";
  }
  return undefined;
}

async function perform(root: string, change: FileChange): Promise<void> {
  const full = join(root, change.path);
  if (change.action === "delete") {
    await rm(full);
    return;
  }
  await mkdir(dirname(full), { recursive: true });
  const mode = change.action === "edit" ? (await lstat(full)).mode & 0o777 : undefined;
  const temporary = join(dirname(full), `.${basename(full)}.tidegate-new`);
  await rm(temporary, { force: true });
  // "wx" refuses whatever stands there, links included
  const handle = await open(temporary, "wx", mode ?? 0o666);
  try {
    await handle.writeFile(change.after, "utf8");
    await handle.sync();
  } finally {
    await handle.close();
  }
  if (mode !== undefined) await chmod(temporary, mode);
  await rename(temporary, full);
}

function missing(error: unknown): undefined {
  if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR"))
    return undefined;
  throw error;
}
