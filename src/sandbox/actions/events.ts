// Puts issue-shaped happenings on the world's wire. A pull request is announced twice by GitHub's rules: label and
// edit events of a pull request travel as `pull_request`, its comments as `issue_comment`.

import { viewComment, viewIssue } from "../views/issue.ts";
import { viewPullFull } from "../views/pull.ts";
import type { Actor, Comment, Issue, Repository } from "../world/types.ts";
import { isPull, type World } from "../world/world.ts";
import { pullFacts } from "./pull-facts.ts";

export async function announceIssue(
  world: World,
  repository: Repository,
  actor: Actor,
  issue: Issue,
  action: string,
  extra: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const common = { action, repository, sender: actor.account };
  if (!isPull(issue)) {
    const body = { issue: viewIssue(world, repository, issue), ...extra };
    world.emit({ ...common, name: "issues", body });
    return;
  }
  const facts = await pullFacts(repository, issue);
  const pull = viewPullFull(world, repository, issue, facts);
  world.emit({
    ...common,
    name: "pull_request",
    body: { number: issue.number, pull_request: pull, ...extra },
  });
}

export function announceComment(
  world: World,
  repository: Repository,
  actor: Actor,
  comment: Comment,
  action: "created" | "edited" | "deleted",
  extra: Readonly<Record<string, unknown>> = {},
): void {
  world.emit({
    name: "issue_comment",
    action,
    repository,
    sender: actor.account,
    body: {
      issue: viewIssue(world, repository, comment.issue),
      comment: viewComment(world, repository, comment),
      ...extra,
    },
  });
}
