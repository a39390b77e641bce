/**
 * Policy objects of Envoy Gateway: one per route and kind, named after the route, in its namespace.
 */

import { gatewayGroup } from "../../gateway/objects/http-route.ts";
import { metadata } from "../../gateway/objects/makers.ts";
import { compareText } from "../../model/brands.ts";
import type { Json, KubeObject } from "../../model/kube.ts";
import type { PolicyPart } from "../target.ts";

export const envoyPolicyVersion = "gateway.envoyproxy.io/v1alpha1";

export function envoyPolicies(route: KubeObject, parts: readonly PolicyPart[]): readonly KubeObject[] {
  const kinds = [...new Set(parts.map((part) => part.kind))].sort(compareText);
  return kinds.map((kind) => {
    const own = parts.filter((part) => part.kind === kind);
    const { name = "", namespace, labels } = route.metadata;
    const fields: Record<string, Json> = {};
    for (const part of own) Object.assign(fields, part.spec);
    return {
      apiVersion: envoyPolicyVersion,
      kind,
      metadata: metadata({ name, namespace, labels }),
      spec: { targetRefs: [{ group: gatewayGroup, kind: route.kind, name }], ...fields },
    };
  });
}
