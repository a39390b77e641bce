/** Repositories were added to an installation. */
import type { EventHandler } from "./event.ts";
import { InstallationRepositoriesEvent } from "./payloads.ts";

export const onInstallationRepositories: EventHandler = async (payload, { queue }) => {
  const event = InstallationRepositoriesEvent.safeParse(payload).data;
  if (event?.action !== "added") return;
  for (const { id, name, full_name } of event.repositories_added) {
    const owner = full_name.slice(0, full_name.indexOf("/"));
    await queue.look({ id, name, owner, installation: event.installation.id }, "added");
  }
};
