/**
 * Propose: what one wave would change, rendered again and proved before anybody sees it. A change that does more than it
 * should is refused whole, not published.
 */
import {
  canonicalJson,
  type Diagnostic,
  diagnose,
  type Outcome,
  outcome,
  severityOf,
  stableId,
  wordingOf,
} from "../diagnostics/diagnostic.ts";
import { compareText, type IngressKey } from "../model/brands.ts";
import type { ChangeSet } from "../model/edits.ts";
import type { InventoryIngress } from "../model/ingress.ts";
import type { ClusterInventory, Inventory } from "../model/inventory.ts";
import type { KubeObject } from "../model/kube.ts";
import type { PlannedService } from "../model/plan.ts";
import type { Proof } from "../model/proof.ts";
import type {
  ClusterSurvey,
  MovedIngress,
  NotMovedService,
  ProposeWave,
  Survey,
  WaveProposal,
} from "../model/survey.ts";
import { ingressId } from "../plan/waves.ts";
import { rewriteAdd } from "../rewrite/add.ts";
import { rewriteRemove } from "../rewrite/remove.ts";
import { takeInventory } from "../sources/inventory.ts";
import { brokenBuilds } from "../sources/kustomize/broken-builds.ts";
import { diagnoseProof } from "../verify/diagnose.ts";
import { joinChangeSets } from "./change-sets.ts";
import { confirmRender } from "./confirm.ts";
import { overlaySnapshot } from "./overlay.ts";
import { joinProofs, proveCluster } from "./prove.ts";
import { configFor, identity } from "./survey.ts";

type Kind = "add" | "remove";
type WaveRequest = Parameters<ProposeWave>[1];

type Placement = "beside" | "overlay";

interface DraftOptions {
  readonly kind: Kind;
  readonly unproved: Unproved;
  /** Ingresses this removal takes along, by `ingressId`. */
  readonly leaving: ReadonlySet<string>;
  readonly placement: Placement;
}

interface ClusterDraft {
  readonly cluster: ClusterSurvey;
  readonly changes: ChangeSet;
  readonly services: readonly PlannedService[];
  readonly notMoved: readonly NotMovedService[];
  readonly diagnostics: readonly Diagnostic[];
}

const emptyChanges: ChangeSet = { files: [] };

export const proposeWave: ProposeWave = (survey, request) => proposeWithout(survey, request, new Map());

/** Services that the proof keeps from moving, by "cluster\u0000service". */
type Unproved = ReadonlyMap<string, NotMovedService>;

function proposeWithout(survey: Survey, request: WaveRequest, unproved: Unproved): Outcome<WaveProposal> {
  const wanted = survey.waves
    .filter(({ number }) => number === request.wave)
    .flatMap(({ services }) => services)
    .filter(({ cluster }) => request.cluster === undefined || cluster === request.cluster);

  const beside = attempt(survey, request, wanted, unproved, "beside");
  // A route in a shared base reaches overlays it is not meant for; beside the outermost kustomization it does not.
  const chosen =
    beside.isRefused && request.kind === "add" && hasOverlays(survey)
      ? betterOf(beside, attempt(survey, request, wanted, unproved, "overlay"))
      : beside;
  const { drafts, changes, confirmed, isRefused, inventory } = chosen;
  const final = isRefused ? drafts.map((draft) => refuse(draft, confirmed)) : drafts;
  const after = isRefused ? survey.inventory : inventory;
  const proposal = conclude(survey, request, final, isRefused ? emptyChanges : changes, after);
  const open = openDoors(final, proposal.proof, unproved);
  if (open.size > unproved.size) return proposeWithout(survey, request, open);
  const proofFindings = diagnoseProof(proposal.proof);
  return outcome(proposal, [
    ...drafts.flatMap(({ diagnostics }) => diagnostics),
    ...confirmed,
    ...proofFindings,
  ]);
}

