/**
 * The kinds of gateway.networking.k8s.io: in which releases each version of them is served, and our table of its spec.
 * Kinds without a table are checked for structure only, and never emitted.
 */
import { type Rules, rulesOf } from "../rules/registry.ts";
import type { Schema, Since } from "../schema/schema.ts";
import { backendTlsPolicySpec } from "./backend-tls-policy.ts";
import { gatewaySpec } from "./gateway.ts";
import { httpRouteSpec } from "./http-route.ts";
import { referenceGrantSpec } from "./reference-grant.ts";
import { tlsRouteSpec } from "./tls-route.ts";
import { fields, opaque, releases, withDefault } from "./words.ts";

export interface KindTable {
  /** Releases in which this version of the kind is served. */
  readonly since: Since;
  readonly schema: Schema | undefined;
  readonly rules: Rules;
}

const group = "gateway.networking.k8s.io";

const served: readonly (readonly [version: string, kind: string, since: Since, spec?: Schema])[] = [
  ["v1", "GatewayClass", releases("1.0", "1.0")],
  ["v1", "Gateway", releases("1.0", "1.0"), gatewaySpec],
  ["v1", "HTTPRoute", releases("1.0", "1.0"), httpRouteSpec],
  ["v1", "GRPCRoute", releases("1.1", "1.1")],
  ["v1", "BackendTLSPolicy", releases("1.4", "1.4"), backendTlsPolicySpec],
  ["v1", "ReferenceGrant", releases("1.5", "1.5"), referenceGrantSpec],
  ["v1", "TLSRoute", releases("1.5", "1.5"), tlsRouteSpec],
  ["v1", "ListenerSet", releases("1.5", "1.5")],
  ["v1", "TCPRoute", releases("1.6", "1.6")],
  ["v1", "UDPRoute", releases("1.6", "1.6")],
  ["v1beta1", "GatewayClass", releases("1.0", "1.0")],
  ["v1beta1", "Gateway", releases("1.0", "1.0"), gatewaySpec],
  ["v1beta1", "HTTPRoute", releases("1.0", "1.0"), httpRouteSpec],
  ["v1beta1", "ReferenceGrant", releases("1.0", "1.0"), referenceGrantSpec],
];

const tables: ReadonlyMap<string, KindTable> = new Map(
  served.map(([version, kind, since, spec]) => [
    `${group}/${version} ${kind}`,
    { since, schema: spec && wholeObject(kind, spec), rules: rulesOf(kind) },
  ]),
);

/** undefined: a kind or version that no release so far has. */
export function tableOf(apiVersion: string, kind: string): KindTable | undefined {
  return tables.get(`${apiVersion} ${kind}`);
}

function wholeObject(kind: string, spec: Schema): Schema {
  // BackendTLSPolicy and the others require a spec; none has a default for it.
  const text: Schema = { type: "string" };
  return fields({
    "apiVersion!": text,
    "kind!": withDefault(text, kind),
    "metadata!": { ...opaque, type: "object" },
    "spec!": { ...spec, type: "object" },
    status: opaque,
  });
}
