/**
 * The removal wave for an Ingress that a Helm release makes: its block is switched off or deleted where it stands when every release made
 * of that text leaves with it, else switched off in values of this release alone. Routes stay, wherever they are.
 */
import {
  type Diagnostic,
  diagnose,
  type Outcome,
  outcome,
  type Where,
} from "../../diagnostics/diagnostic.ts";
import type { IngressKey } from "../../model/brands.ts";
import type { Config } from "../../model/config.ts";
import type { TextEdit } from "../../model/edits.ts";
import type { InventoryIngress } from "../../model/ingress.ts";
import type { ClusterInventory } from "../../model/inventory.ts";
import type { Json } from "../../model/kube.ts";
import type { Release } from "../../model/release.ts";
import type { RenderBook } from "../../model/render.ts";
import type { IngressBlock } from "../../sources/helm/blocks/block.ts";
import { removeBlock } from "../../sources/helm/edit/remove-block.ts";
import { valueAt } from "../../sources/helm/layers.ts";
import { chartFacts } from "../../sources/helm/release/chart-facts.ts";
import { liveBlocks } from "../../sources/helm/release/live-blocks.ts";
import { equalJson } from "../../yaml/second.ts";
import type { Drafts } from "../drafts.ts";
import { changedAt } from "./json-change.ts";
import { deleteTemplate } from "./remove-template.ts";
import { isUnmade, removeProblem, withLayer } from "./render-check.ts";
import { sharersOf } from "./sharing.ts";
import { type EditLayer, holds, isSamePath, type Subject, subjectOf } from "./subject.ts";
import { openValues, type ValuesChange, writeValues } from "./values-text.ts";
import { ingressesOf, type PlacedRelease, releasesOf, releaseWorld, titleOf } from "./world.ts";

export interface ReleaseRemoval {
  readonly cluster: ClusterInventory;
  readonly otherClusters: readonly ClusterInventory[];
  readonly config: Config;
  readonly renders: RenderBook | undefined;
  /** Whether an Ingress leaves with this wave, in whichever cluster. */
  leaves(cluster: string, key: IngressKey): boolean;
}

export function removeFromRelease(
  drafts: Drafts,
  removal: ReleaseRemoval,
  ingress: InventoryIngress,
): Outcome<Drafts | undefined> {
  const where: Where = { at: ingress.site.place, ingress: ingress.key };
  const release = removal.cluster.releases?.find(({ id }) => id === ingress.release?.release);
  if (release === undefined) {
    return outcome(undefined, [diagnose("rewrite-site-missing", { path: ingress.site.path }, where)]);
  }
  const placed: PlacedRelease = { cluster: { inventory: removal.cluster, emissions: [] }, release };
  const subject = subjectOf(drafts, releaseWorld(drafts, removal), placed, ingress);
  const step: Step = { drafts, removal, subject, where, all: allReleases(removal) };
  const { live } = subject;
  if (live === undefined) return withoutSwitch(step, "no block of its values makes this Ingress alone");
  if (isUnmade(release, ingress.name, releaseWorld(drafts, removal))) return outcome(drafts);
  const tries = [...ownText(step, live.block), ...aboveIt(step, live.block)];
  let refusal: readonly Diagnostic[] = [];
  let problem: string | undefined;
  for (const attempt of tries) {
    const result = attempt();
    if (result.kind === "done") return outcome(result.drafts, result.diagnostics);
    if (result.kind === "still-on") problem ??= result.why;
    else if (refusal.length === 0) refusal = result.diagnostics;
  }
  if (problem !== undefined) return withoutSwitch(step, problem);
  if (refusal.length > 0)
    return outcome(
      undefined,
      refusal.map((found) => ({ ...found, ingress: ingress.key })),
    );
  return outcome(undefined, [sharedFinding(step, live.block)]);
}

interface Step {
  readonly drafts: Drafts;
  readonly removal: ReleaseRemoval;
  readonly subject: Subject;
  readonly where: Where;
  readonly all: readonly PlacedRelease[];
}

type Result =
  | { readonly kind: "done"; readonly drafts: Drafts; readonly diagnostics: readonly Diagnostic[] }
  | { readonly kind: "still-on"; readonly why: string }
  | { readonly kind: "refused"; readonly diagnostics: readonly Diagnostic[] };

