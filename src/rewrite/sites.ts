/**
 * Where an Ingress stands in text. One text can be deployed several times (a base used by two overlays), so an edit is made
 * once per text, not once per deployment.
 */
import { compareText, type IngressKey, type RepoPath } from "../model/brands.ts";
import type { IngressSite, InventoryIngress } from "../model/ingress.ts";
import type { ClusterInventory } from "../model/inventory.ts";
import type { Json } from "../model/kube.ts";
import type { YamlFile } from "../yaml/file.ts";
import { fieldOf, idOf, listOf } from "./objects.ts";

export interface TextSite {
  readonly site: IngressSite;
  readonly ingress: InventoryIngress;
  /** Kustomizations that list the file, for any Ingress deployed from this text; in path order. */
  readonly listedBy: readonly RepoPath[];
  /** Other Ingresses deployed from the same text, in key order. */
  readonly others: readonly IngressKey[];
}

/** The manifests of an Ingress in a cluster, in path and document order; what a Helm release makes has none. */
export function sitesOf(cluster: ClusterInventory, key: IngressKey): readonly TextSite[] {
  const sites = new Map<string, TextSite>();
  for (const ingress of cluster.ingresses) {
    if (ingress.key !== key || ingress.release !== undefined || sites.has(siteId(ingress.site))) continue;
    const sameText = cluster.ingresses.filter(
      (other) => other.release === undefined && siteId(other.site) === siteId(ingress.site),
    );
    sites.set(siteId(ingress.site), {
      site: ingress.site,
      ingress,
      listedBy: unique(sameText.flatMap((other) => other.listedBy)),
      others: unique(sameText.map((other) => other.key).filter((other) => other !== key)),
    });
  }
  return [...sites.values()].sort(
    (a, b) => compareText(a.site.path, b.site.path) || a.site.document - b.site.document,
  );
}

export function siteId(site: IngressSite): string {
  return `${site.path}#${site.document}#${site.item ?? ""}`;
}

/** The Ingress as its text says it; undefined when the place holds something else. */
export function ingressAt(file: YamlFile, site: IngressSite, name: string): Json | undefined {
  const document = file.documents[site.document]?.value;
  const value = site.item === undefined ? document : listOf(fieldOf(document, "items"))[site.item];
  const id = idOf(value);
  if (id?.kind !== "Ingress" || id.name !== name) return undefined;
  return value as Json; // part of a document's value
}

export interface Spot {
  readonly document: number;
  readonly item: number | undefined;
}

/**
 * Where an Ingress stands in the text as it is now. Removals before it move it up, so when the recorded place holds
 * something else, the only Ingress of that name is taken; undefined when there is none.
 */
export function findIngress(file: YamlFile, place: TextSite): Spot | undefined {
  const { site, ingress } = place;
  const name = site.writtenName ?? ingress.name;
  if (ingressAt(file, site, name) !== undefined) return site;
  const spots = file.documents.flatMap(({ index, value }): Spot[] => {
    const items = fieldOf(value, "items");
    const objects: readonly unknown[] = Array.isArray(items) ? items : [value];
    return objects.flatMap((object, item) => {
      const id = idOf(object);
      if (id?.kind !== "Ingress" || id.name !== name) return [];
      if (site.hasNamespace !== (id.namespace !== undefined)) return [];
      return [{ document: index, item: Array.isArray(items) ? item : undefined }];
    });
  });
  return spots.length === 1 ? spots[0] : undefined;
}

/** True when every object of the file is an Ingress. */
export function holdsOnlyIngresses(file: YamlFile): boolean {
  return file.documents.every((document) => {
    const { value } = document;
    if (value === null || value === undefined) return value === null;
    const items = fieldOf(value, "items");
    return Array.isArray(items) ? items.every(isIngress) : isIngress(value);
  });
}

function isIngress(value: unknown): boolean {
  return fieldOf(value, "kind") === "Ingress";
}

function unique<Text extends string>(values: readonly Text[]): readonly Text[] {
  return [...new Set(values)].sort(compareText);
}
