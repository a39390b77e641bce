/**
 * From the releases of a cluster to entries of the inventory. An Ingress of a release stands, for whoever edits or reads about it, where
 * its values are written.
 */
import { type Diagnostic, diagnose, type Outcome, outcome, wordingOf } from "../diagnostics/diagnostic.ts";
import { compareText, type RepoPath, resolveRepoPath } from "../model/brands.ts";
import type { Hop } from "../model/hop.ts";
import type { InventoryIngress, SourceKind } from "../model/ingress.ts";
import type { PlacedObject, Unsupported } from "../model/inventory.ts";
import type { Service } from "../model/kube.ts";
import type { Release } from "../model/release.ts";
import type { ReleaseObject } from "./helm/release/release-object.ts";
import { readRelease } from "./helm/release/render-release.ts";
import type { ReleaseWorld } from "./helm/release/world.ts";
import { decidedClass, type IngressContext, strayNote } from "./inventory-ingress.ts";
import { isIngress } from "./objects/ingress.ts";
import type { ParsedObject } from "./objects/parse.ts";
import { isService, toService } from "./objects/service.ts";
import { readIngress } from "./read-ingress.ts";
import type { Rendered } from "./rendered.ts";
import { isGatewayObject } from "./rendered.ts";

export interface TakenReleases {
  readonly ingresses: readonly InventoryIngress[];
  readonly services: readonly Service[];
  readonly gatewayObjects: readonly PlacedObject[];
  /** Those with an Ingress in play, sorted by id. */
  readonly releases: readonly Release[];
  /** Blocks that cannot be read without the chart. */
  readonly unsupported: readonly Unsupported[];
  /** Charts of the repository that may have an Ingress and are not rendered, with a clause for people that says why. */
  readonly unrendered: ReadonlyMap<RepoPath, string>;
}

export function takeReleases(
  releases: readonly Release[],
  world: ReleaseWorld,
  context: IngressContext,
): Outcome<TakenReleases> {
  const diagnostics: Diagnostic[] = [];
  const ingresses: InventoryIngress[] = [];
  const services: Service[] = [];
  const gatewayObjects: PlacedObject[] = [];
  const inPlay: Release[] = [];
  const unsupported: Unsupported[] = [];
  const unrendered = new Map<RepoPath, string>();
  for (const release of distinctIds(releases)) {
    const read = readRelease(release, world);
    const foreign = new Set<string>();
    for (const one of read.value.objects) {
      const { object } = one;
      if (isIngress(object)) {
        const entry = ingressOf(release, one, context);
        diagnostics.push(...entry.diagnostics);
        if (entry.value === undefined) continue;
        ingresses.push(entry.value);
        if (!entry.value.class.ours) foreign.add(entry.value.key);
      } else if (isService(object)) {
        const service = toService(object);
        if (service !== undefined) services.push({ ...service, ...writtenBy(release, one) });
      } else if (isGatewayObject(object)) gatewayObjects.push(placed(release, one));
    }
    // what other controllers read is not ours to judge
    const own = read.diagnostics.filter(({ ingress }) => ingress === undefined || !foreign.has(ingress));
    diagnostics.push(...own);
    unsupported.push(...own.flatMap(unreadBlock));
    const { hasIngress, why } = read.value;
    if (hasIngress) inPlay.push(release);
    if (hasIngress && why !== undefined && release.chart.kind === "own")
      unrendered.set(release.chart.directory, why);
  }
  inPlay.sort((a, b) => compareText(a.id, b.id));
  return outcome(
    { ingresses, services, gatewayObjects, releases: inPlay, unsupported, unrendered },
    diagnostics,
  );
}

function distinctIds(releases: readonly Release[]): readonly Release[] {
  const byId = new Map<string, Release>();
  for (const release of releases) if (!byId.has(release.id)) byId.set(release.id, release);
  return [...byId.values()];
}

function ingressOf(
  release: Release,
  one: ReleaseObject,
  context: IngressContext,
): Outcome<InventoryIngress | undefined> {
  const { object, site, origin } = one;
  const rendered: Rendered = {
    source: sourceOf(one),
    object,
    hops: [],
    refusals: [],
    isDeployed: true,
    substitution: release.substitution,
  };
  const read = readIngress(rendered);
  if (!("ingress" in read)) return outcome(undefined, read);
  const decision = decidedClass(read, context.config);
  const annotations = Object.keys(read.ingress.annotations);
  const entry: InventoryIngress = {
    ...read.ingress,
    cluster: release.cluster,
    class: decision,
    sourceKind: sourceKindOf(release),
    site: {
      path: site.path,
      document: site.document,
      item: site.item,
      place: site.place,
      annotationPlaces: Object.fromEntries(
        annotations.map((key) => [key, site.placeOf(["metadata", "annotations", key])]),
      ),
      hasNamespace: release.owner.statesNamespace,
    },
    chain: chainOf(release, one),
    listedBy: context.listedBy(release.owner.path),
    release: origin,
    ...(read.written === undefined ? {} : { written: read.written }),
  };
  if (!decision.ours) return outcome(entry, strayNote(entry, context));
  const where = { at: site.place, ingress: entry.key };
  return outcome(entry, [
    ...read.diagnostics,
    ...(release.namespaceAssumed === true ? [diagnose("ingress-namespace-assumed", {}, where)] : []),
    ...(release.undeployedBy === undefined
      ? []
      : [diagnose("ingress-not-deployed", { deployer: release.undeployedBy }, where)]),
  ]);
}

function sourceKindOf({ owner }: Release): SourceKind {
  return owner.kind === "flux" || owner.kind === "argocd" ? owner.kind : "helm";
}

/** Owner, then the text of the values, then the template of an own chart. */
function chainOf(release: Release, { origin, site }: ReleaseObject): readonly Hop[] {
  const { chart, chain } = release;
  const last = chain.at(-1);
  const isThere = last?.kind === "values" && last.path === site.path && last.line === site.place.line;
  const values: readonly Hop[] =
    origin.block === undefined || isThere ? [] : [{ kind: "values", path: site.path, line: site.place.line }];
  const path =
    origin.template === undefined || chart.kind !== "own"
      ? undefined
      : resolveRepoPath(chart.directory, origin.template);
  return [...chain, ...values, ...(path === undefined ? [] : [{ kind: "template", path, line: 1 }])];
}

function placed(release: Release, { object, site }: ReleaseObject): PlacedObject {
  const { place, document } = site;
  const { substitution } = release;
  return {
    object,
    place,
    document,
    release: release.id,
    ...(substitution === undefined ? {} : { substitution }),
  };
}

function writtenBy({ substitution }: Release, { object }: ReleaseObject): Pick<Service, "written"> {
  return substitution === undefined ? {} : { written: { object, substitution } };
}

/** A rendered object with the places of the values it was made of. */
function sourceOf({ object, site }: ReleaseObject): ParsedObject {
  const { path, document, item, place } = site;
  return { object, path, document, item, place, placeOf: site.placeOf, sourceOf: () => undefined };
}

/** Blockers that have no Ingress to stand with. */
function unreadBlock(diagnostic: Diagnostic): readonly Unsupported[] {
  const { code, at, ingress } = diagnostic;
  const isUnread =
    code === "helm-service-unknown" ||
    code === "helm-host-unknown" ||
    code === "helm-values-shape" ||
    code === "helm-render-failed" ||
    code === "helm-chart-refused";
  if (!isUnread || at === undefined || ingress !== undefined) return [];
  return [{ path: at.path, line: at.line, reason: wordingOf(diagnostic).message }];
}
