/**
 * The add wave for an Ingress that a Helm release makes: routes as values where the chart can say them, the rest as manifests beside the
 * release. Nothing of it counts unless all of it is confirmed.
 */
import {
  type Diagnostic,
  diagnose,
  type Outcome,
  outcome,
  type Where,
} from "../../diagnostics/diagnostic.ts";
import type { InventoryIngress } from "../../model/ingress.ts";
import type { KubeObject } from "../../model/kube.ts";
import type { Emission } from "../../model/translation.ts";
import { routeSite } from "../../sources/helm/edit/route-site.ts";
import type { Drafts } from "../drafts.ts";
import { addValues, type ValuesOutcome } from "./add-values.ts";
import { addCompanions, namesRoutes } from "./companion.ts";
import { type Subject, subjectOf } from "./subject.ts";
import { wantedOf } from "./wanted.ts";
import { type PlacedRelease, type RewriteWorld, releaseWorld } from "./world.ts";

export function addToRelease(
  drafts: Drafts,
  world: RewriteWorld,
  emission: Emission,
  ingress: InventoryIngress,
): Outcome<Drafts | undefined> {
  const where: Where = { at: ingress.site.place, ingress: ingress.key };
  const release = world.cluster.releases?.find(({ id }) => id === ingress.release?.release);
  if (release === undefined) {
    return outcome(undefined, [diagnose("rewrite-site-missing", { path: ingress.site.path }, where)]);
  }
  const own = { inventory: world.cluster, emissions: world.emissions };
  const placed: PlacedRelease = { cluster: own, release };
  const subject = subjectOf(drafts, releaseWorld(drafts, world), placed, ingress);
  const decided: ValuesOutcome = mayUseValues(subject, emission.objects)
    ? addValues(drafts, world, subject, wantedOf(emission), where)
    : {
        kind: "companion",
        why: "policies refer to the route by a name the chart would not give it",
        differing: [],
        diagnostics: [],
      };
  if (decided.kind === "refused") return outcome(undefined, decided.diagnostics);
  if (decided.kind === "values") {
    const kept = new Set(decided.beside.map(({ route }) => route.name));
    const objects = emission.objects.filter((object) =>
      object.kind === "HTTPRoute" ? kept.has(object.metadata.name ?? "") : !decided.attached.includes(object),
    );
    if (objects.length === 0) return outcome(decided.drafts, decided.diagnostics);
    const why = decided.beside[0]?.why ?? "they are no routes";
    const now: Subject = { ...subject, placed: { ...placed, release: decided.release } };
    const step = addCompanions({ drafts: decided.drafts, world, subject: now, objects, why, where });
    return outcome(step.value, [...decided.diagnostics, ...step.diagnostics]);
  }
  const { why, differing } = decided;
  if (release.home.kind === "none" && differing.length > 0) {
    const path = subject.blockLayer?.site?.path ?? ingress.site.path;
    return outcome(undefined, [diagnose("rewrite-sites-differ", { path, others: differing }, where)]);
  }
  const step = addCompanions({ drafts, world, subject, objects: emission.objects, why, where });
  return outcome(step.value, [...notesOf(decided.diagnostics, subject, why, where), ...step.diagnostics]);
}

/** Charts that name a route like the Ingress keep what policies say of it true. */
function mayUseValues(subject: Subject, objects: readonly KubeObject[]): boolean {
  if (!namesRoutes(objects)) return true;
  const { facts, live } = subject;
  if (facts.identity === undefined || live === undefined) return true;
  const route = routeSite(facts.identity, live.block.keyPath, facts.files)?.site.route;
  if (route?.kind !== "values") return true;
  return ["route-map", "rule-list", "own"].includes(route.dialect.kind);
}

/** One note per Ingress, whichever text the reason was found in. */
function notesOf(
  found: readonly Diagnostic[],
  subject: Subject,
  why: string,
  where: Where,
): readonly Diagnostic[] {
  const others = found.filter(({ code }) => code !== "helm-companion");
  const { facts, live } = subject;
  const key = live?.block.keyPath.join(".") ?? "ingress";
  const chart = facts.identity?.name ?? "the chart";
  return [...others, diagnose("helm-companion", { key, chart, why }, where)];
}
