/**
 * Routes that the repository has already, in some other file than the one we would write: a person moved them, or `place`
 * in the configuration changed. They are not written a second time.
 */

import { type Diagnostic, diagnose, type Outcome, outcome, type Where } from "../diagnostics/diagnostic.ts";
import { directoryOf } from "../model/brands.ts";
import type { ClusterInventory, PlacedObject } from "../model/inventory.ts";
import { type Json, toData } from "../model/kube.ts";
import { isMapping } from "../sources/objects/parse.ts";
import { equalJson } from "../yaml/second.ts";
import { describeId, fieldOf, idOf, type ObjectId } from "./objects.ts";
import type { TextSite } from "./sites.ts";

/** For each object whether it exists elsewhere, with a warning where it differs. Both sides are as a cluster gets them. */
export function routesElsewhere(
  cluster: ClusterInventory,
  place: TextSite,
  objects: readonly Json[],
  mode: "append" | "file",
  where: Where,
): Outcome<readonly boolean[]> {
  const diagnostics: Diagnostic[] = [];
  const exists = objects.map((object) => {
    const id = idOf(object);
    const found = id === undefined ? undefined : findElsewhere(cluster, place, id, mode);
    if (id === undefined || found === undefined) return false;
    if (!equalJson(withoutNamespace(toData(found.object)), withoutNamespace(object))) {
      const params = { path: found.place.path, object: describeId(id) };
      diagnostics.push(diagnose("rewrite-route-differs", params, { ...where, related: [found.place] }));
    }
    return true;
  });
  return outcome(exists, diagnostics);
}

function findElsewhere(
  cluster: ClusterInventory,
  place: TextSite,
  id: ObjectId,
  mode: "append" | "file",
): PlacedObject | undefined {
  const { namespace } = place.ingress;
  const directory = directoryOf(place.site.path);
  return cluster.gatewayObjects.find((placed) => {
    const other = idOf(placed.object);
    if (other === undefined || other.kind !== id.kind || other.name !== id.name) return false;
    if (isOurPlace(placed, place, mode)) return false;
    // Without a written namespace only the same directory tells that it is the same object.
    return other.namespace === undefined
      ? directoryOf(placed.place.path) === directory
      : other.namespace === (id.namespace ?? namespace);
  });
}

/** The place the writer looks at itself. */
function isOurPlace(placed: PlacedObject, place: TextSite, mode: "append" | "file"): boolean {
  const { path } = placed.place;
  if (mode === "append") return path === place.site.path;
  return (
    directoryOf(path) === directoryOf(place.site.path) &&
    path.endsWith(`${place.ingress.name}.httproute.yaml`)
  );
}

/** Kustomize may supply the namespace, so its absence is no difference. */
function withoutNamespace(object: Json): Json {
  const metadata = fieldOf(object, "metadata");
  if (!isMapping(object)) return object;
  if (typeof metadata !== "object" || metadata === null) return object;
  const kept = Object.fromEntries(Object.entries(metadata).filter(([key]) => key !== "namespace"));
  return { ...object, metadata: kept };
}