function allReleases({ cluster, otherClusters }: ReleaseRemoval): readonly PlacedRelease[] {
  const others = otherClusters.map((inventory) => ({ inventory, emissions: [] }));
  return releasesOf({ cluster, emissions: [], otherClusters: others });
}

/** Releases that read the text and keep an Ingress of this block. */
function stayingIn(
  { all, removal, subject }: Step,
  layer: EditLayer,
  block: IngressBlock,
): readonly PlacedRelease[] {
  const { site } = layer;
  if (site === undefined) return [];
  return sharersOf(all, subject.placed, site).filter((sharer) =>
    ingressesOf(sharer).some(
      ({ key, release }) =>
        (release?.block === undefined || isSamePath(release.block.keyPath, block.keyPath)) &&
        !removal.leaves(sharer.cluster.inventory.name, key),
    ),
  );
}

/** In the highest text that holds the block: as the configuration wants it, else the other way where the chart needs that. */
function ownText(step: Step, block: IngressBlock): readonly (() => Result)[] {
  const { blockLayer } = step.subject;
  if (blockLayer === undefined || stayingIn(step, blockLayer, block).length > 0) return [];
  const off = () => editLayer(step, blockLayer, block, "disable");
  return step.removal.config.removal.values === "delete" ? [() => deleteEverywhere(step, block), off] : [off];
}

/** In values of this release alone, above whatever switches the Ingress on; items of a list cannot be reached from there. */
function aboveIt(step: Step, block: IngressBlock): readonly (() => Result)[] {
  const { layers, placed, blockLayer } = step.subject;
  if (block.keyPath.some((key) => typeof key === "number")) return [];
  const lowest = blockLayer === undefined ? 0 : layers.indexOf(blockLayer) + 1;
  return layers
    .slice(lowest)
    .filter(({ site, index }) => site !== undefined && index !== "defaults")
    .filter(({ site }) => site !== undefined && sharersOf(step.all, placed, site).length === 0)
    .toReversed()
    .map((layer) => () => editLayer(step, layer, block, "disable"));
}

/** Every text that holds something of the block and is nobody's who stays. */
function deleteEverywhere(step: Step, block: IngressBlock): Result {
  const diagnostics: Diagnostic[] = [];
  let { drafts } = step;
  let { release } = step.subject.placed;
  const holding = step.subject.layers.filter(
    ({ site, value }) => site !== undefined && holds(value, block.keyPath),
  );
  for (const layer of holding.toReversed()) {
    // Templates rely on the defaults of their chart: only a render shows that they can do without.
    if (layer.index === "defaults" && step.subject.ingress.release?.rendered !== true) continue;
    if (stayingIn(step, layer, block).length > 0) continue;
    const result = changeLayer({ ...step, drafts }, layer, block, "delete");
    if (result.kind !== "done") return result;
    diagnostics.push(...result.diagnostics);
    drafts = result.drafts;
    release = withLayer(
      release,
      layer,
      changedAt(layer.value, block.keyPath, () => undefined),
    );
  }
  const why = stillOn(step, drafts, release, block);
  return why === undefined ? { kind: "done", drafts, diagnostics } : { kind: "still-on", why };
}

function editLayer(step: Step, layer: EditLayer, block: IngressBlock, how: "disable"): Result {
  const result = changeLayer(step, layer, block, how);
  if (result.kind !== "done") return result;
  const value = changedAt(layer.value, ...changeOf(block, how));
  const why = stillOn(step, result.drafts, withLayer(step.subject.placed.release, layer, value), block);
  return why === undefined ? result : { kind: "still-on", why };
}

function changeLayer(step: Step, layer: EditLayer, block: IngressBlock, how: "disable" | "delete"): Result {
  const { drafts, where } = step;
  if (layer.site === undefined) return { kind: "refused", diagnostics: [] };
  const opened = openValues(drafts, layer.site, where);
  if (!opened.ok) return { kind: "refused", diagnostics: [opened.diagnostic] };
  const { values } = opened;
  // Gone already, with another release of the same text.
  if (isGone(values.written, layer, block, how)) return { kind: "done", drafts, diagnostics: [] };
  const edits: Outcome<readonly TextEdit[] | undefined> = removeBlock({
    values: values.text,
    block: { ...block, enabled: enabledIn(values.written, block) },
    how,
    isOffByDefault: how === "delete",
  });
  if (edits.value === undefined) return { kind: "refused", diagnostics: edits.diagnostics };
  const [path, make] = changeOf(block, how);
  const change: ValuesChange = (found) => changedAt(found, path, make);
  const written = writeValues(drafts, values, edits.value, change, where);
  if (written.value === undefined) return { kind: "refused", diagnostics: written.diagnostics };
  return { kind: "done", drafts: written.value, diagnostics: [...edits.diagnostics, ...written.diagnostics] };
}

