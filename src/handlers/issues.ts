/** The dashboard: edited, closed or deleted by somebody. */
import type { EventHandler } from "./event.ts";
import { IssuesEvent, repositoryOf } from "./payloads.ts";

const actions = ["edited", "closed", "reopened", "deleted"];

export const onIssues: EventHandler = async (payload, { queue, login }) => {
  const event = IssuesEvent.safeParse(payload).data;
  if (event === undefined || event.sender?.login === login || !actions.includes(event.action ?? "")) return;
  if (event.issue.user?.login === login) await queue.look(repositoryOf(event), "dashboard");
};
