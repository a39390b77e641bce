/**
 * BackendTLSPolicy as data, gateway.networking.k8s.io/v1 (standard channel since 1.4). The certificate is always
 * verified: there is no field that switches it off.
 */
import type { KubeMetadata, KubeObject } from "../../model/kube.ts";

export interface BackendTlsPolicy extends KubeObject {
  readonly apiVersion: "gateway.networking.k8s.io/v1";
  readonly kind: "BackendTLSPolicy";
  readonly metadata: KubeMetadata;
  readonly spec: {
    readonly targetRefs: readonly BackendTlsTargetRef[];
    readonly validation: BackendTlsValidation;
  };
}

/** `sectionName` is the name of a Service port. */
export interface BackendTlsTargetRef {
  readonly group: "";
  readonly kind: "Service";
  readonly name: string;
  readonly sectionName?: string;
}

/** `hostname` is the SNI, and the name checked in the certificate. Either a CA of ours or the system's. */
export type BackendTlsValidation =
  | {
      readonly hostname: string;
      readonly caCertificateRefs: readonly {
        readonly group: "";
        readonly kind: "ConfigMap" | "Secret";
        readonly name: string;
      }[];
    }
  | { readonly hostname: string; readonly wellKnownCACertificates: "System" };
