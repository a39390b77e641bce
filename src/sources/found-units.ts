/**
 * What a repository deploys as far as its directories tell, without anything that says so: one unit per entry kustomization and per raw
 * file, in clusters that directories name. What deployers found goes over it.
 */
import { type Diagnostic, diagnose } from "../diagnostics/diagnostic.ts";
import { baseNameOf, compareText, directoryOf, type RepoPath } from "../model/brands.ts";
import type { Release } from "../model/release.ts";
import { clusterOf } from "./clusters.ts";
import { isMapping, type ParsedObject } from "./objects/parse.ts";
import { kustomizationNames } from "./prefilter.ts";
import type { FileReader } from "./reader.ts";
import type { Rendered, Unit } from "./rendered.ts";
import { findSops } from "./unsupported/marks.ts";

export interface ClusterUnits {
  readonly name: string;
  readonly paths: readonly RepoPath[];
  readonly units: readonly Unit[];
  /** Helm releases, in the order they were found; several may have one id, of which the first counts. */
  readonly releases: readonly Release[];
}

/** One kustomization file per directory; files of that name that are something else do not count. */
export function chooseKustomizations(
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

export function rawUnit(path: RepoPath, objectsIn: (path: RepoPath) => readonly ParsedObject[]): Unit {
  const objects = objectsIn(path).map(
    (source): Rendered => ({ source, object: source.object, hops: [], refusals: [] }),
  );
  return { directory: directoryOf(path), kind: "manifest", objects };
}

export function foundClusters(entries: readonly Unit[], raw: readonly Unit[]): ClusterUnits[] {
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
    releases: [],
  }));
}

/** What SOPS has closed says nothing, whatever a build makes of it. */
export function withoutClosed(cluster: ClusterUnits, reader: FileReader): ClusterUnits {
  const isOpen = ({ source }: Rendered): boolean => {
    const file = reader.parse(source.path);
    return file !== undefined && findSops(file.yaml) === undefined;
  };
  const units = cluster.units.map((unit) => ({ ...unit, objects: unit.objects.filter(isOpen) }));
  return { ...cluster, units };
}

/** Units of a deployer before what was found; a name that directories gave too is one cluster. */
export function withUnits(
  found: readonly ClusterUnits[],
  deployed: ReadonlyMap<string, readonly Unit[]>,
): readonly ClusterUnits[] {
  const byName = new Map(found.map((cluster) => [cluster.name, cluster]));
  for (const [name, units] of deployed) {
    const known = byName.get(name);
    const paths = [...new Set([...(known?.paths ?? []), ...units.map(({ directory }) => directory)])];
    byName.set(name, {
      name,
      paths: paths.sort(compareText),
      units: [...units, ...(known?.units ?? [])],
      releases: known?.releases ?? [],
    });
  }
  return [...byName.values()];
}

/** To the clusters of their names; a cluster may have nothing but releases. */
export function withReleases(
  found: readonly ClusterUnits[],
  releases: ReadonlyMap<string, readonly Release[]>,
): readonly ClusterUnits[] {
  const byName = new Map(found.map((cluster) => [cluster.name, cluster]));
  for (const [name, more] of releases) {
    const known = byName.get(name) ?? { name, paths: [], units: [], releases: [] };
    const paths = [...new Set(more.map(({ owner }) => clusterOf(directoryOf(owner.path)).directory))];
    byName.set(name, {
      ...known,
      paths: known.paths.length > 0 ? known.paths : paths.sort(compareText),
      releases: [...known.releases, ...more],
    });
  }
  return [...byName.values()];
}
