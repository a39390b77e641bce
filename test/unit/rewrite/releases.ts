/** Helm releases of a repository in memory, stated as the deployers' readers would state them, and the Ingresses they make. */
import { toIngressKey } from "../../../src/model/brands.ts";
import type { Config } from "../../../src/model/config.ts";
import type { InventoryIngress } from "../../../src/model/ingress.ts";
import type { ClusterInventory } from "../../../src/model/inventory.ts";
import type { Json, KubeObject } from "../../../src/model/kube.ts";
import type {
  CompanionHome,
  Release,
  ReleaseChart,
  ReleaseLayer,
  ValuesSite,
} from "../../../src/model/release.ts";
import { readIngressBlocks } from "../../../src/sources/helm/blocks/find.ts";
import { valueAt } from "../../../src/sources/helm/layers.ts";
import { readEmbeddedYaml } from "../../../src/yaml/embedded/read.ts";
import { readYamlFile } from "../../../src/yaml/read.ts";
import { config, type Files, pathOf } from "./world.ts";

export interface StatedRelease {
  readonly name: string;
  readonly namespace?: string;
  readonly chart: ReleaseChart;
  /** Lowest first: a path, with the key path of the values inside and whether they are text. */
  readonly layers: readonly (Omit<ValuesSite, "path" | "document"> & {
    readonly path: string;
    readonly document?: number;
    readonly filled?: (text: string) => string;
  })[];
  readonly owner: string;
  readonly ownerKind?: Release["owner"]["kind"];
  readonly home: CompanionHome;
  readonly statesNamespace?: boolean;
}

/** A values file that holds nothing else. */
export function valuesFile(path: string): StatedRelease["layers"][number] {
  return { path, base: [], form: "map" };
}

export function remote(name: string, version: string | undefined): ReleaseChart {
  const location = {
    kind: "repository",
    url: "https://charts.example.com",
    chart: name,
    version: version ?? "",
  } as const;
  return { kind: "remote", location, name, version };
}

export const beside = (...listedBy: readonly string[]): CompanionHome => ({
  kind: "beside-owner",
  listedBy: listedBy.map(pathOf),
});

export function releaseOf(files: Files, stated: StatedRelease, cluster = "prod"): Release {
  const { name, namespace = "shop", chart } = stated;
  const owner = pathOf(stated.owner);
  return {
    id: `${stated.owner}#${namespace}/${name}`,
    cluster,
    name,
    namespace,
    chart,
    layers: stated.layers.map((layer) => layerOf(files, layer)),
    gaps: [],
    owner: {
      kind: stated.ownerKind ?? "helmfile",
      title: `release ${name}`,
      path: owner,
      document: 0,
      item: undefined,
      place: { path: owner, line: 1, column: 1 },
      statesNamespace: stated.statesNamespace ?? true,
    },
    chain: [],
    home: stated.home,
    apiVersions: [],
    kubeVersion: undefined,
    changedAfter: [],
  };
}

function layerOf(files: Files, stated: StatedRelease["layers"][number]): ReleaseLayer {
  const { base, form, document = 0, filled = (text) => text } = stated;
  const path = pathOf(stated.path);
  const file = readYamlFile(path, files[stated.path] ?? "").value;
  const found = file.documents[document];
  const embedded = form === "string" ? readEmbeddedYaml(file, document, base).value : undefined;
  const written = embedded === undefined ? valueAt(found?.value ?? {}, base) : embedded.value;
  const value = JSON.parse(filled(JSON.stringify(written ?? {}))) as Json; // printed on the same line
  return {
    name: stated.path,
    value,
    site: { path, document, base, form },
    place: (at) => embedded?.placeOf(at) ?? found?.place([...base, ...at]),
  };
}

export interface MadeIngress {
  readonly name?: string;
  readonly service?: string;
  readonly port?: number;
  readonly block?: readonly (string | number)[];
  readonly rendered?: boolean;
  readonly template?: string;
  readonly host?: string;
}

