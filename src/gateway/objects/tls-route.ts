/**
 * TLSRoute as data, gateway.networking.k8s.io/v1 of the standard channel since 1.5: hosts by SNI, one rule. On a listener of mode
 * Passthrough the connection reaches the Service as the client opened it.
 */
import type { KubeMetadata, KubeObject } from "../../model/kube.ts";
import type { BackendRef } from "./backend-ref.ts";
import type { ParentRef } from "./http-route.ts";
import { backendRef, metadata } from "./makers.ts";

export interface TlsRoute extends KubeObject {
  readonly apiVersion: "gateway.networking.k8s.io/v1";
  readonly kind: "TLSRoute";
  readonly metadata: KubeMetadata;
  readonly spec: {
    readonly parentRefs: readonly ParentRef[];
    readonly hostnames: readonly string[];
    readonly rules: readonly [
      { readonly backendRefs: readonly (BackendRef & { readonly weight: number })[] },
    ];
  };
}

export function tlsRoute(input: {
  readonly name: string;
  /** undefined where the text of the Ingress carries none either. */
  readonly namespace: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly parentRef: ParentRef;
  readonly hostnames: readonly string[];
  readonly service: { readonly name: string; readonly port: number };
}): TlsRoute {
  const { parentRef, hostnames, service } = input;
  return {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "TLSRoute",
    metadata: metadata(input),
    spec: { parentRefs: [parentRef], hostnames, rules: [{ backendRefs: [backendRef(service)] }] },
  };
}
