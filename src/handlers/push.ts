/** Pushes to the default branch change what there is to do; pushes to our branches may be somebody's edits. */
import { branchPrefix } from "../flows/reconcile/names.ts";
import type { EventHandler } from "./event.ts";
import { PushEvent, repositoryOf } from "./payloads.ts";

export const onPush: EventHandler = async (payload, { queue, login }) => {
  const event = PushEvent.safeParse(payload).data;
  if (event === undefined || event.sender?.login === login) return;
  const isDefault = event.ref === `refs/heads/${event.repository.default_branch ?? ""}`;
  const isOurs = event.ref.startsWith(`refs/heads/${branchPrefix}`);
  if (isDefault || isOurs) await queue.look(repositoryOf(event), "push");
};
