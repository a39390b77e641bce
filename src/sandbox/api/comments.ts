// Comments of issues and pull requests (the conversation, not review comments on lines).

import { addComment, deleteComment, editComment } from "../actions/comments.ts";
import { viewComment } from "../views/issue.ts";
import type { Comment } from "../world/types.ts";
import { commentInPath, issueInPath } from "./find.ts";
import { ISSUE_OR_PULL, needForIssue, needOwnOrRole } from "./issues.ts";
import { listed } from "./page.ts";
import { created, noContent, ok } from "./reply.ts";
import { type RepositoryContext, type Route, reads, writes } from "./route.ts";

export const commentRoutes: readonly Route[] = [
  reads("/issues/comments", ISSUE_OR_PULL, (context) => listComments(context, context.repository.comments)),
  reads("/issues/{issue_number}/comments", ISSUE_OR_PULL, (context) => {
    const issue = issueInPath(context);
    return listComments(
      context,
      context.repository.comments.filter((comment) => comment.issue === issue),
    );
  }),
  writes("POST", "/issues/{issue_number}/comments", ISSUE_OR_PULL, "read", (context) => {
    const { world, repository, actor } = context;
    const issue = issueInPath(context);
    needForIssue(context, issue);
    const body = context.fields("IssueComment").text("body");
    const view = viewComment(world, repository, addComment(world, repository, actor, issue, body));
    return created(view, view.url);
  }),
  reads("/issues/comments/{comment_id}", ISSUE_OR_PULL, (context) =>
    ok(viewComment(context.world, context.repository, commentInPath(context))),
  ),
  writes("PATCH", "/issues/comments/{comment_id}", ISSUE_OR_PULL, "read", (context) => {
    const { world, repository, actor } = context;
    const comment = commentInPath(context);
    needForIssue(context, comment.issue);
    needOwnOrRole(context, comment.user.id);
    editComment(world, repository, actor, comment, context.fields("IssueComment").text("body"));
    return ok(viewComment(world, repository, comment));
  }),
  writes("DELETE", "/issues/comments/{comment_id}", ISSUE_OR_PULL, "read", (context) => {
    const comment = commentInPath(context);
    needForIssue(context, comment.issue);
    needOwnOrRole(context, comment.user.id);
    deleteComment(context.world, context.repository, context.actor, comment);
    return noContent();
  }),
];

function listComments(context: RepositoryContext, comments: readonly Comment[]) {
  const since = context.request.query.get("since");
  const selected = comments.filter((comment) => since === null || comment.updatedAt >= new Date(since));
  const down = context.request.query.get("direction") === "desc";
  return listed(context, down ? selected.toReversed() : selected, (comment) =>
    viewComment(context.world, context.repository, comment),
  );
}
