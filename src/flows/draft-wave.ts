/**
 * Drafts what a wave changes in one cluster: services with a reason against them stay out, and an Ingress the rewriter refuses takes
 * its whole service out.
 */
import { type Diagnostic, severityOf } from "../diagnostics/diagnostic.ts";
import type { IngressKey } from "../model/brands.ts";
import type { ChangeSet } from "../model/edits.ts";
import type { InventoryIngress } from "../model/ingress.ts";
import type { ClusterInventory } from "../model/inventory.ts";
import type { PlannedService } from "../model/plan.ts";
import type { ClusterSurvey, NotMovedService, Survey, WaveKind } from "../model/survey.ts";
import { ingressId } from "../plan/waves.ts";
import { type Placement, rewriteAdd } from "../rewrite/add.ts";
import { rewriteRemove } from "../rewrite/remove.ts";
import { configFor } from "./by-cluster.ts";
import { reasonsAgainst, sentenceOf, standingRoutes } from "./reasons.ts";

/** Services that the proof keeps from moving, by `serviceId`. */
export type Unproved = ReadonlyMap<string, NotMovedService>;

export interface DraftOptions {
  readonly kind: WaveKind;
  readonly unproved: Unproved;
  /** Ingresses this removal takes along, by `ingressId`. */
  readonly leaving: ReadonlySet<string>;
  readonly placement: Placement;
}

export interface ClusterDraft {
  readonly cluster: ClusterSurvey;
  readonly changes: ChangeSet;
  readonly services: readonly PlannedService[];
  readonly notMoved: readonly NotMovedService[];
  readonly diagnostics: readonly Diagnostic[];
}

export const emptyChanges: ChangeSet = { files: [] };

export function draftCluster(
  survey: Survey,
  cluster: ClusterSurvey,
  services: readonly PlannedService[],
  { kind, unproved, leaving, placement }: DraftOptions,
): ClusterDraft {
  const notMoved: NotMovedService[] = [];
  const target = configFor(survey.config, cluster.inventory.name).target.name;
  let movable: PlannedService[] = [];
  for (const service of services) {
    const reasons =
      unproved.get(serviceId(service)) ??
      reasonsAgainst(survey, service, kind) ??
      standingRoutes(cluster, service, kind, target);
    if (reasons === undefined) movable.push(service);
    else notMoved.push(reasons);
  }
  const diagnostics: Diagnostic[] = [];
  // An Ingress the rewriter refuses takes its whole service out; the others are tried again without it.
  while (movable.length > 0) {
    const rewritten = rewriteCluster(survey, cluster, movable, kind, leaving, placement);
    const refused = rewritten.diagnostics.filter((found) => severityOf(found) === "blocker");
    if (refused.length === 0) {
      diagnostics.push(...rewritten.diagnostics);
      return { cluster, changes: rewritten.value, services: movable, notMoved, diagnostics };
    }
    const hit = movable.filter(({ ingresses }) =>
      refused.some(({ ingress }) => ingress === undefined || ingresses.includes(ingress)),
    );
    for (const service of hit) {
      const own = refused.filter(
        ({ ingress }) => ingress === undefined || service.ingresses.includes(ingress),
      );
      notMoved.push({ service, reasons: own.map(sentenceOf), diagnostics: own });
    }
    diagnostics.push(...refused);
    movable = hit.length === 0 ? [] : movable.filter((service) => !hit.includes(service));
  }
  return { cluster, changes: emptyChanges, services: [], notMoved, diagnostics };
}

function rewriteCluster(
  survey: Survey,
  cluster: ClusterSurvey,
  services: readonly PlannedService[],
  kind: WaveKind,
  leaving: ReadonlySet<string>,
  placement: Placement,
) {
  const keys = keysOf(services);
  const config = configFor(survey.config, cluster.inventory.name);
  const others = survey.clusters.filter((other) => other.inventory.name !== cluster.inventory.name);
  if (kind === "remove") {
    const staying = others.flatMap(({ inventory }) => stayingOf(inventory, leaving));
    return rewriteRemove(survey.snapshot, cluster.inventory, [...keys], config, staying, {
      otherClusters: others.map(({ inventory }) => inventory),
      renders: survey.renders,
    });
  }
  const emissions = cluster.emissions.filter(({ ingress }) => keys.has(ingress));
  return rewriteAdd(survey.snapshot, cluster.inventory, emissions, config, others, placement, survey.renders);
}

/** Ingresses of a cluster that this wave does not take along; a shared text must not leave them without one. */
function stayingOf(inventory: ClusterInventory, leaving: ReadonlySet<string>): readonly InventoryIngress[] {
  return inventory.ingresses.filter(({ key }) => !leaving.has(ingressId(inventory.name, key)));
}

export function refuse(draft: ClusterDraft, because: readonly Diagnostic[]): ClusterDraft {
  const reasons = because.map(sentenceOf);
  const refused = draft.services.map((service) => ({ service, reasons, diagnostics: because }));
  return { ...draft, changes: emptyChanges, services: [], notMoved: [...draft.notMoved, ...refused] };
}

export function keysOf(services: readonly PlannedService[]): ReadonlySet<IngressKey> {
  return new Set(services.flatMap(({ ingresses }) => ingresses));
}

/** Tells services of different clusters apart. */
export function serviceId(service: PlannedService): string {
  return `${service.cluster}\u0000${service.name}`;
}
