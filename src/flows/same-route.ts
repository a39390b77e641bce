/**
 * Whether an object that stands in a cluster is the one translation wanted. A manifest of ours is, word for word. What a chart prints has
 * the name and labels the chart gives it, and a manifest beside a release may get labels on its way: there it counts what the object
 * does, and for a name only whether something points at it.
 */
import { canonicalJson } from "../diagnostics/diagnostic.ts";
import type { IngressKey } from "../model/brands.ts";
import type { TargetName } from "../model/config.ts";
import type { ClusterInventory, PlacedObject } from "../model/inventory.ts";
import { type Json, type KubeObject, toData } from "../model/kube.ts";
import type { ClusterSurvey } from "../model/survey.ts";
import { mayOmitTimeouts } from "../rewrite/release/total-timeout.ts";
import { comparableRoute } from "../sources/helm/edit/comparable.ts";
import { routeIntentOf } from "../sources/helm/edit/intent.ts";

/** One object of an emission, as its cluster is to get it. */
export interface IntendedObject {
  readonly ingress: IngressKey;
  readonly object: KubeObject;
  /** True when a Helm release makes its Ingress. */
  readonly isReleased: boolean;
  /** True when another object of the emission names it. */
  readonly isNamed: boolean;
  readonly mayOmitTimeouts: boolean;
}

export function intendedObjects(
  { inventory, emissions }: Pick<ClusterSurvey, "inventory" | "emissions">,
  target: TargetName,
): readonly IntendedObject[] {
  const released = releasedKeys(inventory);
  return emissions.flatMap(({ ingress, objects }) => {
    const namespace = ingress.slice(0, ingress.indexOf("/"));
    const names = namesIn(objects);
    return objects.map((object) => ({
      ingress,
      object: { ...object, metadata: { namespace, ...object.metadata } },
      isReleased: released.has(ingress),
      isNamed: names.has(`${object.kind} ${object.metadata.name}`),
      mayOmitTimeouts: mayOmitTimeouts(target),
    }));
  });
}

function releasedKeys({ ingresses }: ClusterInventory): ReadonlySet<IngressKey> {
  return new Set(ingresses.flatMap(({ key, release }) => (release === undefined ? [] : [key])));
}

/** An object that names no namespace lands in "default", as the inventory takes it for Ingresses. */
export function objectText(object: KubeObject): string {
  return canonicalJson({ ...object, metadata: { namespace: "default", ...object.metadata } });
}

export function isIntended(intended: IntendedObject, placed: PlacedObject): boolean {
  const { object } = intended;
  if (objectText(object) === objectText(placed.object)) return true;
  if (!intended.isReleased) return false;
  const other = placed.object;
  if (other.kind !== object.kind || other.apiVersion !== object.apiVersion) return false;
  const namespace = object.metadata.namespace ?? "default";
  if ((other.metadata.namespace ?? "default") !== namespace) return false;
  const isCalledSo = other.metadata.name === object.metadata.name;
  if (!isCalledSo && (placed.release === undefined || intended.isNamed)) return false;
  return (
    hasAnnotations(other, object) &&
    contentOf(other, namespace, intended) === contentOf(object, namespace, intended)
  );
}

/** Annotations can carry settings of the target: all that were wanted must be there. */
function hasAnnotations(found: KubeObject, wanted: KubeObject): boolean {
  const present = found.metadata.annotations ?? {};
  return Object.entries(wanted.metadata.annotations ?? {}).every(([key, value]) => present[key] === value);
}

function contentOf(object: KubeObject, namespace: string, options: IntendedObject): string {
  const route = object.kind === "HTTPRoute" ? routeIntentOf(object) : undefined;
  if (route !== undefined) return comparableRoute(route, namespace, options);
  const { metadata: _, status: __, ...rest } = object;
  return canonicalJson(rest);
}

function namesIn(objects: readonly KubeObject[]): ReadonlySet<string> {
  const found = new Set<string>();
  const walk = (value: Json): void => {
    if (typeof value !== "object" || value === null) return;
    const named = new Map<string, Json>(Object.entries(value));
    const [kind, name] = [named.get("kind"), named.get("name")];
    if (typeof kind === "string" && typeof name === "string") found.add(`${kind} ${name}`);
    for (const inner of named.values()) walk(inner);
  };
  for (const { metadata: _, apiVersion: __, kind: ___, ...rest } of objects)
    walk(toData({ apiVersion: "", kind: "", metadata: {}, ...rest }));
  return found;
}
