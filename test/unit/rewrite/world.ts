/**
 * A repository in memory and the inventory of it, as small as the rewriting rooms need: every Ingress of every file, and
 * which kustomizations list the file.
 */
import {
  compareText,
  directoryOf,
  type RepoPath,
  resolveRepoPath,
  toIngressKey,
  toRepoPath,
} from "../../../src/model/brands.ts";
import type { Config } from "../../../src/model/config.ts";
import type { ChangeSet } from "../../../src/model/edits.ts";
import type { InventoryIngress } from "../../../src/model/ingress.ts";
import type { ClusterInventory, PlacedObject } from "../../../src/model/inventory.ts";
import type { KubeObject } from "../../../src/model/kube.ts";
import type { RepoSnapshot } from "../../../src/model/snapshot.ts";
import type { Emission } from "../../../src/model/translation.ts";
import { fieldOf, listOf } from "../../../src/rewrite/objects.ts";
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
  charts: { pull: "never", kubeVersion: undefined, apiVersions: [], services: {}, hidden: [] },
  removal: { values: "disable" },
  accept: { security: "maintain" },
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
      const items = fieldOf(document.value, "items");
      const objects: readonly unknown[] = Array.isArray(items) ? items : [document.value];
      objects.forEach((object, index) => {
        const item = Array.isArray(items) ? index : undefined;
        const place = document.place(item === undefined ? [] : ["items", item]);
        const kind = fieldOf(object, "kind");
        // Test manifests are well formed.
        if (kind === "HTTPRoute")
          gatewayObjects.push({ object: object as KubeObject, place, document: document.index });
        if (kind === "Ingress")
          ingresses.push(ingressOf(name, files, object, { path, document: document.index, item, place }));
      });
    }
  }
  ingresses.sort((a, b) => compareText(a.key, b.key) || compareText(a.site.path, b.site.path));
  return { name, paths: [], ingresses, services: [], gatewayObjects };
}

function ingressOf(
  cluster: string,
  files: Files,
  object: unknown,
  site: Omit<InventoryIngress["site"], "hasNamespace">,
): InventoryIngress {
  const metadata = fieldOf(object, "metadata");
  const spec = fieldOf(object, "spec");
  const written = textOf(metadata, "namespace");
  const namespace = written ?? "default";
  const name = textOf(metadata, "name") ?? "";
  return {
    key: toIngressKey(namespace, name),
    namespace,
    name,
    labels: {},
    annotations: Object.fromEntries(
      Object.entries(fieldOf(metadata, "annotations") ?? {}).map(([key, value]) => [key, String(value)]),
    ),
    creationTimestamp: undefined,
    spec: {
      ingressClassName: textOf(spec, "ingressClassName"),
      defaultBackend: undefined,
      rules: listOf(fieldOf(spec, "rules")).map((rule) => ({ host: textOf(rule, "host"), paths: [] })),
      tls: listOf(fieldOf(spec, "tls")).map((tls) => ({ hosts: [], secretName: textOf(tls, "secretName") })),
    },
    cluster,
    class: { name: "nginx", from: "spec", ours: true },
    sourceKind: "manifest",
    site: { ...site, hasNamespace: written !== undefined },
    chain: [],
    listedBy: listingsOf(files, site.path),
  };
}

function textOf(value: unknown, field: string): string | undefined {
  const text = fieldOf(value, field);
  return typeof text === "string" ? text : undefined;
}

function listingsOf(files: Files, path: RepoPath): readonly RepoPath[] {
  return Object.keys(files)
    .filter((candidate) => /(^|\/)kustomization\.(ya?ml|json)$/.test(candidate))
    .sort(compareText)
    .map(pathOf)
    .filter((listing) => {
      const value = readYamlFile(listing, files[listing] ?? "").value.documents[0]?.value;
      const entries = listOf(fieldOf(value, "resources"));
      return entries.some((entry) => resolveRepoPath(directoryOf(listing), String(entry)) === path);
    });
}

/** An Ingress manifest of one host. */
export function ingressText(
  name: string,
  extra: { namespace?: string; host?: string; annotations?: string; tls?: string } = {},
): string {
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
