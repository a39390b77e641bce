// Opens, edits and merges pull requests between branches of one repository (no forks: Tidegate never makes one).

import { mergeTrees, replay } from "../git/merge.ts";
import type { Person } from "../git/store.ts";
import { writeCommit } from "../git/write.ts";
import { ApiError, invalid, refused } from "../world/errors.ts";
import type { Actor, PullIssue, Repository } from "../world/types.ts";
import { fullName, gitDate, isPull, noreplyEmail, type World } from "../world/world.ts";
import { announceIssue } from "./events.ts";
import { blankIssue, checkBody } from "./issues.ts";
import { pullCommits } from "./pull-facts.ts";
import { markMerged, refMoved } from "./refs.ts";

export interface NewPull {
  readonly title: string;
  readonly body?: string | null;
  readonly head: string;
  readonly base: string;
  readonly draft?: boolean;
}

export async function openPull(
  world: World,
  repository: Repository,
  actor: Actor,
  input: NewPull,
): Promise<PullIssue> {
  checkBody("PullRequest", input.body);
  const headRef = branchOf(repository, input.head);
  const head = headRef === undefined ? undefined : await repository.git.branch(headRef);
  if (headRef === undefined || head === undefined) throw invalid("PullRequest", "head");
  const base = await repository.git.branch(input.base);
  if (base === undefined) throw invalid("PullRequest", "base");
  const twin = findTwin(repository, headRef, input.base);
  if (twin !== undefined) {
    throw refused("PullRequest", `A pull request already exists for ${repository.owner.login}:${headRef}.`);
  }
  if (await repository.git.isAncestor(head, base)) {
    throw refused("PullRequest", `No commits between ${input.base} and ${headRef}`);
  }
  const issue: PullIssue = {
    ...blankIssue(world, repository, actor, input.title, input.body ?? null),
    pull: {
      id: world.nextId(),
      base: { ref: input.base, sha: base },
      head: { ref: headRef, sha: head },
      draft: input.draft ?? false,
      merged: undefined,
      requestedReviewers: [],
    },
  };
  repository.issues.push(issue);
  await repository.git.setRef(`refs/pull/${issue.number}/head`, head);
  await announceIssue(world, repository, actor, issue, "opened");
  return issue;
}

/** `branch` or `owner:branch` of this repository. */
export function branchOf(repository: Repository, head: string): string | undefined {
  const colon = head.indexOf(":");
  if (colon < 0) return head;
  return head.slice(0, colon).toLowerCase() === repository.owner.login.toLowerCase()
    ? head.slice(colon + 1)
    : undefined;
}

function findTwin(repository: Repository, head: string, base: string): PullIssue | undefined {
  return repository.issues
    .filter(isPull)
    .find((issue) => issue.state === "open" && issue.pull.head.ref === head && issue.pull.base.ref === base);
}

export async function changeBase(
  world: World,
  repository: Repository,
  actor: Actor,
  issue: PullIssue,
  base: string,
): Promise<void> {
  if (base === issue.pull.base.ref) return;
  const sha = await repository.git.branch(base);
  if (sha === undefined) throw invalid("PullRequest", "base");
  const changes = { base: { ref: { from: issue.pull.base.ref }, sha: { from: issue.pull.base.sha } } };
  issue.pull.base = { ref: base, sha };
  issue.updatedAt = world.now();
  await announceIssue(world, repository, actor, issue, "edited", { changes });
}

export interface MergeRequest {
  readonly method: "merge" | "squash" | "rebase";
  readonly sha?: string;
  readonly title?: string;
  readonly message?: string;
}

export async function mergePull(
  world: World,
  repository: Repository,
  actor: Actor,
  issue: PullIssue,
  request: MergeRequest,
): Promise<string> {
  const { pull } = issue;
  if (issue.state === "closed") throw new ApiError(405, "Pull Request is not mergeable");
  if (pull.draft) throw new ApiError(405, "Pull Request is still a draft");
  if (request.sha !== undefined && request.sha !== pull.head.sha) {
    throw new ApiError(409, "Head branch was modified. Review and try the merge again.");
  }
  const base = await repository.git.branch(pull.base.ref);
  if (base === undefined) throw new ApiError(405, "Pull Request is not mergeable");
  const sha = await mergeCommit(world, repository, actor, issue, base, request);
  if (sha === undefined) throw new ApiError(405, "Pull Request is not mergeable");
  pull.base.sha = base;
  const ref = `refs/heads/${pull.base.ref}`;
  await repository.git.setRef(ref, sha);
  await markMerged(world, repository, actor, issue, sha);
  await refMoved(world, repository, actor, { ref, before: base, after: sha });
  return sha;
}

async function mergeCommit(
  world: World,
  repository: Repository,
  actor: Actor,
  issue: PullIssue,
  base: string,
  request: MergeRequest,
): Promise<string | undefined> {
  const { git } = repository;
  const head = issue.pull.head.sha;
  const commits = await pullCommits(repository, issue);
  const date = gitDate(world.now());
  const author: Person = { name: actor.account.login, email: noreplyEmail(actor.account), date };
  const committer = webFlow(world);
  if (request.method === "rebase") return replay(git, base, commits, author);
  const tree = await mergeTrees(git, base, head);
  if (tree === undefined) return undefined;
  const squash = request.method === "squash";
  const title = request.title ?? defaultTitle(repository, issue, squash);
  const list = commits.map((commit) => `* ${commit.message}`).join("\n\n");
  const message = request.message ?? (squash ? (commits.length > 1 ? list : "") : issue.title);
  const sha = await writeCommit(git, {
    tree,
    parents: squash ? [base] : [base, head],
    author,
    committer,
    message: message === "" ? title : `${title}\n\n${message}`,
  });
  repository.verified.add(sha);
  return sha;
}

function defaultTitle(repository: Repository, issue: PullIssue, squash: boolean): string {
  if (squash) return `${issue.title} (#${issue.number})`;
  const [owner] = fullName(repository).split("/");
  return `Merge pull request #${issue.number} from ${owner}/${issue.pull.head.ref}`;
}

/** The committer of commits that GitHub itself makes and signs. */
export function webFlow(world: World): Person {
  return { name: "GitHub", email: "noreply@github.com", date: gitDate(world.now()) };
}
