/**
 * The add wave as text: routes beside their Ingresses, entered wherever the Ingress is listed. An Ingress whose changes are
 * not all confirmed changes nothing at all; running twice changes nothing the second time.
 */
import { type Diagnostic, diagnose, type Outcome, outcome, type Where } from "../diagnostics/diagnostic.ts";
import { compareText, type RepoPath } from "../model/brands.ts";
import type { Config } from "../model/config.ts";
import type { ChangeSet } from "../model/edits.ts";
import type { InventoryIngress, Overlay } from "../model/ingress.ts";
import type { ClusterInventory } from "../model/inventory.ts";
import { type Json, toData } from "../model/kube.ts";
import type { RenderBook } from "../model/render.ts";
import type { RepoSnapshot } from "../model/snapshot.ts";
import type { ClusterSurvey } from "../model/survey.ts";
import type { Emission } from "../model/translation.ts";
import type { TwinPlan, TwinPlans } from "../model/twins.ts";
import { confirmChange } from "../yaml/confirm.ts";
import { appendDocument } from "../yaml/documents.ts";
import type { YamlFile } from "../yaml/file.ts";
import { InvariantError } from "../yaml/invariant.ts";
import { printYaml } from "../yaml/print.ts";
import { readYamlFile } from "../yaml/read.ts";
import { equalJson } from "../yaml/second.ts";
import { applyEdits } from "../yaml/splice.ts";
import { asWritten } from "./as-written.ts";
import { changesOf, type Drafts, noDrafts, withText } from "./drafts.ts";
import { routesElsewhere } from "./elsewhere.ts";
import { readEditable } from "./guard.ts";
import { listBeside, located } from "./listing.ts";
import { foreignSubstitution } from "./objects.ts";
import { asListedIn, isReshaped, overlaySite } from "./overlay.ts";
import { addToRelease } from "./release/add.ts";
import { differenceOf, findObject, freshStyle, writeRouteFile } from "./route-file.ts";
import { holdsOnlyIngresses, ingressAt, siteId, sitesOf, type TextSite } from "./sites.ts";
import { writeTwin } from "./twins/write.ts";

export function rewriteAdd(
  snapshot: RepoSnapshot,
  cluster: ClusterInventory,
  emissions: readonly Emission[],
  config: Config,
  /** Clusters that may be built from the same texts; they would get the same new files. */
  otherClusters: readonly OtherCluster[] = [],
  placement: Placement = "beside",
  /** Renders of charts, to see what edited values would give. */
  renders?: RenderBook,
): Outcome<ChangeSet> {
  const diagnostics: Diagnostic[] = [];
  const wave: AddWave = { cluster, config, emissions, otherClusters, placement, renders };
  let drafts = noDrafts(snapshot);
  for (const emission of emissions.toSorted((a, b) => compareText(a.ingress, b.ingress))) {
    if (emission.blocked || emission.objects.length === 0) continue;
    const step = addRoutes(drafts, wave, emission);
    diagnostics.push(...step.diagnostics);
    if (step.value !== undefined) drafts = step.value;
  }
  return outcome(changesOf(drafts), diagnostics);
}

/**
 * "overlay" puts the routes of every Ingress of a kustomization beside the outermost one; plans put those they speak of into the base, with
 * a twin for every patch.
 */
export type Placement = "beside" | "overlay" | TwinPlans;

type OtherCluster = Pick<ClusterSurvey, "inventory" | "emissions">;

interface AddWave {
  readonly cluster: ClusterInventory;
  readonly config: Config;
  readonly emissions: readonly Emission[];
  readonly otherClusters: readonly OtherCluster[];
  readonly placement: Placement;
  readonly renders: RenderBook | undefined;
}

function addRoutes(drafts: Drafts, wave: AddWave, emission: Emission): Outcome<Drafts | undefined> {
  const places = sitesOf(wave.cluster, emission.ingress);
  const released = wave.cluster.ingresses.filter(
    ({ key, release }) => key === emission.ingress && release !== undefined,
  );
  if (places.length + released.length === 0)
    throw new InvariantError("an emission for an Ingress that the inventory does not have");
  const steps = [
    ...released.map((ingress) => (from: Drafts) => addToRelease(from, wave, emission, ingress)),
    ...places.map((place) => (from: Drafts) => addAtSite(from, wave, emission, place)),
  ];
  const diagnostics: Diagnostic[] = [];
  let current = drafts;
  for (const take of steps) {
    const step = take(current);
    diagnostics.push(...step.diagnostics);
    if (step.value === undefined) return outcome(undefined, diagnostics);
    current = step.value;
  }
  return outcome(current, diagnostics);
}

