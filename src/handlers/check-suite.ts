/** Somebody asked for all of our check runs again. */
import type { EventHandler } from "./event.ts";
import { CheckEvent, repositoryOf } from "./payloads.ts";

export const onCheckSuite: EventHandler = async (payload, { queue }) => {
  const event = CheckEvent.safeParse(payload).data;
  if (event?.action === "rerequested") await queue.look(repositoryOf(event), "check suite");
};
