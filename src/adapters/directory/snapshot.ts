/**
 * A directory as a snapshot. Files are read when they are first asked for and never through a link, whatever happens to the directory
 * between listing and reading.
 */
import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from "node:fs";
import { realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { RepoPath } from "../../model/brands.ts";
import type { RepoSnapshot } from "../../model/snapshot.ts";
import { listFiles } from "./files.ts";
import { remoteAddresses } from "./remotes.ts";

/** Manifests are small; larger files are listed and not read. */
export const maxFileBytes = 4 * 1024 * 1024;
/** Of all files kept in memory at once; beyond it files are read again when asked for again. */
const maxCachedBytes = 256 * 1024 * 1024;

export async function directorySnapshot(directory: string): Promise<RepoSnapshot> {
  const root = await realpath(directory);
  const [files, urls] = await Promise.all([listFiles(root), remoteAddresses(root)]);
  const regular = new Map(files.filter((file) => file.kind === "file").map((file) => [file.path, file]));
  const cache = new Map<RepoPath, Uint8Array>();
  let cachedBytes = 0;
  return {
    commit: undefined,
    files,
    urls,
    bytes(path) {
      const known = cache.get(path);
      if (known !== undefined) return known;
      const file = regular.get(path);
      if (file === undefined || file.size > maxFileBytes) return undefined;
      const bytes = readPlainFile(root, path);
      if (bytes !== undefined && cachedBytes + bytes.length <= maxCachedBytes) {
        cache.set(path, bytes);
        cachedBytes += bytes.length;
      }
      return bytes;
    },
  };
}

/** The bytes of a regular file below the root, or undefined: gone, too large, a link, or behind one. */
export function readPlainFile(root: string, path: RepoPath): Uint8Array | undefined {
  const full = join(root, path);
  let handle: number;
  try {
    if (realpathSync(dirname(full)) !== dirname(full)) return undefined;
    handle = openSync(full, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
  try {
    const stats = fstatSync(handle);
    if (!stats.isFile() || stats.size > maxFileBytes) return undefined;
    const bytes = new Uint8Array(stats.size);
    let length = 0;
    while (length < bytes.length) {
      const count = readSync(handle, bytes, length, bytes.length - length, length);
      if (count === 0) break;
      length += count;
    }
    return bytes.subarray(0, length);
  } finally {
    closeSync(handle);
  }
}
