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
  checksOf,
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
    for (const key of targetsOf(spec, namespaceOf(object), objects)) {
      // Of two policies for one target the oldest wins; the first in the list stands for it.
      if (object.kind === "SecurityPolicy" && !security.has(key)) security.set(key, readSecurity(spec));
      if (object.kind === "BackendTrafficPolicy" && !traffic.has(key)) traffic.set(key, readTraffic(spec));
    }
  }
  return { ...noPolicies, security, traffic };
}

/** In the order of its filter chain, where the address list comes last (internal/xds/translator/httpfilters.go, 2026-11). */
const checks: Readonly<Record<string, string>> = {
  extAuth: "external-auth",
  apiKeyAuth: "api-key",
  basicAuth: "basic-auth",
  oidc: "oidc",
  jwt: "jwt",
};

function readSecurity(spec: Fields): SecurityPolicy {
  const isOptional = fieldsOf(spec.jwt).optional === true;
  const failsOpen = fieldsOf(spec.extAuth).failOpen === true;
  return {
    authorization: spec.authorization === undefined ? undefined : readAuthorization(spec.authorization),
    cors: spec.cors === undefined ? undefined : readCors(spec.cors),
    // An optional token refuses nobody who brings none.
    checks: checksOf(isOptional ? { ...spec, jwt: undefined } : spec, checks),
    doubt: failsOpen
      ? "requests pass while the authentication service of a SecurityPolicy is down"
      : undefined,
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
