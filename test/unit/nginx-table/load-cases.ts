/** Reads Ingress and Service manifests of test data into the model, without the readers under test elsewhere. */
import { toIngressKey } from "../../../src/model/brands.ts";
import type { Ingress, IngressBackend, IngressPath, PathType } from "../../../src/model/ingress.ts";
import type { Service } from "../../../src/model/kube.ts";

interface RawBackend {
  readonly service?: {
    readonly name: string;
    readonly port: { readonly number?: number; readonly name?: string };
  };
}

interface RawPath {
  readonly path?: string;
  readonly pathType?: PathType;
  readonly backend: RawBackend;
}

export interface RawManifest {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly creationTimestamp?: string;
  };
  readonly spec?: {
    readonly ingressClassName?: string;
    readonly defaultBackend?: RawBackend;
    readonly rules?: readonly {
      readonly host?: string;
      readonly http?: { readonly paths: readonly RawPath[] };
    }[];
    readonly tls?: readonly { readonly hosts?: readonly string[]; readonly secretName?: string }[];
    readonly ports?: readonly {
      readonly name?: string;
      readonly port: number;
      readonly targetPort?: number | string;
    }[];
    readonly externalName?: string;
  };
}

export function ingressOf(raw: RawManifest): Ingress {
  const namespace = raw.metadata.namespace ?? "default";
  const spec = raw.spec ?? {};
  return {
    key: toIngressKey(namespace, raw.metadata.name),
    namespace,
    name: raw.metadata.name,
    labels: {},
    annotations: raw.metadata.annotations ?? {},
    creationTimestamp: raw.metadata.creationTimestamp,
    spec: {
      ingressClassName: spec.ingressClassName,
      defaultBackend: spec.defaultBackend === undefined ? undefined : backendOf(spec.defaultBackend),
      rules: (spec.rules ?? []).map((rule) => ({
        host: rule.host,
        paths: (rule.http?.paths ?? []).map(
          (path): IngressPath => ({
            path: path.path ?? "",
            pathType: path.pathType,
            backend: backendOf(path.backend),
          }),
        ),
      })),
      tls: (spec.tls ?? []).map((tls) => ({ hosts: tls.hosts ?? [], secretName: tls.secretName })),
    },
  };
}

function backendOf(raw: RawBackend): IngressBackend {
  const { service } = raw;
  if (service === undefined) {
    return { kind: "resource", apiGroup: "example.test", resourceKind: "Bucket", name: "b" };
  }
  const { number, name } = service.port;
  return {
    kind: "service",
    name: service.name,
    port: number === undefined ? { name: name ?? "" } : { number },
  };
}

export function serviceOf(raw: RawManifest): Service {
  return {
    namespace: raw.metadata.namespace ?? "default",
    name: raw.metadata.name,
    type: undefined,
    headless: false,
    externalName: raw.spec?.externalName,
    ports: (raw.spec?.ports ?? []).map((port) => ({
      name: port.name,
      port: port.port,
      targetPort: port.targetPort ?? port.port,
      protocol: "TCP",
      appProtocol: undefined,
    })),
  };
}
