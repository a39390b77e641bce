/**
 * A snapshot is all files of one commit, read-only. The core sees nothing else of a repository.
 */
import type { CommitSha, RepoPath } from "./brands.ts";

export interface SnapshotFile {
  readonly path: RepoPath;
  /** Size in bytes. */
  readonly size: number;
  /** Symbolic links and submodules are listed, never followed. */
  readonly kind: "file" | "symlink" | "submodule";
}

export interface RepoSnapshot {
  /** The commit, or undefined for a work tree or a snapshot in memory. */
  readonly commit: CommitSha | undefined;
  /** Every file, sorted by path. */
  readonly files: readonly SnapshotFile[];
  /** Addresses of the repository, without credentials; undefined: not known. */
  readonly urls?: readonly string[] | undefined;
  /** The bytes of a regular file; undefined when it is not in the snapshot, no regular file, or too large to read. */
  bytes(path: RepoPath): Uint8Array | undefined;
}
