/**
 * Routes of an Ingress that kustomizations change on its way: they stand beside the outermost kustomization, as the cluster is to get
 * them. There they pass through no patch of the Ingress, and the names they point at are final (kustomize renames neither
 * backendRefs nor parentRefs). Only what that kustomization itself adds to everything it lists is left out of the text.
 */
import { directoryOf, type RepoPath } from "../model/brands.ts";
import type { InventoryIngress, Supplied } from "../model/ingress.ts";
import type { ClusterInventory } from "../model/inventory.ts";
import { type Json, type KubeObject, toData } from "../model/kube.ts";
import { fieldOf } from "./objects.ts";
import { siteId, type TextSite } from "./sites.ts";

/** True when some deployment of the text is changed on its way: then a route beside the text would be wrong for it. */
export function isReshaped(
  place: TextSite,
  clusters: readonly Pick<ClusterInventory, "ingresses">[],
): boolean {
  return clusters.some(({ ingresses }) =>
    ingresses.some(
      (other) => siteId(other.site) === siteId(place.site) && (other.overlay?.changedBy.length ?? 0) > 0,
    ),
  );
}

/** The site a route is written beside: the outermost kustomization instead of the Ingress's own file. */
export function overlaySite(place: TextSite, kustomization: RepoPath): TextSite {
  return { ...place, site: { ...place.site, path: kustomization }, listedBy: [kustomization] };
}

/** Objects so that the kustomization gives exactly `objects`; undefined when it adds something that cannot be left out. */
export function asListedIn(
  objects: readonly KubeObject[],
  ingress: InventoryIngress,
  supplied: Supplied,
): readonly Json[] | undefined {
  const data = objects.map((object) => withoutSupplied(toData(object), ingress, supplied));
  return data.every((object) => object !== undefined) ? data : undefined;
}

function withoutSupplied(object: Json, ingress: InventoryIngress, supplied: Supplied): Json | undefined {
  const metadata = fieldOf(object, "metadata");
  if (!isMap(object) || !isMap(metadata)) return undefined;
  const name = bareName(metadata["name"], supplied);
  const namespace = supplied.namespace === undefined ? ingress.namespace : undefined;
  const labels = without(metadata["labels"], supplied.labels);
  const annotations = without(metadata["annotations"], supplied.annotations);
  if (name === undefined) return undefined;
  const kept: [string, Json][] = [["name", name]];
  if (namespace !== undefined) kept.push(["namespace", namespace]);
  if (labels !== undefined) kept.push(["labels", labels]);
  if (annotations !== undefined) kept.push(["annotations", annotations]);
  return { ...object, metadata: Object.fromEntries(kept) };
}

function bareName(name: Json | undefined, { namePrefix, nameSuffix }: Supplied): string | undefined {
  if (typeof name !== "string" || !name.startsWith(namePrefix)) return undefined;
  const rest = name.slice(namePrefix.length);
  // further routes of an Ingress carry their own ending behind the suffix: prod-cart-v2-redirect
  if (!rest.endsWith(nameSuffix)) return undefined;
  const bare = rest.slice(0, rest.length - nameSuffix.length);
  return bare === "" ? undefined : bare;
}

function without(value: Json | undefined, supplied: Readonly<Record<string, string>>): Json | undefined {
  if (!isMap(value)) return undefined;
  const kept = Object.entries(value).filter(([key, text]) => supplied[key] !== text);
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

/** The directory the new file goes to. */
export function overlayDirectory(kustomization: RepoPath): RepoPath {
  return directoryOf(kustomization);
}

function isMap(value: unknown): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
