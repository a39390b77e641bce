/**
 * Charts that kustomizations render (`--enable-helm`) as releases, one for every way a build reaches them. What the kustomizations on that
 * way do to every object is followed as far as it is a namespace, labels or annotations; patches and prefixes are not.
 */
import type { RepoPath } from "../model/brands.ts";
import type { Hop } from "../model/hop.ts";
import type { KubeObject } from "../model/kube.ts";
import type { Place } from "../model/place.ts";
import type { CompanionHome, Release } from "../model/release.ts";
import { featuresOf } from "./kustomize/features.ts";
import type { Kustomization } from "./kustomize/kustomization.ts";
import { type ChartEntry, chartEntriesOf, chartOf, layersOf } from "./kustomize-chart-entries.ts";
import { textOf } from "./objects/fields.ts";
import type { FileReader } from "./reader.ts";

/** Where a build begins. */
export interface BuildEntry {
  readonly directory: RepoPath;
  readonly cluster: string;
  /** Set over every object by what deploys the build. */
  readonly namespace: string | undefined;
  /** For objects without one. */
  readonly defaultNamespace: string | undefined;
  /** What deploys it changes the objects. */
  readonly changes: readonly { readonly field: string; readonly at: Place }[];
  readonly chain: readonly Hop[];
}

export interface KustomizeCharts {
  readonly releases: readonly Release[];
  /** Kustomization files whose charts are all among the releases. */
  readonly followed: ReadonlySet<RepoPath>;
}

const maxDepth = 40;
const maxReleases = 2000;

/** Kustomizations from the outermost one down, with the line that leads to the next. */
type Way = readonly { readonly kustomization: Kustomization; readonly hop: Hop }[];

export function kustomizeCharts(
  kustomizations: ReadonlyMap<RepoPath, Kustomization>,
  entries: readonly BuildEntry[],
  reader: FileReader,
): KustomizeCharts {
  const charts = new Map<RepoPath, readonly ChartEntry[]>();
  const complete = new Set<RepoPath>();
  for (const kustomization of kustomizations.values()) {
    const found = chartEntriesOf(kustomization, reader);
    if (found.entries.length === 0) continue;
    charts.set(kustomization.path, found.entries);
    if (found.isComplete) complete.add(kustomization.path);
  }
  const releases: Release[] = [];
  const followed = new Set<RepoPath>();
  const visit = (directory: RepoPath, way: Way, entry: BuildEntry): void => {
    const kustomization = kustomizations.get(directory);
    const isCircle = way.some((step) => step.kustomization.directory === directory);
    if (kustomization === undefined || isCircle || way.length >= maxDepth || releases.length >= maxReleases)
      return;
    for (const chart of charts.get(kustomization.path) ?? []) {
      const hop = { kind: "kustomize", path: chart.path, line: chart.place.line };
      releases.push(releaseOf(chart, [...way, { kustomization, hop }], entry, { kustomizations, reader }));
      if (complete.has(kustomization.path)) followed.add(kustomization.path);
    }
    for (const { target, at } of kustomization.entries) {
      if (target.kind !== "directory") continue;
      const hop = { kind: "kustomize", path: kustomization.path, line: at.line };
      visit(target.path, [...way, { kustomization, hop }], entry);
    }
  };
  if (charts.size > 0) for (const entry of entries) visit(entry.directory, [], entry);
  return { releases, followed };
}

interface World {
  readonly kustomizations: ReadonlyMap<RepoPath, Kustomization>;
  readonly reader: FileReader;
}

function releaseOf(entry: ChartEntry, way: Way, build: BuildEntry, world: World): Release {
  const { name, kustomization, path, place, fields } = entry;
  const set = build.namespace ?? namespaceSetBy(way);
  const stated = textOf(fields.namespace);
  const releaseName = textOf(fields.releaseName);
  const { layers, gaps } = layersOf(entry, world.reader);
  const unnamed =
    releaseName === undefined
      ? [
          {
            why: `\`${name}\` has no \`releaseName\`, so Helm makes up another name for every build`,
            at: place,
          },
        ]
      : [];
  const suffix = build.directory === kustomization.directory ? "" : ` for ${build.directory || "."}`;
  const chart = chartOf(entry, world.reader);
  const home: CompanionHome =
    chart.kind === "own"
      ? { kind: "chart-templates", directory: chart.directory }
      : { kind: "beside-owner", listedBy: [kustomization.path] };
  return {
    id: `chart ${releaseName ?? name} of ${path}${entry.isRepeated ? ` line ${place.line}` : ""}${suffix}`,
    cluster: build.cluster,
    name: releaseName ?? name,
    namespace: set ?? stated ?? build.defaultNamespace ?? "default",
    chart,
    layers,
    gaps: [...gaps, ...unnamed],
    owner: {
      kind: "kustomize",
      title: `chart ${name} of ${kustomization.path}`,
      path: kustomization.path,
      document: entry.document,
      item: undefined,
      place,
      statesNamespace: set === undefined,
    },
    chain: [...build.chain, ...way.map(({ hop }) => hop)],
    home,
    apiVersions: entry.apiVersions,
    kubeVersion: entry.kubeVersion,
    changedAfter: [...build.changes, ...changesOn(way, world)],
  };
}

/** The outermost kustomization that sets one has the last word. */
function namespaceSetBy(way: Way): string | undefined {
  for (const { kustomization } of way) {
    const namespace = textOf(kustomization.fields.namespace);
    if (namespace !== undefined) return namespace;
  }
  return undefined;
}

/** Stands for the Ingress a chart may render, whose name is not known yet. */
const anyIngress: KubeObject = { apiVersion: "networking.k8s.io/v1", kind: "Ingress", metadata: {} };

function changesOn(way: Way, { kustomizations, reader }: World): Release["changedAfter"] {
  const layers = new Set<Kustomization>();
  const add = (kustomization: Kustomization): void => {
    if (layers.has(kustomization)) return;
    layers.add(kustomization);
    // a component changes what is there before it
    for (const { field, target } of kustomization.entries) {
      const component = field === "components" && target.kind === "directory" ? target.path : undefined;
      const found = component === undefined ? undefined : kustomizations.get(component);
      if (found !== undefined) add(found);
    }
  };
  for (const { kustomization } of way) add(kustomization);
  return [...layers].flatMap((kustomization) =>
    featuresOf(kustomization, reader)
      .filter((feature) => feature.touches(anyIngress))
      .map(({ field, at }) => ({ field, at })),
  );
}
