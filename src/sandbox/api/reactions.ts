// Reactions on issues, pull requests and their comments.

import { react } from "../actions/comments.ts";
import { viewReaction } from "../views/issue.ts";
import { forbidden, invalid, notFound } from "../world/errors.ts";
import type { Comment, Issue, ReactionContent } from "../world/types.ts";
import { commentInPath, issueInPath, param } from "./find.ts";
import { ISSUE_OR_PULL, needForIssue } from "./issues.ts";
import { listed } from "./page.ts";
import { noContent, type Reply } from "./reply.ts";
import { type RepositoryContext, type Route, reads, writes } from "./route.ts";

const CONTENTS: readonly ReactionContent[] = [
  "+1",
  "-1",
  "laugh",
  "confused",
  "heart",
  "hooray",
  "rocket",
  "eyes",
];

export const reactionRoutes: readonly Route[] = [
  ...reactionsOf("/issues/{issue_number}", issueInPath, (issue) => issue),
  ...reactionsOf("/issues/comments/{comment_id}", commentInPath, (comment) => comment.issue),
];

function reactionsOf<S extends Issue | Comment>(
  path: string,
  find: (context: RepositoryContext) => S,
  issueOf: (subject: S) => Issue,
): readonly Route[] {
  return [
    reads(`${path}/reactions`, ISSUE_OR_PULL, (context) => {
      const wanted = context.request.query.get("content");
      const reactions = find(context).reactions.filter((it) => wanted === null || it.content === wanted);
      return listed(context, reactions, (reaction) => viewReaction(context.world, reaction));
    }),
    writes("POST", `${path}/reactions`, ISSUE_OR_PULL, "read", (context): Reply => {
      const subject = find(context);
      needForIssue(context, issueOf(subject));
      const content = CONTENTS.find((known) => known === context.fields("Reaction").text("content"));
      if (content === undefined) throw invalid("Reaction", "content");
      const { reaction, isNew } = react(context.world, context.actor, subject, content);
      return { status: isNew ? 201 : 200, body: viewReaction(context.world, reaction) };
    }),
    writes("DELETE", `${path}/reactions/{reaction_id}`, ISSUE_OR_PULL, "read", (context) => {
      const subject = find(context);
      needForIssue(context, issueOf(subject));
      const id = Number(param(context, "reaction_id"));
      const reaction = subject.reactions.find((candidate) => candidate.id === id);
      if (reaction === undefined) throw notFound();
      if (reaction.user.id !== context.actor.account.id) throw forbidden("You cannot delete this reaction.");
      subject.reactions = subject.reactions.filter((other) => other !== reaction);
      return noContent();
    }),
  ];
}
