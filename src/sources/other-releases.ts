/**
 * Helm releases that are no HelmReleases of Flux, by cluster: Argo CD, kustomizations with charts, helmfiles, then charts and values files
 * that nothing deploys. What an earlier one uses is not found again by a later one.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { RepoPath } from "../model/brands.ts";
import type { ClusterChoice, Config } from "../model/config.ts";
import type { Place } from "../model/place.ts";
import type { Release } from "../model/release.ts";
import { isUnchanged } from "./argo-kustomize.ts";
import type { ArgoKustomization, ArgoUnits } from "./argo-units.ts";
import type { Candidates } from "./candidates.ts";
import { chartReleases, looseValues } from "./chart-releases.ts";
import { clusterOf, clusterPaths, entryDirectories, isAtOrBelow, isCovered } from "./clusters.ts";
import { helmfileReleases } from "./helmfile-releases.ts";
import { createIngressPlay } from "./ingress-in-play.ts";
import type { Kustomization } from "./kustomize/kustomization.ts";
import { type BuildEntry, kustomizeCharts } from "./kustomize-charts.ts";
import type { FileReader } from "./reader.ts";

export interface OtherInput {
  readonly reader: FileReader;
  readonly candidates: Pick<Candidates, "valuesFiles">;
  readonly kustomizations: ReadonlyMap<RepoPath, Kustomization>;
  readonly argo: ArgoUnits | undefined;
  /** Releases of Flux: what they use is taken. */
  readonly flux: readonly Release[];
  /** Kustomizations that neither Flux nor Argo CD builds. */
  readonly entries: readonly RepoPath[];
  readonly config: Pick<Config, "clusters">;
}

export interface OtherReleases {
  readonly clusters: ReadonlyMap<string, readonly Release[]>;
  /** Kustomization files whose charts are among the releases. */
  readonly followed: ReadonlySet<RepoPath>;
  readonly diagnostics: readonly Diagnostic[];
}

export function otherReleases(input: OtherInput): OtherReleases {
  const { reader, kustomizations, argo, flux, config } = input;
  const built = kustomizeCharts(kustomizations, buildEntries(input), reader);
  const helmfiles = helmfileReleases(reader);
  const play = createIngressPlay(reader);
  const deployed = [...(argo?.releases ?? []), ...built.releases, ...helmfiles.releases];
  const charts = chartReleases({ reader, deployed: [...flux, ...deployed], play });
  const known = [...flux, ...deployed, ...charts.releases];
  const loose = looseValues(input.candidates.valuesFiles, charts, known, reader);
  const clusters = new Map<string, Release[]>();
  const add = (release: Release, cluster: string): void => {
    clusters.set(cluster, [...(clusters.get(cluster) ?? []), { ...release, cluster }]);
  };
  const isBuilt = new Set(built.releases);
  for (const release of [...deployed, ...charts.releases, ...loose]) {
    if (!play.of(release)) continue;
    if (config.clusters === undefined || isBuilt.has(release)) add(release, release.cluster);
    else for (const name of clustersHolding(release, config.clusters)) add(release, name);
  }
  const diagnostics = clusters.size === 0 ? [] : [...helmfiles.diagnostics, ...charts.diagnostics];
  return { clusters, followed: built.followed, diagnostics };
}

function buildEntries({ kustomizations, argo, entries, config }: OtherInput): readonly BuildEntry[] {
  const plain = (directory: RepoPath, cluster: string): BuildEntry => ({
    directory,
    cluster,
    namespace: undefined,
    defaultNamespace: undefined,
    changes: [],
    chain: [],
  });
  if (config.clusters !== undefined) {
    return config.clusters.flatMap((cluster) => {
      const paths = clusterPaths(cluster);
      const isBelow = (directory: RepoPath) => paths.some((path) => isAtOrBelow(directory, path));
      return entryDirectories(kustomizations, isBelow).map((directory) => plain(directory, cluster.name));
    });
  }
  return [
    ...(argo?.kustomizations ?? []).map(argoEntry),
    ...entries.map((directory) => plain(directory, clusterOf(directory).name)),
  ];
}

function argoEntry({ directory, overlay, cluster, namespace, chain }: ArgoKustomization): BuildEntry {
  const { namePrefix, nameSuffix, patches, components } = overlay;
  const hop = chain.at(-1);
  const at: Place | undefined = hop === undefined ? undefined : { path: hop.path, line: hop.line, column: 1 };
  const fields = { namePrefix, nameSuffix, patches, components };
  const changes =
    at === undefined || isUnchanged(overlay)
      ? []
      : Object.entries(fields).flatMap(([field, value]) =>
          value === undefined || value.length === 0 ? [] : [{ field, at }],
        );
  return {
    directory,
    cluster,
    namespace: overlay.namespace,
    defaultNamespace: namespace,
    changes,
    chain,
  };
}

/** The clusters whose paths hold the text that states the release, else its topmost values file, else its chart. */
function clustersHolding(release: Release, clusters: readonly ClusterChoice[]): readonly string[] {
  const holding = (path: RepoPath) =>
    clusters.filter((cluster) => isCovered(path, clusterPaths(cluster))).map(({ name }) => name);
  const { owner, layers, chart } = release;
  const places = [owner.path, ...layers.flatMap(({ site }) => site?.path ?? []).reverse()];
  if (chart.kind === "own") places.push(`${chart.directory}/Chart.yaml` as RepoPath); // only asked about
  for (const path of places) {
    const names = holding(path);
    if (names.length > 0) return names;
  }
  return [];
}
