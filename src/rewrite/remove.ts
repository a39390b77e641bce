/**
 * The removal wave as text: takes the Ingress's document, list item or file, and the file's list entries. What replaces the
 * Ingress must be in the repository already; an Ingress that may not go changes nothing.
 */
import { type Diagnostic, diagnose, type Outcome, outcome, type Where } from "../diagnostics/diagnostic.ts";
import { baseNameOf, compareText, type IngressKey, type RepoPath } from "../model/brands.ts";
import type { Config } from "../model/config.ts";
import type { ChangeSet, TextEdit } from "../model/edits.ts";
import type { InventoryIngress } from "../model/ingress.ts";
import type { ClusterInventory } from "../model/inventory.ts";
import type { Json } from "../model/kube.ts";
import type { RepoSnapshot } from "../model/snapshot.ts";
import { confirmChange } from "../yaml/confirm.ts";
import { removeDocument } from "../yaml/documents.ts";
import type { YamlFile } from "../yaml/file.ts";
import { removeListItem } from "../yaml/remove-entry.ts";
import { applyEdits } from "../yaml/splice.ts";
import { type CertificateLookup, certificatesOf } from "./certificates.ts";
import { changesOf, type Drafts, isTaken, noDrafts, textOf, withText } from "./drafts.ts";
import { readEditable } from "./guard.ts";
import { listedPaths, located, unlist } from "./listing.ts";
import { fieldOf, listOf } from "./objects.ts";
import { reasonToKeep } from "./replaced.ts";
import { findIngress, type Spot, siteId, sitesOf, type TextSite } from "./sites.ts";

export function rewriteRemove(
  snapshot: RepoSnapshot,
  cluster: ClusterInventory,
  ingressKeys: readonly IngressKey[],
  _config: Config,
  /** Ingresses of other clusters that this removal does not include. */
  staying: readonly InventoryIngress[] = [],
): Outcome<ChangeSet> {
  const keys = new Set(ingressKeys);
  const removal: Removal = { cluster, keys, staying, certificates: certificatesOf(snapshot, cluster) };
  const diagnostics: Diagnostic[] = [];
  let drafts = noDrafts(snapshot);
  for (const step of stepsOf(cluster, keys)) {
    const result = removeIngress(drafts, removal, step);
    diagnostics.push(...result.diagnostics);
    if (result.value !== undefined) drafts = result.value;
  }
  return outcome(changesOf(drafts), diagnostics);
}

interface Removal {
  readonly cluster: ClusterInventory;
  readonly certificates: CertificateLookup;
  readonly keys: ReadonlySet<IngressKey>;
  readonly staying: readonly InventoryIngress[];
}

interface RemoveStep {
  readonly key: IngressKey;
  readonly sites: readonly TextSite[];
}

/** From the back of each file, so that the places recorded for earlier documents and items stay true. */
function stepsOf(cluster: ClusterInventory, keys: ReadonlySet<IngressKey>): readonly RemoveStep[] {
  const steps = [...keys].map((key): RemoveStep => ({ key, sites: sitesOf(cluster, key).toReversed() }));
  return steps.sort((a, b) => {
    const left = a.sites[0]?.site;
    const right = b.sites[0]?.site;
    if (left === undefined || right === undefined) return compareText(a.key, b.key);
    return (
      compareText(left.path, right.path) ||
      right.document - left.document ||
      (right.item ?? 0) - (left.item ?? 0) ||
      compareText(a.key, b.key)
    );
  });
}

function removeIngress(drafts: Drafts, removal: Removal, step: RemoveStep): Outcome<Drafts | undefined> {
  const diagnostics: Diagnostic[] = [];
  let current = drafts;
  for (const place of step.sites) {
    const where: Where = { at: place.site.place, ingress: step.key };
    const reason = reasonNotToTouch(removal, place, where);
    if (reason !== undefined) return outcome(undefined, [...diagnostics, reason]);
    const removed = removeAtSite(current, place, where);
    diagnostics.push(...removed.diagnostics);
    if (removed.value === undefined) return outcome(undefined, diagnostics);
    current = removed.value;
  }
  return outcome(current, diagnostics);
}

/** What changes names leaves nothing behind when the Ingress goes. */
const harmlessOnRemoval: ReadonlySet<string> = new Set(["namePrefix", "nameSuffix", "nameReference"]);

