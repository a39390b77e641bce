/**
 * Policy objects of Envoy Gateway: one per route and kind, named after the route, in its namespace.
 */
import type { KubeObject } from "../../model/kube.ts";
import { policiesOfRoute } from "../policy-objects.ts";
import type { PolicyPart } from "../target.ts";

export const envoyPolicyVersion = "gateway.envoyproxy.io/v1alpha1";

export function envoyPolicies(route: KubeObject, parts: readonly PolicyPart[]): readonly KubeObject[] {
  return policiesOfRoute(route, parts, (target) => ({ targetRefs: [target] }));
}
