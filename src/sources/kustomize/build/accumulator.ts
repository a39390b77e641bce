/**
 * What a kustomization has gathered: its objects in order, no two with the same identity, and the field tables that go with them
 * (api/internal/accumulator/resaccumulator.go 5.7.1).
 */
import type { Place } from "../../../model/place.ts";
import { fail } from "./failure.ts";
import { allIds, currentId, describeId, idKey, type ObjectId } from "./identity.ts";
import type { VarEntry } from "./kustomization-fields.ts";
import type { Resource } from "./resource.ts";
import { emptyConfig, type TransformerConfig } from "./transformer-config.ts";
import type { Branch } from "./tree.ts";

export interface GatheredVar {
  readonly entry: VarEntry;
  /** The object the value is read from, when it was found. */
  readonly resource: Resource | undefined;
  readonly at: Place;
}

export interface Accumulator {
  resources: Resource[];
  config: TransformerConfig;
  vars: readonly GatheredVar[];
  /** True when something that may hold objects was not read. */
  isPartial: boolean;
  /** Identities of `resources`; undefined while it has to be made anew. */
  keys: Set<string> | undefined;
}

export function emptyAccumulator(): Accumulator {
  return { resources: [], config: emptyConfig, vars: [], isPartial: false, keys: new Set() };
}

/** A resource that is still there. */
export interface LiveResource extends Resource {
  root: Branch;
}

export function isLive(resource: Resource): resource is LiveResource {
  return resource.root !== undefined;
}

export function live(accumulator: Accumulator): readonly LiveResource[] {
  return accumulator.resources.filter(isLive);
}

/** Refuses an identity that is there already. */
export function append(accumulator: Accumulator, resource: LiveResource, field: string, at: Place): void {
  accumulator.keys ??= new Set(live(accumulator).map(({ root }) => idKey(currentId(root))));
  const id = currentId(resource.root);
  const key = idKey(id);
  if (accumulator.keys.has(key)) fail("kustomize-build-id-conflict", { object: describeId(id), field }, at);
  accumulator.keys.add(key);
  accumulator.resources.push(resource);
}

/** To be called after any step that may have changed identities: drops deleted objects. */
export function settle(accumulator: Accumulator): void {
  accumulator.resources = accumulator.resources.filter(isLive);
  accumulator.keys = undefined;
}

export function requireUnique(accumulator: Accumulator, field: string, at: Place): void {
  const keys = new Set<string>();
  for (const { root } of live(accumulator)) {
    const id = currentId(root);
    const key = idKey(id);
    if (keys.has(key)) fail("kustomize-build-id-conflict", { object: describeId(id), field }, at);
    keys.add(key);
  }
  accumulator.keys = keys;
}

/** Objects that have or had an identity that fits. */
export function matchingAnyId(
  accumulator: Accumulator,
  fits: (id: ObjectId) => boolean,
): readonly LiveResource[] {
  return live(accumulator).filter(({ root }) => allIds(root).some(fits));
}

/** Notes on every object (or those that fit) that a field may change it and is not followed. */
export function markUnfollowed(
  accumulator: Accumulator,
  field: string,
  at: Place,
  fits: (root: Branch) => boolean = () => true,
): void {
  for (const resource of live(accumulator)) if (fits(resource.root)) resource.unfollowed.push({ field, at });
}
