/**
 * From files to deployable units, and from units to clusters. Raw manifests count where no kustomization governs their directory: a file
 * beside a kustomization that does not list it is not deployed. The configuration's clusters go over everything; else what Flux deploys
 * is taken first, then what Argo CD deploys, then what is left.
 */
import { type Diagnostic, diagnose, outcome } from "../diagnostics/diagnostic.ts";
import { compareText, directoryOf, type RepoPath } from "../model/brands.ts";
import type { Config } from "../model/config.ts";
import type { Release } from "../model/release.ts";
import { argoUnits } from "./argo-units.ts";
import type { Candidates } from "./candidates.ts";
import { chartReleases } from "./chart-releases.ts";
import { clusterPaths, entryDirectories, isAtOrBelow, isCovered } from "./clusters.ts";
import { findFluxObjects } from "./flux/find.ts";
import { fluxReleases } from "./flux-clusters.ts";
import { fluxUnits } from "./flux-units.ts";
import {
  type ClusterUnits,
  chooseKustomizations,
  foundClusters,
  rawUnit,
  withoutClosed,
  withReleases,
  withUnits,
} from "./found-units.ts";
import type { ReleaseWorld } from "./helm/release/world.ts";
import { createBuild } from "./kustomize/build.ts";
import { patchFilesOf } from "./kustomize/features.ts";
import { type Kustomization, readKustomization } from "./kustomize/kustomization.ts";
import { createWholeBuild, overlayOf } from "./kustomize/whole-build.ts";
import type { ParsedObject } from "./objects/parse.ts";
import { otherReleases } from "./other-releases.ts";
import type { FileReader } from "./reader.ts";
import type { Unit } from "./rendered.ts";

