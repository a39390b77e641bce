/** Policies of a route, and the filters its rules refer to: those with a name. */
import { metadata } from "../../gateway/objects/makers.ts";
import type { KubeObject } from "../../model/kube.ts";
import { backendTlsPolicies } from "../backend-tls.ts";
import { partName, policiesOfRoute, policiesOfService } from "../policy-objects.ts";
import type { PolicyPart, ServiceName } from "../target.ts";

export function nginxPolicies(route: KubeObject, parts: readonly PolicyPart[]): readonly KubeObject[] {
  const { name = "", namespace, labels } = route.metadata;
  const filters = parts.flatMap((part): readonly KubeObject[] => {
    if (part.name === undefined) return [];
    const { apiVersion, kind, spec } = part;
    return [
      { apiVersion, kind, metadata: metadata({ name: partName(name, part.name), namespace, labels }), spec },
    ];
  });
  const attached = parts.filter((part) => part.name === undefined);
  return [
    ...policiesOfRoute(route, attached, (target, kind): PolicyPart["spec"] =>
      kind === "ClientSettingsPolicy" ? { targetRef: target } : { targetRefs: [target] },
    ),
    ...filters,
  ];
}

/** NGINX's own policies write the group of a Service as "core", the API's as "". */
export function nginxServicePolicies(
  service: ServiceName,
  owner: string,
  parts: readonly PolicyPart[],
): readonly KubeObject[] {
  const isOfApi = ({ kind }: PolicyPart) => kind === "BackendTLSPolicy";
  const own = parts.filter((part) => !isOfApi(part));
  return [
    ...backendTlsPolicies(service, owner, parts.filter(isOfApi)),
    ...policiesOfService(service, owner, own, (name) => ({
      targetRefs: [{ group: "core", kind: "Service", name }],
    })),
  ];
}
