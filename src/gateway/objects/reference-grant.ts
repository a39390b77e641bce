/**
 * ReferenceGrant as data. v1beta1 is served by every release up to 1.6 while v1 exists only since 1.5
 * (kubernetes-sigs/gateway-api config/crd/standard, v1.6.1), so v1beta1 is what fits everywhere.
 */
import type { KubeMetadata, KubeObject } from "../../model/kube.ts";

export interface ReferenceGrant extends KubeObject {
  readonly apiVersion: "gateway.networking.k8s.io/v1beta1";
  readonly kind: "ReferenceGrant";
  readonly metadata: KubeMetadata;
  readonly spec: {
    readonly from: readonly ReferenceGrantFrom[];
    readonly to: readonly ReferenceGrantTo[];
  };
}

export interface ReferenceGrantFrom {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
}

/** Without a name the grant covers every object of the kind in its namespace. */
export interface ReferenceGrantTo {
  readonly group: string;
  readonly kind: string;
  readonly name?: string;
}
