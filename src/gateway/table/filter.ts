/**
 * Filters of a rule, and what they do to paths and Locations (Gateway API v1.6.1, apis/v1/httproute_types.go).
 */
import type { Pattern } from "../../pattern/program.ts";
import { fieldsOf, listOf, numberOf, textOf, textsOf } from "./json.ts";
import type { Part } from "./substitution.ts";

export interface PathModifier {
  readonly type: "ReplaceFullPath" | "ReplacePrefixMatch";
  readonly value: string;
}

export interface CorsFilter {
  readonly kind: "cors";
  readonly allowOrigins: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly allowCredentials: boolean;
  readonly maxAge: number;
}

export type Filter =
  | {
      readonly kind: "redirect";
      readonly scheme: string | undefined;
      readonly hostname: string | undefined;
      readonly port: number | undefined;
      readonly path: PathModifier | undefined;
      readonly status: number;
    }
  | {
      readonly kind: "rewrite";
      readonly hostname: string | undefined;
      readonly path: PathModifier | undefined;
    }
  | {
      readonly kind: "request-headers";
      readonly set: Readonly<Record<string, string>>;
      readonly remove: readonly string[];
    }
  | CorsFilter
  /** Leaves the answer to the backend as it is. */
  | { readonly kind: "mirror" | "response-headers" }
  /** Every match of the expression in the path is replaced. */
  | { readonly kind: "regex-rewrite"; readonly pattern: Pattern; readonly parts: readonly Part[] }
  /** The gateway answers by itself. */
  | { readonly kind: "answer"; readonly status: number }
  /** A reference to an object of the implementation's own kind. */
  | { readonly kind: "extension"; readonly object: string; readonly name: string }
  /** Something this model does not know: an experimental filter. */
  | { readonly kind: "other"; readonly type: string };

export function readFilter(value: unknown): Filter {
  const fields = fieldsOf(value);
  const type = textOf(fields.type) ?? "";
  switch (type) {
    case "RequestRedirect": {
      const redirect = fieldsOf(fields.requestRedirect);
      return {
        kind: "redirect",
        scheme: textOf(redirect.scheme),
        hostname: textOf(redirect.hostname),
        port: numberOf(redirect.port),
        path: readModifier(redirect.path),
        status: numberOf(redirect.statusCode) ?? 302,
      };
    }
    case "URLRewrite": {
      const rewrite = fieldsOf(fields.urlRewrite);
      return { kind: "rewrite", hostname: textOf(rewrite.hostname), path: readModifier(rewrite.path) };
    }
    case "RequestHeaderModifier": {
      const modifier = fieldsOf(fields.requestHeaderModifier);
      const pairs = [...listOf(modifier.add), ...listOf(modifier.set)].map(fieldsOf);
      const set: Readonly<Record<string, string>> = Object.fromEntries(
        pairs.map((pair) => [(textOf(pair.name) ?? "").toLowerCase(), textOf(pair.value) ?? ""] as const),
      );
      return { kind: "request-headers", set, remove: textsOf(modifier.remove) };
    }
    case "CORS":
      return readCors(fields.cors);
    case "ResponseHeaderModifier":
      return { kind: "response-headers" };
    case "RequestMirror":
      return { kind: "mirror" };
    case "ExtensionRef": {
      const reference = fieldsOf(fields.extensionRef);
      return { kind: "extension", object: textOf(reference.kind) ?? "", name: textOf(reference.name) ?? "" };
    }
    default:
      return { kind: "other", type };
  }
}

/** Also the shape of `spec.cors` in Envoy Gateway's SecurityPolicy, whose maxAge is a duration and not read. */
export function readCors(value: unknown): CorsFilter {
  const cors = fieldsOf(value);
  return {
    kind: "cors",
    allowOrigins: textsOf(cors.allowOrigins),
    allowMethods: textsOf(cors.allowMethods),
    allowHeaders: textsOf(cors.allowHeaders),
    exposeHeaders: textsOf(cors.exposeHeaders),
    allowCredentials: cors.allowCredentials === true,
    maxAge: numberOf(cors.maxAge) ?? 5,
  };
}

function readModifier(value: unknown): PathModifier | undefined {
  const fields = fieldsOf(value);
  const type = textOf(fields.type);
  if (type === "ReplaceFullPath") return { type, value: textOf(fields.replaceFullPath) ?? "/" };
  if (type === "ReplacePrefixMatch") return { type, value: textOf(fields.replacePrefixMatch) ?? "/" };
  return undefined;
}

/** The request target after a modifier; `prefix` is the value of the PathPrefix that matched. The query stays. */
export function modifyPath(target: string, modifier: PathModifier | undefined, prefix: string): string {
  if (modifier === undefined) return target;
  const mark = target.indexOf("?");
  const path = mark < 0 ? target : target.slice(0, mark);
  const query = mark < 0 ? "" : target.slice(mark);
  if (modifier.type === "ReplaceFullPath") return `${modifier.value}${query}`;
  const matched = prefix.endsWith("/") ? prefix.slice(0, -1) : prefix;
  const replacement = modifier.value.endsWith("/") ? modifier.value.slice(0, -1) : modifier.value;
  return `${`${replacement}${path.slice(matched.length)}` || "/"}${query}`;
}

/** True when a browser of this origin may read the answer. A wildcard label covers any number of labels. */
export function allowsOrigin(cors: CorsFilter, origin: string): boolean {
  return cors.allowOrigins.some((item) => {
    if (item === "*" || item === origin) return true;
    const star = item.indexOf("*");
    if (star < 0) return false;
    const [before, after] = [item.slice(0, star), item.slice(star + 1)];
    return (
      origin.startsWith(before) && origin.endsWith(after) && origin.length > before.length + after.length
    );
  });
}
