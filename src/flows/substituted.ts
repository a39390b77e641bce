/**
 * A cluster whose texts are partly filled in after the files are built, in two readings that the rest of the program can work with: as the
 * cluster gets it (`values`, for what is true) and with a stand-in for every expression (`texts`, for what is written).
 */
import type { InventoryIngress } from "../model/ingress.ts";
import type { ClusterInventory, PlacedObject } from "../model/inventory.ts";
import type { Service } from "../model/kube.ts";
import { standInObject } from "../model/placeholder-objects.ts";
import { createStandIns, type StandInMode, type StandIns } from "../model/placeholder-text.ts";
import { annotationPrefix } from "../nginx/annotations/view.ts";
import { toIngress } from "../sources/objects/ingress.ts";
import { toService } from "../sources/objects/service.ts";

export interface SubstitutedCluster {
  readonly standIns: StandIns;
  /** What the repository does not tell has stand-ins here too. */
  readonly values: ClusterInventory;
  /** nginx annotations with a known value have it here too: a stand-in there would mean something else to nginx. */
  readonly texts: ClusterInventory;
}

/** undefined: every text of the cluster is what it says. */
export function readSubstituted(
  inventory: ClusterInventory,
  gatewayObjects: readonly PlacedObject[] = inventory.gatewayObjects,
): SubstitutedCluster | undefined {
  const { ingresses, services } = inventory;
  const isFilled =
    ingresses.some(({ written }) => written !== undefined) ||
    gatewayObjects.some(({ substitution }) => substitution !== undefined);
  if (!isFilled) return undefined;
  const standIns = createStandIns([
    ...ingresses.map((ingress) =>
      JSON.stringify([ingress.written?.object, ingress.spec, ingress.annotations]),
    ),
    ...services.map((service) => JSON.stringify(service)),
    ...gatewayObjects.map(({ object }) => JSON.stringify(object)),
  ]);
  const read = (mode: StandInMode): ClusterInventory => ({
    ...inventory,
    ingresses: ingresses.map((ingress) => readIngressAs(ingress, standIns, mode)),
    services: services.map((service) => readServiceAs(service, standIns, mode)),
    gatewayObjects: gatewayObjects.map((placed) => readPlacedAs(placed, standIns, mode)),
  });
  const values = read("values");
  const texts = read("texts");
  const valuesOf = new Map(values.ingresses.map((ingress) => [siteText(ingress), ingress]));
  const settled = texts.ingresses.map((ingress) => {
    const known = valuesOf.get(siteText(ingress));
    return known === undefined ? ingress : withKnownAnnotations(ingress, known, standIns);
  });
  return { standIns, values, texts: { ...texts, ingresses: settled } };
}

/** With stand-ins in nginx annotations too, whatever is known of their values. */
export function withStandInAnnotations(ingress: InventoryIngress, standIns: StandIns): InventoryIngress {
  return readIngressAs(ingress, standIns, "texts");
}

/** nginx annotations with expressions, by key. */
export function substitutedAnnotations({ written, annotations }: InventoryIngress): readonly string[] {
  if (written === undefined) return [];
  return Object.entries(annotations).flatMap(([key, text]) =>
    key.startsWith(annotationPrefix) && text.includes("${") ? [key] : [],
  );
}

function readIngressAs(ingress: InventoryIngress, standIns: StandIns, mode: StandInMode): InventoryIngress {
  const { written } = ingress;
  const object = written === undefined ? undefined : standInObject(written, standIns, mode);
  const read = object === undefined ? undefined : toIngress(object).value;
  if (read === undefined) return ingress;
  const { labels, annotations, spec } = read;
  return { ...ingress, labels, annotations, spec };
}

function readServiceAs(service: Service, standIns: StandIns, mode: StandInMode): Service {
  const { written } = service;
  const object = written === undefined ? undefined : standInObject(written, standIns, mode);
  return (object === undefined ? undefined : toService(object)) ?? service;
}

function readPlacedAs(placed: PlacedObject, standIns: StandIns, mode: StandInMode): PlacedObject {
  const { object, substitution } = placed;
  if (substitution === undefined) return placed;
  return { ...placed, object: standInObject({ object, substitution }, standIns, mode) ?? object };
}

function withKnownAnnotations(
  ingress: InventoryIngress,
  known: InventoryIngress,
  standIns: StandIns,
): InventoryIngress {
  const annotations = Object.entries(ingress.annotations).map(([key, text]): [string, string] => {
    const value = known.annotations[key];
    const isKnown = value !== undefined && standIns.show(value) === value;
    return [key, key.startsWith(annotationPrefix) && isKnown ? value : text];
  });
  return { ...ingress, annotations: Object.fromEntries(annotations) };
}

/** One Ingress of a cluster in both readings. */
export function siteText({ key, site }: InventoryIngress): string {
  return `${key}\u0000${site.path}\u0000${site.document}\u0000${site.item ?? ""}`;
}
