// Installing an App on an account, changing which repositories it sees, suspending and removing it.
import { viewRepositoryInInstallation } from "../views/app.ts";
import { covers } from "../world/roles.ts";
import type { Account, App, Installation, Repository } from "../world/types.ts";
import type { World } from "../world/world.ts";

export function installApp(
  world: World,
  app: App,
  account: Account,
  repositories: readonly Repository[] | "all",
  sender: Account,
): Installation {
  const now = world.now();
  const installation: Installation = {
    id: world.nextId(),
    app,
    account,
    selection: repositories === "all" ? "all" : "selected",
    repositoryIds: new Set(repositories === "all" ? [] : repositories.map((repository) => repository.id)),
    permissions: { metadata: "read", ...app.permissions },
    events: [...app.events],
    createdAt: now,
    updatedAt: now,
    suspended: undefined,
  };
  world.installations.push(installation);
  announce(world, installation, sender, "created", {
    repositories: coveredBy(world, installation).map(viewRepositoryInInstallation),
  });
  return installation;
}

export function uninstallApp(world: World, installation: Installation, sender: Account): void {
  const repositories = coveredBy(world, installation).map(viewRepositoryInInstallation);
  announce(world, installation, sender, "deleted", { repositories });
  world.installations.splice(world.installations.indexOf(installation), 1);
}

export function suspendInstallation(world: World, installation: Installation, sender: Account): void {
  const repositories = coveredBy(world, installation).map(viewRepositoryInInstallation);
  installation.suspended = { at: world.now(), by: sender };
  announce(world, installation, sender, "suspend", { repositories });
}

export function changeInstalledRepositories(
  world: World,
  installation: Installation,
  change: { readonly added: readonly Repository[]; readonly removed: readonly Repository[] },
  sender: Account,
): void {
  for (const repository of change.added) installation.repositoryIds.add(repository.id);
  for (const repository of change.removed) installation.repositoryIds.delete(repository.id);
  installation.updatedAt = world.now();
  announceRepositories(world, installation, change, sender);
}

export function announceRepositories(
  world: World,
  installation: Installation,
  change: { readonly added: readonly Repository[]; readonly removed: readonly Repository[] },
  sender: Account,
): void {
  for (const [action, list] of [
    ["added", change.added],
    ["removed", change.removed],
  ] as const) {
    if (list.length === 0) continue;
    const named = list.map(viewRepositoryInInstallation);
    world.emit({
      name: "installation_repositories",
      action,
      repository: undefined,
      sender,
      installation,
      body: {
        repository_selection: installation.selection,
        repositories_added: action === "added" ? named : [],
        repositories_removed: action === "removed" ? named : [],
        requester: null,
      },
    });
  }
}

function coveredBy(world: World, installation: Installation): readonly Repository[] {
  return world.repositories.filter((repository) => covers(installation, repository));
}

function announce(
  world: World,
  installation: Installation,
  sender: Account,
  action: string,
  body: Readonly<Record<string, unknown>>,
): void {
  world.emit({ name: "installation", action, repository: undefined, sender, installation, body });
}
