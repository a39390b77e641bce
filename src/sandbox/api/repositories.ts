// The repository itself and who may do what in it.

import { roleOfCaller } from "../auth/callers.ts";
import { viewAccount } from "../views/account.ts";
import { viewPermissions, viewRepositoryFull } from "../views/repository.ts";
import { notFound } from "../world/errors.ts";
import { legacyPermission, roleOf } from "../world/roles.ts";
import type { Account } from "../world/types.ts";
import { findAccount } from "../world/world.ts";
import { param } from "./find.ts";
import { listed } from "./page.ts";
import { noContent, ok } from "./reply.ts";
import { type RepositoryContext, type Route, reads } from "./route.ts";

export const repositoryRoutes: readonly Route[] = [
  reads("", ["metadata"], (context) =>
    ok(
      viewRepositoryFull(context.world, context.repository, roleOfCaller(context.caller, context.repository)),
    ),
  ),
  needsMetadata("/collaborators", (context) =>
    listed(context, collaborators(context), (account) => viewCollaborator(context, account)),
  ),
  needsMetadata("/collaborators/{username}", (context) => {
    const login = param(context, "username").toLowerCase();
    if (!collaborators(context).some((account) => account.login.toLowerCase() === login)) throw notFound();
    return noContent();
  }),
  needsMetadata("/collaborators/{username}/permission", (context) => {
    const account = findAccount(context.world, param(context, "username"));
    if (account === undefined) throw notFound();
    const role = roleOf(context.repository, account);
    return ok({
      permission: legacyPermission(role),
      user: viewCollaborator(context, account),
      role_name: role ?? "none",
    });
  }),
];

/** Who belongs to a repository is not public knowledge, even where its code is. */
function needsMetadata(path: string, answer: Route["answer"]): Route {
  const route = reads(path, ["metadata"], answer);
  return route.rule.for === "repository" ? { ...route, rule: { ...route.rule, evenPublic: true } } : route;
}

function collaborators(context: RepositoryContext): readonly Account[] {
  const { owner, roles } = context.repository;
  return [...context.world.accounts.values()].filter(
    (account) =>
      account.kind === "User" &&
      (account.id === owner.id || owner.members.has(account.login) || roles.has(account.login)),
  );
}

function viewCollaborator(context: RepositoryContext, account: Account) {
  const role = roleOf(context.repository, account);
  return {
    ...viewAccount(context.world, account),
    permissions: viewPermissions(role),
    role_name: role ?? "none",
  };
}
