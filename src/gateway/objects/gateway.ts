/**
 * Gateway as data, gateway.networking.k8s.io/v1. By default a listener takes routes of its own namespace only, so
 * `allowedRoutes` is always written.
 */
import type { KubeMetadata, KubeObject } from "../../model/kube.ts";

export interface Gateway extends KubeObject {
  readonly apiVersion: "gateway.networking.k8s.io/v1";
  readonly kind: "Gateway";
  readonly metadata: KubeMetadata;
  readonly spec: GatewaySpec;
}

export interface GatewaySpec {
  readonly gatewayClassName: string;
  readonly listeners: readonly Listener[];
  readonly addresses?: readonly { readonly type: string; readonly value: string }[];
  /** Standard channel since 1.2. */
  readonly infrastructure?: GatewayInfrastructure;
}

export interface GatewayInfrastructure {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly parametersRef?: { readonly group: string; readonly kind: string; readonly name: string };
}

export interface Listener {
  readonly name: string;
  readonly hostname?: string;
  readonly port: number;
  readonly protocol: "HTTP" | "HTTPS" | "TLS" | "TCP" | "UDP";
  /** Only for HTTPS and TLS listeners. */
  readonly tls?: ListenerTls;
  readonly allowedRoutes: {
    readonly namespaces: RouteNamespaces;
    readonly kinds?: readonly { readonly group: string; readonly kind: string }[];
  };
}

export interface ListenerTls {
  readonly mode: "Terminate" | "Passthrough";
  readonly certificateRefs?: readonly SecretRef[];
  readonly options?: Readonly<Record<string, string>>;
}

/** A Secret in another namespace than the Gateway's needs a ReferenceGrant there. */
export interface SecretRef {
  readonly group: "";
  readonly kind: "Secret";
  readonly namespace?: string;
  readonly name: string;
}

export type RouteNamespaces =
  | { readonly from: "All" | "Same" }
  | { readonly from: "Selector"; readonly selector: LabelSelector };

export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
    readonly values?: readonly string[];
  }[];
}
