/**
 * Routes as values of the release: into the text that holds the ingress block when every release made of that text wants the same there,
 * else into the highest text that belongs to this release alone. A chart that turns out to render something else gets no values.
 */
import { type Diagnostic, type Outcome, outcome, type Where } from "../../diagnostics/diagnostic.ts";
import type { Json, KubeObject } from "../../model/kube.ts";
import type { Release } from "../../model/release.ts";
import type { BesideRoute } from "../../sources/helm/edit/add-route.ts";
import { routeEvidence } from "../../sources/helm/edit/evidence.ts";
import { filesOf, isPlain, routeSite } from "../../sources/helm/edit/route-site.ts";
import { mergeValues } from "../../sources/helm/layers.ts";
import { equalJson } from "../../yaml/second.ts";
import type { Drafts } from "../drafts.ts";
import { addOwnTemplate } from "./own-template.ts";
import { type LayerDecision, noBlock, planLayer } from "./plan-layer.ts";
import { addProblem, withAdded } from "./render-check.ts";
import { layerAt, sharersOf } from "./sharing.ts";
import { counterpartIn, type EditLayer, type Subject, subjectOf } from "./subject.ts";
import { mayOmitTimeouts } from "./total-timeout.ts";
import { type OpenValues, openValues, writeValues } from "./values-text.ts";
import { type Wanted, wantedOf } from "./wanted.ts";
import {
  ingressesOf,
  type PlacedRelease,
  type RewriteWorld,
  releasesOf,
  releaseWorld,
  titleOf,
} from "./world.ts";

export type ValuesOutcome =
  | {
      readonly kind: "values";
      readonly drafts: Drafts;
      readonly beside: readonly BesideRoute[];
      /** Objects beside the routes that the values make too. */
      readonly attached: readonly KubeObject[];
      /** With what was added. */
      readonly release: Release;
      readonly diagnostics: readonly Diagnostic[];
    }
  | {
      readonly kind: "companion";
      readonly why: string;
      /** Releases that read the block's text and want something else there. */
      readonly differing: readonly string[];
      readonly diagnostics: readonly Diagnostic[];
    }
  | { readonly kind: "refused"; readonly diagnostics: readonly Diagnostic[] };

export function addValues(
  drafts: Drafts,
  world: RewriteWorld,
  subject: Subject,
  wanted: Wanted,
  where: Where,
): ValuesOutcome {
  const { live, blockLayer } = subject;
  if (live === undefined || blockLayer === undefined) return companion(noBlock);
  const prepared = withRouteTemplate(drafts, world, subject, where);
  if (prepared.kind === "companion") return companion(prepared.why);
  let refusal: readonly Diagnostic[] | undefined;
  let differing: readonly string[] = [];
  let why = "each of its values files is read by other releases too, which want something else there";
  for (const layer of layersInOrder(prepared.subject, world)) {
    const tried = tryLayer(prepared.drafts, world, prepared.subject, layer, wanted, where);
    if (tried.kind === "values") {
      const checked = checkRender(drafts, world, subject, wanted, tried);
      if (checked !== undefined) return companion(checked);
      return tried;
    }
    if (tried.kind === "companion") {
      if (tried.differing.length === 0) return tried;
      differing = differing.length === 0 ? tried.differing : differing;
      continue;
    }
    if (tried.diagnostics.some(({ code }) => finalCodes.has(code))) return tried;
    refusal ??= tried.diagnostics;
  }
  const hard = refusal?.filter(({ code }) => closedCodes.has(code)) ?? [];
  if (hard.length > 0) return { kind: "refused", diagnostics: hard };
  if (refusal !== undefined) why = "its values are written in a form that is not edited";
  return { kind: "companion", why, differing, diagnostics: [] };
}

/** A person's own route values, and text another tool would replace, are no matter of where to write. */
const finalCodes: ReadonlySet<string> = new Set(["helm-values-taken", "helm-values-substitution"]);
/** What is deployed from such a text nobody can read off it. */
const closedCodes: ReadonlySet<string> = new Set(["helm-values-encrypted", "helm-values-templated"]);

function companion(why: string): ValuesOutcome {
  return { kind: "companion", why, differing: [], diagnostics: [] };
}

/** The block's own text first, then those of this release alone from the top. */
function layersInOrder(subject: Subject, world: RewriteWorld): readonly EditLayer[] {
  const { blockLayer, layers, placed } = subject;
  const all = releasesOf(world);
  const alone = layers.filter(
    ({ site, index }) =>
      site !== undefined && index !== "defaults" && sharersOf(all, placed, site).length === 0,
  );
  const others = alone.filter((layer) => layer.index !== blockLayer?.index).toReversed();
  return blockLayer === undefined ? others : [blockLayer, ...others];
}

