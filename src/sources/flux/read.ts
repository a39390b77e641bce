/**
 * Reads what Flux deploys from this repository. Begins at what bootstraps a cluster; where nothing does, at the Kustomizations that no
 * other one deploys.
 */
import {
  type Diagnostic,
  diagnose,
  type Outcome,
  outcome,
  sortDiagnostics,
} from "../../diagnostics/diagnostic.ts";
import { compareText, type RepoPath } from "../../model/brands.ts";
import { defaultCluster } from "../clusters.ts";
import { type SourceObject, specOf, textOf, titleOf } from "../objects/fields.ts";
import { readArtifacts } from "./artifacts.ts";
import { readConfigData } from "./config-data.ts";
import type { FluxCluster, FluxDeployment, FluxInput, FluxUnit, FluxUnitRelease } from "./deployment.ts";
import { declaredEntries, entryOf, type FluxEntry, syncSources } from "./entries.ts";
import { isFluxKustomization, readFluxKustomization } from "./kustomization.ts";
import { locate } from "./locate.ts";
import { assumeOwnSource, decidingAddresses } from "./own.ts";
import { readFluxSource } from "./sources.ts";
import { remembering, type WalkWorld, walkCluster } from "./walk.ts";

export function readFlux<Built extends SourceObject>(
  input: FluxInput<Built>,
): Outcome<FluxDeployment<Built>> {
  const objects = input.objects.toSorted(comparePlaces);
  const synced = syncSources(objects);
  const sources = [...objects.flatMap((object) => readFluxSource(object) ?? []), ...synced];
  const syncNames = [...(input.own.syncNames ?? []), ...synced.map(({ id }) => id.name)];
  const urls = decidingAddresses(sources, input.own.urls);
  const assumed = assumeOwnSource(objects, sources, input.files, { urls, syncNames });
  const world: WalkWorld<Built> = {
    files: input.files,
    own: { urls, syncNames: assumed === undefined ? syncNames : [...syncNames, assumed.name] },
    build: remembering(input.build),
    sources,
    artifacts: objects.flatMap(readArtifacts),
    configData: objects.flatMap((object) => readConfigData(object) ?? []),
  };
  const kustomizations = objects.filter(({ object }) => isFluxKustomization(object));
  const declared = declaredEntries(objects);
  const entries = declared.length > 0 ? declared : undeployed(kustomizations, world);
  const assumptions = new Set<string>(assumed === undefined ? [] : [assumed.assumption]);
  if (declared.length === 0 && entries.length > 0)
    assumptions.add(
      "No Flux bootstrap is in the repository: Kustomizations that no other one deploys are applied by hand.",
    );

  const diagnostics: Diagnostic[] = [];
  const units: FluxUnit<Built>[] = [];
  const releases: FluxUnitRelease<Built>[] = [];
  for (const name of [...new Set(entries.map(({ cluster }) => cluster))].sort(compareText)) {
    const walked = walkCluster(
      entries.filter(({ cluster }) => cluster === name),
      world,
    );
    diagnostics.push(...walked.diagnostics);
    units.push(...walked.value.units);
    releases.push(...walked.value.releases);
    for (const sentence of walked.value.assumptions) assumptions.add(sentence);
  }
  diagnostics.push(...leftOver(kustomizations, units));
  const byFile = unitsByFile(units);
  return outcome(
    {
      clusters: clustersOf(units, releases),
      assumptions: [...assumptions].sort(compareText),
      isDeployed: (path) => byFile.has(path),
      deployersOf: (path) => byFile.get(path) ?? [],
    },
    sortDiagnostics(diagnostics),
  );
}

function comparePlaces(a: SourceObject, b: SourceObject): number {
  return compareText(a.place.path, b.place.path) || a.place.line - b.place.line;
}

/** Kustomizations whose file no other Kustomization reads; of a circle the first. Hidden directories (.archive) hold none. */
function undeployed<Built extends SourceObject>(
  kustomizations: readonly SourceObject[],
  world: WalkWorld<Built>,
): readonly FluxEntry[] {
  const visible = kustomizations.filter(({ place }) => !/(^|\/)\./.test(place.path));
  const reads = visible.map((source) => {
    const kustomization = readFluxKustomization(source).value;
    const { directory } = locate(kustomization, world);
    const { overlay } = kustomization;
    const files = directory === undefined ? [] : world.build({ directory, overlay }).value.files;
    return { source, files: new Set(files) };
  });
  const entries = reads.filter(
    ({ source }) => !reads.some((other) => other.source !== source && other.files.has(source.place.path)),
  );
  const reached = new Set<SourceObject>();
  const reach = (from: SourceObject): void => {
    const pending = [from];
    for (let source = pending.pop(); source !== undefined; source = pending.pop()) {
      if (reached.has(source)) continue;
      reached.add(source);
      const files = reads.find((other) => other.source === source)?.files;
      pending.push(...visible.filter(({ place }) => files?.has(place.path) === true));
    }
  };
  const chosen = entries.map(({ source }) => source);
  chosen.forEach(reach);
  for (const source of visible) {
    if (reached.has(source)) continue;
    chosen.push(source);
    reach(source);
  }
  const all = chosen.map(entryOf);
  // Where directories name clusters, what stands elsewhere and is reached from none of them is switched off.
  const ofClusters = all.filter(({ cluster }) => cluster !== defaultCluster);
  return ofClusters.length > 0 ? ofClusters : all;
}

/** Kustomizations in files that nothing deploys: written, but without effect as far as the repository tells. */
function leftOver<Built extends SourceObject>(
  kustomizations: readonly SourceObject[],
  units: readonly FluxUnit<Built>[],
): readonly Diagnostic[] {
  const read = new Set(units.flatMap(({ files, kustomization }) => [...files, kustomization.place.path]));
  return kustomizations
    .filter(({ place }) => !read.has(place.path))
    .map(({ object, place }) => {
      const params = { kustomization: titleOf(object), path: textOf(specOf(object).path) ?? "." };
      return diagnose("flux-kustomization-not-deployed", params, { at: place });
    });
}

function unitsByFile<Built extends SourceObject>(
  units: readonly FluxUnit<Built>[],
): ReadonlyMap<RepoPath, readonly FluxUnit<Built>[]> {
  const byFile = new Map<RepoPath, FluxUnit<Built>[]>();
  for (const unit of units) {
    for (const path of new Set(unit.files)) {
      const found = byFile.get(path);
      if (found === undefined) byFile.set(path, [unit]);
      else found.push(unit);
    }
  }
  return byFile;
}

function clustersOf<Built extends SourceObject>(
  units: readonly FluxUnit<Built>[],
  releases: readonly FluxUnitRelease<Built>[],
): readonly FluxCluster<Built>[] {
  const names = [...new Set([...units, ...releases].map(({ cluster }) => cluster))].sort(compareText);
  return names.map((name) => ({
    name,
    units: units.filter(({ cluster }) => cluster === name),
    releases: releases.filter(({ cluster }) => cluster === name),
  }));
}
