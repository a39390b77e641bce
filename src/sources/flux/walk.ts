/**
 * From the entries of one cluster down through Kustomizations that deploy Kustomizations. Variables may be deployed by a sibling, so the
 * walk is repeated until the ConfigMaps and Secrets it finds no longer change.
 */
import {
  canonicalJson,
  type Diagnostic,
  diagnose,
  type Outcome,
  outcome,
} from "../../diagnostics/diagnostic.ts";
import type { Hop } from "../../model/hop.ts";
import type { SnapshotFile } from "../../model/snapshot.ts";
import type { SourceObject } from "../objects/fields.ts";
import { type FluxArtifact, readArtifacts } from "./artifacts.ts";
import { type ConfigData, readConfigData } from "./config-data.ts";
import { asSource, deployObject } from "./deploy.ts";
import type { FluxBuild, FluxBuilt, FluxUnit, FluxUnitRelease } from "./deployment.ts";
import type { FluxEntry } from "./entries.ts";
import { isHelmRelease, readHelmRelease } from "./helm-release.ts";
import { type FluxKustomization, isFluxKustomization, readFluxKustomization } from "./kustomization.ts";
import { locate } from "./locate.ts";
import { remoteClusterName } from "./remote-cluster.ts";
import { type FluxSource, type OwnRepository, readFluxSource } from "./sources.ts";
import { variablesOf } from "./variables-of.ts";

/** Hostile or broken repositories end here; the largest public ones have a few hundred. */
export const maxUnits = 2000;
const maxDepth = 30;
const maxRounds = 5;

export interface WalkWorld<Built extends SourceObject> {
  readonly files: readonly SnapshotFile[];
  readonly own: OwnRepository;
  readonly build: FluxBuild<Built>;
  /** As they stand in files: looked at after what the cluster itself deploys. */
  readonly sources: readonly FluxSource[];
  readonly configData: readonly ConfigData[];
  readonly artifacts: readonly FluxArtifact[];
}

export interface Walked<Built extends SourceObject> {
  readonly units: readonly FluxUnit<Built>[];
  readonly releases: readonly FluxUnitRelease<Built>[];
  readonly assumptions: readonly string[];
}

/** All entries are of one cluster. */
export function walkCluster<Built extends SourceObject>(
  entries: readonly FluxEntry[],
  world: WalkWorld<Built>,
): Outcome<Walked<Built>> {
  let known: Known = { sources: [], configData: [], artifacts: [] };
  let before = "";
  for (let round = 1; ; round += 1) {
    const walk = walkOnce(entries, world, known);
    const { configData, sources, artifacts } = walk.found;
    const found = canonicalJson([configData.map(dataOf), sources, artifacts]);
    if (found === before || round === maxRounds) {
      const releases = releasesOf(walk, world);
      const assumptions = [...walk.assumptions];
      return outcome({ units: walk.units, releases: releases.value, assumptions }, [
        ...walk.diagnostics,
        ...releases.diagnostics,
      ]);
    }
    before = found;
    known = walk.found;
  }
}

interface Known {
  readonly sources: readonly FluxSource[];
  readonly configData: readonly ConfigData[];
  readonly artifacts: readonly FluxArtifact[];
}

interface Walk<Built extends SourceObject> {
  readonly units: FluxUnit<Built>[];
  readonly assumptions: Set<string>;
  readonly diagnostics: Diagnostic[];
  readonly found: {
    readonly sources: FluxSource[];
    readonly configData: ConfigData[];
    readonly artifacts: FluxArtifact[];
  };
  /** Sources that are told about already. */
  readonly told: Set<string>;
  readonly seen: Set<string>;
}

interface Step {
  readonly source: SourceObject;
  readonly cluster: string;
  readonly chain: readonly Hop[];
}

function walkOnce<Built extends SourceObject>(
  entries: readonly FluxEntry[],
  world: WalkWorld<Built>,
  known: Known,
): Walk<Built> {
  const walk: Walk<Built> = {
    units: [],
    assumptions: new Set(),
    diagnostics: [],
    found: { sources: [], configData: [], artifacts: [] },
    told: new Set(),
    seen: new Set(),
  };
  const pending: Step[] = entries.map(({ source, cluster }) => ({ source, cluster, chain: [] })).reverse();
  for (let step = pending.pop(); step !== undefined; step = pending.pop()) {
    if (walk.units.length >= maxUnits || step.chain.length >= maxDepth) {
      const params =
        step.chain.length >= maxDepth
          ? { what: "levels of Kustomizations", limit: maxDepth }
          : { what: "Kustomizations in one cluster", limit: maxUnits };
      walk.diagnostics.push(diagnose("flux-limit", params, { at: step.source.place }));
      break;
    }
    pending.push(...visit(step, world, known, walk).toReversed());
  }
  return walk;
}