function isGone(
  written: Json,
  layer: EditLayer,
  { keyPath }: IngressBlock,
  how: "disable" | "delete",
): boolean {
  const found = valueAt(written, keyPath);
  if (typeof keyPath.at(-1) !== "number") return how === "delete" && found === undefined;
  if (found === undefined) return true;
  // Where an item has gone, another one has its place.
  const [list, before] = [valueAt(written, keyPath.slice(0, -1)), valueAt(layer.value, keyPath.slice(0, -1))];
  const isShorter = Array.isArray(list) && Array.isArray(before) && list.length < before.length;
  return isShorter && !equalJson(found, valueAt(layer.value, keyPath));
}

/** What `removeBlock` does, as data: items of a list go, whatever was asked for. */
function changeOf(
  { keyPath }: IngressBlock,
  how: "disable" | "delete",
): readonly [IngressBlock["keyPath"], () => Json | undefined] {
  if (how === "delete" || typeof keyPath.at(-1) === "number") return [keyPath, () => undefined];
  return [[...keyPath, "enabled"], () => false];
}

function enabledIn(written: Json, { keyPath }: IngressBlock): IngressBlock["enabled"] {
  const value = valueAt(written, [...keyPath, "enabled"]);
  if (value === undefined || value === null) return "absent";
  return typeof value === "boolean"
    ? value
    : { text: typeof value === "string" ? value : JSON.stringify(value) };
}

/** Why the Ingress would still be made, read from values and, where the book has it, rendered. */
function stillOn(step: Step, drafts: Drafts, changed: Release, block: IngressBlock): string | undefined {
  const { removal, subject } = step;
  const { release } = subject.placed;
  const after = releaseWorld(drafts, removal);
  const facts = chartFacts(changed, after).value;
  const isList = block.keyPath.some((key) => typeof key === "number");
  if (!isList && liveBlocks(changed, facts).some((one) => isSamePath(one.block.keyPath, block.keyPath)))
    return "without the block the chart makes one all the same";
  const names = new Set(
    ingressesOf(subject.placed)
      .filter(({ key }) => removal.leaves(removal.cluster.name, key))
      .map(({ name }) => name),
  );
  const problem = removeProblem(
    release,
    changed,
    { before: releaseWorld(step.drafts, removal), after },
    names,
    subject.ingress.name,
  );
  return problem === undefined ? undefined : `the chart then renders ${problem}`;
}

/** A template of an own chart that is nothing but the Ingress goes as a file when every release of the chart leaves. */
function withoutSwitch(step: Step, why: string): Outcome<Drafts | undefined> {
  const { drafts, removal, subject, where, all } = step;
  const deleted = deleteTemplate(drafts, subject, all, removal.leaves);
  if (deleted.kind === "deleted") return outcome(deleted.drafts);
  const { release } = subject.placed;
  const key = subject.live?.block.keyPath.join(".") ?? "ingress";
  const title = `${release.namespace}/${release.name}`;
  const manual = deleted.manual;
  return outcome(undefined, [diagnose("remove-release-on", { release: title, key, why, manual }, where)]);
}

function sharedFinding(step: Step, block: IngressBlock): Diagnostic {
  const { blockLayer, placed, ingress } = step.subject;
  const key = block.keyPath.join(".");
  const staying = blockLayer === undefined ? [] : stayingIn(step, blockLayer, block);
  if (staying.length === 0) {
    const { release } = placed;
    const why = "none of its values stands in a text that is edited";
    const manual = `Set \`${key}.enabled: false\` where the values of ${release.owner.title} come from.`;
    const title = `${release.namespace}/${release.name}`;
    return diagnose("remove-release-on", { release: title, key, why, manual }, step.where);
  }
  const path = blockLayer?.site?.path ?? ingress.site.path;
  return diagnose("remove-values-shared", { key, path, others: staying.map(titleOf) }, step.where);
}
