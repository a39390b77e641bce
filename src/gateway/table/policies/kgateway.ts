/**
 * kgateway's TrafficPolicy, on routes, listeners, Gateways or as a reference in a rule, and its BackendConfigPolicy on Services.
 * Fields that a more specific policy leaves out come from less specific ones (CRDs and docs, state of 2026-07).
 */
import { parseCidr } from "../../../model/cidr.ts";
import type { KubeObject } from "../../../model/kube.ts";
import { readCors } from "../filter.ts";
import { type Fields, fieldsOf, listOf, textsOf } from "../json.ts";
import {
  type Authorization,
  allChecks,
  checksOf,
  noPolicies,
  type Policies,
  type SecurityPolicy,
  statedTimes,
  type TrafficPolicy,
  targetsOf,
} from "../policy.ts";
import { namespaceOf } from "../route.ts";

export function kgatewayPolicies(objects: readonly KubeObject[]): Policies {
  const security = new Map<string, SecurityPolicy>();
  const traffic = new Map<string, TrafficPolicy>();
  const referred = new Map<string, SecurityPolicy>();
  const tlsServices = new Set<string>();
  for (const object of objects) {
    if (!object.apiVersion.startsWith("gateway.kgateway.dev/")) continue;
    const spec = fieldsOf(object.spec);
    const namespace = namespaceOf(object);
    if (object.kind === "TrafficPolicy") {
      referred.set(`TrafficPolicy ${namespace}/${object.metadata.name ?? ""}`, readSecurity(spec));
    }
    for (const key of targetsOf(spec, namespace, objects)) {
      if (object.kind === "TrafficPolicy") {
        // Further policies for one target add fields; of one field the oldest policy's counts, the first in the list.
        security.set(key, joinedWith(security.get(key), readSecurity(spec)));
        traffic.set(key, { timeouts: { ...readTimes(spec), ...traffic.get(key)?.timeouts } });
      }
      if (object.kind === "BackendConfigPolicy") {
        const timeouts = statedTimes([["connect", spec.connectTimeout]]);
        traffic.set(key, { timeouts: { ...timeouts, ...traffic.get(key)?.timeouts } });
        if (spec.tls !== undefined) tlsServices.add(key.replace(/^Service /, ""));
      }
    }
  }
  return { ...noPolicies, security, traffic, referred, tlsServices, inherits: true };
}

const checks: Readonly<Record<string, string>> = {
  basicAuth: "basic-auth",
  extAuth: "external-auth",
  apiKeyAuth: "api-key",
  jwtAuth: "jwt",
  oauth2: "oidc",
  rbac: "rbac",
};

function readSecurity(spec: Fields): SecurityPolicy {
  const isSwitchedOff = Object.keys(checks).some((field) => fieldsOf(spec[field]).disable !== undefined);
  return {
    authorization: spec.acl === undefined ? undefined : readAcl(fieldsOf(spec.acl)),
    cors: spec.cors === undefined ? undefined : readCors(spec.cors),
    checks: checksOf(spec, checks),
    doubt: isSwitchedOff ? "a TrafficPolicy switches off a check of a wider one" : undefined,
  };
}

/** The narrowest range that holds an address decides. */
function readAcl(acl: Fields): Authorization {
  const rules = listOf(acl.rules).flatMap((value) => {
    const rule = fieldsOf(value);
    const allow = rule.action === "allow";
    return textsOf(rule.cidrs).flatMap((text) => {
      const range = parseCidr(text);
      return range === undefined ? [] : [{ allow, cidrs: [range] }];
    });
  });
  const width = ({ cidrs: [range] }: (typeof rules)[number]) =>
    range === undefined ? 0n : range.last - range.first;
  rules.sort((a, b) => (width(a) < width(b) ? -1 : width(a) > width(b) ? 1 : 0));
  return { allowByDefault: acl.defaultAction !== "deny", rules };
}

function readTimes(spec: Fields): Readonly<Record<string, number>> {
  const timeouts = fieldsOf(spec.timeouts);
  return statedTimes([
    ["request", timeouts.request],
    ["streamIdle", timeouts.streamIdle],
  ]);
}

function joinedWith(first: SecurityPolicy | undefined, second: SecurityPolicy): SecurityPolicy {
  return {
    authorization: first?.authorization ?? second.authorization,
    cors: first?.cors ?? second.cors,
    checks: first === undefined ? second.checks : allChecks([first, second]),
    doubt: first?.doubt ?? second.doubt,
  };
}
