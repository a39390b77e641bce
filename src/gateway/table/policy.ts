/**
 * Envoy Gateway's policies as far as they decide who may pass and how long things may take. The most specific policy replaces
 * the others completely: rule, then route, then listener, then gateway (site docs "policy attachment", v1.9).
 */
import { type Cidr, parseCidr } from "../../model/cidr.ts";
import type { KubeObject } from "../../model/kube.ts";
import { type CorsFilter, readCors } from "./filter.ts";
import { durationOf, type Fields, fieldsOf, listOf, textOf, textsOf } from "./json.ts";
import { namespaceOf } from "./route.ts";

export interface Authorization {
  readonly allowByDefault: boolean;
  readonly rules: readonly {
    readonly allow: boolean;
    /** undefined: the rule asks for something other than an address. */
    readonly cidrs: readonly Cidr[] | undefined;
  }[];
}

export interface SecurityPolicy {
  readonly authorization: Authorization | undefined;
  readonly cors: CorsFilter | undefined;
  /** Other checks it demands: "basic-auth", "external-auth", ...; undefined: none. */
  readonly check: string | undefined;
}

export interface TrafficPolicy {
  /** Milliseconds by name. */
  readonly timeouts: Readonly<Record<string, number>>;
}

/** Policies by target: "Kind namespace/name" or "Kind namespace/name/section". */
export interface Policies {
  readonly security: ReadonlyMap<string, SecurityPolicy>;
  readonly traffic: ReadonlyMap<string, TrafficPolicy>;
}

export function readPolicies(objects: readonly KubeObject[]): Policies {
  const security = new Map<string, SecurityPolicy>();
  const traffic = new Map<string, TrafficPolicy>();
  for (const object of objects) {
    if (!object.apiVersion.startsWith("gateway.envoyproxy.io/")) continue;
    const spec = fieldsOf(object.spec);
    for (const key of targetsOf(spec, namespaceOf(object))) {
      // Of two policies for one target the oldest wins; the first in the list stands for it.
      if (object.kind === "SecurityPolicy" && !security.has(key)) security.set(key, readSecurity(spec));
      if (object.kind === "BackendTrafficPolicy" && !traffic.has(key)) traffic.set(key, readTraffic(spec));
    }
  }
  return { security, traffic };
}

function targetsOf(spec: Fields, namespace: string): readonly string[] {
  const single = spec.targetRef === undefined ? [] : [spec.targetRef];
  return [...single, ...listOf(spec.targetRefs)].map((value) => {
    const target = fieldsOf(value);
    const section = textOf(target.sectionName);
    const key = `${textOf(target.kind) ?? ""} ${namespace}/${textOf(target.name) ?? ""}`;
    return section === undefined ? key : `${key}/${section}`;
  });
}

const checks: Readonly<Record<string, string>> = {
  basicAuth: "basic-auth",
  extAuth: "external-auth",
  apiKeyAuth: "api-key",
  jwt: "jwt",
  oidc: "oidc",
};

function readSecurity(spec: Fields): SecurityPolicy {
  const check = Object.entries(checks).find(([field]) => spec[field] !== undefined);
  return {
    authorization: spec.authorization === undefined ? undefined : readAuthorization(spec.authorization),
    cors: spec.cors === undefined ? undefined : readCors(spec.cors),
    check: check?.[1],
  };
}

function readAuthorization(value: unknown): Authorization {
  const fields = fieldsOf(value);
  return {
    // Deny is the default when nothing is written.
    allowByDefault: textOf(fields.defaultAction) === "Allow",
    rules: listOf(fields.rules).map((rule) => {
      const { action, principal } = fieldsOf(rule);
      const { clientCIDRs, ...others } = fieldsOf(principal);
      const cidrs = textsOf(clientCIDRs).flatMap((text) => parseCidr(text) ?? []);
      const isAddressOnly = Object.keys(others).length === 0 && fieldsOf(rule).operation === undefined;
      return { allow: action === "Allow", cidrs: isAddressOnly ? cidrs : undefined };
    }),
  };
}

function readTraffic(spec: Fields): TrafficPolicy {
  const timeout = fieldsOf(spec.timeout);
  const [tcp, http] = [fieldsOf(timeout.tcp), fieldsOf(timeout.http)];
  const stated = [
    ["connect", tcp.connectTimeout],
    ["request", http.requestTimeout],
    ["streamIdle", http.streamIdleTimeout],
  ] as const;
  const timeouts = stated.flatMap(([name, value]) => {
    const time = durationOf(value);
    return time === undefined ? [] : [[name, time] as const];
  });
  return { timeouts: Object.fromEntries(timeouts) };
}

/** The policy for a rule of a route on a listener. */
export function mostSpecific<Policy>(
  policies: ReadonlyMap<string, Policy>,
  route: string,
  rule: string | undefined,
  parent: string,
  listener: string,
): Policy | undefined {
  const keys = [
    ...(rule === undefined ? [] : [`HTTPRoute ${route}/${rule}`]),
    `HTTPRoute ${route}`,
    `${parent}/${listener}`,
    parent,
  ];
  for (const key of keys) {
    const policy = policies.get(key);
    if (policy !== undefined) return policy;
  }
  return undefined;
}