function tryLayer(
  drafts: Drafts,
  world: RewriteWorld,
  subject: Subject,
  layer: EditLayer,
  wanted: Wanted,
  where: Where,
): ValuesOutcome {
  const { site } = layer;
  if (site === undefined) return companion(noBlock);
  const sharers = sharersOf(releasesOf(world), subject.placed, site);
  const name = subject.placed.cluster.inventory.name;
  const staysHome = sharers.every(({ cluster }) => cluster.inventory.name === name);
  // Another cluster may have another target.
  const omits = staysHome && mayOmitTimeouts(world.config.target.name);
  const planned = planAt(drafts, subject, layer, wanted, omits, where);
  if (planned.value === undefined) return { kind: "refused", diagnostics: planned.diagnostics };
  if (planned.value.decision.kind === "companion") {
    const { why, diagnostics } = planned.value.decision;
    return { kind: "companion", why, differing: [], diagnostics };
  }
  const { decision, values } = planned.value;
  const { plan } = decision;
  const differing = sharers
    .filter((sharer) => !wantsTheSame(drafts, world, subject, sharer, layer, plan.added, omits, where))
    .map(titleOf);
  if (differing.length > 0) {
    const why = `${site.path} is read by ${differing.join(", ")} too, where such a route would be wrong`;
    return { kind: "companion", why, differing, diagnostics: [] };
  }
  const change = (found: Json) => mergeValues(found, plan.added);
  const written = writeValues(drafts, values, plan.edits, change, where);
  if (written.value === undefined) return { kind: "refused", diagnostics: written.diagnostics };
  return {
    kind: "values",
    drafts: written.value,
    beside: plan.beside,
    attached: plan.attached,
    release: withAdded(subject.placed.release, layer, plan.addedValues),
    diagnostics: [...planned.diagnostics, ...written.diagnostics],
  };
}

function planAt(
  drafts: Drafts,
  subject: Subject,
  layer: EditLayer,
  wanted: Wanted,
  omits: boolean,
  where: Where,
): Outcome<{ readonly decision: LayerDecision; readonly values: OpenValues } | undefined> {
  const { facts, live } = subject;
  if (layer.site === undefined || live === undefined) return outcome(undefined);
  const opened = openValues(drafts, layer.site, where);
  if (!opened.ok) return outcome(undefined, [opened.diagnostic]);
  const { values } = opened;
  const site =
    facts.identity === undefined ? undefined : routeSite(facts.identity, live.block.keyPath, facts.files);
  const request = { subject, layer, values, site, ...wanted, mayOmitTimeouts: omits };
  const planned = planLayer(request);
  const found = planned.diagnostics.map((one) => ({ ...one, ingress: where.ingress }));
  if (planned.value === undefined) return outcome(undefined, found);
  return outcome({ decision: planned.value, values }, found);
}

/** True when the other release, left to itself, would write the same into this text. */
function wantsTheSame(
  drafts: Drafts,
  world: RewriteWorld,
  subject: Subject,
  sharer: PlacedRelease,
  layer: EditLayer,
  added: Json,
  omits: boolean,
  where: Where,
): boolean {
  const ingress = counterpartIn(ingressesOf(sharer), subject);
  const emission = sharer.cluster.emissions.find((one) => one.ingress === ingress?.key);
  if (ingress === undefined || emission === undefined || emission.blocked || layer.site === undefined)
    return false;
  const other = subjectOf(drafts, releaseWorld(drafts, world), sharer, ingress);
  const text = layerAt(other.layers, layer.site);
  if (text === undefined || other.live === undefined) return false;
  const planned = planAt(drafts, other, text, wantedOf(emission), omits, where).value;
  return planned?.decision.kind === "values" && equalJson(planned.decision.plan.added, added);
}

/** With route values at hand the chart is taken as it is; an own chart of a known shape gets a template. */
function withRouteTemplate(
  drafts: Drafts,
  world: RewriteWorld,
  subject: Subject,
  where: Where,
):
  | { readonly kind: "ready"; readonly drafts: Drafts; readonly subject: Subject }
  | { readonly kind: "companion"; readonly why: string } {
  const { facts, live, placed, ingress } = subject;
  const ready = { kind: "ready", drafts, subject } as const;
  const { chart }: Release = placed.release;
  if (chart.kind !== "own" || live === undefined || facts.files === undefined) return ready;
  if (!isPlain(live.block.keyPath)) return ready;
  const site =
    facts.identity === undefined ? undefined : routeSite(facts.identity, live.block.keyPath, facts.files);
  const route = site?.site.route;
  if (
    route?.kind === "values" &&
    routeEvidence(route, site?.version, filesOf(facts.files, site)).kind === "has"
  )
    return ready;
  const added = addOwnTemplate(drafts, chart.directory, facts.files, where);
  if (added.kind === "companion") return added;
  const fresh = subjectOf(added.drafts, releaseWorld(added.drafts, world), placed, ingress);
  return { kind: "ready", drafts: added.drafts, subject: fresh };
}

function checkRender(
  before: Drafts,
  world: RewriteWorld,
  subject: Subject,
  wanted: Wanted,
  done: Extract<ValuesOutcome, { kind: "values" }>,
): string | undefined {
  if (done.drafts === before) return undefined;
  const { release } = subject.placed;
  const worlds = { before: releaseWorld(before, world), after: releaseWorld(done.drafts, world) };
  const beside = new Set(done.beside.map(({ route }) => route.name));
  const expected = {
    routes: wanted.routes.filter(({ name }) => !beside.has(name)),
    attached: done.attached,
  };
  return addProblem(release, done.release, worlds, expected, mayOmitTimeouts(world.config.target.name));
}
