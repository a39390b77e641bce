/**
 * NGINX Gateway Fabric's ProxySettingsPolicy as far as it bounds connecting, its AuthenticationFilter, and SnippetsFilters, whose
 * nginx text this model does not read (CRDs of v2.6.7). A route's policy overrides its Gateway's field by field.
 */
import type { KubeObject } from "../../../model/kube.ts";
import { fieldsOf } from "../json.ts";
import {
  noPolicies,
  nothingSaid,
  type Policies,
  type SecurityPolicy,
  statedTimes,
  type TrafficPolicy,
  targetsOf,
} from "../policy.ts";
import { namespaceOf } from "../route.ts";

export function nginxGatewayFabricPolicies(objects: readonly KubeObject[]): Policies {
  const traffic = new Map<string, TrafficPolicy>();
  const referred = new Map<string, SecurityPolicy>();
  for (const object of objects) {
    if (!object.apiVersion.startsWith("gateway.nginx.org/")) continue;
    const spec = fieldsOf(object.spec);
    const key = `${object.kind} ${namespaceOf(object)}/${object.metadata.name ?? ""}`;
    if (object.kind === "SnippetsFilter") {
      referred.set(key, { ...nothingSaid, doubt: "a SnippetsFilter holds nginx text that is not modelled" });
    }
    if (object.kind === "AuthenticationFilter") referred.set(key, { ...nothingSaid, checks: ["basic-auth"] });
    if (object.kind !== "ProxySettingsPolicy") continue;
    const { connect, read, send } = fieldsOf(spec.timeout);
    const timeouts = statedTimes([
      ["connect", withUnit(connect)],
      ["read", withUnit(read)],
      ["send", withUnit(send)],
    ]);
    for (const target of targetsOf(spec, namespaceOf(object))) {
      traffic.set(target, { timeouts: { ...timeouts, ...traffic.get(target)?.timeouts } });
    }
  }
  return { ...noPolicies, traffic, referred, inherits: true };
}

/** nginx takes a number without a unit as seconds. */
function withUnit(value: unknown): unknown {
  return typeof value === "string" && /^\d+$/.test(value) ? `${value}s` : value;
}
