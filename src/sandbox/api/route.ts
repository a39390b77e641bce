// A route is data: method, GitHub's own path template, who may call it, and the function that answers. The template is the
// one of GitHub's OpenAPI description, so that every exchange can be checked against it by name.

import type { Caller } from "../auth/callers.ts";
import type { Access, Actor, App, InstallationToken, Repository, Role } from "../world/types.ts";
import type { World } from "../world/world.ts";
import type { Fields } from "./fields.ts";
import type { Reply } from "./reply.ts";

export interface ApiRequest {
  readonly method: string;
  /** Without the `/api/v3` in front. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly accept: string;
}

export interface Context {
  readonly world: World;
  readonly request: ApiRequest;
  readonly params: Readonly<Record<string, string>>;
  readonly caller: Caller;
  /** The JSON body; `resource` is the word GitHub uses in its error for it. */
  fields(resource: string): Fields;
}

export interface RepositoryContext extends Context {
  readonly repository: Repository;
  /** Who acts; a caller without an account cannot get as far as a writing endpoint. */
  readonly actor: Actor;
  /** Throws unless the caller holds one of these App permissions (people are judged by role). */
  need(access: "read" | "write", ...permissions: readonly string[]): void;
  needRole(role: Role): void;
}

export type Rule =
  | { readonly for: "anyone" }
  | { readonly for: "app" }
  | { readonly for: "installation" }
  | { readonly for: "account" }
  | {
      readonly for: "repository";
      readonly access: Extract<Access, "read" | "write">;
      /** Any one of them is enough. */
      readonly permissions: readonly string[];
      readonly role: Role;
      /** Reading a public repository needs nothing, except where GitHub says so. */
      readonly evenPublic?: boolean;
    };

export interface Route {
  readonly method: string;
  readonly path: string;
  readonly rule: Rule;
  answer(context: RepositoryContext): Promise<Reply> | Reply;
}

export function forAnyone(
  method: string,
  path: string,
  answer: (context: Context) => Promise<Reply> | Reply,
): Route {
  return { method, path, rule: { for: "anyone" }, answer };
}

export function forApp(
  method: string,
  path: string,
  answer: (context: Context, app: App) => Promise<Reply> | Reply,
): Route {
  return {
    method,
    path,
    rule: { for: "app" },
    answer: (context) => answer(context, calledBy(context.caller, "app").app),
  };
}

export function forInstallation(
  method: string,
  path: string,
  answer: (context: Context, token: InstallationToken) => Promise<Reply> | Reply,
): Route {
  return {
    method,
    path,
    rule: { for: "installation" },
    answer: (context) => answer(context, calledBy(context.caller, "installation").token),
  };
}

/** The router lets only callers of the rule's kind through; this says so to the compiler. */
function calledBy<K extends Caller["kind"]>(caller: Caller, kind: K): Extract<Caller, { kind: K }> {
  if (caller.kind !== kind) throw new Error("the router let the wrong kind of caller through");
  return caller as Extract<Caller, { kind: K }>; // narrowed by the line above, which generics do not carry
}

type Answer = (context: RepositoryContext) => Promise<Reply> | Reply;

export function reads(path: string, permissions: readonly string[], answer: Answer): Route {
  return {
    method: "GET",
    path: `/repos/{owner}/{repo}${path}`,
    rule: { for: "repository", access: "read", permissions, role: "read" },
    answer,
  };
}

export function writes(
  method: "POST" | "PATCH" | "PUT" | "DELETE",
  path: string,
  permissions: readonly string[],
  role: Role,
  answer: Answer,
): Route {
  return {
    method,
    path: `/repos/{owner}/{repo}${path}`,
    rule: { for: "repository", access: "write", permissions, role },
    answer,
  };
}
