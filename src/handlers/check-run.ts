/** Check runs of others may be the evidence a wave waits for; our own are news only when somebody asks for them again. */
import type { EventHandler } from "./event.ts";
import { CheckEvent, repositoryOf } from "./payloads.ts";

export const onCheckRun: EventHandler = async (payload, { queue, login }) => {
  const event = CheckEvent.safeParse(payload).data;
  if (event === undefined) return;
  const isOurs = `${event.check_run?.app?.slug ?? ""}[bot]` === login;
  const isNews = event.action === "rerequested" || (event.action === "completed" && !isOurs);
  if (isNews) await queue.look(repositoryOf(event), "check");
};