/** Reads, builds and records one Kustomization; gives those it deploys. */
function visit<Built extends SourceObject>(
  step: Step,
  world: WalkWorld<Built>,
  known: Known,
  walk: Walk<Built>,
): readonly Step[] {
  const read = readFluxKustomization(step.source);
  const kustomization = read.value;
  const cluster = clusterNameOf(kustomization, step.cluster);
  const identity = `${step.cluster}\0${kustomization.title}`;
  if (walk.seen.has(identity)) return [];
  walk.seen.add(identity);
  walk.diagnostics.push(...read.diagnostics);
  if (kustomization.suspend) {
    walk.diagnostics.push(
      diagnose(
        "flux-suspended",
        { object: `Kustomization ${kustomization.title}` },
        { at: kustomization.place },
      ),
    );
  }
  const located = locate(kustomization, {
    ...world,
    sources: [...known.sources, ...world.sources],
    artifacts: [...known.artifacts, ...world.artifacts],
  });
  walk.diagnostics.push(...onceEach(located.diagnostics, kustomization, walk));
  if (located.assumption !== undefined) walk.assumptions.add(located.assumption);
  const { directory } = located;
  if (directory === undefined) return [];
  const variables = variablesOf(kustomization, [...known.configData, ...world.configData]);
  const built = world.build({ directory, overlay: kustomization.overlay });
  walk.diagnostics.push(...onceEach(variables.diagnostics, kustomization, walk), ...built.diagnostics);
  const { place } = kustomization;
  const chain: readonly Hop[] = [
    ...step.chain,
    { kind: "Kustomization", path: place.path, line: place.line },
  ];
  const objects = built.value.objects.map((object) => {
    const deployed = deployObject(object, kustomization, variables.value);
    walk.diagnostics.push(...deployed.diagnostics);
    return deployed.value;
  });
  walk.units.push({
    cluster,
    kustomization,
    directory,
    variables: variables.value,
    objects,
    chain,
    files: built.value.files,
  });
  return objects.flatMap((deployed): Step[] => {
    const source = asSource(deployed);
    const data = readConfigData(source);
    if (data !== undefined) walk.found.configData.push(data);
    const fluxSource = readFluxSource(source);
    if (fluxSource !== undefined) walk.found.sources.push(fluxSource);
    walk.found.artifacts.push(...readArtifacts(source));
    return isFluxKustomization(deployed.object) ? [{ source, cluster, chain }] : [];
  });
}

/** What is unknown about a source or about variables is told once, not for each Kustomization that uses them. */
function onceEach<Built extends SourceObject>(
  diagnostics: readonly Diagnostic[],
  { source }: FluxKustomization,
  walk: Walk<Built>,
): readonly Diagnostic[] {
  return diagnostics.filter((diagnostic) => {
    const { code, params } = diagnostic;
    const isShared =
      code === "flux-variables-unknown" || (code === "flux-source-unknown" && params.taken === "own");
    if (!isShared) return true;
    const key =
      code === "flux-variables-unknown" ? `${params.source} ${params.why}` : `${source.kind}/${source.name}`;
    if (walk.told.has(key)) return false;
    walk.told.add(key);
    return true;
  });
}

function clusterNameOf(kustomization: FluxKustomization, own: string): string {
  return remoteClusterName(kustomization.remoteCluster) ?? own;
}

function releasesOf<Built extends SourceObject>(
  walk: Walk<Built>,
  world: WalkWorld<Built>,
): Outcome<readonly FluxUnitRelease<Built>[]> {
  const diagnostics: Diagnostic[] = [];
  const sources = [...walk.found.sources, ...world.sources];
  const configData = [...walk.found.configData, ...world.configData];
  const releases = walk.units.flatMap((unit) =>
    unit.objects.flatMap((deployed): FluxUnitRelease<Built>[] => {
      if (!isHelmRelease(deployed.object)) return [];
      const source = asSource(deployed);
      const release = readHelmRelease(source, { sources, configData, own: world.own });
      diagnostics.push(...release.diagnostics);
      const { place, title, suspend } = release.value;
      if (suspend)
        diagnostics.push(diagnose("flux-suspended", { object: `HelmRelease ${title}` }, { at: place }));
      const chain = [...unit.chain, { kind: "HelmRelease", path: place.path, line: place.line }];
      const { built } = deployed;
      const { kustomization, directory, variables } = unit;
      const cluster = remoteClusterName(release.value.remoteCluster) ?? unit.cluster;
      return [{ cluster, release: release.value, built, kustomization, directory, chain, variables }];
    }),
  );
  return outcome(releases, diagnostics);
}

/** Maps have no JSON. */
function dataOf(data: ConfigData): unknown {
  return { ...data, entries: [...data.entries] };
}

/** Builds every directory once, however often it is asked for. */
export function remembering<Built extends SourceObject>(build: FluxBuild<Built>): FluxBuild<Built> {
  const done = new Map<string, Outcome<FluxBuilt<Built>>>();
  return (request) => {
    const key = canonicalJson(request);
    const found = done.get(key);
    if (found !== undefined) return found;
    const result = build(request);
    done.set(key, result);
    return result;
  };
}
