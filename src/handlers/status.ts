/** Commit statuses: Argo CD and Flux report with these as often as with check runs. */
import type { EventHandler } from "./event.ts";
import { repositoryOf, StatusEvent } from "./payloads.ts";

export const onStatus: EventHandler = async (payload, { queue }) => {
  const event = StatusEvent.safeParse(payload).data;
  if (event !== undefined && event.state !== "pending") await queue.look(repositoryOf(event), "status");
};
