/**
 * HelmReleases that no Flux Kustomization deploys: the bootstrap may stand in another repository, or they are left over. They are read
 * like raw manifests: through the kustomizations that list them, else as their files stand.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { type Outcome, outcome } from "../diagnostics/diagnostic.ts";
import { directoryOf, type RepoPath } from "../model/brands.ts";
import { entryDirectories } from "./clusters.ts";
import { readConfigData } from "./flux/config-data.ts";
import { isHelmRelease, readHelmRelease } from "./flux/helm-release.ts";
import { decidingAddresses } from "./flux/own.ts";
import { readFluxSource } from "./flux/sources.ts";
import type { BuiltSource, FoundRelease } from "./flux-releases.ts";
import { type BuiltObject, createKustomizeBuilder } from "./kustomize/build/build.ts";
import type { Kustomization } from "./kustomize/kustomization.ts";
import { sourceOf } from "./kustomize/whole-build.ts";
import type { SourceObject } from "./objects/fields.ts";
import type { ParsedObject } from "./objects/parse.ts";
import type { FileReader } from "./reader.ts";

export interface StrayWorld {
  readonly reader: FileReader;
  readonly kustomizations: ReadonlyMap<RepoPath, Kustomization>;
  /** Flux objects, ConfigMaps and Secrets as they stand in files. */
  readonly objects: readonly ParsedObject[];
  /** Whether a file belongs to what Flux deploys. */
  isDeployed(path: RepoPath): boolean;
  /** A file that no kustomization lists or stands in for. */
  isRaw(path: RepoPath): boolean;
  /** Kustomizations that may be entries, by their directory. */
  mayEnter(directory: RepoPath): boolean;
}

export function strayReleases(world: StrayWorld): Outcome<readonly FoundRelease[]> {
  const { objects, kustomizations, reader } = world;
  const strays = objects.filter(({ object, path }) => isHelmRelease(object) && !world.isDeployed(path));
  const files = new Set(strays.map(({ path }) => path));
  if (files.size === 0) return outcome([]);
  const build = createKustomizeBuilder({
    read: (path) => reader.text(path),
    bytes: (path) => reader.bytes(path),
    loadRestriction: "none",
  });
  const diagnostics: Diagnostic[] = [];
  const releases: FoundRelease[] = [];
  const covered = new Set<RepoPath>();
  for (const directory of entryDirectories(kustomizations, world.mayEnter)) {
    const entry = kustomizations.get(directory);
    if (entry === undefined || world.isDeployed(entry.path)) continue;
    if (![...reachedFiles(entry, kustomizations)].some((path) => files.has(path))) continue;
    const built = build(directory).value;
    if (built.state === "failed") continue;
    for (const path of built.files) covered.add(path);
    const found = built.objects.map((one) => sourceObject(one, reader));
    const read = releasesIn(found, directory, world);
    releases.push(...read.value);
    diagnostics.push(...read.diagnostics);
  }
  const raw = strays.filter(({ path }) => !covered.has(path) && world.isRaw(path));
  for (const source of raw) {
    const read = releasesIn([rawSource(source)], directoryOf(source.path), world);
    releases.push(...read.value);
    diagnostics.push(...read.diagnostics);
  }
  return outcome(releases, diagnostics);
}

function releasesIn(
  found: readonly BuiltSource[],
  directory: RepoPath,
  { objects, reader }: Pick<StrayWorld, "objects" | "reader">,
): Outcome<readonly FoundRelease[]> {
  const diagnostics: Diagnostic[] = [];
  const known: readonly SourceObject[] = [...found, ...objects];
  const sources = known.flatMap((object) => readFluxSource(object) ?? []);
  const world = {
    sources,
    configData: known.flatMap((object) => readConfigData(object) ?? []),
    own: { urls: decidingAddresses(sources, reader.urls) },
  };
  const releases = found
    .filter(({ object }) => isHelmRelease(object))
    .map((built): FoundRelease => {
      const read = readHelmRelease(built, world);
      diagnostics.push(...read.diagnostics);
      const { place } = built;
      const chain = [{ kind: "HelmRelease", path: place.path, line: place.line }];
      return { release: read.value, built, directory, chain };
    });
  return outcome(releases, diagnostics);
}

function reachedFiles(
  entry: Kustomization,
  kustomizations: ReadonlyMap<RepoPath, Kustomization>,
): ReadonlySet<RepoPath> {
  const files = new Set<RepoPath>();
  const seen = new Set<RepoPath>();
  const pending: (Kustomization | undefined)[] = [entry];
  while (pending.length > 0) {
    const kustomization = pending.pop();
    if (kustomization === undefined || seen.has(kustomization.directory)) continue;
    seen.add(kustomization.directory);
    for (const { target } of kustomization.entries) {
      if (target.kind === "file") files.add(target.path);
      else if (target.kind === "directory") pending.push(kustomizations.get(target.path));
    }
  }
  return files;
}

function sourceObject(built: BuiltObject, reader: FileReader): BuiltSource {
  const source = built.origin.generatedBy === undefined ? sourceOf(built.origin, reader) : undefined;
  const { place } = built.origin;
  return { object: built.object, place, placeOf: (keyPath) => source?.placeOf(keyPath) ?? place, built };
}

function rawSource(parsed: ParsedObject): BuiltSource {
  const { object, path, document, item, place } = parsed;
  const built: BuiltObject = {
    object,
    origin: { path, document, item, place, generatedBy: undefined },
    hops: [],
    touchedBy: [],
    ids: [],
    unfollowed: [],
  };
  return { object, place, placeOf: (keyPath) => parsed.placeOf(keyPath), built };
}
