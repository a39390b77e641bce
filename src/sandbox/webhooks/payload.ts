// Which Apps hear of an event, and the payload each gets. Installation events go to their App whatever it subscribed to;
// everything else needs a subscription and an installation that covers the repository.
import { nodeId, viewAccount } from "../views/account.ts";
import { viewInstallation } from "../views/app.ts";
import { organizationOf, viewRepository, viewRepositoryForPush } from "../views/repository.ts";
import { covers } from "../world/roles.ts";
import type { App, Installation } from "../world/types.ts";
import type { World, WorldEvent } from "../world/world.ts";

export interface Target {
  readonly app: App;
  readonly installation: Installation;
}

export function targetsOf(world: World, event: WorldEvent): readonly Target[] {
  const { repository, onlyApp } = event;
  if (event.installation !== undefined) {
    return [{ app: event.installation.app, installation: event.installation }];
  }
  if (repository === undefined) return [];
  return world.installations
    .filter((installation) => covers(installation, repository))
    .filter((installation) => installation.events.includes(event.name))
    .filter((installation) => onlyApp === undefined || installation.app === onlyApp)
    .map((installation) => ({ app: installation.app, installation }));
}

export function payloadFor(
  world: World,
  event: WorldEvent,
  installation: Installation,
): Readonly<Record<string, unknown>> {
  const { repository } = event;
  const action = event.action === undefined ? {} : { action: event.action };
  const sender = viewAccount(world, event.sender);
  if (repository === undefined) {
    return { ...action, installation: viewInstallation(world, installation), ...event.body, sender };
  }
  const organization = organizationOf(world, repository);
  return {
    ...action,
    ...event.body,
    repository:
      event.name === "push" ? viewRepositoryForPush(world, repository) : viewRepository(world, repository),
    ...(organization === undefined ? {} : { organization }),
    sender,
    installation: { id: installation.id, node_id: nodeId("IntegrationInstallation", installation.id) },
  };
}
