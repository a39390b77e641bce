// What follows when a branch moved, however it moved (push over HTTP, Git Data API, merge button): the push event, a check
// suite for every App that writes checks, and the pull requests that hang on the branch.

import { gitText } from "../git/run.ts";
import { type GitCommit, ZERO } from "../git/store.ts";
import { viewSimpleCommit } from "../views/check.ts";
import { commitAccount } from "../views/commit.ts";
import { repositoryHtml } from "../views/repository.ts";
import { covers } from "../world/roles.ts";
import type { Actor, PullIssue, Repository } from "../world/types.ts";
import { isPull, noreplyEmail, type World } from "../world/world.ts";
import { ensureSuite } from "./checks.ts";
import { announceIssue } from "./events.ts";

export interface RefChange {
  readonly ref: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** Moves a ref and tells the world. */
export async function moveRef(
  world: World,
  repository: Repository,
  actor: Actor,
  ref: string,
  after: string | undefined,
): Promise<void> {
  const before = (await repository.git.refs(ref)).get(ref);
  if (before === after) return;
  if (after === undefined) await repository.git.deleteRef(ref);
  else await repository.git.setRef(ref, after);
  await refMoved(world, repository, actor, { ref, before, after });
}

/** For a ref that git itself has moved already. */
export async function refMoved(
  world: World,
  repository: Repository,
  actor: Actor,
  change: RefChange,
): Promise<void> {
  const now = world.now();
  repository.pushedAt = now;
  repository.updatedAt = now;
  await announcePush(world, repository, actor, change);
  if (!change.ref.startsWith("refs/heads/")) return;
  const branch = change.ref.slice("refs/heads/".length);
  if (change.after !== undefined) {
    await requestSuites(world, repository, actor, branch, change.before, change.after);
  }
  await followHead(world, repository, actor, branch, change);
  if (change.after !== undefined) await noticeMerges(world, repository, actor, branch, change.after);
}

async function announcePush(
  world: World,
  repository: Repository,
  actor: Actor,
  change: RefChange,
): Promise<void> {
  const { before, after } = change;
  const commits = await pushedCommits(repository, change);
  const described: object[] = [];
  for (const commit of commits) described.push(await describeCommit(world, repository, commit));
  const head =
    after === undefined ? null : await describeCommit(world, repository, await repository.git.commit(after));
  const forced =
    before !== undefined && after !== undefined && !(await repository.git.isAncestor(before, after));
  const html = repositoryHtml(world, repository);
  world.emit({
    name: "push",
    action: undefined,
    repository,
    sender: actor.account,
    body: {
      ref: change.ref,
      before: before ?? ZERO,
      after: after ?? ZERO,
      base_ref: null,
      created: before === undefined,
      deleted: after === undefined,
      forced,
      compare: `${html}/compare/${(before ?? ZERO).slice(0, 12)}...${(after ?? ZERO).slice(0, 12)}`,
      commits: described,
      head_commit: head,
      pusher: { name: actor.account.login, email: noreplyEmail(actor.account) },
    },
  });
}

/** A webhook names at most 2048 commits; the sandbox stops at 50, which no story here reaches. */
const COMMITS_IN_PUSH = 50;

async function pushedCommits(repository: Repository, change: RefChange): Promise<readonly GitCommit[]> {
  if (change.after === undefined) return [];
  const known = new Set((await repository.git.refs("refs/heads")).values());
  known.delete(change.after);
  const exclude = change.before === undefined ? [...known] : [change.before];
  return repository.git.log([
    "--reverse",
    `--max-count=${COMMITS_IN_PUSH}`,
    change.after,
    ...(exclude.length === 0 ? [] : ["--not", ...exclude]),
  ]);
}

async function describeCommit(world: World, repository: Repository, commit: GitCommit): Promise<object> {
  const person = (who: GitCommit["author"]): object => {
    const account = commitAccount(world, who.email);
    const named = { name: who.name, email: who.email };
    return account === undefined ? named : { ...named, username: account.login };
  };
  const text = await gitText(repository.git.directory, [
    "diff-tree",
    "--no-commit-id",
    "--name-status",
    "--no-renames",
    "--root",
    "-r",
    "-z",
    "-m",
    "--first-parent",
    commit.sha,
  ]);
  const fields = text.split("\0");
  const paths = (letters: string): readonly string[] =>
    fields.filter((_, index) => index % 2 === 1 && letters.includes(fields[index - 1] ?? " "));
  return {
    ...viewSimpleCommit(commit),
    distinct: true,
    url: `${repositoryHtml(world, repository)}/commit/${commit.sha}`,
    author: person(commit.author),
    committer: person(commit.committer),
    added: paths("A"),
    removed: paths("D"),
    modified: paths("MT"),
  };
}

async function requestSuites(
  world: World,
  repository: Repository,
  actor: Actor,
  branch: string,
  before: string | undefined,
  after: string,
): Promise<void> {
  for (const installation of world.installations) {
    if (covers(installation, repository) && installation.permissions.checks === "write") {
      await ensureSuite(world, repository, actor, installation.app, after, {
        branch,
        before: before ?? ZERO,
      });
    }
  }
}

function openPulls(repository: Repository): readonly PullIssue[] {
  return repository.issues.filter(isPull).filter((issue) => issue.state === "open");
}

async function followHead(
  world: World,
  repository: Repository,
  actor: Actor,
  branch: string,
  change: RefChange,
): Promise<void> {
  for (const issue of openPulls(repository).filter((open) => open.pull.head.ref === branch)) {
    issue.updatedAt = world.now();
    if (change.after === undefined) {
      issue.state = "closed";
      issue.closedAt = world.now();
      issue.closedBy = actor.account;
      await announceIssue(world, repository, actor, issue, "closed");
      continue;
    }
    issue.pull.head.sha = change.after;
    issue.pull.base.sha = (await repository.git.branch(issue.pull.base.ref)) ?? issue.pull.base.sha;
    await repository.git.setRef(`refs/pull/${issue.number}/head`, change.after);
    const ends = { before: change.before ?? ZERO, after: change.after };
    await announceIssue(world, repository, actor, issue, "synchronize", ends);
  }
}

/** A push to the base that contains the head merges the pull request, button or not. */
async function noticeMerges(
  world: World,
  repository: Repository,
  actor: Actor,
  branch: string,
  after: string,
): Promise<void> {
  for (const issue of openPulls(repository).filter((open) => open.pull.base.ref === branch)) {
    if (issue.pull.head.ref === branch) continue;
    if (!(await repository.git.isAncestor(issue.pull.head.sha, after))) continue;
    await markMerged(world, repository, actor, issue, after);
  }
}

export async function markMerged(
  world: World,
  repository: Repository,
  actor: Actor,
  issue: PullIssue,
  sha: string,
): Promise<void> {
  const now = world.now();
  issue.pull.merged = { at: now, by: actor.account, sha };
  issue.state = "closed";
  issue.closedAt = now;
  issue.closedBy = actor.account;
  issue.updatedAt = now;
  await announceIssue(world, repository, actor, issue, "closed");
}
