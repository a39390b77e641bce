/**
 * A repository in memory and the inventory of it, as small as the rewriting rooms need: every Ingress of every file, and
 * which kustomizations list the file.
 */
import { compareText, directoryOf, type RepoPath, resolveRepoPath, toIngressKey, toRepoPath } from "../../../src/model/brands.ts";
import type { Config } from "../../../src/model/config.ts";
import type { ChangeSet } from "../../../src/model/edits.ts";
import type { InventoryIngress } from "../../../src/model/ingress.ts";
import type { ClusterInventory, PlacedObject } from "../../../src/model/inventory.ts";
import type { KubeObject } from "../../../src/model/kube.ts";
import type { RepoSnapshot } from "../../../src/model/snapshot.ts";
import type { Emission } from "../../../src/model/translation.ts";
import { readYamlFile } from "../../../src/yaml/read.ts";

export type Files = Readonly<Record<string, string>>;

export function pathOf(text: string): RepoPath {
  const path = toRepoPath(text);
  if (path === undefined) throw new Error(`no path: ${text}`);
  return path;
}

export function snapshotOf(files: Files): RepoSnapshot {
  const encoder = new TextEncoder();
  const bytes = new Map(Object.entries(files).map(([path, text]) => [path, encoder.encode(text)]));
  return {
    commit: undefined,
    files: [...bytes]
      .map(([path, content]) => ({ path: pathOf(path), size: content.length, kind: "file" as const }))
      .sort((a, b) => compareText(a.path, b.path)),
    bytes: (path) => bytes.get(path),
  };
}

/** The files after a change set. */
export function applied(files: Files, changes: ChangeSet): Files {
  const result: Record<string, string> = { ...files };
  for (const change of changes.files) {
    if (change.action === "delete") delete result[change.path];
    else result[change.path] = change.after;
  }
  return result;
}

export const config: Config = {
  ingressClasses: ["nginx"],
  defaultClass: "nginx",
  target: { name: "standard", version: undefined, gatewayApi: { major: 1, minor: 5 }, channel: "standard" },
  gateway: undefined,
  gatewayByClass: {},
  nginx: {},
  clusters: undefined,
  waves: { maxPerWave: 20, pin: {}, hold: [] },
  place: "beside",
  dns: { externalDns: undefined },
  parity: { soak: 0, requiredChecks: [] },
  ignore: [],
};

export function clusterOf(files: Files, name = "prod"): ClusterInventory {
  const ingresses: InventoryIngress[] = [];
  const gatewayObjects: PlacedObject[] = [];
  for (const path of Object.keys(files).sort(compareText).map(pathOf)) {
    const { value: file } = readYamlFile(path, files[path] ?? "");
    for (const document of file.documents) {
      const value: any = document.value;
      const items: readonly any[] = Array.isArray(value?.items) ? value.items : [value];
      items.forEach((object, index) => {
        const item = Array.isArray(value?.items) ? index : undefined;
        const place = document.place(item === undefined ? [] : ["items", item]);
        if (object?.kind === "HTTPRoute") gatewayObjects.push({ object, place, document: document.index });
        if (object?.kind === "Ingress") ingresses.push(ingressOf(name, files, path, document.index, item, object, place));
      });
    }
  }
  ingresses.sort((a, b) => compareText(a.key, b.key) || compareText(a.site.path, b.site.path));
  return { name, paths: [], ingresses, services: [], gatewayObjects };
}

function ingressOf(
  cluster: string,
  files: Files,
  path: RepoPath,
  document: number,
  item: number | undefined,
  object: any,
  place: InventoryIngress["site"]["place"],
): InventoryIngress {
  const namespace: string = object.metadata.namespace ?? "default";
  const name: string = object.metadata.name;
  const spec = object.spec ?? {};
  return {
    key: toIngressKey(namespace, name),
    namespace,
    name,
    labels: object.metadata.labels ?? {},
    annotations: object.metadata.annotations ?? {},
    creationTimestamp: undefined,
    spec: {
      ingressClassName: spec.ingressClassName,
      defaultBackend: undefined,
      rules: (spec.rules ?? []).map((rule: any) => ({ host: rule.host, paths: [] })),
      tls: (spec.tls ?? []).map((tls: any) => ({ hosts: tls.hosts ?? [], secretName: tls.secretName })),
    },
    cluster,
    class: { name: "nginx", from: "spec", ours: true },
    sourceKind: "manifest",
    site: { path, document, item, place, hasNamespace: object.metadata.namespace !== undefined },
    chain: [],
    listedBy: listingsOf(files, path),
  };
}

function listingsOf(files: Files, path: RepoPath): readonly RepoPath[] {
  return Object.keys(files)
    .filter((candidate) => /(^|\/)kustomization\.(ya?ml|json)$/.test(candidate))
    .sort(compareText)
    .map(pathOf)
    .filter((listing) => {
      const value: any = readYamlFile(listing, files[listing] ?? "").value.documents[0]?.value;
      const entries: readonly string[] = value?.resources ?? [];
      return entries.some((entry) => resolveRepoPath(directoryOf(listing), entry) === path);
    });
}

/** An Ingress manifest of one host. */
export function ingressText(name: string, extra: { namespace?: string; host?: string; annotations?: string; tls?: string } = {}): string {
  return [
    "apiVersion: networking.k8s.io/v1",
    "kind: Ingress",
    "metadata:",
    `  name: ${name}`,
    ...(extra.namespace === undefined ? [] : [`  namespace: ${extra.namespace}`]),
    ...(extra.annotations === undefined ? [] : ["  annotations:", `    ${extra.annotations}`]),
    "spec:",
    "  ingressClassName: nginx",
    ...(extra.tls === undefined ? [] : ["  tls:", `    - secretName: ${extra.tls}`]),
    "  rules:",
    `    - host: ${extra.host ?? `${name}.example.com`}`,
    "",
  ].join("\n");
}

/** The route a translator would emit for it. */
export function routeOf(name: string, extra: { namespace?: string; host?: string } = {}): KubeObject {
  return {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: { name, ...(extra.namespace === undefined ? {} : { namespace: extra.namespace }) },
    spec: {
      parentRefs: [{ group: "gateway.networking.k8s.io", kind: "Gateway", name: "public" }],
      hostnames: [extra.host ?? `${name}.example.com`],
      rules: [{ backendRefs: [{ group: "", kind: "Service", name, port: 80, weight: 1 }] }],
    },
  };
}

export function routeText(name: string, extra: { namespace?: string; host?: string } = {}): string {
  return [
    "apiVersion: gateway.networking.k8s.io/v1",
    "kind: HTTPRoute",
    "metadata:",
    `  name: ${name}`,
    ...(extra.namespace === undefined ? [] : [`  namespace: ${extra.namespace}`]),
    "spec:",
    "  parentRefs:",
    "    - group: gateway.networking.k8s.io",
    "      kind: Gateway",
    "      name: public",
    "  hostnames:",
    `    - ${extra.host ?? `${name}.example.com`}`,
    "  rules:",
    "    - backendRefs:",
    '        - group: ""',
    "          kind: Service",
    `          name: ${name}`,
    "          port: 80",
    "          weight: 1",
    "",
  ].join("\n");
}

export function emissionOf(key: string, objects: readonly KubeObject[]): Emission {
  const [namespace = "", name = ""] = key.split("/");
  return { ingress: toIngressKey(namespace, name), objects, verdicts: [], blocked: false, features: [] };
}
