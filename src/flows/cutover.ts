/**
 * Cutover: hands the names of a wave from its Ingresses to its routes, by moving one annotation of external-dns from the routes to the
 * Ingresses. Both stay otherwise as they are, so both sides answer while DNS changes; taking it back moves the names back.
 */
import {
  canonicalJson,
  type Diagnostic,
  diagnose,
  type Outcome,
  outcome,
} from "../diagnostics/diagnostic.ts";
import { compareText, type IngressKey } from "../model/brands.ts";
import { dnsPrefixes, dnsStateOf, handedOver, keptAway, withSlash } from "../model/dns.ts";
import type { InventoryIngress } from "../model/ingress.ts";
import type { PlacedObject } from "../model/inventory.ts";
import type { RepoSnapshot } from "../model/snapshot.ts";
import type { ClusterSurvey, CutoverProposal, HandedOverName, Survey } from "../model/survey.ts";
import { changeAnnotations } from "../rewrite/annotations.ts";
import { changesOf, type Drafts, noDrafts } from "../rewrite/drafts.ts";
import { identity } from "./by-cluster.ts";
import { emptyChanges } from "./draft-wave.ts";
import { overlaySnapshot } from "./overlay.ts";

export interface CutoverRequest {
  readonly wave: number;
  /** undefined: every cluster. */
  readonly cluster: string | undefined;
}

/** `resurvey` reads a changed snapshot under the same options as the survey. */
export function proposeCutover(
  survey: Survey,
  request: CutoverRequest,
  resurvey: (snapshot: RepoSnapshot) => Survey,
): Outcome<CutoverProposal> {
  const diagnostics: Diagnostic[] = [];
  let drafts = noDrafts(survey.snapshot);
  const moved: { readonly cluster: ClusterSurvey; readonly key: IngressKey }[] = [];
  for (const cluster of survey.clusters) {
    const { name } = cluster.inventory;
    if (request.cluster !== undefined && request.cluster !== name) continue;
    for (const ingress of candidates(survey, cluster, request.wave)) {
      const step = quietIngress(drafts, cluster, ingress);
      diagnostics.push(...step.diagnostics);
      if (step.value === undefined) continue;
      drafts = step.value;
      moved.push({ cluster, key: ingress.key });
    }
  }
  if (moved.length === 0) return outcome(nothing, diagnostics);
  const between = resurvey(overlaySnapshot(survey.snapshot, changesOf(drafts)));
  for (const { cluster, key } of moved) {
    const step = wakeRoutes(drafts, cluster, between, key);
    diagnostics.push(...step.diagnostics);
    if (step.value === undefined) return outcome(nothing, diagnostics);
    drafts = step.value;
  }
  const changes = changesOf(drafts);
  const wrong = unintended(survey, resurvey(overlaySnapshot(survey.snapshot, changes)), moved);
  if (wrong.length > 0) return outcome(nothing, [...diagnostics, ...wrong]);
  const handed = moved.map(({ cluster, key }) => `${cluster.inventory.name}: ${key}`);
  const names = moved.flatMap(({ cluster, key }) => nameOf(cluster, key));
  return outcome({ changes, handedOver: handed, names }, diagnostics);
}

const nothing: CutoverProposal = { changes: emptyChanges, handedOver: [], names: [] };

/** For people: what is written is decided by the annotations alone. */
function nameOf(cluster: ClusterSurvey, key: IngressKey): readonly HandedOverName[] {
  const ingress = cluster.inventory.ingresses.find((one) => one.key === key);
  if (ingress === undefined) return [];
  const asked = prefixesOf(cluster, key).flatMap((prefix) =>
    (ingress.annotations[`${prefix}hostname`] ?? "").split(","),
  );
  const hosts = [
    ...ingress.spec.rules.flatMap(({ host }) => host ?? []),
    ...asked.map((host) => host.trim()),
  ];
  const objects = cluster.emissions.find((emission) => emission.ingress === key)?.objects ?? [];
  const routes = objects
    .filter(({ kind }) => kind.endsWith("Route"))
    .map(({ kind, metadata }) => `${kind} ${metadata.name ?? ""}`.trim());
  return [
    {
      cluster: cluster.inventory.name,
      ingress: key,
      path: ingress.site.path,
      line: ingress.site.place.line,
      hosts: [...new Set(hosts.filter((host) => host !== ""))].sort(compareText),
      routes,
    },
  ];
}

/** Ingresses of the wave with quiet routes, that external-dns publishes. */
function candidates(survey: Survey, cluster: ClusterSurvey, wave: number): readonly InventoryIngress[] {
  const keys = new Set(
    survey.waves
      .filter(({ number }) => number === wave)
      .flatMap(({ services }) => services)
      .filter((service) => service.cluster === cluster.inventory.name && service.status === "migrated")
      .flatMap(({ ingresses }) => ingresses),
  );
  return cluster.inventory.ingresses.filter(
    (ingress) =>
      keys.has(ingress.key) &&
      quietKeys(cluster, ingress.key).length > 0 &&
      dnsStateOf(ingress.annotations, prefixesOf(cluster, ingress.key)) === "published",
  );
}

