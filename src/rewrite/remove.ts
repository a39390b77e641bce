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
import type { RenderBook } from "../model/render.ts";
import type { RepoSnapshot } from "../model/snapshot.ts";
import type { PatchUses } from "../sources/kustomize/patch-uses.ts";
import { confirmChange } from "../yaml/confirm.ts";
import { removeDocument } from "../yaml/documents.ts";
import type { YamlFile } from "../yaml/file.ts";
import { readYamlFile } from "../yaml/read.ts";
import { removeListItem } from "../yaml/remove-entry.ts";
import { applyEdits } from "../yaml/splice.ts";
import { type CertificateLookup, certificatesOf } from "./certificates.ts";
import { changesOf, type Drafts, isTaken, noDrafts, textOf, withText } from "./drafts.ts";
import { readEditable } from "./guard.ts";
import { listedPaths, located, unlist } from "./listing.ts";
import { fieldOf, listOf } from "./objects.ts";
import { isMadeByKustomizations, leavingFields, patchesOf, removePatches } from "./patches.ts";
import { type ReleaseRemoval, removeFromRelease } from "./release/remove.ts";
import { reasonToKeep } from "./replaced.ts";
import { findIngress, type Spot, siteId, sitesOf, type TextSite } from "./sites.ts";

export function rewriteRemove(
  snapshot: RepoSnapshot,
  cluster: ClusterInventory,
  ingressKeys: readonly IngressKey[],
  config: Config,
  /** Ingresses of other clusters that this removal does not include. */
  staying: readonly InventoryIngress[] = [],
  /** Clusters that may be built from the same texts, and renders of charts. */
  beside: {
    readonly otherClusters?: readonly ClusterInventory[];
    readonly renders?: RenderBook | undefined;
  } = {},
): Outcome<ChangeSet> {
  const keys = new Set(ingressKeys);
  const stay = new Set(staying.map((other) => `${other.cluster}\0${other.key}`));
  const releases: ReleaseRemoval = {
    cluster,
    otherClusters: beside.otherClusters ?? [],
    config,
    renders: beside.renders,
    leaves: (name, key) => (name === cluster.name ? keys.has(key) : !stay.has(`${name}\0${key}`)),
  };
  const diagnostics: Diagnostic[] = [];
  let drafts = noDrafts(snapshot);
  const patched = patchedIn(cluster, keys);
  const patches = patched.length === 0 ? undefined : patchesOf(drafts, patched, config.ignore);
  const unpatched = removePatches(drafts, patches?.uses ?? [], {});
  drafts = unpatched.value ?? drafts;
  const failed = new Set<IngressKey>();
  if (unpatched.value === undefined) {
    for (const ingress of patched) {
      const where: Where = { at: ingress.site.place, ingress: ingress.key };
      const alone = removePatches(drafts, patchesOf(drafts, [ingress], config.ignore).uses, where);
      diagnostics.push(...alone.diagnostics);
      if (alone.value === undefined) failed.add(ingress.key);
    }
    if (failed.size === 0) return outcome(changesOf(drafts), unpatched.diagnostics);
  }
  const removal: Removal = {
    cluster,
    keys,
    staying,
    patches,
    certificates: certificatesOf(snapshot, cluster),
  };
  for (const step of stepsOf(cluster, keys)) {
    if (failed.has(step.key)) continue;
    const result = removeIngress(drafts, removal, step);
    diagnostics.push(...result.diagnostics);
    if (result.value === undefined) failed.add(step.key);
    else drafts = result.value;
  }
  if (failed.size > 0 && (patches?.uses.length ?? 0) > 0) {
    // the patches of those that stay were taken along: once more without them
    const going = ingressKeys.filter((key) => !failed.has(key));
    const own = diagnostics.filter(({ ingress }) => ingress !== undefined && failed.has(ingress));
    const again = rewriteRemove(snapshot, cluster, going, config, staying, beside);
    return outcome(again.value, [...own, ...again.diagnostics]);
  }
  for (const ingress of releasedIn(cluster, keys)) {
    const where: Where = { at: ingress.site.place, ingress: ingress.key };
    const reason = reasonToKeep(cluster, removal.certificates, ingress, where);
    const result =
      reason === undefined
        ? removeFromRelease(drafts, releases, ingress)
        : outcome<Drafts | undefined>(undefined, [reason]);
    diagnostics.push(...result.diagnostics);
    if (result.value !== undefined) drafts = result.value;
  }
  return outcome(changesOf(drafts), diagnostics);
}

/** Ingresses of releases; those of one list from its back, so that the places of the others stay true. */
function releasedIn(cluster: ClusterInventory, keys: ReadonlySet<IngressKey>): readonly InventoryIngress[] {
  const index = ({ release }: InventoryIngress) => {
    const last = release?.block?.keyPath.at(-1);
    return typeof last === "number" ? last : 0;
  };
  return cluster.ingresses
    .filter(({ key, release }) => release !== undefined && keys.has(key))
    .sort((a, b) => index(b) - index(a) || compareText(a.key, b.key));
}

/** Those that some kustomization may name. */
function patchedIn(cluster: ClusterInventory, keys: ReadonlySet<IngressKey>): readonly InventoryIngress[] {
  return cluster.ingresses.filter(
    ({ key, overlay, release, sourceKind }) =>
      keys.has(key) && release === undefined && sourceKind === "kustomize" && overlay !== undefined,
  );
}

interface Removal {
  readonly cluster: ClusterInventory;
  readonly certificates: CertificateLookup;
  readonly keys: ReadonlySet<IngressKey>;
  readonly staying: readonly InventoryIngress[];
  /** undefined: none of the Ingresses is changed by kustomizations. */
  readonly patches: PatchUses | undefined;
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
    if (isGone(current, place)) continue;
    const reason = reasonNotToTouch(removal, place, where);
    if (reason !== undefined) return outcome(undefined, [...diagnostics, reason]);
    const removed = removeAtSite(current, place, where);
    diagnostics.push(...removed.diagnostics);
    if (removed.value === undefined) return outcome(undefined, diagnostics);
    current = removed.value;
  }
  return outcome(current, diagnostics);
}

/** True after another key or another cluster took the same text along. */
function isGone(drafts: Drafts, place: TextSite): boolean {
  const text = textOf(drafts, place.site.path);
  if (text === undefined) return !isTaken(drafts, place.site.path);
  const { value: file, diagnostics } = readYamlFile(place.site.path, text);
  return diagnostics.length === 0 && findIngress(file, place) === undefined;
}

/** What changes names leaves nothing behind when the Ingress goes. */
const harmlessOnRemoval: ReadonlySet<string> = new Set(["namePrefix", "nameSuffix", "nameReference"]);

function reasonNotToTouch(removal: Removal, place: TextSite, where: Where): Diagnostic | undefined {
  const { ingress, site } = place;
  if (ingress.sourceKind !== "manifest" && ingress.sourceKind !== "kustomize") {
    return diagnose("rewrite-source-kind", { kind: ingress.sourceKind }, where);
  }
  const changing = (ingress.overlay?.changedBy ?? []).filter((field) => !harmlessOnRemoval.has(field));
  const left = changing.filter((field) => !leavingFields.has(field));
  const { patches } = removal;
  const isOurs = patches !== undefined && isMadeByKustomizations(patches, ingress);
  if (left.length > 0 || (changing.length > 0 && !isOurs)) {
    const kustomization = ingress.overlay?.kustomization ?? site.path;
    return diagnose("remove-reshaped", { kustomization, fields: left.length > 0 ? left : changing }, where);
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
