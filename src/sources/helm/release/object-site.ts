/**
 * Where an object of a release stands as text: the ingress block in the highest layer that people edit, the template of an own chart, or
 * what states the release. A place inside the defaults of a fetched chart is never given: it is in no repository of the user's.
 */
import { type RepoPath, resolveRepoPath } from "../../../model/brands.ts";
import type { KubeObject } from "../../../model/kube.ts";
import type { Place } from "../../../model/place.ts";
import type { Release, ReleaseOrigin } from "../../../model/release.ts";
import type { RepoSnapshot } from "../../../model/snapshot.ts";
import type { KeyPath } from "../../../yaml/file.ts";
import { isMapping } from "../../objects/parse.ts";
import { valueAt } from "../layers.ts";
import { defaultLayerCount } from "./chart-facts.ts";
import type { LiveBlock } from "./live-blocks.ts";
import type { ReleaseChartFacts } from "./world.ts";

export interface ObjectSite {
  readonly path: RepoPath;
  readonly document: number;
  readonly item: number | undefined;
  readonly place: Place;
  /** Where a field of the rendered object comes from, as far as the block tells; else `place`. */
  placeOf(keyPath: KeyPath): Place;
}

/** Index of the highest layer of the release whose text holds something of the block. */
export function blockOrigin(release: Release, { block }: LiveBlock): ReleaseOrigin["block"] {
  const { keyPath } = block;
  const layer = release.layers.findLastIndex(
    ({ value, site }) => site !== undefined && valueAt(value, keyPath) !== undefined,
  );
  return layer < 0 ? undefined : { layer, keyPath };
}

/** The block in its text; undefined when only defaults of the chart hold it, and those are not of this repository. */
export function blockSite(
  release: Release,
  facts: ReleaseChartFacts,
  live: LiveBlock,
  object: KubeObject | undefined,
): ObjectSite | undefined {
  const { keyPath } = live.block;
  const origin = blockOrigin(release, live);
  const layer = origin === undefined ? undefined : release.layers[origin.layer];
  const ownDefault = facts.values.layers
    .slice(0, defaultLayerCount(release, facts))
    .findLast(({ value }) => valueAt(value, keyPath) !== undefined);
  const place = layer?.place(keyPath) ?? ownDefault?.place(keyPath);
  if (place === undefined) return undefined;
  const path = layer?.site?.path ?? place.path;
  return {
    path,
    document: layer?.site?.document ?? 0,
    item: undefined,
    place,
    placeOf: (field) => fieldPlace(field, facts, live, object) ?? place,
  };
}

/** Hosts and annotations are written in the block; of other fields only the block itself is known. */
function fieldPlace(
  field: KeyPath,
  { values }: ReleaseChartFacts,
  { block }: LiveBlock,
  object: KubeObject | undefined,
): Place | undefined {
  const [first, second, third] = field;
  if (first === "metadata" && second === "annotations" && third !== undefined)
    return values.origin([...block.keyPath, "annotations", third])?.place;
  if (first !== "spec" || second !== "rules" || typeof third !== "number") return undefined;
  const spec = isMapping(object?.spec) ? object.spec : {};
  const rule: unknown = Array.isArray(spec.rules) ? spec.rules[third] : undefined;
  const host = isMapping(rule) && typeof rule.host === "string" ? rule.host.toLowerCase() : undefined;
  const written = block.hosts.find((one) => one.host.toLowerCase() === host);
  return written === undefined ? undefined : values.origin(written.keyPath)?.place;
}

/** The template of an own chart; undefined for a fetched one and for a template that a dependency brings. */
export function templateSite(
  release: Release,
  template: string,
  snapshot: RepoSnapshot,
): ObjectSite | undefined {
  const path = release.chart.kind === "own" ? resolveRepoPath(release.chart.directory, template) : undefined;
  if (path === undefined || snapshot.bytes(path) === undefined) return undefined;
  const place: Place = { path, line: 1, column: 1 };
  return { path, document: 0, item: undefined, place, placeOf: () => place };
}

export function ownerSite({ owner }: Release): ObjectSite {
  const { path, document, item, place } = owner;
  return { path, document, item, place, placeOf: () => place };
}