/** Keys by which the routes of an Ingress keep external-dns away. */
function quietKeys(cluster: ClusterSurvey, key: IngressKey): readonly string[] {
  const objects = cluster.emissions.find(({ ingress }) => ingress === key)?.objects ?? [];
  const keys = objects.flatMap(({ metadata: { annotations = {} } }) =>
    Object.keys(annotations).filter((name) => name.endsWith("/controller") && annotations[name] === keptAway),
  );
  return [...new Set(keys)];
}

function prefixesOf(cluster: ClusterSurvey, key: IngressKey): readonly string[] {
  const own = quietKeys(cluster, key).map((name) => name.slice(0, -"controller".length));
  return [...new Set([...own, ...dnsPrefixes])].map(withSlash);
}

function quietIngress(
  drafts: Drafts,
  cluster: ClusterSurvey,
  ingress: InventoryIngress,
): Outcome<Drafts | undefined> {
  const { site, key, release, overlay } = ingress;
  const where = { at: site.place, ingress: key };
  const keys = quietKeys(cluster, key);
  const manual = `Set ${keys.join(" and ")} to "${handedOver}" on the Ingress and take ${keys.length === 1 ? "it" : "them"} off its routes by hand.`;
  const refuse = (what: string) =>
    outcome(undefined, [diagnose("cutover-not-written", { what, manual }, where)]);
  if (release !== undefined)
    return refuse("The Ingress comes out of a Helm release, whose values are not edited for DNS");
  if ((overlay?.changedBy ?? []).length > 0)
    return refuse("The Ingress is changed on its way by a kustomization");
  const isShared = cluster.inventory.ingresses.some(
    (other) =>
      other !== ingress &&
      other.site.path === site.path &&
      other.site.document === site.document &&
      other.site.item === site.item,
  );
  if (isShared) return refuse("The text of the Ingress is deployed several times");
  const base = site.item === undefined ? [] : ["items", site.item];
  const add = Object.fromEntries(keys.map((name) => [name, handedOver]));
  const because = "hands the name over to the routes";
  const place = { path: site.path, document: site.document, base };
  return changeAnnotations(drafts, place, { add, remove: [], because }, where);
}

/** The routes as translation wants them once the Ingress is quiet. */
function wakeRoutes(
  drafts: Drafts,
  cluster: ClusterSurvey,
  between: Survey,
  key: IngressKey,
): Outcome<Drafts | undefined> {
  const namespace = key.slice(0, key.indexOf("/"));
  const now = between.clusters.find(({ inventory }) => inventory.name === cluster.inventory.name);
  const wanted = now?.emissions.find(({ ingress }) => ingress === key)?.objects ?? [];
  const standing = new Map<string, PlacedObject>(
    cluster.inventory.gatewayObjects.map((placed) => [identity(placed.object, "default"), placed]),
  );
  let current = drafts;
  for (const object of wanted) {
    const placed = standing.get(identity(object, namespace));
    if (placed === undefined || !object.kind.endsWith("Route")) continue;
    const before = placed.object.metadata.annotations ?? {};
    const after = object.metadata.annotations ?? {};
    const add = Object.fromEntries(Object.entries(after).filter(([name]) => !Object.hasOwn(before, name)));
    const remove = Object.keys(before).filter((name) => !Object.hasOwn(after, name));
    if (Object.keys(add).length === 0 && remove.length === 0) continue;
    const site = { path: placed.place.path, document: placed.document, base: [] };
    const because = "takes the name over from the Ingress";
    const step = changeAnnotations(
      current,
      site,
      { add, remove, because },
      { at: placed.place, ingress: key },
    );
    if (step.value === undefined) return step;
    current = step.value;
  }
  return outcome(current);
}

/** Ingresses may differ in their annotations of external-dns alone, and every service stays as migrated as it was. */
function unintended(
  before: Survey,
  after: Survey,
  moved: readonly { readonly cluster: ClusterSurvey; readonly key: IngressKey }[],
): readonly Diagnostic[] {
  const ingresses = (survey: Survey) =>
    canonicalJson(
      survey.clusters.map(({ inventory }) =>
        inventory.ingresses.map(({ key, labels, annotations, spec }) => ({
          key,
          labels,
          spec,
          annotations: Object.entries(annotations).filter(([name]) => !name.endsWith("/controller")),
        })),
      ),
    );
  const statuses = (survey: Survey) =>
    canonicalJson(
      survey.waves.flatMap(({ services }) =>
        services.map(({ cluster, name, status }) => [cluster, name, status]),
      ),
    );
  if (ingresses(before) === ingresses(after) && statuses(before) === statuses(after)) return [];
  const what = "After the change the repository would not deploy the same Ingresses with their routes";
  const manual = "Move the annotation by hand: look for overlays that change it on the way.";
  return moved.map(({ key }) => diagnose("cutover-not-written", { what, manual }, { ingress: key }));
}