function reasonNotToTouch(removal: Removal, place: TextSite, where: Where): Diagnostic | undefined {
  const { ingress, site } = place;
  if (ingress.sourceKind !== "manifest" && ingress.sourceKind !== "kustomize") {
    return diagnose("rewrite-source-kind", { kind: ingress.sourceKind }, where);
  }
  const changing = (ingress.overlay?.changedBy ?? []).filter((field) => !harmlessOnRemoval.has(field));
  if (changing.length > 0) {
    const kustomization = ingress.overlay?.kustomization ?? site.path;
    return diagnose("remove-reshaped", { kustomization, fields: changing }, where);
  }
  const elsewhere = removal.staying.filter((other) => siteId(other.site) === siteId(site));
  const staying = [
    ...place.others.filter((key) => !removal.keys.has(key)),
    ...elsewhere.map((other) => `${other.cluster}: ${other.key}`),
  ];
  if (staying.length > 0) {
    return diagnose("remove-text-shared", { path: site.path, others: staying }, where);
  }
  // Every deployment of the text must be replaced, not only the one that was asked for first.
  const deployed = removal.cluster.ingresses.filter((other) => siteId(other.site) === siteId(site));
  for (const other of deployed) {
    const reason = reasonToKeep(removal.cluster, removal.certificates, other, where);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function removeAtSite(drafts: Drafts, place: TextSite, where: Where): Outcome<Drafts | undefined> {
  const { path } = place.site;
  // Gone already: through another key or another cluster that is deployed from the same text.
  if (!isTaken(drafts, path)) return outcome(drafts);
  const guarded = readEditable(drafts, path, where);
  if (!guarded.ok) return outcome(undefined, [guarded.diagnostic]);
  const { file } = guarded;
  const spot = findIngress(file, place);
  if (spot === undefined) return outcome(drafts);
  if (isLastObject(file, spot)) return deleteFile(drafts, file, where);
  const because = "the routes beside it have taken over";
  const isItem = spot.item !== undefined && itemsOf(file, spot.document).length > 1;
  const edits = isItem
    ? removeListItem(file, { document: spot.document, item: spot.item, because })
    : removeDocument(file, spot.document, because);
  if (edits.value === undefined) return outcome(undefined, located(edits.diagnostics, where));
  return settle(drafts, file, edits.value, expectedAfter(file, spot, isItem), where, because);
}

/** True when nothing else is in the file: no other document with content, no other item. */
function isLastObject(file: YamlFile, spot: Spot): boolean {
  const others = file.documents.filter(({ index, value }) => index !== spot.document && value !== null);
  if (others.length > 0) return false;
  return spot.item === undefined || itemsOf(file, spot.document).length === 1;
}

function itemsOf(file: YamlFile, document: number): readonly unknown[] {
  return listOf(fieldOf(file.documents[document]?.value, "items"));
}

function expectedAfter(file: YamlFile, spot: Spot, isItem: boolean): readonly Json[] {
  const { document, item } = spot;
  const values = file.documents.map((candidate) => candidate.value ?? null);
  if (!isItem || item === undefined) return values.toSpliced(document, 1);
  return values.map((value, index) => (index === document ? withoutItem(value, item) : value));
}

function withoutItem(value: Json, item: number): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]): [string, Json] => [
      key,
      key === "items" && Array.isArray(inner) ? inner.toSpliced(item, 1) : inner,
    ]),
  );
}

function settle(
  drafts: Drafts,
  file: YamlFile,
  edits: readonly TextEdit[],
  expected: readonly Json[],
  where: Where,
  because: string,
): Outcome<Drafts | undefined> {
  const text = applyEdits(file.text, edits);
  const confirmed = confirmChange(file.path, file.text, text, expected, edits);
  if (!confirmed.value) return outcome(undefined, located(confirmed.diagnostics, where));
  return outcome(withText(drafts, file.path, text, because));
}

/** Deletes the file and every entry of a kustomization that leads to it, in whichever cluster. */
function deleteFile(drafts: Drafts, file: YamlFile, where: Where): Outcome<Drafts | undefined> {
  let current = withText(drafts, file.path, undefined, "held nothing but the removed Ingress");
  for (const listing of listingsOf(drafts, file.path)) {
    const step = unlist(current, listing, file.path, where);
    if (step.value === undefined) return step;
    current = step.value;
  }
  return outcome(current);
}

const kustomizationNames = new Set(["kustomization.yaml", "kustomization.yml", "Kustomization"]);

function listingsOf(drafts: Drafts, path: RepoPath): readonly RepoPath[] {
  const name = baseNameOf(path);
  return drafts.snapshot.files
    .filter((file) => file.kind === "file" && kustomizationNames.has(baseNameOf(file.path)))
    .map((file) => file.path)
    .filter((listing) => {
      const text = textOf(drafts, listing);
      return text?.includes(name) === true && listedPaths(listing, text).includes(path);
    });
}
