// People, organisations and the few endpoints about the server itself.

import { viewOrganizationFull, viewPrivateUser, viewPublicUser } from "../views/account.ts";
import { ApiError, notFound } from "../world/errors.ts";
import { findAccount } from "../world/world.ts";
import { param } from "./find.ts";
import { ok } from "./reply.ts";
import { type Context, forAnyone, type Route } from "./route.ts";

export const accountRoutes: readonly Route[] = [
  { method: "GET", path: "/user", rule: { for: "account" }, answer: showSelf },
  forAnyone("GET", "/users/{username}", (context) => {
    const account = findAccount(context.world, param(context, "username"));
    if (account === undefined) throw notFound();
    return ok(viewPublicUser(context.world, account));
  }),
  forAnyone("GET", "/orgs/{org}", (context) => {
    const account = findAccount(context.world, param(context, "org"));
    if (account?.kind !== "Organization") throw notFound();
    return ok(viewOrganizationFull(context.world, account));
  }),
  forAnyone("GET", "/meta", () => ok({ verifiable_password_authentication: false })),
  forAnyone("GET", "/zen", () => ({
    status: 200,
    bytes: Buffer.from("Responsive is better than fast."),
    contentType: "text/plain;charset=utf-8",
  })),
];

function showSelf(context: Context) {
  if (context.caller.kind !== "user") throw new ApiError(403, "Resource not accessible by integration");
  return ok(viewPrivateUser(context.world, context.caller.account));
}
