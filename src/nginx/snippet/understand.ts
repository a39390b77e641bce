/**
 * What a snippet inside a location asks for, when every directive of it is one of the few with a counterpart: fixed headers, a
 * redirect, or a bare status. One directive that is not, and nothing of the snippet counts as understood.
 */
import type { HeaderChanges, RedirectAddress, RedirectStatus, SnippetIntent } from "../../model/intent.ts";
import type { Directive } from "./directives.ts";
import { readDirectives } from "./directives.ts";

export interface Understood {
  readonly request: HeaderChanges;
  readonly response: HeaderChanges;
  readonly redirect: { readonly to: RedirectAddress; readonly status: RedirectStatus } | undefined;
  /** add_header without "always" leaves errors alone. */
  readonly isPartial: boolean;
  readonly answer: SnippetIntent["answer"];
}

export type Reading = { readonly understood: Understood } | { readonly because: string };

interface Draft {
  readonly request: MutableChanges;
  readonly response: MutableChanges;
  redirect: Understood["redirect"];
  isPartial: boolean;
  answer: Understood["answer"];
}

interface MutableChanges {
  readonly set: { readonly name: string; readonly value: string }[];
  readonly add: { readonly name: string; readonly value: string }[];
  readonly remove: string[];
}

export function understandLocation(text: string): Reading {
  const read = readDirectives(text);
  if ("problem" in read) return { because: read.problem };
  const draft: Draft = {
    request: changes(),
    response: changes(),
    redirect: undefined,
    isPartial: false,
    answer: undefined,
  };
  for (const directive of read.directives) {
    const because = take(directive, draft);
    if (because !== undefined) return { because };
  }
  if (draft.answer !== undefined && read.directives.length > 1) {
    return { because: "it answers by itself, and other directives beside that change the answer" };
  }
  const twice = repeated(draft.response) ?? repeated(draft.request);
  if (twice !== undefined) return { because: `it changes the header ${twice} more than once` };
  return { understood: draft };
}

function changes(): MutableChanges {
  return { set: [], add: [], remove: [] };
}

/** A clause when the directive is not understood. */
function take(directive: Directive, draft: Draft): string | undefined {
  const { name, args, block } = directive;
  if (block !== undefined)
    return `${name} is a block, and conditions and locations of nginx are not carried over`;
  switch (name) {
    case "more_set_headers":
      return args.some((arg) => arg.startsWith("-"))
        ? "more_set_headers with options depends on the response"
        : firstOf(args, (arg) => setFromText(arg, draft.response));
    case "more_clear_headers":
      return firstOf(args, (arg) => removeHeader(arg, draft.response, name));
    case "add_header":
      return addHeader(args, draft);
    case "proxy_set_header":
      return setRequestHeader(args, draft);
    case "proxy_hide_header":
      return removeHeader(args[0] ?? "", draft.response, name);
    case "return":
      return takeReturn(args, draft);
    case "deny":
      if (args.join() !== "all") return `deny ${known["deny"] ?? ""}`;
      draft.answer = { status: 403, afterHttpsRedirect: true };
      return undefined;
    case "access_log":
    case "log_not_found":
    case "server_tokens":
      return args.join() === "off" ? undefined : `${name} is not carried over`;
    case "sub_filter":
    case "sub_filter_once":
    case "sub_filter_types":
      return `${name} rewrites response bodies, which no Gateway API implementation does`;
    default:
      return Object.hasOwn(known, name)
        ? `${name} ${known[name]}`
        : `${name} has no counterpart that is known`;
  }
}

const known: Readonly<Record<string, string>> = {
  deny: "refuses clients",
  allow: "admits clients",
  auth_request: "asks another service about every request",
  auth_basic: "asks for a password",
  rewrite: "changes paths by an expression of nginx",
  proxy_pass: "sends requests to another address",
  proxy_cache: "caches responses",
  proxy_cookie_path: "changes cookies of the backend",
  proxy_redirect: "changes Location headers of the backend",
  limit_req: "limits requests",
  set: "sets a variable for other directives",
  error_page: "answers errors itself",
  grpc_set_header: "sets headers of gRPC requests",
};

function firstOf(items: readonly string[], act: (item: string) => string | undefined): string | undefined {
  if (items.length === 0) return "a directive has no argument";
  for (const item of items) {
    const because = act(item);
    if (because !== undefined) return because;
  }
  return undefined;
}

