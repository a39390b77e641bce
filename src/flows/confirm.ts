/**
 * Confirm: build the inventory again on top of the change and compare. An add wave may add its own routes and nothing
 * else; a removal wave may take its own Ingresses and nothing else; in every cluster, not only the one that was asked for.
 */
import { canonicalJson, type Diagnostic, diagnose } from "../diagnostics/diagnostic.ts";
import { compareText, type IngressKey } from "../model/brands.ts";
import type { TargetName } from "../model/config.ts";
import type { InventoryIngress } from "../model/ingress.ts";
import type { ClusterInventory, Inventory } from "../model/inventory.ts";
import type { KubeObject } from "../model/kube.ts";
import type { ClusterSurvey, Survey } from "../model/survey.ts";
import { configFor } from "./by-cluster.ts";
import { type IntendedObject, intendedObjects, isIntended, objectText } from "./same-route.ts";

export interface Intended {
  readonly kind: "add" | "remove";
  /** Ingress keys that move, by cluster. */
  readonly moved: ReadonlyMap<string, ReadonlySet<IngressKey>>;
}

export function confirmRender(
  survey: Survey,
  inventory: Inventory,
  intended: Intended,
): readonly Diagnostic[] {
  const before = new Map(survey.clusters.map((cluster) => [cluster.inventory.name, cluster]));
  const after = new Map(inventory.clusters.map((cluster) => [cluster.name, cluster]));
  const names = [...new Set([...before.keys(), ...after.keys()])].sort(compareText);
  return names.flatMap((name) => {
    const target = configFor(survey.config, name).target.name;
    const now = after.get(name);
    const then = before.get(name) ?? unknownCluster(now);
    const moved = intended.moved.get(name) ?? new Set<IngressKey>();
    const present = now ?? emptied(then.inventory);
    return [
      ...compareIngresses(then, present, moved, intended.kind, target),
      ...compareRoutes(then, present, moved, intended.kind, target),
    ];
  });
}

/** A cluster that had nothing to show before: whatever it gets now was not meant for it. */
function unknownCluster(now: ClusterInventory | undefined): ClusterSurvey {
  const nothing = { name: "", paths: [], ingresses: [], services: [], gatewayObjects: [] };
  return { inventory: emptied(now ?? nothing), emissions: [], complexity: new Map() };
}

/** A cluster that lost its last object is not found again; it is then empty, not unknown. */
function emptied(cluster: ClusterInventory): ClusterInventory {
  return { ...cluster, ingresses: [], services: [], gatewayObjects: [] };
}

function ingressText({ key, labels, annotations, spec }: InventoryIngress): string {
  return canonicalJson({ key, labels, annotations, spec });
}

function compareIngresses(
  cluster: ClusterSurvey,
  now: ClusterInventory,
  moved: ReadonlySet<IngressKey>,
  kind: Intended["kind"],
  target: TargetName,
): readonly Diagnostic[] {
  const name = cluster.inventory.name;
  const stays = (key: IngressKey) => now.ingresses.some((ingress) => ingress.key === key);
  const isTaken = (key: IngressKey) =>
    kind === "remove" && !stays(key) && (moved.has(key) || isSharedRemoval(cluster, key, target));
  const before = countTexts(
    cluster.inventory.ingresses.filter(({ key }) => !moved.has(key) || kind === "add").map(ingressText),
  );
  const after = countTexts(now.ingresses.map(ingressText));
  const differing = new Set<string>();
  for (const [text, count] of before) if ((after.get(text) ?? 0) !== count) differing.add(text);
  for (const [text, count] of after) if ((before.get(text) ?? 0) !== count) differing.add(text);
  return [...differing]
    .map((text) => (JSON.parse(text) as { key: IngressKey }).key) // written by ingressText above
    .filter((key, index, keys) => keys.indexOf(key) === index && !isTaken(key))
    .sort(compareText)
    .map((key) => {
      const isLeft = kind === "remove" && moved.has(key);
      const how = isLeft ? "it would still be there" : stays(key) ? "its content differs" : "it is gone";
      return diagnose("render-ingress-changed", { cluster: name, ingress: key, how }, { ingress: key });
    });
}

/** An Ingress of a shared base leaves every cluster that has its routes in place; elsewhere it must stay. */
function isSharedRemoval(cluster: ClusterSurvey, key: IngressKey, target: TargetName): boolean {
  const emission = cluster.emissions.find(({ ingress }) => ingress === key);
  if (emission === undefined || emission.objects.length === 0) return false;
  const { inventory } = cluster;
  return intendedObjects({ inventory, emissions: [emission] }, target).every((intended) =>
    inventory.gatewayObjects.some((placed) => isIntended(intended, placed)),
  );
}

function compareRoutes(
  cluster: ClusterSurvey,
  now: ClusterInventory,
  moved: ReadonlySet<IngressKey>,
  kind: Intended["kind"],
  target: TargetName,
): readonly Diagnostic[] {
  const name = cluster.inventory.name;
  const before = countTexts(cluster.inventory.gatewayObjects.map(({ object }) => objectText(object)));
  const after = countTexts(now.gatewayObjects.map(({ object }) => objectText(object)));
  const own = intendedObjects(cluster, target);
  const found: Diagnostic[] = [];
  const differs = (object: string, how: string) =>
    found.push(diagnose("render-route-differs", { cluster: name, object, how }));
  for (const [text, count] of before) {
    if ((after.get(text) ?? 0) < count)
      differs(labelOfText(text), "an object that stood there is gone or changed");
  }
  const fresh = new Set<IntendedObject>();
  for (const placed of now.gatewayObjects) {
    const text = objectText(placed.object);
    const count = after.get(text) ?? 0;
    if (count <= (before.get(text) ?? 0)) continue;
    const intended =
      own.find(({ object }) => objectText(object) === text) ?? own.find((one) => isIntended(one, placed));
    if (intended === undefined || kind === "remove")
      differs(labelOf(placed.object), "it was not meant to be added");
    else if (fresh.has(intended)) continue;
    else {
      fresh.add(intended);
      const label = labelOf(intended.object);
      const standing = now.gatewayObjects.filter((other) => isIntended(intended, other));
      if (standing.length > 1) differs(label, "it would be there twice");
      else if (!moved.has(intended.ingress))
        found.push(diagnose("change-reaches-other-cluster", { cluster: name, object: label }));
    }
  }
  if (kind === "add") {
    for (const intended of own) {
      if (!moved.has(intended.ingress)) continue;
      const isThere = now.gatewayObjects.some((placed) => isIntended(intended, placed));
      if (!isThere) differs(labelOf(intended.object), "it would be missing");
    }
  }
  return found;
}

function labelOf(object: KubeObject): string {
  return `${object.kind} ${object.metadata.namespace ?? ""}/${object.metadata.name ?? ""}`;
}

function labelOfText(text: string): string {
  return labelOf(JSON.parse(text) as KubeObject); // written by objectText above
}

function countTexts(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}
