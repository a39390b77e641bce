/**
 * The configuration after defaults: what every step reads. `src/config` parses the file into this.
 */

import type { Place } from "./place.ts";

export const targetNames = [
  "standard",
  "envoy-gateway",
  "cilium",
  "istio",
  "kgateway",
  "nginx-gateway-fabric",
  "traefik",
  "kong",
  "gke",
] as const;
export type TargetName = (typeof targetNames)[number];

export type Channel = "standard" | "experimental";

/** major.minor of a Gateway API release, for example { major: 1, minor: 5 }. */
export interface ApiVersion {
  readonly major: number;
  readonly minor: number;
}

export interface TargetChoice {
  readonly name: TargetName;
  /** Version of the implementation as the user wrote it; undefined when not stated. */
  readonly version: string | undefined;
  readonly gatewayApi: ApiVersion;
  readonly channel: Channel;
}

export interface GatewayChoice {
  readonly namespace: string;
  readonly name: string;
  /** Listener names (`sectionName`). */
  readonly sections: {
    readonly http: string;
    readonly https: string;
    /** A TLS listener that hands connections on unopened; undefined: none is named. */
    readonly passthrough?: string | undefined;
  };
  /** Listeners it is known to have, those of its ListenerSets included; undefined: not known. */
  readonly listeners?: readonly GatewayListener[] | undefined;
  /** Wave 0 writes it where the repository has none; undefined: it does not. */
  readonly create?: GatewayCreation | undefined;
}

/** A listener that routes can attach to. */
export interface GatewayListener {
  readonly parent: {
    readonly kind: "Gateway" | "ListenerSet";
    readonly namespace: string;
    readonly name: string;
  };
  readonly name: string;
  readonly scheme: "http" | "https";
  readonly port: number;
  /** "" when it takes every host. */
  readonly hostname: string;
}

export interface SecretKey {
  readonly namespace: string;
  readonly name: string;
}

/** A listener with all that decides whether a route is served there. */
export interface KnownListener extends GatewayListener {
  readonly certificates: readonly SecretKey[];
  /** True when something else than a Secret gives the certificate (`tls.options`). */
  readonly hasOtherCertificates: boolean;
  /** `allowedRoutes.namespaces.from`. */
  readonly from: string;
  readonly selector: {
    readonly matchLabels?: Readonly<Record<string, string>> | undefined;
    readonly matchExpressions?: readonly unknown[] | undefined;
  };
  readonly at: Place;
}

export interface KnownGateway {
  readonly listeners: readonly KnownListener[];
  /** Listeners that hand TLS on unopened; `scheme` is https. */
  readonly passthrough?: readonly KnownListener[] | undefined;
  readonly at: Place;
}

export interface GatewayCreation {
  /** `gatewayClassName`; undefined: the usual one of the target. */
  readonly className: string | undefined;
  /** Where its file goes; undefined: `gateway/`, beside what deploys the Ingresses. */
  readonly directory: string | undefined;
}

export interface ClusterChoice {
  readonly name: string;
  readonly paths: readonly string[];
  readonly target: TargetChoice;
  readonly gateway: GatewayChoice | undefined;
}

export interface HeldService {
  readonly service: string;
  readonly reason: string;
}

/** external-dns as it runs in the clusters. */
export interface ExternalDns {
  readonly version: string;
  /** Of its annotations: "external-dns.alpha.kubernetes.io/" up to 0.21. */
  readonly prefix: string;
  /** Written beside `prefix`, where the version is not known; undefined: none. */
  readonly further?: readonly string[] | undefined;
}

export interface Config {
  readonly ingressClasses: readonly string[];
  /** Class of an Ingress that names none; undefined: such an Ingress is not ours. */
  readonly defaultClass: string | undefined;
  readonly target: TargetChoice;
  /** undefined when neither the file nor the repository tells. */
  readonly gateway: GatewayChoice | undefined;
  readonly gatewayByClass: Readonly<Record<string, GatewayChoice>>;
  /** Controller ConfigMap entries, where the repository does not hold them. */
  readonly nginx: Readonly<Record<string, string>>;
  /** Keys and flags of the controller that a person has carried over by hand; undefined: none. */
  readonly carriedOver?: readonly string[] | undefined;
  /** undefined: clusters are found. */
  readonly clusters: readonly ClusterChoice[] | undefined;
  readonly waves: {
    readonly maxPerWave: number;
    readonly pin: Readonly<Record<string, number>>;
    readonly hold: readonly HeldService[];
  };
  readonly place: "beside" | "same-file";
  readonly charts: {
    /** Whether chart repositories and registries may be asked at all. */
    readonly pull: "never" | "allowed";
    /** `--kube-version`; undefined: helm's own. */
    readonly kubeVersion: string | undefined;
    /** `--api-versions`, beside those of Gateway API and the target. */
    readonly apiVersions: readonly string[];
    /** Service behind the Ingress of a release that is not rendered, by "namespace/release". */
    readonly services: Readonly<Record<string, { readonly service: string; readonly port: string | number }>>;
    /** "namespace/release": a person says that what cannot be read of its values does not touch its Ingresses. */
    readonly hidden: readonly string[];
  };
  /** How a removal takes an Ingress out of Helm values. */
  readonly removal: { readonly values: "disable" | "delete" };
  readonly accept: {
    /** Who may accept a difference in access control. */
    readonly security: "maintain" | "admin";
    /** A person vouches that auth services decide alike whatever the method they are asked with; undefined: nobody does. */
    readonly externalAuth?: "same-for-every-method" | undefined;
  };
  readonly dns: { readonly externalDns: ExternalDns | undefined };
  readonly parity: {
    /** Milliseconds. */
    readonly soak: number;
    readonly requiredChecks: readonly string[];
  };
  /** Globs of files that are not read at all. */
  readonly ignore: readonly string[];
}
