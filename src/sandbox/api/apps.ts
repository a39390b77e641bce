// What an App asks about itself: installations, tokens, and its webhook deliveries.

import { allows, issueInstallationToken, reaches } from "../auth/callers.ts";
import { viewAppForItself, viewInstallation, viewInstallationToken } from "../views/app.ts";
import { viewPermissions, viewRepository } from "../views/repository.ts";
import { ApiError, notFound, unprocessable } from "../world/errors.ts";
import { covers } from "../world/roles.ts";
import type { App, Installation, Permissions, Repository } from "../world/types.ts";
import { findAccount, findRepository } from "../world/world.ts";
import { isObject } from "./fields.ts";
import { param } from "./find.ts";
import { counted, listed } from "./page.ts";
import { created, noContent, ok } from "./reply.ts";
import { type Context, forApp, forInstallation, type Route } from "./route.ts";

export const appRoutes: readonly Route[] = [
  forApp("GET", "/app", (context, app) => ok(viewAppForItself(context.world, app))),
  forApp("GET", "/app/installations", (context, app) =>
    listed(
      context,
      context.world.installations.filter((installation) => installation.app === app),
      (installation) => viewInstallation(context.world, installation),
    ),
  ),
  forApp("GET", "/app/installations/{installation_id}", (context, app) =>
    ok(viewInstallation(context.world, installationInPath(context, app))),
  ),
  forApp("POST", "/app/installations/{installation_id}/access_tokens", createToken),
  forApp("GET", "/repos/{owner}/{repo}/installation", (context, app) => {
    const repository = findRepository(context.world, param(context, "owner"), param(context, "repo"));
    if (repository === undefined) throw notFound();
    return showInstallation(context, app, (installation) => covers(installation, repository));
  }),
  forApp("GET", "/orgs/{org}/installation", (context, app) => ofAccount(context, app, "org", "Organization")),
  forApp("GET", "/users/{username}/installation", (context, app) =>
    ofAccount(context, app, "username", undefined),
  ),
  forInstallation("GET", "/installation/repositories", (context, token) => {
    const repositories = context.world.repositories.filter((repository) => reaches(token, repository));
    const permissions = viewPermissions(token.permissions.contents === "write" ? "write" : "read");
    return counted(
      context,
      "repositories",
      repositories,
      (repository) => ({ ...viewRepository(context.world, repository), permissions }),
      { repository_selection: token.repositoryIds === undefined ? token.installation.selection : "selected" },
    );
  }),
  forInstallation("DELETE", "/installation/token", (context, token) => {
    context.world.installationTokens.delete(token.token);
    return noContent();
  }),
];

function installationInPath(context: Context, app: App): Installation {
  const id = Number(param(context, "installation_id"));
  const found = context.world.installations.find((candidate) => candidate.id === id && candidate.app === app);
  if (found === undefined) throw notFound();
  return found;
}

function showInstallation(context: Context, app: App, matches: (installation: Installation) => boolean) {
  const found = context.world.installations.find((candidate) => candidate.app === app && matches(candidate));
  if (found === undefined) throw notFound();
  return ok(viewInstallation(context.world, found));
}

function ofAccount(context: Context, app: App, name: string, kind: "Organization" | undefined) {
  const account = findAccount(context.world, param(context, name));
  if (account === undefined || (kind !== undefined && account.kind !== kind)) throw notFound();
  return showInstallation(context, app, (installation) => installation.account.id === account.id);
}

function createToken(context: Context, app: App) {
  const installation = installationInPath(context, app);
  if (installation.suspended !== undefined) throw new ApiError(403, "This installation has been suspended");
  const repositories = narrowedRepositories(context, installation);
  const ids =
    repositories === undefined ? undefined : new Set(repositories.map((repository) => repository.id));
  const token = issueInstallationToken(
    context.world,
    installation,
    narrowedPermissions(context, installation),
    ids,
  );
  return created(viewInstallationToken(context.world, token, repositories));
}

function narrowedRepositories(
  context: Context,
  installation: Installation,
): readonly Repository[] | undefined {
  const fields = context.fields("Installation");
  const names = fields.texts("repositories");
  const ids = fields.list("repository_ids");
  if (names === undefined && ids === undefined) return undefined;
  const reachable = context.world.repositories.filter((repository) => covers(installation, repository));
  const wanted: readonly ((repository: Repository) => boolean)[] = [
    ...(names ?? []).map(
      (name) => (repository: Repository) => repository.name.toLowerCase() === name.toLowerCase(),
    ),
    ...(ids ?? []).map((id) => (repository: Repository) => repository.id === id),
  ];
  return wanted.map((matches) => {
    const repository = reachable.find(matches);
    if (repository === undefined) {
      throw unprocessable(
        "There is at least one repository that does not exist or is not accessible to the parent installation.",
      );
    }
    return repository;
  });
}

function narrowedPermissions(context: Context, installation: Installation): Permissions {
  const { permissions } = context.fields("Installation").raw;
  if (!isObject(permissions)) return installation.permissions;
  const narrowed: Record<string, "read" | "write"> = {};
  for (const [name, access] of Object.entries(permissions)) {
    const valid = access === "read" || access === "write";
    if (!valid || !allows(installation.permissions, name, access)) {
      throw unprocessable("The permissions requested are not granted to this installation.");
    }
    narrowed[name] = access;
  }
  return { metadata: "read", ...narrowed };
}