interface Attempt {
  readonly drafts: readonly ClusterDraft[];
  readonly changes: ChangeSet;
  /** What rendering again found. */
  readonly confirmed: readonly Diagnostic[];
  readonly isRefused: boolean;
  /** The inventory of the repository with the changes. */
  readonly inventory: Inventory;
}

function attempt(
  survey: Survey,
  request: WaveRequest,
  wanted: readonly PlannedService[],
  unproved: Unproved,
  placement: Placement,
): Attempt {
  const leaving = new Set(
    wanted
      .filter(({ status }) => status === "migrated")
      .flatMap(({ cluster, ingresses }) => ingresses.map((key) => ingressId(cluster, key))),
  );
  let changes = emptyChanges;
  const drafts: ClusterDraft[] = [];
  for (const cluster of survey.clusters) {
    const services = wanted.filter((service) => service.cluster === cluster.inventory.name);
    if (services.length === 0) continue;
    const base = overlaySurvey(survey, changes);
    const draft = draftCluster(base, cluster, services, { kind: request.kind, unproved, leaving, placement });
    changes = joinChangeSets(changes, draft.changes);
    drafts.push(draft);
  }
  const isUnchanged = changes.files.length === 0;
  const after = overlaySnapshot(survey.snapshot, changes);
  const inventory = isUnchanged ? survey.inventory : takeInventory(after, survey.config).value;
  const changed = new Set(changes.files.map(({ path }) => path));
  const confirmed = [
    ...confirmRender(survey, inventory, {
      kind: request.kind,
      moved: new Map(drafts.map(({ cluster, services }) => [cluster.inventory.name, keysOf(services)])),
    }),
    ...brokenBuilds(survey.snapshot, after, survey.config.ignore, changed),
  ];
  const isRefused = confirmed.some((diagnostic) => severityOf(diagnostic) === "blocker");
  return { drafts, changes, confirmed, isRefused, inventory };
}

function betterOf(first: Attempt, second: Attempt): Attempt {
  return second.isRefused ? first : second;
}

function hasOverlays(survey: Survey): boolean {
  return survey.clusters.some(({ inventory }) =>
    inventory.ingresses.some(({ overlay }) => overlay !== undefined),
  );
}

/** Access control that is not proved equal fails closed: the service stays, whatever the translation thought of it. */
function openDoors(drafts: readonly ClusterDraft[], proof: Proof, known: Unproved): Unproved {
  const open = new Map(known);
  for (const host of proof.hosts) {
    const findings = diagnoseProof({ ...proof, hosts: [host] }).filter(
      ({ code }) => code === "proof-access-difference",
    );
    if (findings.length === 0) continue;
    for (const { services } of drafts) {
      for (const service of services.filter(({ hosts }) =>
        hosts.includes(host.host === "*" ? "" : host.host),
      )) {
        const reasons = [...new Set(findings.map(sentenceOf))];
        open.set(serviceId(service), { service, reasons, diagnostics: findings });
      }
    }
  }
  return open;
}

function serviceId(service: PlannedService): string {
  return `${service.cluster}\u0000${service.name}`;
}

/** Later clusters are rewritten on top of what earlier ones changed: two overlays may share a base. */
function overlaySurvey(survey: Survey, changes: ChangeSet): Survey {
  if (changes.files.length === 0) return survey;
  return { ...survey, snapshot: overlaySnapshot(survey.snapshot, changes) };
}

function keysOf(services: readonly PlannedService[]): ReadonlySet<IngressKey> {
  return new Set(services.flatMap(({ ingresses }) => ingresses));
}

