// Who is calling: nobody, an App (JWT), an installation of an App (ghs_ token) or a person (ghp_ token), by Bearer, the
// old `token` scheme, or Basic with the token as password, which is what git sends.
import { randomBytes } from "node:crypto";
import { ApiError } from "../world/errors.ts";
import { covers, roleOf } from "../world/roles.ts";
import type {
  Account,
  Actor,
  App,
  Installation,
  InstallationToken,
  Permissions,
  Repository,
  Role,
} from "../world/types.ts";
import { actingAs, actingThrough, type World } from "../world/world.ts";
import { appOfJwt, looksLikeJwt } from "./jwt.ts";

export type Caller =
  | { readonly kind: "anonymous" }
  | { readonly kind: "app"; readonly app: App }
  | { readonly kind: "installation"; readonly token: InstallationToken }
  | { readonly kind: "user"; readonly account: Account };

export function callerOf(world: World, authorization: string | undefined): Caller {
  if (authorization === undefined) return { kind: "anonymous" };
  const token = readToken(authorization);
  if (token === undefined) throw badCredentials();
  if (looksLikeJwt(token)) return { kind: "app", app: appOfJwt(world, token) };
  const account = world.userTokens.get(token);
  if (account !== undefined) return { kind: "user", account };
  const known = world.installationTokens.get(token);
  if (known === undefined || known.expiresAt <= world.authNow()) throw badCredentials();
  if (!world.installations.includes(known.installation)) throw badCredentials();
  if (known.installation.suspended !== undefined) {
    throw new ApiError(403, "This installation has been suspended");
  }
  return { kind: "installation", token: known };
}

function readToken(authorization: string): string | undefined {
  const space = authorization.indexOf(" ");
  const scheme = authorization.slice(0, space).toLowerCase();
  const value = authorization.slice(space + 1).trim();
  if (scheme === "bearer" || scheme === "token") return value;
  if (scheme !== "basic") return undefined;
  const pair = Buffer.from(value, "base64").toString();
  const password = pair.slice(pair.indexOf(":") + 1);
  return password === "" || password === "x-oauth-basic" ? pair.slice(0, pair.indexOf(":")) : password;
}

function badCredentials(): ApiError {
  return new ApiError(401, "Bad credentials");
}

export function actorOf(caller: Caller): Actor | undefined {
  if (caller.kind === "user") return actingAs(caller.account);
  if (caller.kind === "installation") return actingThrough(caller.token.installation.app);
  return undefined;
}

/** Does the token reach this repository by being installed on it? A public one may be readable all the same. */
export function reaches(token: InstallationToken, repository: Repository): boolean {
  if (!covers(token.installation, repository)) return false;
  return token.repositoryIds?.has(repository.id) ?? true;
}

export function canSee(caller: Caller, repository: Repository): boolean {
  if (!repository.private) return true;
  if (caller.kind === "user") return roleOf(repository, caller.account) !== undefined;
  return caller.kind === "installation" && reaches(caller.token, repository);
}

export function roleOfCaller(caller: Caller, repository: Repository): Role | undefined {
  if (caller.kind === "user") return roleOf(repository, caller.account);
  if (caller.kind !== "installation" || !reaches(caller.token, repository)) return undefined;
  return caller.token.permissions.contents === "write" ? "write" : "read";
}

export function allows(permissions: Permissions, name: string, access: "read" | "write"): boolean {
  const given = permissions[name];
  if (given === undefined) return name === "metadata" && access === "read";
  return access === "read" || given === "write" || given === "admin";
}

export function issueInstallationToken(
  world: World,
  installation: Installation,
  permissions: Permissions,
  repositoryIds: ReadonlySet<number> | undefined,
): InstallationToken {
  const token: InstallationToken = {
    token: `ghs_${secret()}`,
    installation,
    permissions,
    repositoryIds,
    expiresAt: new Date(world.authNow().getTime() + 60 * 60 * 1000),
  };
  world.installationTokens.set(token.token, token);
  return token;
}

export function issueUserToken(world: World, account: Account): string {
  const token = `ghp_${secret()}`;
  world.userTokens.set(token, account);
  return token;
}

function secret(): string {
  return randomBytes(27).toString("base64").replace(/[+/=]/g, "x");
}