/** The Ingress of a release: its hosts are those of the block. */
export function ingressFrom(release: Release, made: MadeIngress = {}): InventoryIngress {
  const { name = release.name, service = name, port = 80, rendered = true } = made;
  const keyPath = made.block ?? ["ingress"];
  const layer = release.layers.findLastIndex(({ value }) => valueAt(value, keyPath) !== undefined);
  const hosts = release.layers
    .flatMap(({ value }) => readIngressBlocks(value))
    .filter((block) => block.keyPath.join(".") === keyPath.join("."))
    .flatMap((block) => block.hosts.map(({ host }) => host));
  const all = made.host === undefined ? [...new Set(hosts)] : [made.host];
  const path = release.layers[layer]?.site?.path ?? release.owner.path;
  return {
    key: toIngressKey(release.namespace, name),
    namespace: release.namespace,
    name,
    labels: {},
    annotations: {},
    creationTimestamp: undefined,
    spec: {
      ingressClassName: "nginx",
      defaultBackend: undefined,
      rules: all.map((host) => ({
        host: host.toLowerCase(),
        paths: [
          {
            path: "/",
            pathType: "Prefix",
            backend: { kind: "service", name: service, port: { number: port } },
          },
        ],
      })),
      tls: [],
    },
    cluster: release.cluster,
    class: { name: "nginx", from: "spec", ours: true },
    sourceKind: "helm",
    site: { path, document: 0, item: undefined, place: { path, line: 1, column: 1 }, hasNamespace: true },
    chain: [],
    listedBy: [],
    release: {
      release: release.id,
      rendered,
      why: rendered ? undefined : "charts are not rendered here",
      template: rendered ? (made.template ?? "templates/ingress.yaml") : undefined,
      block: layer < 0 ? undefined : { layer, keyPath },
    },
  };
}

export function clusterWith(
  releases: readonly Release[],
  ingresses: readonly InventoryIngress[],
  more: Partial<ClusterInventory> = {},
): ClusterInventory {
  return { name: "prod", paths: [], ingresses, services: [], gatewayObjects: [], releases, ...more };
}

const parent = (sectionName: string): Json => ({
  group: "gateway.networking.k8s.io",
  kind: "Gateway",
  namespace: "gateway-system",
  name: "public",
  sectionName,
});

/** What translation says of an Ingress of one host. */
export function routeFor(
  ingress: InventoryIngress,
  more: {
    readonly port?: number;
    readonly timeouts?: boolean;
    readonly labels?: Readonly<Record<string, string>>;
  } = {},
): KubeObject {
  const { name, spec } = ingress;
  const [backend] = spec.rules.flatMap(({ paths }) => paths.map((path) => path.backend));
  const service = backend?.kind === "service" ? backend.name : name;
  const port = backend?.kind === "service" && "number" in backend.port ? backend.port.number : 80;
  return {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: { name, ...(more.labels === undefined ? {} : { labels: more.labels }) },
    spec: {
      parentRefs: [parent("http")],
      hostnames: spec.rules.flatMap(({ host }) => host ?? []),
      rules: [
        {
          matches: [{ path: { type: "PathPrefix", value: "/" } }],
          ...(more.timeouts === false ? {} : { timeouts: { request: "0s" } }),
          backendRefs: [{ group: "", kind: "Service", name: service, port: more.port ?? port, weight: 1 }],
        },
      ],
    },
  };
}

/** A redirect that no chart's fixed 301 can say. */
export function redirectFor(ingress: InventoryIngress): KubeObject {
  return {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: { name: `${ingress.name}-redirect` },
    spec: {
      parentRefs: [parent("http")],
      hostnames: ingress.spec.rules.flatMap(({ host }) => host ?? []),
      rules: [
        {
          matches: [{ path: { type: "PathPrefix", value: "/" } }],
          filters: [{ type: "RequestRedirect", requestRedirect: { scheme: "https", statusCode: 308 } }],
        },
      ],
    },
  };
}

export const deleting: Config = { ...config, removal: { values: "delete" } };
