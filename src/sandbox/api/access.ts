// The gate in front of every endpoint: is this caller allowed to call it at all? What cannot be seen does not exist (404),
// what may be seen but not done is 403 in GitHub's words.

import { allows, type Caller, canSee, reaches } from "../auth/callers.ts";
import { ApiError, forbidden, notFound } from "../world/errors.ts";
import { atLeast, roleOf } from "../world/roles.ts";
import type { Repository, Role } from "../world/types.ts";
import { findRepository, type World } from "../world/world.ts";
import type { Route, Rule } from "./route.ts";

export const NOT_FOR_INTEGRATION = "Resource not accessible by integration";

export function checkCaller(rule: Rule, caller: Caller): void {
  if (rule.for === "anyone") return;
  if (caller.kind === "anonymous" && rule.for !== "repository")
    throw new ApiError(401, "Requires authentication");
  if (rule.for === "app" && caller.kind !== "app") {
    throw new ApiError(401, "A JSON web token could not be decoded");
  }
  if (rule.for === "installation" && caller.kind !== "installation") {
    throw forbidden(
      "You must authenticate with an installation access token in order to list repositories for an installation.",
    );
  }
  if (rule.for === "repository" && caller.kind === "app") {
    throw forbidden("You must authenticate with an installation access token in order to use this endpoint.");
  }
}

export function findVisible(
  world: World,
  route: Route,
  params: Readonly<Record<string, string>>,
  caller: Caller,
): Repository | undefined {
  if (route.rule.for !== "repository") return undefined;
  const repository = findRepository(world, params.owner ?? "", params.repo ?? "");
  if (repository === undefined || !canSee(caller, repository)) throw notFound();
  return repository;
}

export function checkRepository(rule: Rule, caller: Caller, repository: Repository): void {
  if (rule.for !== "repository") return;
  const openRead = rule.access === "read" && !repository.private && rule.evenPublic !== true;
  if (openRead) return;
  if (caller.kind === "anonymous") throw new ApiError(401, "Requires authentication");
  if (rule.access === "write" && repository.archived)
    throw forbidden("Repository was archived so is read-only.");
  if (caller.kind === "installation") needPermission(caller, repository, rule.access, rule.permissions);
  if (caller.kind === "user") needRole(caller, repository, rule.role);
}

export function needPermission(
  caller: Caller,
  repository: Repository,
  access: "read" | "write",
  permissions: readonly string[],
): void {
  if (caller.kind !== "installation") return;
  const given = reaches(caller.token, repository) ? caller.token.permissions : undefined;
  if (given === undefined || !permissions.some((name) => allows(given, name, access))) {
    throw new ApiError(403, NOT_FOR_INTEGRATION, undefined, {
      "x-accepted-github-permissions": permissions.map((name) => `${name}=${access}`).join("; "),
    });
  }
}

export function needRole(caller: Caller, repository: Repository, role: Role): void {
  if (caller.kind !== "user" || atLeast(roleOf(repository, caller.account), role)) return;
  throw atLeast(roleOf(repository, caller.account), "read")
    ? forbidden("Must have admin rights to Repository.")
    : notFound();
}