function addAtSite(
  drafts: Drafts,
  wave: AddWave,
  emission: Emission,
  place: TextSite,
): Outcome<Drafts | undefined> {
  const { ingress, site } = place;
  const where: Where = { at: site.place, ingress: ingress.key };
  if (ingress.sourceKind !== "manifest" && ingress.sourceKind !== "kustomize") {
    return stop(diagnose("rewrite-source-kind", { kind: ingress.sourceKind }, where));
  }
  const guarded = readEditable(drafts, site.path, where);
  if (!guarded.ok) return stop(guarded.diagnostic);
  const { file } = guarded;
  const everywhere = [wave.cluster, ...wave.otherClusters.map(({ inventory }) => inventory)];
  const plan = typeof wave.placement === "string" ? undefined : wave.placement.get(siteId(site));
  if (plan !== undefined) return addWithTwins(drafts, wave, emission, place, plan, where);
  const isOverlaid = wave.placement === "overlay" || isReshaped(place, everywhere);
  if (ingress.overlay !== undefined && isOverlaid) {
    return addToOverlay(drafts, wave, emission, place, ingress.overlay, where);
  }
  const source = ingressAt(file, site, ingress.name);
  if (source === undefined) return stop(diagnose("rewrite-site-missing", { path: site.path }, where));
  const objects = asWritten(emission.objects, ingress, source);
  const differing = differingDeployments(wave, place, source, objects);
  if (differing.length > 0) {
    return stop(diagnose("rewrite-sites-differ", { path: site.path, others: differing }, where));
  }
  return addBeside(drafts, wave, emission, place, file, objects, where);
}

/** Into the base, as the base has the Ingress; then every patch on the way gets its twin. */
function addWithTwins(
  drafts: Drafts,
  wave: AddWave,
  emission: Emission,
  place: TextSite,
  plan: TwinPlan,
  where: Where,
): Outcome<Drafts | undefined> {
  const guarded = readEditable(drafts, place.site.path, where);
  if (!guarded.ok) return stop(guarded.diagnostic);
  const { spec, written } = place.ingress;
  const text = foreignSubstitution(emission.objects.map(toData), JSON.stringify(spec), written);
  if (text !== undefined) return stop(diagnose("rewrite-substitution", { text }, where));
  const base = { ...place, ingress: plan.ingress };
  const added = addBeside(drafts, wave, emission, base, guarded.file, plan.objects, where);
  if (added.value === undefined) return added;
  const diagnostics = [...added.diagnostics];
  let current = added.value;
  for (const twin of plan.twins) {
    const step = writeTwin(current, twin, where);
    diagnostics.push(...step.diagnostics);
    if (step.value === undefined) return outcome(undefined, diagnostics);
    current = step.value;
  }
  return outcome(current, diagnostics);
}

function addBeside(
  drafts: Drafts,
  wave: AddWave,
  emission: Emission,
  place: TextSite,
  file: YamlFile,
  objects: readonly Json[],
  where: Where,
): Outcome<Drafts | undefined> {
  const { ingress, site } = place;
  const source = ingressAt(file, site, site.writtenName ?? ingress.name);
  const text = foreignSubstitution(objects, JSON.stringify(source), ingress.written);
  if (text !== undefined) return stop(diagnose("rewrite-substitution", { text }, where));
  const mode = isAppended(wave.config, place, file) ? "append" : "file";
  const elsewhere = routesElsewhere(wave.cluster, place, emission.objects.map(toData), mode, where);
  const missing = objects.filter((_object, index) => elsewhere.value[index] !== true);
  if (missing.length === 0) return outcome(drafts, elsewhere.diagnostics);
  const step =
    mode === "append"
      ? appendRoutes(drafts, place, file, missing, where)
      : addFile(drafts, wave.cluster, place, file, missing, where);
  return outcome(step.value, [...elsewhere.diagnostics, ...step.diagnostics]);
}

