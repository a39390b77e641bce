/**
 * Repositories and their files at a commit, as flows need them.
 */
import type { CommitSha } from "../model/brands.ts";
import type { RepoSnapshot } from "../model/snapshot.ts";

/** A repository the App is installed on. `id` is its identity: names change. */
export interface RepositoryRef {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly installation: number;
}

export interface CommittedSnapshot extends RepoSnapshot {
  readonly commit: CommitSha;
  /** True when the file is executable: a change of its text must keep that. */
  isExecutable(path: string): boolean;
}

export interface RepositorySource {
  /** The files of the head of a branch; undefined when the branch does not exist (an empty repository). */
  snapshot(repository: RepositoryRef, branch: string): Promise<CommittedSnapshot | undefined>;
}
