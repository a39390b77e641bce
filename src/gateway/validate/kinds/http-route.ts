/**
 * HTTPRoute v1: fields, limits, defaults, and the release in which each field came. What needs two fields at once stands
 * in ../rules.
 */
import type { Schema } from "../schema/schema.ts";
import { httpFilter } from "./http-filter.ts";
import {
  choice,
  fields,
  group,
  headerName,
  hostname,
  integer,
  kind,
  list,
  namespace,
  objectName,
  opaque,
  port,
  sectionName,
  since,
  text,
  withDefault,
} from "./words.ts";

const anyPath = { type: "PathPrefix", value: "/" };

const parentRef = fields({
  group: withDefault(group, "gateway.networking.k8s.io"),
  kind: withDefault(kind, "Gateway"),
  namespace,
  "name!": objectName,
  sectionName,
  port: since("1.1", "1.0", port),
});

const matchType = withDefault(choice("Exact", "RegularExpression"), "Exact");
const byName = { listType: "map", listMapKeys: ["name"] } as const;

const match = fields({
  path: fields(
    {
      type: withDefault(choice("Exact", "PathPrefix", "RegularExpression"), "PathPrefix"),
      value: text(0, 1024, { default: "/" }),
    },
    { default: anyPath },
  ),
  headers: list(fields({ type: matchType, "name!": headerName, "value!": text(1, 4096) }), 16, byName),
  queryParams: list(fields({ type: matchType, "name!": headerName, "value!": text(1, 1024) }), 16, byName),
  method: choice("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"),
});

const backendRef = fields({
  group: withDefault(group, ""),
  kind: withDefault(kind, "Service"),
  namespace,
  "name!": objectName,
  port,
  weight: withDefault(integer(0, 1_000_000), 1),
  filters: list(httpFilter, 16),
});

/** No decimals, no sign, no days, no bare number. */
const duration: Schema = { type: "string", pattern: "^([0-9]{1,5}(h|m|s|ms)){1,4}$" };

const rule = fields({
  name: since("1.4", "1.2", sectionName),
  matches: list(match, 64, { default: [{ path: anyPath }] }),
  filters: list(httpFilter, 16),
  backendRefs: list(backendRef, 16),
  timeouts: since("1.2", "1.0", fields({ request: duration, backendRequest: duration })),
  retry: since("1.7", "1.2", opaque),
  sessionPersistence: since(undefined, "1.1", opaque),
});

export const httpRouteSpec = fields({
  parentRefs: list(parentRef, 32),
  hostnames: list(hostname, 16),
  rules: list(rule, 16, { default: [{ matches: [{ path: anyPath }] }] }),
  useDefaultGateways: since(undefined, "1.4", opaque),
});