/** Beside the outermost kustomization, for an Ingress that is changed on its way to the cluster. */
function addToOverlay(
  drafts: Drafts,
  wave: AddWave,
  emission: Emission,
  place: TextSite,
  { kustomization, supplied }: Overlay,
  where: Where,
): Outcome<Drafts | undefined> {
  const guarded = readEditable(drafts, kustomization, where);
  if (!guarded.ok) return stop(guarded.diagnostic);
  const objects = asListedIn(emission.objects, place.ingress, supplied);
  if (objects === undefined) {
    return stop(diagnose("rewrite-overlay-name", { kustomization, suffix: supplied.nameSuffix }, where));
  }
  const text = foreignSubstitution(objects, JSON.stringify(place.ingress.spec), place.ingress.written);
  if (text !== undefined) return stop(diagnose("rewrite-substitution", { text }, where));
  const site = overlaySite(place, kustomization);
  const elsewhere = routesElsewhere(wave.cluster, site, emission.objects.map(toData), "file", where);
  const missing = objects.filter((_object, index) => elsewhere.value[index] !== true);
  if (missing.length === 0) return outcome(drafts, elsewhere.diagnostics);
  const step = addFile(drafts, wave.cluster, site, guarded.file, missing, where, "end");
  return outcome(step.value, [...elsewhere.diagnostics, ...step.diagnostics]);
}

/** Other deployments of the same text get the same file, so their routes must be the same. */
function differingDeployments(
  wave: AddWave,
  place: TextSite,
  source: Json,
  objects: readonly Json[],
): readonly string[] {
  const isSame = (cluster: OtherCluster, other: InventoryIngress) => {
    const emission = cluster.emissions.find(({ ingress }) => ingress === other.key);
    if (emission === undefined || emission.blocked) return false;
    return equalJson(asWritten(emission.objects, other, source), objects);
  };
  const own = { inventory: wave.cluster, emissions: wave.emissions };
  return [own, ...wave.otherClusters].flatMap((cluster) =>
    cluster.inventory.ingresses
      .filter((other) => siteId(other.site) === siteId(place.site) && other !== place.ingress)
      .filter((other) => !isSame(cluster, other))
      .map((other) => (cluster === own ? other.key : `${cluster.inventory.name}: ${other.key}`)),
  );
}

function isAppended(config: Config, place: TextSite, file: YamlFile): boolean {
  if (file.style.format === "json" || place.site.item !== undefined) return false;
  if (config.place === "same-file") return true;
  return place.listedBy.length === 0 && !holdsOnlyIngresses(file);
}

function addFile(
  drafts: Drafts,
  cluster: ClusterInventory,
  place: TextSite,
  file: YamlFile,
  objects: readonly Json[],
  where: Where,
  /** The entry the new one stands beside, or the end of the list. */
  neighbour: RepoPath | "end" = place.site.path,
): Outcome<Drafts | undefined> {
  const written = writeRouteFile(drafts, cluster, place, file, objects, where);
  if (written.value === undefined) return outcome(undefined, written.diagnostics);
  const diagnostics = [...written.diagnostics];
  let current = written.value.drafts;
  for (const listing of place.listedBy) {
    const listed = listBeside(current, listing, neighbour, written.value.path, where);
    diagnostics.push(...listed.diagnostics);
    if (listed.value === undefined) return outcome(undefined, diagnostics);
    current = listed.value;
  }
  return outcome(current, diagnostics);
}

function appendRoutes(
  drafts: Drafts,
  place: TextSite,
  file: YamlFile,
  objects: readonly Json[],
  where: Where,
): Outcome<Drafts | undefined> {
  const present = file.documents.map((document) => document.value ?? null);
  const found = objects.map((object) => findObject(present, object, place.ingress.namespace));
  const fresh = objects.filter((_object, index) => found[index] === undefined);
  const differing = objects.flatMap((object, index) =>
    found[index] === undefined ? [] : differenceOf(file.path, object, found[index], where),
  );
  if (fresh.length === 0) return outcome(drafts, differing);
  const style = freshStyle(file.style);
  const because = "routes beside their Ingress";
  const printed = fresh.map((object) => printYaml(object, style)).join(`---${style.eol}`);
  const edits = appendDocument(file, printed, because);
  if (edits.value === undefined) return outcome(undefined, located(edits.diagnostics, where));
  const text = applyEdits(file.text, edits.value);
  // An empty document at the end of the file is where the first route goes.
  const after = readYamlFile(file.path, text).value.documents.length;
  const kept =
    after < present.length + fresh.length && present.at(-1) === null ? present.slice(0, -1) : present;
  const confirmed = confirmChange(file.path, file.text, text, [...kept, ...fresh], edits.value);
  if (!confirmed.value) return outcome(undefined, located(confirmed.diagnostics, where));
  return outcome(withText(drafts, file.path, text, because), differing);
}

function stop(diagnostic: Diagnostic): Outcome<undefined> {
  return outcome(undefined, [diagnostic]);
}