export interface Deployment {
  readonly clusters: readonly ClusterUnits[];
  readonly kustomizations: ReadonlyMap<RepoPath, Kustomization>;
  /** Directories with a kustomization file, readable or not. */
  readonly governed: ReadonlySet<RepoPath>;
  /** Kustomization files that list a file directly, in path order. */
  readonly listedBy: ReadonlyMap<RepoPath, readonly RepoPath[]>;
  readonly patchFiles: ReadonlyMap<RepoPath, RepoPath>;
  /** What deploys directories of this repository, for people: what it does not reach may not be deployed at all. */
  readonly deployedBy: string | undefined;
  /** Sentences: which sources are taken to be this repository, and what else the deployers' objects leave open. */
  readonly assumptions: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

export function findUnits(
  reader: FileReader,
  candidates: Candidates,
  /** Files with objects of interest, in path order. */
  files: readonly RepoPath[],
  objectsIn: (path: RepoPath) => readonly ParsedObject[],
  config: Pick<Config, "clusters">,
  /** What charts are rendered with. */
  world?: ReleaseWorld,
): Deployment {
  const diagnostics: Diagnostic[] = [];
  const hasReleases = candidates.releaseFiles.length > 0;
  // charts whose templates hold an Ingress are among what nobody reads as manifests
  const mayHaveReleases =
    hasReleases || candidates.valuesFiles.length > 0 || candidates.unsupported.length > 0;
  const isAsked = files.length > 0 || mayHaveReleases;
  const chosen = chooseKustomizations(isAsked ? candidates.kustomizationFiles : [], reader, diagnostics);
  const kustomizations = new Map<RepoPath, Kustomization>();
  for (const [directory, path] of chosen) {
    const read = readKustomization(path, reader, (other) => chosen.has(other));
    diagnostics.push(...read.diagnostics);
    if (read.value !== undefined) kustomizations.set(directory, read.value);
  }
  const listedBy = new Map<RepoPath, RepoPath[]>();
  const patchFiles = new Map<RepoPath, RepoPath>();
  for (const kustomization of kustomizations.values()) {
    for (const { target } of kustomization.entries) {
      if (target.kind !== "file") continue;
      const listing = listedBy.get(target.path) ?? [];
      if (!listing.includes(kustomization.path)) listing.push(kustomization.path);
      listedBy.set(target.path, listing);
    }
    for (const path of patchFilesOf(kustomization)) patchFiles.set(path, kustomization.path);
  }
  const governed = new Set(chosen.keys());
  const build = createBuild(kustomizations, objectsIn, reader);
  const isRaw = (path: RepoPath) =>
    !listedBy.has(path) && !patchFiles.has(path) && !governed.has(directoryOf(path));
  const listing = (path: RepoPath) => [...(listedBy.get(path) ?? [])].sort(compareText);
  const wholeBuild = createWholeBuild(reader);
  const built = new Map<RepoPath, Unit>();
  const unitOf = (directory: RepoPath): Unit => {
    const known = built.get(directory) ?? buildUnit(directory);
    built.set(directory, known);
    return known;
  };
  const buildUnit = (directory: RepoPath): Unit => {
    const plain = build.render(directory);
    const kustomization = kustomizations.get(directory);
    const isPlain = plain.every(({ refusals }) => refusals.length === 0);
    if (kustomization === undefined) return { directory, kind: "kustomize", objects: plain };
    if (!isPlain) {
      const whole = wholeBuild(kustomization);
      diagnostics.push(...whole.diagnostics);
      if (whole.objects !== undefined) return { directory, kind: "kustomize", objects: whole.objects };
    }
    const overlay = overlayOf(kustomization, []);
    return { directory, kind: "kustomize", objects: plain.map((one) => ({ ...one, overlay })) };
  };

  const fluxObjects =
    hasReleases || (config.clusters === undefined && isAsked) ? findFluxObjects(reader) : [];
  const foundFlux = fluxUnits(reader, kustomizations, fluxObjects);
  diagnostics.push(...(foundFlux?.diagnostics ?? []));
  const flux = config.clusters === undefined ? foundFlux : undefined;
  const releases = hasReleases
    ? fluxReleases(
        { reader, kustomizations, objects: fluxObjects, flux: foundFlux, listedBy: listing, isRaw },
        config,
      )
    : outcome(new Map<string, readonly Release[]>());
  const ofFlux = [...releases.value.values()].flat();
  const foundArgo = isAsked
    ? argoUnits({
        reader,
        candidates: candidates.deployerFiles,
        kustomizations,
        objectsIn,
        listedBy: listing,
        unitOf,
        isDeployedOtherwise: (path, cluster) =>
          foundFlux?.deployed.has(path) === true && foundFlux.clusterNames.has(cluster),
        releases: ofFlux,
        undeployedCharts: () => (world?.renders === undefined ? [] : everyChart(reader, ofFlux)),
        world,
      })
    : undefined;
  diagnostics.push(...(foundArgo?.diagnostics ?? []));
  const argo = config.clusters === undefined ? foundArgo : undefined;
  const isLeft = (path: RepoPath | undefined) =>
    path === undefined || !(flux?.deployed.has(path) === true || argo?.deployed.has(path) === true);
  const entries = entryDirectories(kustomizations, () => true).filter((directory) =>
    isLeft(kustomizations.get(directory)?.path),
  );
  let clusters: readonly ClusterUnits[];
  if (config.clusters === undefined) {
    const raw = files.filter((path) => isRaw(path) && isLeft(path)).map((path) => rawUnit(path, objectsIn));
    const found = foundClusters(entries.map(unitOf), raw);
    const fluxClusters = flux?.clusters ?? new Map<string, readonly Unit[]>();
    const others = withoutTaken(argo?.clusters ?? new Map<string, readonly Unit[]>(), fluxClusters);
    clusters = withUnits(withUnits(found, others), fluxClusters);
  } else {
    clusters = config.clusters.map((cluster): ClusterUnits => {
      const paths = clusterPaths(cluster);
      for (const path of paths) {
        if (reader.files.some((file) => isAtOrBelow(file.path, path))) continue;
        diagnostics.push(diagnose("cluster-path-missing", { cluster: cluster.name, path }));
      }
      const isBelow = (directory: RepoPath) => paths.some((path) => isAtOrBelow(directory, path));
      const raw = files.filter((path) => paths.includes(path) || (isRaw(path) && isCovered(path, paths)));
      const units = [
        ...entryDirectories(kustomizations, isBelow).map(unitOf),
        ...raw.map((path) => rawUnit(path, objectsIn)),
      ];
      return { name: cluster.name, paths: [...new Set(paths)].sort(compareText), units, releases: [] };
    });
  }
  const others = isAsked
    ? otherReleases({ reader, candidates, kustomizations, argo: foundArgo, flux: ofFlux, entries, config })
    : undefined;
  diagnostics.push(...releases.diagnostics, ...(others?.diagnostics ?? []));
  clusters = withReleases(
    withReleases(clusters, releases.value),
    others?.clusters ?? new Map<string, readonly Release[]>(),
  );
  const open = clusters
    .toSorted((a, b) => compareText(a.name, b.name))
    .map((cluster) => withoutClosed(cluster, reader));
  const isFollowed = (path: RepoPath | undefined) =>
    path !== undefined && others?.followed.has(path) === true;
  diagnostics.push(...build.diagnostics, ...chartNotes(open, kustomizations, isFollowed));
  for (const entry of listedBy.values()) entry.sort(compareText);
  const deployers = [
    ...(flux !== undefined && flux.clusters.size > 0 ? ["Flux"] : []),
    ...(argo?.deploysManifests === true ? ["Argo CD"] : []),
  ];
  return {
    clusters: open,
    kustomizations,
    governed,
    listedBy,
    patchFiles,
    deployedBy: deployers.length === 0 ? undefined : deployers.join(" and "),
    assumptions: [...(foundFlux?.assumptions ?? []), ...(foundArgo?.assumptions ?? [])],
    diagnostics: diagnostics.filter(
      ({ code, at }) => code !== "kustomize-build-charts" || !isFollowed(at?.path),
    ),
  };
}

/** Charts that Flux does not deploy, whether they speak of an Ingress or not. */
function everyChart(reader: FileReader, deployed: readonly Release[]): readonly Release[] {
  return chartReleases({ reader, deployed, play: { below: () => true } }).releases;
}

/** What another deployer has in the same cluster already is not deployed twice. */
function withoutTaken(
  clusters: ReadonlyMap<string, readonly Unit[]>,
  first: ReadonlyMap<string, readonly Unit[]>,
): ReadonlyMap<string, readonly Unit[]> {
  const key = ({ source, object }: Unit["objects"][number]) =>
    [
      source.path,
      source.document,
      source.item ?? "",
      object.metadata.namespace ?? "",
      object.metadata.name,
    ].join("\0");
  return new Map(
    [...clusters].map(([name, units]) => {
      const taken = new Set((first.get(name) ?? []).flatMap(({ objects }) => objects.map(key)));
      const left = units.map((unit) => ({
        ...unit,
        objects: unit.objects.filter((object) => !taken.has(key(object))),
      }));
      return [name, left.filter(({ objects }) => objects.length > 0)];
    }),
  );
}

/** Charts and generators add objects nobody has read. */
function chartNotes(
  clusters: readonly ClusterUnits[],
  kustomizations: ReadonlyMap<RepoPath, Kustomization>,
  isFollowed: (path: RepoPath) => boolean,
): readonly Diagnostic[] {
  if (clusters.every(({ units }) => units.length === 0)) return [];
  return [...kustomizations.values()].flatMap((kustomization) =>
    ["helmCharts", "helmChartInflationGenerator", "generators"].flatMap((field) => {
      const value = kustomization.fields[field];
      if (!Array.isArray(value) || value.length === 0 || isFollowed(kustomization.path)) return [];
      return [diagnose("kustomize-charts-not-rendered", { field }, { at: kustomization.placeOf([field]) })];
    }),
  );
}
