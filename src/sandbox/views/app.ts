// Apps and their installations.

import type { App, Installation, InstallationToken, Repository } from "../world/types.ts";
import { fullName, type World } from "../world/world.ts";
import { nodeId, viewAccount } from "./account.ts";
import { viewRepository } from "./repository.ts";

export function viewApp(world: World, app: App) {
  const created = app.createdAt.toISOString();
  return {
    id: app.id,
    slug: app.slug,
    node_id: nodeId("App", app.id),
    owner: viewAccount(world, app.owner),
    name: app.slug,
    description: "",
    external_url: `${world.urls.html}/apps/${app.slug}`,
    html_url: `${world.urls.html}/apps/${app.slug}`,
    created_at: created,
    updated_at: created,
    permissions: app.permissions,
    events: app.events,
  };
}

export function viewAppForItself(world: World, app: App) {
  const count = world.installations.filter((installation) => installation.app.id === app.id).length;
  return { ...viewApp(world, app), client_id: app.clientId, installations_count: count };
}

export function viewInstallation(world: World, installation: Installation) {
  const { app, account } = installation;
  return {
    id: installation.id,
    account: viewAccount(world, account),
    repository_selection: installation.selection,
    access_tokens_url: `${world.urls.api}/app/installations/${installation.id}/access_tokens`,
    repositories_url: `${world.urls.api}/installation/repositories`,
    html_url: `${world.urls.html}/${account.login}`,
    app_id: app.id,
    app_slug: app.slug,
    target_id: account.id,
    target_type: account.kind,
    permissions: installation.permissions,
    events: installation.events,
    created_at: installation.createdAt.toISOString(),
    updated_at: installation.updatedAt.toISOString(),
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: installation.suspended === undefined ? null : viewAccount(world, installation.suspended.by),
    suspended_at: installation.suspended?.at.toISOString() ?? null,
  };
}

export function viewInstallationToken(
  world: World,
  token: InstallationToken,
  repositories: readonly Repository[] | undefined,
) {
  return {
    token: token.token,
    expires_at: token.expiresAt.toISOString().replace(/\.\d{3}Z$/, "Z"),
    permissions: token.permissions,
    repository_selection: repositories === undefined ? token.installation.selection : "selected",
    ...(repositories === undefined
      ? {}
      : { repositories: repositories.map((repository) => viewRepository(world, repository)) }),
  };
}

export function viewRepositoryInInstallation(repository: Repository) {
  return {
    id: repository.id,
    node_id: nodeId("Repository", repository.id),
    name: repository.name,
    full_name: fullName(repository),
    private: repository.private,
  };
}
