/** The App was installed, or may work again. */
import type { EventHandler } from "./event.ts";
import { InstallationEvent } from "./payloads.ts";

const actions = ["created", "unsuspend", "new_permissions_accepted"];

export const onInstallation: EventHandler = async (payload, { queue }) => {
  const event = InstallationEvent.safeParse(payload).data;
  if (event !== undefined && actions.includes(event.action))
    await queue.sweepInstallation(event.installation.id);
};