function setFromText(text: string, into: MutableChanges): string | undefined {
  const colon = text.indexOf(":");
  const name = (colon < 0 ? text : text.slice(0, colon)).trim();
  const value = colon < 0 ? "" : text.slice(colon + 1).trim();
  const because = misfit(name, value);
  if (because !== undefined) return because;
  if (value === "") into.remove.push(name);
  else into.set.push({ name, value });
  return undefined;
}

function addHeader(args: readonly string[], draft: Draft): string | undefined {
  const [name = "", value = "", always] = args;
  if (args.length < 2 || args.length > 3 || (always !== undefined && always !== "always")) {
    return "add_header has arguments that are not understood";
  }
  const because = misfit(name, value);
  if (because !== undefined) return because;
  if (value === "") return undefined;
  draft.response.add.push({ name, value });
  if (always === undefined) draft.isPartial = true;
  return undefined;
}

/** Names nginx.tmpl writes itself: a second line of the same name is sent beside the first. */
const written =
  /^(?:host|proxy|upgrade|connection|x-request-id|x-real-ip|x-scheme|x-forwarded-\w+|x-original-\S+)$/i;

function setRequestHeader(args: readonly string[], draft: Draft): string | undefined {
  const [name = "", value = ""] = args;
  if (args.length !== 2) return "proxy_set_header has arguments that are not understood";
  if (written.test(name))
    return `proxy_set_header ${name} is sent beside the controller's own header of that name`;
  const because = misfit(name, value);
  if (because !== undefined) return because;
  if (value === "") draft.request.remove.push(name);
  else draft.request.set.push({ name, value });
  return undefined;
}

function removeHeader(name: string, from: MutableChanges, directive: string): string | undefined {
  if (!/^[A-Za-z0-9-]{1,256}$/.test(name)) return `${directive} names no single header`;
  from.remove.push(name);
  return undefined;
}

function misfit(name: string, value: string): string | undefined {
  if (!/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,256}$/.test(name) || name.includes("$"))
    return `${name} is no header name`;
  if (name.toLowerCase() === "strict-transport-security") {
    return "the controller sets Strict-Transport-Security as well";
  }
  if (value.includes("$")) return `the value of ${name} holds an nginx variable`;
  return /^[\x20-\x7e]{0,4096}$/.test(value) ? undefined : `the value of ${name} cannot be said in a route`;
}

const redirectCodes: readonly RedirectStatus[] = [301, 302, 303, 307, 308];

/** What stands after a `return` is never reached by requests, but its headers still are; keep it simple and take one only. */
function takeReturn(args: readonly string[], draft: Draft): string | undefined {
  const [code = "", target, ...rest] = args;
  const fixed = args.length === 1 ? answerStatus(code) : undefined;
  if (fixed !== undefined) {
    draft.answer = { status: fixed, afterHttpsRedirect: false };
    return undefined;
  }
  const status = redirectCodes.find((known) => String(known) === code);
  if (status === undefined || target === undefined || rest.length > 0) {
    return `return ${args.join(" ")} answers with more than a status`;
  }
  if (draft.redirect !== undefined) return "it returns twice";
  const match =
    /^(https?):\/\/([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::(\d{1,5}))?(\$request_uri|\/[^$?#]*)?$/i.exec(
      target,
    );
  if (match === null || target.includes("..")) return `return to ${target} is not understood`;
  const [, scheme = "", host = "", port, path = "/"] = match;
  draft.redirect = {
    status,
    to: {
      scheme: scheme.toLowerCase() === "https" ? "https" : "http",
      host: host.toLowerCase(),
      port: port === undefined ? undefined : Number(port),
      path: path === "$request_uri" ? undefined : path,
    },
  };
  return undefined;
}

/** A status that a gateway can answer with; 444 and 499 are nginx's own signs. */
export function answerStatus(code: string): number | undefined {
  if (!/^(?:20[0-8]|4\d\d|5\d\d)$/.test(code) || code === "444" || code === "499") return undefined;
  return Number(code);
}

function repeated({ set, add, remove }: MutableChanges): string | undefined {
  const names = [...set, ...add].map(({ name }) => name.toLowerCase());
  const all = [...names, ...remove.map((name) => name.toLowerCase())];
  return all.find((name, index) => all.indexOf(name) !== index);
}
