/**
 * The configuration after defaults: what every step reads. `src/config` parses the file into this.
 */

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
  readonly sections: { readonly http: string; readonly https: string };
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

export interface Config {
  readonly ingressClasses: readonly string[];
  /** Class of an Ingress that names none; undefined: such an Ingress is not ours. */
  readonly defaultClass: string | undefined;
  readonly target: TargetChoice;
  /** undefined when neither the file nor the repository tells. */
  readonly gateway: GatewayChoice | undefined;
  readonly gatewayByClass: Readonly<Record<string, GatewayChoice>>;
  /** Controller ConfigMap entries. */
  readonly nginx: Readonly<Record<string, string>>;
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
  };
  /** How a removal takes an Ingress out of Helm values. */
  readonly removal: { readonly values: "disable" | "delete" };
  /** Who may accept a difference in access control. */
  readonly accept: { readonly security: "maintain" | "admin" };
  readonly dns: { readonly externalDns: { readonly version: string; readonly prefix: string } | undefined };
  readonly parity: {
    /** Milliseconds. */
    readonly soak: number;
    readonly requiredChecks: readonly string[];
  };
  /** Globs of files that are not read at all. */
  readonly ignore: readonly string[];
}
