/** Shorthands for proofs in tests. */

import { toIngressKey } from "../../../src/model/brands.ts";
import type { TargetName } from "../../../src/model/config.ts";
import type { Ingress, IngressPath, PathType } from "../../../src/model/ingress.ts";
import type { KubeObject } from "../../../src/model/kube.ts";
import type { HostProof, Proof } from "../../../src/model/proof.ts";
import { type NginxWorld, nginxWorld } from "../../../src/nginx/table/world.ts";
import { prove } from "../../../src/verify/prove.ts";

export function path(text: string, service: string, pathType: PathType = "Prefix", port = 80): IngressPath {
  return { path: text, pathType, backend: { kind: "service", name: service, port: { number: port } } };
}

export function ingress(
  name: string,
  hosts: Readonly<Record<string, readonly IngressPath[]>>,
  more: { readonly annotations?: Readonly<Record<string, string>>; readonly tls?: boolean } = {},
): Ingress {
  const annotations = Object.entries(more.annotations ?? {});
  return {
    key: toIngressKey("shop", name),
    namespace: "shop",
    name,
    labels: {},
    annotations: Object.fromEntries(
      annotations.map(([key, value]) => [`nginx.ingress.kubernetes.io/${key}`, value]),
    ),
    creationTimestamp: undefined,
    spec: {
      ingressClassName: "nginx",
      defaultBackend: undefined,
      rules: Object.entries(hosts).map(([host, paths]) => ({ host: host === "" ? undefined : host, paths })),
      tls:
        more.tls === true
          ? [{ hosts: Object.keys(hosts).filter((host) => host !== ""), secretName: "tls" }]
          : [],
    },
  };
}

export function proveThat(
  old: readonly Ingress[],
  next: readonly KubeObject[],
  more: {
    readonly target?: TargetName;
    readonly accepted?: readonly string[];
    readonly hosts?: readonly string[];
    readonly oldWorld?: Partial<NginxWorld>;
  } = {},
): Proof {
  return prove({
    old,
    oldWorld: nginxWorld(more.oldWorld ?? {}),
    new: next,
    newWorld: {
      target: more.target ?? "envoy-gateway",
      sections: { http: "http", https: "https" },
      services: [],
    },
    accepted: new Set(more.accepted),
    ...(more.hosts === undefined ? {} : { hosts: new Set(more.hosts) }),
  });
}

export function hostOf(proof: Proof, host: string): HostProof {
  const found = proof.hosts.find((one) => one.host === host);
  if (found === undefined) throw new Error(`no proof for ${host}`);
  return found;
}

/** An HTTPRoute in namespace shop with one parent per section. */
export function route(
  name: string,
  hostnames: readonly string[],
  sections: readonly string[],
  rules: readonly unknown[],
  metadata: Readonly<Record<string, unknown>> = {},
): KubeObject {
  return {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: { name, namespace: "shop", ...metadata },
    spec: {
      parentRefs: sections.map((sectionName) => ({
        name: "public",
        namespace: "gateway-system",
        sectionName,
      })),
      ...(hostnames.length === 0 ? {} : { hostnames }),
      rules,
    },
  };
}
