/**
 * From files to deployable units, and from units to clusters. Raw manifests count where no kustomization governs their directory: a file
 * beside a kustomization that does not list it is not deployed.
 */
import { type Diagnostic, diagnose } from "../diagnostics/diagnostic.ts";
import { baseNameOf, compareText, directoryOf, type RepoPath } from "../model/brands.ts";
import type { Config } from "../model/config.ts";
import { clusterOf, clusterPaths, entryDirectories, isAtOrBelow, isCovered } from "./clusters.ts";
import { type FluxUnits, fluxUnits } from "./flux-units.ts";
import { createBuild } from "./kustomize/build.ts";
import { patchFilesOf } from "./kustomize/features.ts";
import { type Kustomization, readKustomization } from "./kustomize/kustomization.ts";
import { createWholeBuild, overlayOf } from "./kustomize/whole-build.ts";
import { isMapping, type ParsedObject } from "./objects/parse.ts";
import { kustomizationNames } from "./prefilter.ts";
import type { FileReader } from "./reader.ts";
import type { Rendered, Unit } from "./rendered.ts";
import { findSops } from "./unsupported/marks.ts";

export interface ClusterUnits {
  readonly name: string;
  readonly paths: readonly RepoPath[];
  readonly units: readonly Unit[];
}

export interface Deployment {
  readonly clusters: readonly ClusterUnits[];
  readonly kustomizations: ReadonlyMap<RepoPath, Kustomization>;
  /** Directories with a kustomization file, readable or not. */
  readonly governed: ReadonlySet<RepoPath>;
  /** Kustomization files that list a file directly, in path order. */
  readonly listedBy: ReadonlyMap<RepoPath, readonly RepoPath[]>;
  readonly patchFiles: ReadonlyMap<RepoPath, RepoPath>;
  /** True when Flux deploys this repository: what it does not reach may not be deployed at all. */
  readonly isFlux: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

export function findUnits(
  reader: FileReader,
  kustomizationFiles: readonly RepoPath[],
  /** Files with objects of interest, in path order. */
  files: readonly RepoPath[],
  objectsIn: (path: RepoPath) => readonly ParsedObject[],
  config: Pick<Config, "clusters">,
): Deployment {
  const diagnostics: Diagnostic[] = [];
  const chosen = chooseKustomizations(kustomizationFiles, reader, diagnostics);
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
  const wholeBuild = createWholeBuild(reader);
  const unitOf = (directory: RepoPath): Unit => {
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

  const flux =
    config.clusters === undefined && files.length > 0 ? fluxUnits(reader, kustomizations) : undefined;
  diagnostics.push(...(flux?.diagnostics ?? []));
  const isLeft = (path: RepoPath | undefined) => path === undefined || flux?.deployed.has(path) !== true;
  const clusters =
    config.clusters === undefined
      ? withFlux(
          foundClusters(
            entryDirectories(kustomizations, () => true)
              .filter((directory) => isLeft(kustomizations.get(directory)?.path))
              .map(unitOf),
            files.filter((path) => isRaw(path) && isLeft(path)).map((path) => rawUnit(path, objectsIn)),
          ),
          flux,
        )
      : config.clusters.map((cluster): ClusterUnits => {
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
          return { name: cluster.name, paths: [...new Set(paths)].sort(compareText), units };
        });
  clusters.sort((a, b) => compareText(a.name, b.name));
  const open = clusters.map((cluster) => withoutClosed(cluster, reader));
  diagnostics.push(...build.diagnostics, ...chartNotes(open, kustomizations));
  for (const listing of listedBy.values()) listing.sort(compareText);
  return {
    clusters: open,
    kustomizations,
    governed,
    listedBy,
    patchFiles,
    isFlux: flux !== undefined && flux.clusters.size > 0,
    diagnostics,
  };
}

/** One kustomization file per directory; files of that name that are something else do not count. */
function chooseKustomizations(
  files: readonly RepoPath[],
  reader: FileReader,
  diagnostics: Diagnostic[],
): ReadonlyMap<RepoPath, RepoPath> {
  const byDirectory = new Map<RepoPath, RepoPath[]>();
  for (const path of files) {
    if (isOtherKind(path, reader)) continue;
    byDirectory.set(directoryOf(path), [...(byDirectory.get(directoryOf(path)) ?? []), path]);
  }
  const chosen = new Map<RepoPath, RepoPath>();
  for (const [directory, paths] of byDirectory) {
    const rank = (path: RepoPath) => kustomizationNames.indexOf(baseNameOf(path));
    const [first, ...others] = paths.sort((a, b) => rank(a) - rank(b));
    if (first === undefined) continue;
    chosen.set(directory, first);
    if (others.length === 0) continue;
    const params = { used: baseNameOf(first), others: others.map(baseNameOf) };
    diagnostics.push(diagnose("kustomization-repeated", params, { at: { path: first, line: 1, column: 1 } }));
  }
  return chosen;
}

function isOtherKind(path: RepoPath, reader: FileReader): boolean {
  const value = reader.parse(path)?.yaml.documents.find((document) => document.value !== null)?.value;
  if (!isMapping(value) || typeof value.apiVersion !== "string") return false;
  return !value.apiVersion.startsWith("kustomize.config.k8s.io/");
}

function rawUnit(path: RepoPath, objectsIn: (path: RepoPath) => readonly ParsedObject[]): Unit {
  const objects = objectsIn(path).map(
    (source): Rendered => ({ source, object: source.object, hops: [], refusals: [] }),
  );
  return { directory: directoryOf(path), kind: "manifest", objects };
}

function foundClusters(entries: readonly Unit[], raw: readonly Unit[]): ClusterUnits[] {
  const byName = new Map<string, { paths: Set<RepoPath>; units: Unit[] }>();
  for (const unit of [...entries, ...raw]) {
    if (unit.objects.length === 0) continue;
    const { name, directory } = clusterOf(unit.directory);
    const cluster = byName.get(name) ?? { paths: new Set(), units: [] };
    cluster.paths.add(unit.kind === "kustomize" ? unit.directory : directory);
    cluster.units.push(unit);
    byName.set(name, cluster);
  }
  return [...byName].map(([name, { paths, units }]) => ({
    name,
    paths: [...paths].sort(compareText),
    units,
  }));
}

/** What SOPS has closed says nothing, whatever a build makes of it. */
function withoutClosed(cluster: ClusterUnits, reader: FileReader): ClusterUnits {
  const isOpen = ({ source }: Rendered): boolean => {
    const file = reader.parse(source.path);
    return file !== undefined && findSops(file.yaml) === undefined;
  };
  const units = cluster.units.map((unit) => ({ ...unit, objects: unit.objects.filter(isOpen) }));
  return { ...cluster, units };
}

/** Clusters of Flux under their own names; a name that directories gave too is one cluster. */
function withFlux(found: ClusterUnits[], flux: FluxUnits | undefined): ClusterUnits[] {
  if (flux === undefined) return found;
  const byName = new Map(found.map((cluster) => [cluster.name, cluster]));
  for (const [name, units] of flux.clusters) {
    const known = byName.get(name);
    const paths = [...new Set([...(known?.paths ?? []), ...units.map(({ directory }) => directory)])];
    byName.set(name, { name, paths: paths.sort(compareText), units: [...units, ...(known?.units ?? [])] });
  }
  return [...byName.values()];
}

/** Charts and generators add objects nobody has read. */
function chartNotes(
  clusters: readonly ClusterUnits[],
  kustomizations: ReadonlyMap<RepoPath, Kustomization>,
): readonly Diagnostic[] {
  if (clusters.every(({ units }) => units.length === 0)) return [];
  return [...kustomizations.values()].flatMap((kustomization) =>
    ["helmCharts", "helmChartInflationGenerator", "generators"].flatMap((field) => {
      const value = kustomization.fields[field];
      if (!Array.isArray(value) || value.length === 0) return [];
      return [diagnose("kustomize-charts-not-rendered", { field }, { at: kustomization.placeOf([field]) })];
    }),
  );
}
