/**
 * Makers of the objects that stand beside a route: grants across namespaces and TLS towards a backend.
 */
import type { BackendTlsPolicy, BackendTlsValidation } from "./backend-tls-policy.ts";
import { metadata } from "./makers.ts";
import type { ReferenceGrant, ReferenceGrantFrom, ReferenceGrantTo } from "./reference-grant.ts";

export function referenceGrant(input: {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly from: readonly ReferenceGrantFrom[];
  readonly to: readonly ReferenceGrantTo[];
}): ReferenceGrant {
  return {
    apiVersion: "gateway.networking.k8s.io/v1beta1",
    kind: "ReferenceGrant",
    metadata: metadata(input),
    spec: { from: input.from, to: input.to },
  };
}

/** TLS to one Service, or to one named port of it. */
export function backendTlsPolicy(input: {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly service: string;
  readonly portName?: string | undefined;
  readonly validation: BackendTlsValidation;
}): BackendTlsPolicy {
  const { service, portName, validation } = input;
  return {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "BackendTLSPolicy",
    metadata: metadata(input),
    spec: {
      targetRefs: [
        {
          group: "",
          kind: "Service",
          name: service,
          ...(portName !== undefined && { sectionName: portName }),
        },
      ],
      validation,
    },
  };
}
