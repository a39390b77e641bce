/**
 * Comments on our issues and pull requests that hold a command. The reconciler reads the comments itself; the reaction is for the
 * person who waits.
 */
import { parseComment } from "./commands/parse.ts";
import type { EventHandler } from "./event.ts";
import { IssueCommentEvent, repositoryOf } from "./payloads.ts";

export const onIssueComment: EventHandler = async (payload, { queue, login }) => {
  const event = IssueCommentEvent.safeParse(payload).data;
  if (event === undefined || (event.action !== "created" && event.action !== "edited")) return;
  const { comment, issue } = event;
  if (issue.user?.login !== login || comment.user === null || comment.user.type === "Bot") return;
  if (parseComment(comment.body ?? "") === undefined) return;
  const repository = repositoryOf(event);
  await queue.acknowledge(repository, comment.id);
  await queue.look(repository, "command");
};
