// What has to be computed about a pull request: its merge base, commits, files, and whether it merges cleanly.
import { type DiffFile, diffFiles } from "../git/diff.ts";
import { mergeTrees } from "../git/merge.ts";
import type { GitCommit } from "../git/store.ts";
import type { PullIssue, Repository } from "../world/types.ts";

export interface PullFacts {
  readonly mergeable: boolean | null;
  readonly mergeableState: "clean" | "dirty" | "draft" | "unknown";
  readonly commits: number;
  readonly additions: number;
  readonly deletions: number;
  readonly changedFiles: number;
  readonly testMerge: string | undefined;
}

export async function pullFacts(repository: Repository, issue: PullIssue): Promise<PullFacts> {
  const [commits, files] = [await pullCommits(repository, issue), await pullFiles(repository, issue)];
  const sum = (count: (file: DiffFile) => number): number =>
    files.reduce((total, file) => total + count(file), 0);
  return {
    ...(await mergeability(repository, issue)),
    commits: commits.length,
    additions: sum((file) => file.additions),
    deletions: sum((file) => file.deletions),
    changedFiles: files.length,
    testMerge: undefined,
  };
}

async function mergeability(
  repository: Repository,
  issue: PullIssue,
): Promise<Pick<PullFacts, "mergeable" | "mergeableState">> {
  if (issue.pull.merged !== undefined || issue.state === "closed") {
    return { mergeable: null, mergeableState: "unknown" };
  }
  const base = await repository.git.branch(issue.pull.base.ref);
  if (base === undefined) return { mergeable: null, mergeableState: "unknown" };
  const tree = await mergeTrees(repository.git, base, issue.pull.head.sha);
  if (tree === undefined) return { mergeable: false, mergeableState: "dirty" };
  return { mergeable: true, mergeableState: issue.pull.draft ? "draft" : "clean" };
}

/** Where the comparison starts: the merge base with the base branch, frozen once merged or closed. */
export async function comparisonBase(repository: Repository, issue: PullIssue): Promise<string> {
  const live =
    issue.state === "open" ? await repository.git.branch(issue.pull.base.ref) : issue.pull.base.sha;
  const base = live ?? issue.pull.base.sha;
  return (await repository.git.mergeBase(base, issue.pull.head.sha)) ?? base;
}

/** Oldest first, as the API lists them. */
export async function pullCommits(repository: Repository, issue: PullIssue): Promise<readonly GitCommit[]> {
  const base = await comparisonBase(repository, issue);
  const range = `${base}..${issue.pull.head.sha}`;
  return repository.git.remember(`log ${range}`, () =>
    repository.git.log(["--reverse", "--topo-order", range]),
  );
}

export async function pullFiles(repository: Repository, issue: PullIssue): Promise<readonly DiffFile[]> {
  return diffFiles(repository.git, await comparisonBase(repository, issue), issue.pull.head.sha);
}
