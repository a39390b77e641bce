// Comments on issues and pull requests, and the reactions on both.

import { invalid } from "../world/errors.ts";
import type { Actor, Comment, Issue, Reaction, ReactionContent, Repository } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { announceComment } from "./events.ts";
import { checkBody } from "./issues.ts";

export function addComment(
  world: World,
  repository: Repository,
  actor: Actor,
  issue: Issue,
  body: string,
): Comment {
  if (body.trim() === "") throw invalid("IssueComment", "body", "missing_field");
  checkBody("IssueComment", body);
  const now = world.now();
  const comment: Comment = {
    id: world.nextId(),
    issue,
    user: actor.account,
    via: actor.app,
    body,
    reactions: [],
    createdAt: now,
    updatedAt: now,
  };
  repository.comments.push(comment);
  issue.updatedAt = now;
  announceComment(world, repository, actor, comment, "created");
  return comment;
}

export function editComment(
  world: World,
  repository: Repository,
  actor: Actor,
  comment: Comment,
  body: string,
): void {
  if (body.trim() === "") throw invalid("IssueComment", "body", "missing_field");
  checkBody("IssueComment", body);
  if (body === comment.body) return;
  const from = comment.body;
  comment.body = body;
  comment.updatedAt = world.now();
  announceComment(world, repository, actor, comment, "edited", { changes: { body: { from } } });
}

export function deleteComment(world: World, repository: Repository, actor: Actor, comment: Comment): void {
  repository.comments.splice(repository.comments.indexOf(comment), 1);
  announceComment(world, repository, actor, comment, "deleted");
}

/** The same reaction twice by one account is one reaction; the second answer is 200 instead of 201. */
export function react(
  world: World,
  actor: Actor,
  subject: Comment | Issue,
  content: ReactionContent,
): { readonly reaction: Reaction; readonly isNew: boolean } {
  const known = subject.reactions.find(
    (reaction) => reaction.user.id === actor.account.id && reaction.content === content,
  );
  if (known !== undefined) return { reaction: known, isNew: false };
  const reaction = { id: world.nextId(), user: actor.account, content, createdAt: world.now() };
  subject.reactions.push(reaction);
  return { reaction, isNew: true };
}
