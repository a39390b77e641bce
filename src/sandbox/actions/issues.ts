// Opens, edits, closes and labels issues; pull requests are issues too, so their edits come through here as well.

import { viewLabel } from "../views/issue.ts";
import { ApiError, refused, unprocessable } from "../world/errors.ts";
import type { Account, Actor, Issue, Label, Repository } from "../world/types.ts";
import { findAccount, isPull, type World } from "../world/world.ts";
import { announceIssue } from "./events.ts";
import { labelNamed } from "./labels.ts";

/** GitHub's limit on issue and comment bodies. */
export const BODY_LIMIT = 65_536;

export interface NewIssue {
  readonly title: string;
  readonly body?: string | null;
  readonly labels?: readonly string[];
  readonly assignees?: readonly string[];
}

export async function openIssue(
  world: World,
  repository: Repository,
  actor: Actor,
  input: NewIssue,
): Promise<Issue> {
  if (!repository.hasIssues) throw new ApiError(410, "Issues has been disabled in this repository.");
  checkBody("Issue", input.body);
  const issue: Issue = {
    ...blankIssue(world, repository, actor, input.title, input.body ?? null),
    labels: (input.labels ?? []).map((name) => labelNamed(world, repository, name)),
    assignees: findAssignees(world, input.assignees ?? []),
    pull: undefined,
  };
  repository.issues.push(issue);
  await announceIssue(world, repository, actor, issue, "opened");
  return issue;
}

/** Everything an issue and a pull request have in common at birth. */
export function blankIssue(
  world: World,
  repository: Repository,
  actor: Actor,
  title: string,
  body: string | null,
): Omit<Issue, "pull"> {
  const now = world.now();
  return {
    id: world.nextId(),
    number: repository.issues.length + 1,
    user: actor.account,
    via: actor.app,
    title,
    body,
    state: "open",
    stateReason: null,
    labels: [],
    assignees: [],
    reactions: [],
    createdAt: now,
    updatedAt: now,
    closedAt: undefined,
    closedBy: undefined,
  };
}

export interface IssueChange {
  readonly title?: string;
  readonly body?: string | null;
  readonly state?: "open" | "closed";
  readonly stateReason?: Issue["stateReason"];
  readonly labels?: readonly string[];
  readonly assignees?: readonly string[];
}

export async function changeIssue(
  world: World,
  repository: Repository,
  actor: Actor,
  issue: Issue,
  change: IssueChange,
): Promise<void> {
  checkBody("Issue", change.body);
  if (change.state !== undefined && change.state !== issue.state)
    await checkReopen(repository, issue, change.state);
  await changeText(world, repository, actor, issue, change);
  if (change.labels !== undefined) await setLabels(world, repository, actor, issue, change.labels);
  if (change.assignees !== undefined) issue.assignees = findAssignees(world, change.assignees);
  if (change.state !== undefined)
    await setState(world, repository, actor, issue, change.state, change.stateReason);
}

async function changeText(
  world: World,
  repository: Repository,
  actor: Actor,
  issue: Issue,
  change: IssueChange,
): Promise<void> {
  const changes: Record<string, { from: string }> = {};
  if (change.title !== undefined && change.title !== issue.title) {
    changes.title = { from: issue.title };
    issue.title = change.title;
  }
  if (change.body !== undefined && change.body !== issue.body) {
    changes.body = { from: issue.body ?? "" };
    issue.body = change.body;
  }
  if (Object.keys(changes).length === 0) return;
  issue.updatedAt = world.now();
  await announceIssue(world, repository, actor, issue, "edited", { changes });
}

async function setState(
  world: World,
  repository: Repository,
  actor: Actor,
  issue: Issue,
  state: "open" | "closed",
  reason: Issue["stateReason"] | undefined,
): Promise<void> {
  if (state === issue.state) return;
  const now = world.now();
  issue.state = state;
  issue.updatedAt = now;
  issue.closedAt = state === "closed" ? now : undefined;
  issue.closedBy = state === "closed" ? actor.account : undefined;
  if (!isPull(issue)) issue.stateReason = state === "closed" ? (reason ?? "completed") : "reopened";
  await announceIssue(world, repository, actor, issue, state === "closed" ? "closed" : "reopened");
}

async function checkReopen(repository: Repository, issue: Issue, state: "open" | "closed"): Promise<void> {
  if (state === "closed" || !isPull(issue)) return;
  if (issue.pull.merged !== undefined)
    throw refused("PullRequest", "state cannot be changed. The pull request cannot be reopened.", "state");
  if ((await repository.git.branch(issue.pull.head.ref)) === undefined) {
    throw refused(
      "PullRequest",
      `state cannot be changed. The ${issue.pull.head.ref} branch was force-pushed or recreated.`,
      "state",
    );
  }
  const twin = repository.issues
    .filter(isPull)
    .find(
      (other) =>
        other !== issue &&
        other.state === "open" &&
        other.pull.head.ref === issue.pull.head.ref &&
        other.pull.base.ref === issue.pull.base.ref,
    );
  if (twin !== undefined)
    throw refused(
      "PullRequest",
      "state cannot be changed. There is already an open pull request from this branch.",
      "state",
    );
}

export async function addLabels(
  world: World,
  repository: Repository,
  actor: Actor,
  issue: Issue,
  names: readonly string[],
): Promise<void> {
  for (const name of names) {
    const label = labelNamed(world, repository, name);
    if (issue.labels.includes(label)) continue;
    issue.labels.push(label);
    await announceLabel(world, repository, actor, issue, label, "labeled");
  }
}

export async function removeLabels(
  world: World,
  repository: Repository,
  actor: Actor,
  issue: Issue,
  labels: readonly Label[],
): Promise<void> {
  for (const label of labels) {
    issue.labels = issue.labels.filter((other) => other !== label);
    await announceLabel(world, repository, actor, issue, label, "unlabeled");
  }
}

export async function setLabels(
  world: World,
  repository: Repository,
  actor: Actor,
  issue: Issue,
  names: readonly string[],
): Promise<void> {
  const wanted = names.map((name) => labelNamed(world, repository, name));
  const unwanted = issue.labels.filter((label) => !wanted.includes(label));
  await removeLabels(world, repository, actor, issue, unwanted);
  await addLabels(world, repository, actor, issue, names);
}

async function announceLabel(
  world: World,
  repository: Repository,
  actor: Actor,
  issue: Issue,
  label: Label,
  action: "labeled" | "unlabeled",
): Promise<void> {
  issue.updatedAt = world.now();
  await announceIssue(world, repository, actor, issue, action, {
    label: viewLabel(world, repository, label),
  });
}

function findAssignees(world: World, logins: readonly string[]): Account[] {
  return logins.map((login) => {
    const account = findAccount(world, login);
    if (account === undefined)
      throw refused("Issue", `${login} cannot be assigned to this issue`, "assignees");
    return account;
  });
}

export function checkBody(resource: string, body: string | null | undefined): void {
  if (body !== undefined && body !== null && body.length > BODY_LIMIT) {
    throw refused(resource, `body is too long (maximum is ${BODY_LIMIT} characters)`, "body");
  }
  if (body?.includes("\0")) throw unprocessable("body contains a null byte");
}
