/**
 * Envoy Gateway's SecurityPolicy and BackendTrafficPolicy. The most specific one replaces the others completely: rule, then route,
 * then listener, then gateway (site docs "policy attachment", v1.9).
 */
import { parseCidr } from "../../../model/cidr.ts";
import type { KubeObject } from "../../../model/kube.ts";
import { readCors } from "../filter.ts";
import { type Fields, fieldsOf, listOf, textOf, textsOf } from "../json.ts";
import {
  type Authorization,
  noPolicies,
  type Policies,
  type SecurityPolicy,
  statedTimes,
  type TrafficPolicy,
  targetsOf,
} from "../policy.ts";
import { namespaceOf } from "../route.ts";

export function envoyGatewayPolicies(objects: readonly KubeObject[]): Policies {
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
  return { ...noPolicies, security, traffic };
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
  return {
    timeouts: statedTimes([
      ["connect", tcp.connectTimeout],
      ["request", http.requestTimeout],
      ["streamIdle", http.streamIdleTimeout],
    ]),
  };
}
