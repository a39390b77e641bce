/**
 * Istio's objects: an AuthorizationPolicy for the Gateway of a route, and DestinationRules for Services. Field paths: CRDs of
 * istio/api, security.istio.io/v1 and networking.istio.io/v1.
 */
import type { HttpRoute } from "../../gateway/objects/http-route.ts";
import { metadata } from "../../gateway/objects/makers.ts";
import type { KubeObject } from "../../model/kube.ts";
import { policiesOfService } from "../policy-objects.ts";
import type { PolicyPart, ServiceName } from "../target.ts";

/** One object: a request is refused by any of the parts' rules. They are held to the hosts of the route; the Gateway is that of the route. */
export function istioPolicies(object: KubeObject, parts: readonly PolicyPart[]): readonly KubeObject[] {
  const route = object as HttpRoute; // policies are asked for with routes that were just built
  const hosts = (route.spec.hostnames ?? []).flatMap((host) => [host, `${host}:*`]);
  const gateways = [...new Set(route.spec.parentRefs.map(({ name }) => name))];
  const { name = "", namespace, labels } = route.metadata;
  const [first] = parts;
  if (first === undefined) return [];
  return [
    {
      apiVersion: first.apiVersion,
      kind: first.kind,
      metadata: metadata({ name, namespace, labels }),
      spec: {
        targetRefs: gateways.map((gateway) => ({
          group: "gateway.networking.k8s.io",
          kind: "Gateway",
          name: gateway,
        })),
        action: "DENY",
        rules: parts.map(({ spec }) => ({ from: [{ source: spec }], to: [{ operation: { hosts } }] })),
      },
    },
  ];
}

export function destinationRules(
  service: ServiceName,
  owner: string,
  parts: readonly PolicyPart[],
): readonly KubeObject[] {
  return policiesOfService(service, owner, parts, (name) => ({ host: name }));
}