function draftCluster(
  survey: Survey,
  cluster: ClusterSurvey,
  services: readonly PlannedService[],
  { kind, unproved, leaving, placement }: DraftOptions,
): ClusterDraft {
  const notMoved: NotMovedService[] = [];
  let movable: PlannedService[] = [];
  for (const service of services) {
    const reasons =
      unproved.get(serviceId(service)) ??
      reasonsAgainst(survey, service, kind) ??
      standingRoutes(cluster, service, kind);
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
  kind: Kind,
  leaving: ReadonlySet<string>,
  placement: Placement,
) {
  const keys = keysOf(services);
  const config = configFor(survey.config, cluster.inventory.name);
  const others = survey.clusters.filter((other) => other.inventory.name !== cluster.inventory.name);
  if (kind === "remove") {
    const staying = others.flatMap(({ inventory }) => stayingOf(inventory, leaving));
    return rewriteRemove(survey.snapshot, cluster.inventory, [...keys], config, staying);
  }
  const emissions = cluster.emissions.filter(({ ingress }) => keys.has(ingress));
  return rewriteAdd(survey.snapshot, cluster.inventory, emissions, config, others, placement);
}

/** Ingresses of a cluster that this wave does not take along; a shared text must not leave them without one. */
function stayingOf(inventory: ClusterInventory, leaving: ReadonlySet<string>): readonly InventoryIngress[] {
  return inventory.ingresses.filter(({ key }) => !leaving.has(ingressId(inventory.name, key)));
}

/** undefined: the service may move. */
function reasonsAgainst(survey: Survey, service: PlannedService, kind: Kind): NotMovedService | undefined {
  if (!survey.configIsValid) {
    return {
      service,
      reasons: ["The configuration has errors; nothing is written until they are mended."],
      diagnostics: [],
    };
  }
  if (!hasGateway(survey, service)) {
    const reason =
      "No Gateway is named for it: set `gateway: {name, namespace}` in .github/tidegate.yml. Nothing was written.";
    return { service, reasons: [reason], diagnostics: [] };
  }
  if (service.status === "held") {
    return { service, reasons: [`Held: ${service.holdReason ?? "no reason given"}.`], diagnostics: [] };
  }
  if (service.status === "blocked") {
    const diagnostics = service.ingresses.flatMap(
      (key) => survey.blockers.get(ingressId(service.cluster, key)) ?? [],
    );
    return { service, reasons: [...new Set(diagnostics.map(sentenceOf))], diagnostics };
  }
  if (kind === "remove" && service.status !== "migrated") {
    return {
      service,
      reasons: ["Its routes are not in the repository yet: add them first."],
      diagnostics: [],
    };
  }
  return undefined;
}

/** Verdicts can be shown without a Gateway; a route that attaches to a guess is not written. */
function hasGateway(survey: Survey, service: PlannedService): boolean {
  const config = configFor(survey.config, service.cluster);
  if (config.gateway !== undefined) return true;
  const cluster = survey.clusters.find(({ inventory }) => inventory.name === service.cluster);
  return service.ingresses.every((key) => {
    const className = cluster?.inventory.ingresses.find((ingress) => ingress.key === key)?.class.name;
    return className !== undefined && Object.hasOwn(config.gatewayByClass, className);
  });
}

/** An add wave leaves a route alone that somebody else wrote under the name it would use. */
function standingRoutes(
  cluster: ClusterSurvey,
  service: PlannedService,
  kind: Kind,
): NotMovedService | undefined {
  if (kind === "remove") return undefined;
  const standing = new Map(
    cluster.inventory.gatewayObjects.map(
      ({ object, place }) => [identity(object, "default"), { object, place }] as const,
    ),
  );
  const diagnostics = service.ingresses.flatMap((key) => {
    const namespace = key.slice(0, key.indexOf("/"));
    const objects = cluster.emissions.find(({ ingress }) => ingress === key)?.objects ?? [];
    return objects.flatMap((object) => {
      const found = standing.get(identity(object, namespace));
      const wanted = { ...object, metadata: { namespace, ...object.metadata } };
      if (found === undefined || sameObject(found.object, wanted)) return [];
      const params = { object: identity(object, namespace) };
      return [diagnose("route-stands-already", params, { at: found.place, ingress: key })];
    });
  });
  if (diagnostics.length === 0) return undefined;
  return { service, reasons: diagnostics.map(sentenceOf), diagnostics };
}

function sameObject(a: KubeObject, b: KubeObject): boolean {
  const text = (object: KubeObject) =>
    canonicalJson({ ...object, metadata: { namespace: "default", ...object.metadata } });
  return text(a) === text(b);
}

function sentenceOf(diagnostic: Diagnostic): string {
  const { message, remedy } = wordingOf(diagnostic);
  const subject = diagnostic.ingress === undefined ? "" : `${diagnostic.ingress}: `;
  return `${subject}${message} ${remedy}`;
}

function refuse(draft: ClusterDraft, because: readonly Diagnostic[]): ClusterDraft {
  const reasons = because.map(sentenceOf);
  const refused = draft.services.map((service) => ({ service, reasons, diagnostics: because }));
  return { ...draft, changes: emptyChanges, services: [], notMoved: [...draft.notMoved, ...refused] };
}

function conclude(
  survey: Survey,
  request: WaveRequest,
  drafts: readonly ClusterDraft[],
  changes: ChangeSet,
  after: Inventory,
): WaveProposal {
  const moved = drafts.flatMap(({ cluster, services }) => movedOf(cluster, services, after));
  const notMoved = drafts
    .flatMap((draft) => draft.notMoved)
    .sort((a, b) =>
      compareText(`${a.service.cluster}/${a.service.name}`, `${b.service.cluster}/${b.service.name}`),
    );
  const proof = joinProofs(
    drafts.map(({ cluster, services }) =>
      proveCluster(survey, after, cluster, hostsOf(services), request.accepted),
    ),
  );
  return {
    kind: request.kind,
    wave: request.wave,
    cluster: request.cluster,
    changes,
    moved,
    notMoved,
    proof,
    planHash: hashOf(request.kind, request.wave, request.cluster, changes, moved, notMoved, proof),
  };
}

function hostsOf(services: readonly PlannedService[]): ReadonlySet<string> {
  return new Set(services.flatMap(({ hosts }) => hosts));
}

function movedOf(
  cluster: ClusterSurvey,
  services: readonly PlannedService[],
  after: Inventory,
): readonly MovedIngress[] {
  const now = after.clusters.find(({ name }) => name === cluster.inventory.name);
  const places = new Map(
    (now?.gatewayObjects ?? []).map(
      ({ object, place }) => [identity(object, "default"), place.path] as const,
    ),
  );
  const emissionOf = new Map(cluster.emissions.map((emission) => [emission.ingress, emission]));
  const serviceOf = new Map(
    services.flatMap((service) => service.ingresses.map((key) => [key, service.name] as const)),
  );
  return cluster.inventory.ingresses.flatMap((ingress) => {
    const service = serviceOf.get(ingress.key);
    const emission = emissionOf.get(ingress.key);
    if (service === undefined || emission === undefined) return [];
    const { path, place } = ingress.site;
    const [first] = emission.objects;
    const routePath = first === undefined ? undefined : places.get(identity(first, ingress.namespace));
    const line = place.line;
    return [
      {
        ingress: ingress.key,
        service,
        cluster: cluster.inventory.name,
        emission,
        ingressPath: path,
        ingressLine: line,
        routePath,
      },
    ];
  });
}

/** Everything the pull request would say or change; equal hash, nothing to do. */
function hashOf(
  kind: Kind,
  wave: number,
  cluster: string | undefined,
  changes: ChangeSet,
  moved: readonly MovedIngress[],
  notMoved: readonly NotMovedService[],
  proof: Proof,
): string {
  return stableId([
    kind,
    String(wave),
    cluster ?? "",
    canonicalJson(
      changes.files.map((file) => [file.action, file.path, file.action === "delete" ? "" : file.after]),
    ),
    canonicalJson(moved.map(({ ingress, emission }) => [ingress, emission.verdicts])),
    canonicalJson(notMoved.map(({ service, reasons }) => [service.cluster, service.name, reasons])),
    canonicalJson(proof.hosts),
  ]);
}
