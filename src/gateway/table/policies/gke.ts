/**
 * GKE's GCPBackendPolicy: what guards a Service outside Kubernetes (Identity-Aware Proxy, Cloud Armor) is known by name only.
 */
import type { KubeObject } from "../../../model/kube.ts";
import { fieldsOf, numberOf } from "../json.ts";
import {
  noPolicies,
  nothingSaid,
  type Policies,
  type SecurityPolicy,
  type TrafficPolicy,
  targetsOf,
} from "../policy.ts";
import { namespaceOf } from "../route.ts";

export function gkePolicies(objects: readonly KubeObject[]): Policies {
  const security = new Map<string, SecurityPolicy>();
  const traffic = new Map<string, TrafficPolicy>();
  for (const object of objects) {
    if (object.kind !== "GCPBackendPolicy" || !object.apiVersion.startsWith("networking.gke.io/")) continue;
    const spec = fieldsOf(object.spec);
    const { iap, securityPolicy, timeoutSec } = fieldsOf(spec.default);
    const seconds = numberOf(timeoutSec);
    for (const key of targetsOf(spec, namespaceOf(object))) {
      if (fieldsOf(iap).enabled === true) security.set(key, { ...nothingSaid, checks: ["iap"] });
      else if (securityPolicy !== undefined) {
        const doubt = "a Cloud Armor policy guards the Service, whose rules are not in Kubernetes";
        security.set(key, { ...nothingSaid, doubt });
      }
      if (seconds !== undefined) traffic.set(key, { timeouts: { request: seconds * 1000 } });
    }
  }
  return { ...noPolicies, security, traffic };
}
