/**
 * What Flux deploys, as units: each Flux Kustomization builds its directory with its own namespace, prefixes and patches on top.
 * Files that some Kustomization reads belong to it; the rest of the repository is read as if there were no Flux.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { outcome } from "../diagnostics/diagnostic.ts";
import { type RepoPath, resolveRepoPath } from "../model/brands.ts";
import type { Place } from "../model/place.ts";
import type { FluxBuild, FluxObject, FluxUnit } from "./flux/deployment.ts";
import { generatedResources } from "./flux/generate.ts";
import type { FluxOverlay } from "./flux/kustomization.ts";
import { kustomizationText, overlayFields } from "./flux/overlay-text.ts";
import { readFlux } from "./flux/read.ts";
import { substitutionOf } from "./flux/scope.ts";
import type { FoundRelease } from "./flux-releases.ts";
import { type BuiltObject, createKustomizeBuilder } from "./kustomize/build/build.ts";
import type { Kustomization } from "./kustomize/kustomization.ts";
import { changedByOf, overlayOf, sourceOf } from "./kustomize/whole-build.ts";
import type { SourceObject } from "./objects/fields.ts";
import type { ParsedObject } from "./objects/parse.ts";
import type { FileReader } from "./reader.ts";
import { isOfInterest, type Rendered, type Unit } from "./rendered.ts";

export interface FluxUnits {
  /** Units by the name of their cluster. */
  readonly clusters: ReadonlyMap<string, readonly Unit[]>;
  /** Every cluster with a Kustomization, whatever that deploys. */
  readonly clusterNames: ReadonlySet<string>;
  /** Files that some Kustomization reads. */
  readonly deployed: ReadonlySet<RepoPath>;
  /** HelmReleases that Kustomizations deploy, with the name Flux's own objects give their cluster. */
  readonly releases: readonly (FoundRelease & { readonly cluster: string })[];
  /** Sentences: what was assumed where the repository does not say. */
  readonly assumptions: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

interface FluxSourceObject extends SourceObject {
  readonly built: BuiltObject;
  readonly overlay: FluxOverlay;
}

/** undefined when no Flux Kustomization is among the Flux objects. */
export function fluxUnits(
  reader: FileReader,
  kustomizations: ReadonlyMap<RepoPath, Kustomization>,
  objects: readonly ParsedObject[],
): FluxUnits | undefined {
  if (!objects.some(({ object }) => object.kind === "Kustomization")) return undefined;
  const failed = new Set<RepoPath>();
  const { value, diagnostics } = readFlux<FluxSourceObject>({
    objects,
    files: reader.files,
    build: builder(reader, kustomizations, failed),
    own: { urls: reader.urls },
  });
  const clusters = new Map<string, Unit[]>();
  const deployed = new Set<RepoPath>();
  for (const { name, units } of value.clusters) {
    for (const unit of units) {
      // a directory that cannot be built is read the plain way: nothing in it is lost
      if (failed.has(unit.directory)) continue;
      for (const path of unit.files) deployed.add(path);
      const found = unitOf(unit, kustomizations.get(unit.directory), reader);
      if (found.objects.length > 0) clusters.set(name, [...(clusters.get(name) ?? []), found]);
    }
  }
  const releases = value.clusters
    .flatMap((cluster) => cluster.releases)
    .filter(({ directory }) => !failed.has(directory));
  const clusterNames = new Set(value.clusters.map(({ name }) => name));
  const { assumptions } = value;
  return { clusters, clusterNames, deployed, releases, assumptions, diagnostics };
}

interface DoneBuild {
  readonly isFailed: boolean;
  readonly outcome: ReturnType<FluxBuild<FluxSourceObject>>;
}

/** A build depends on files alone: rounds of rendering share it, as they share the reader. */
const builds = new WeakMap<FileReader, Map<string, DoneBuild>>();

function builder(
  reader: FileReader,
  kustomizations: ReadonlyMap<RepoPath, Kustomization>,
  failed: Set<RepoPath>,
): FluxBuild<FluxSourceObject> {
  const known = builds.get(reader) ?? new Map<string, DoneBuild>();
  builds.set(reader, known);
  return ({ directory, overlay }) => {
    const key = `${directory}\u0000${JSON.stringify(overlay)}`;
    const done = known.get(key) ?? buildOne(directory, overlay);
    known.set(key, done);
    if (done.isFailed) failed.add(directory);
    return done.outcome;
  };

  function buildOne(directory: RepoPath, overlay: FluxOverlay): DoneBuild {
    const own = kustomizations.get(directory);
    const path = own?.path ?? resolveRepoPath(directory, "kustomization.yaml");
    const file = own === undefined ? undefined : reader.parse(own.path)?.yaml;
    const resources = generatedResources(directory, reader.files);
    const text = kustomizationText(file, resources, overlayFields(overlay));
    const build = createKustomizeBuilder({
      read: (asked) => (asked === path ? text : reader.text(asked)),
      bytes: (asked) => reader.bytes(asked),
      yaml: (asked) => (asked === path ? undefined : reader.parse(asked)),
      loadRestriction: "none",
    });
    const { value, diagnostics } = build(directory);
    const built = value.objects.map((one) => sourceObject(one, overlay, reader));
    const files = value.files.filter((read) => reader.fileAt(read) !== undefined);
    const isFailed = value.state === "failed";
    return { isFailed, outcome: outcome({ objects: built, files }, diagnostics) };
  }
}

function sourceObject(built: BuiltObject, overlay: FluxOverlay, reader: FileReader): FluxSourceObject {
  // what a generator makes stands where the generator does
  const source = built.origin.generatedBy === undefined ? sourceOf(built.origin, reader) : undefined;
  const { place } = built.origin;
  const placeOf = (keyPath: readonly (string | number)[]): Place => source?.placeOf(keyPath) ?? place;
  return { object: built.object, place, placeOf, built, overlay };
}

function unitOf(unit: FluxUnit<FluxSourceObject>, own: Kustomization | undefined, reader: FileReader): Unit {
  const objects = unit.objects
    .filter(({ built }) => isOfInterest(built.object))
    .flatMap((one) => renderedOf(one, unit, own, reader));
  return { directory: unit.directory, kind: "kustomize", objects };
}

function renderedOf(
  { built: { built, overlay } }: FluxObject<FluxSourceObject>,
  { chain, kustomization, variables }: FluxUnit<FluxSourceObject>,
  own: Kustomization | undefined,
  reader: FileReader,
): readonly Rendered[] {
  const source = sourceOf(built.origin, reader);
  if (source === undefined) return [];
  const changedBy = changedByOf(built);
  const hops = [...chain, ...built.hops.filter(({ path }) => reader.fileAt(path) !== undefined)];
  const substitution = substitutionOf(built.object, kustomization, variables);
  const rendered = { source, object: built.object, hops, isDeployed: true, substitution };
  if (own === undefined) {
    // Flux lists what lies in the directory: a route in a file of its own gets what the Kustomization adds, but no patch of the Ingress
    const refusals = changedBy.map((field) => ({ field, at: kustomization.place }));
    return [{ ...rendered, refusals: [...built.unfollowed, ...refusals] }];
  }
  const placed = overlayOf(own, changedBy);
  const supplied = {
    ...placed.supplied,
    namespace: overlay.namespace ?? placed.supplied.namespace,
    namePrefix: overlay.namePrefix ?? placed.supplied.namePrefix,
    nameSuffix: overlay.nameSuffix ?? placed.supplied.nameSuffix,
  };
  return [{ ...rendered, refusals: built.unfollowed, overlay: { ...placed, supplied } }];
}
