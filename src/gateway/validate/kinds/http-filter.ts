/**
 * Filters of an HTTPRoute. That the field has to be the one of the type is a rule in ../rules/filters.ts.
 */
import type { Schema } from "../schema/schema.ts";
import {
  choice,
  fields,
  group,
  headerName,
  integer,
  kind,
  list,
  namespace,
  objectName,
  opaque,
  port,
  preciseHostname,
  releases,
  since,
  text,
  withDefault,
} from "./words.ts";

const pathModifier = fields({
  "type!": choice("ReplaceFullPath", "ReplacePrefixMatch"),
  replaceFullPath: text(0, 1024),
  replacePrefixMatch: text(0, 1024),
});

const headers = list(fields({ "name!": headerName, "value!": text(1, 4096) }), 16, {
  listType: "map",
  listMapKeys: ["name"],
});

const headerModifier = fields({
  set: headers,
  add: headers,
  remove: list({ type: "string" }, 16, { listType: "set" }),
});

/** The codes beyond 301 and 302 came with 1.5; a number is looked up by its text. */
const statusCode: Schema = {
  type: "integer",
  enum: [301, 302, 303, 307, 308],
  default: 302,
  enumSince: new Map(["303", "307", "308"].map((code) => [code, releases("1.5", "1.5")])),
};

/** http or https, then "*", or labels of which the first may be "*.", then perhaps a port. */
const origin = "https?://((\\*\\.)?([a-zA-Z0-9-]+\\.)*[a-zA-Z0-9-]+|\\*)(:[0-9]{1,5})?";
const unique = { listType: "set" } as const;

const cors = fields({
  allowOrigins: list(text(1, 253, { pattern: `^(\\*|${origin})$` }), 64, unique),
  allowCredentials: { type: "boolean" },
  allowMethods: list(
    choice("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "*"),
    9,
    unique,
  ),
  allowHeaders: list(headerName, 64, unique),
  exposeHeaders: list(headerName, 64, unique),
  maxAge: withDefault(integer(1, 2147483647), 5),
});

const requestMirror = fields({
  "backendRef!": fields({
    group: withDefault(group, ""),
    kind: withDefault(kind, "Service"),
    namespace,
    "name!": objectName,
    port,
  }),
  percent: since("1.3", "1.2", integer(0, 100)),
  fraction: since(
    "1.3",
    "1.2",
    fields({ "numerator!": integer(0, 2147483647), denominator: withDefault(integer(1, 2147483647), 100) }),
  ),
});

export const httpFilter = fields({
  "type!": {
    ...choice(
      "RequestHeaderModifier",
      "ResponseHeaderModifier",
      "RequestMirror",
      "RequestRedirect",
      "URLRewrite",
      "ExtensionRef",
      "CORS",
      "ExternalAuth",
    ),
    enumSince: new Map([
      ["CORS", releases("1.5", "1.3")],
      ["ExternalAuth", releases(undefined, "1.4")],
    ]),
  },
  requestHeaderModifier: headerModifier,
  responseHeaderModifier: headerModifier,
  requestMirror,
  requestRedirect: fields({
    scheme: choice("http", "https"),
    hostname: preciseHostname,
    path: pathModifier,
    port,
    statusCode,
  }),
  urlRewrite: fields({ hostname: preciseHostname, path: pathModifier }),
  extensionRef: fields({ "group!": group, "kind!": kind, "name!": objectName }),
  cors: since("1.5", "1.3", cors),
  externalAuth: since(undefined, "1.4", opaque),
});
