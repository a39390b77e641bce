/**
 * Ingresses and Services for translation tests, from a few words of YAML.
 */
import { parse, parseAllDocuments } from "yaml";
import { toIngressKey } from "../../../src/model/brands.ts";
import type { ApiVersion, Channel, TargetName } from "../../../src/model/config.ts";
import type { Ingress, IngressBackend, PathType, ServicePortRef } from "../../../src/model/ingress.ts";
import type { SecretContent, Service } from "../../../src/model/kube.ts";
import { translateCluster } from "../../../src/translate/translate.ts";

interface Written {
  readonly kind: "Ingress" | "Service";
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Record<string, string>;
    readonly annotations?: Record<string, string>;
    readonly creationTimestamp?: string;
  };
  readonly spec?: WrittenSpec;
}

interface WrittenSpec {
  readonly type?: string;
  readonly ports?: readonly {
    name?: string;
    port: number;
    targetPort?: number | string;
    appProtocol?: string;
  }[];
  readonly ingressClassName?: string;
  readonly defaultBackend?: WrittenBackend;
  readonly rules?: readonly {
    host?: string;
    http?: { paths: readonly { path?: string; pathType?: PathType; backend: WrittenBackend }[] };
  }[];
  readonly tls?: readonly { hosts?: readonly string[]; secretName?: string }[];
}

type WrittenBackend = { readonly service: { readonly name: string; readonly port: ServicePortRef } };

/** Ingresses of a YAML stream. */
export function ingressesOf(yaml: string): readonly Ingress[] {
  return documents(yaml)
    .filter(({ kind }) => kind === "Ingress")
    .map(({ metadata, spec = {} }) => {
      const namespace = metadata.namespace ?? "default";
      return {
        key: toIngressKey(namespace, metadata.name),
        namespace,
        name: metadata.name,
        labels: metadata.labels ?? {},
        annotations: metadata.annotations ?? {},
        creationTimestamp: metadata.creationTimestamp,
        spec: {
          ingressClassName: spec.ingressClassName,
          defaultBackend: spec.defaultBackend && backendOf(spec.defaultBackend),
          rules: (spec.rules ?? []).map(({ host, http }) => ({
            host,
            paths: (http?.paths ?? []).map(({ path = "", pathType, backend }) => ({
              path,
              pathType,
              backend: backendOf(backend),
            })),
          })),
          tls: (spec.tls ?? []).map(({ hosts = [], secretName }) => ({ hosts, secretName })),
        },
      };
    });
}

export function servicesOf(yaml: string): readonly Service[] {
  return documents(yaml)
    .filter(({ kind }) => kind === "Service")
    .map(({ metadata, spec = {} }) => ({
      namespace: metadata.namespace ?? "default",
      name: metadata.name,
      type: spec.type,
      headless: false,
      externalName: undefined,
      ports: (spec.ports ?? []).map(({ name, port, targetPort, appProtocol }) => ({
        name,
        port,
        targetPort: targetPort ?? port,
        protocol: "TCP",
        appProtocol,
      })),
    }));
}

export interface Setting {
  readonly target?: TargetName;
  readonly api?: string;
  readonly channel?: Channel;
  readonly version?: string;
  readonly nginx?: Readonly<Record<string, string>>;
  readonly externalDns?: { readonly version: string; readonly prefix: string };
  readonly gateway?: null;
  readonly configMaps?: ReadonlyMap<string, Readonly<Record<string, string>>>;
  readonly secrets?: ReadonlyMap<string, SecretContent>;
  readonly externalAuth?: "same-for-every-method";
  /** Name of the listener that hands TLS on. */
  readonly passthrough?: string;
  /** null: not known. */
  readonly flags?: Readonly<Record<string, string | boolean>> | null;
}

/** Translates a YAML stream; every Ingress counts as writing its namespace. */
export function translated(yaml: string, setting: Setting = {}) {
  return translateCluster(inputOf(ingressesOf(yaml), servicesOf(yaml), setting));
}

export function inputOf(ingresses: readonly Ingress[], services: readonly Service[], setting: Setting = {}) {
  const {
    target = "standard",
    api = "1.5",
    channel = "standard",
    version,
    nginx = {},
    externalDns,
  } = setting;
  const { passthrough } = setting;
  const sections = { http: "http", https: "https", ...(passthrough !== undefined && { passthrough }) };
  const choice = { namespace: "kube-system", name: "edge", sections };
  return {
    ingresses,
    services,
    config: {
      target: { name: target, version, gatewayApi: apiVersion(api), channel },
      gateway: setting.gateway === null ? undefined : choice,
      gatewayByClass: {},
      nginx,
      dns: { externalDns },
      accept: { security: "maintain" as const, externalAuth: setting.externalAuth },
    },
    hasNamespace: () => true,
    classOf: () => "nginx",
    configMaps: setting.configMaps,
    secrets: setting.secrets,
    flags: setting.flags === null ? undefined : (setting.flags ?? {}),
  };
}

function apiVersion(text: string): ApiVersion {
  const [major = 0, minor = 0] = text.split(".").map(Number);
  return { major, minor };
}

/** One Ingress on a.test with the given annotations and paths `/path -> service:port`. */
export function simple(annotations: Record<string, string>, paths = ["/ web:80"], tls = false): string {
  const lines = paths.map((text) => {
    const [path = "/", backend = "web:80", pathType = "Prefix"] = text.split(" ");
    const [name, port] = backend.split(":");
    return { path, pathType, backend: { service: { name, port: { number: Number(port) } } } };
  });
  return JSON.stringify({
    kind: "Ingress",
    metadata: {
      name: "web",
      annotations: Object.fromEntries(
        Object.entries(annotations).map(([name, value]) => [`nginx.ingress.kubernetes.io/${name}`, value]),
      ),
    },
    spec: {
      rules: [{ host: "a.test", http: { paths: lines } }],
      ...(tls && { tls: [{ hosts: ["a.test"], secretName: "a" }] }),
    },
  });
}

export function fromYaml(yaml: string): unknown {
  return parse(yaml);
}

function documents(yaml: string): readonly Written[] {
  const values = parseAllDocuments(yaml).map((document) => document.toJS() as Written | null); // test input, written above
  return values.filter((value) => value !== null);
}

function backendOf({ service }: WrittenBackend): IngressBackend {
  return { kind: "service", name: service.name, port: service.port };
}
