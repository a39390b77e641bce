/**
 * Propose: what one wave would change, rendered again and proved before anybody sees it. A change that does more than it
 * should is refused whole, not published.
 */
import { type Diagnostic, hasBlocker, type Outcome, outcome, severityOf } from "../diagnostics/diagnostic.ts";
import type { ChangeSet } from "../model/edits.ts";
import type { Inventory } from "../model/inventory.ts";
import type { PlannedService } from "../model/plan.ts";
import type { Proof } from "../model/proof.ts";
import type { ProposeWave, Survey, WaveProposal } from "../model/survey.ts";
import type { TwinPlans } from "../model/twins.ts";
import { ingressId } from "../plan/waves.ts";
import type { Placement } from "../rewrite/add.ts";
import { takeInventory } from "../sources/inventory.ts";
import { brokenBuilds } from "../sources/kustomize/broken-builds.ts";
import type { ReadYaml } from "../sources/reader.ts";
import { diagnoseProof } from "../verify/diagnose.ts";
import { joinChangeSets } from "./change-sets.ts";
import { conclude } from "./conclude.ts";
import { confirmRender } from "./confirm.ts";
import {
  type ClusterDraft,
  draftCluster,
  emptyChanges,
  keysOf,
  refuse,
  serviceId,
  type Unproved,
} from "./draft-wave.ts";
import { gatewayWave, proposeGateways } from "./gateway-wave.ts";
import { overlaySnapshot } from "./overlay.ts";
import { sentenceOf } from "./reasons.ts";
import { planTwins } from "./twins/plan.ts";

type WaveRequest = Parameters<ProposeWave>[1];

/** `readYaml` may remember: a proposal reads the whole repository again, of which it changed a few files. */
export function proposeWave(
  survey: Survey,
  request: WaveRequest,
  readYaml?: ReadYaml,
): Outcome<WaveProposal> {
  if (request.wave === gatewayWave) return proposeGateways(survey, request, readYaml);
  return proposeWithout(survey, request, readYaml, new Map());
}

function proposeWithout(
  survey: Survey,
  request: WaveRequest,
  readYaml: ReadYaml | undefined,
  unproved: Unproved,
): Outcome<WaveProposal> {
  const wanted = survey.waves
    .filter(({ number }) => number === request.wave)
    .flatMap(({ services }) => services)
    .filter(({ cluster }) => request.cluster === undefined || cluster === request.cluster);

  const twins = request.kind === "add" ? planTwins(survey, wanted, readYaml) : undefined;
  const chosen = choosePlacement(twins, request.kind === "add" && hasOverlays(survey), (placement) =>
    attempt(survey, request, readYaml, wanted, unproved, placement),
  );
  const { drafts, changes, confirmed, isRefused, inventory } = chosen;
  const final = isRefused ? drafts.map((draft) => refuse(draft, confirmed)) : drafts;
  const after = isRefused ? survey.inventory : inventory;
  const proposal = conclude(survey, request, final, isRefused ? emptyChanges : changes, after);
  const open = openDoors(final, proposal.proof, unproved);
  if (open.size > unproved.size) return proposeWithout(survey, request, readYaml, open);
  const proofFindings = diagnoseProof(proposal.proof);
  return outcome(proposal, [
    ...drafts.flatMap(({ diagnostics }) => diagnostics),
    ...confirmed,
    ...proofFindings,
  ]);
}

/** Routes with twins where nothing stands against them and nothing stays behind; else beside the Ingress, else beside the overlays. */
function choosePlacement(
  twins: TwinPlans | undefined,
  mayOverlay: boolean,
  attemptAt: (placement: Placement) => Attempt,
): Attempt {
  const twinned = twins === undefined || twins.size === 0 ? undefined : attemptAt(twins);
  const isClean = twinned?.isRefused === false;
  if (isClean && twinned.drafts.every(({ diagnostics }) => !hasBlocker(diagnostics))) return twinned;
  const beside = attemptAt("beside");
  // A route in a shared base reaches overlays it is not meant for; beside the outermost kustomization it does not.
  const other = beside.isRefused && mayOverlay ? betterOf(beside, attemptAt("overlay")) : beside;
  return isClean && (other.isRefused || movedBy(other) <= movedBy(twinned)) ? twinned : other;
}

function movedBy({ drafts }: Attempt): number {
  return drafts.reduce((sum, { services }) => sum + services.length, 0);
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
  readYaml: ReadYaml | undefined,
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
  const { renders } = survey;
  const inventory = isUnchanged
    ? survey.inventory
    : takeInventory(after, survey.config, { readYaml, renders }).value;
  const changed = new Set(changes.files.map(({ path }) => path));
  const confirmed = [
    ...confirmRender(survey, inventory, {
      kind: request.kind,
      moved: new Map(drafts.map(({ cluster, services }) => [cluster.inventory.name, keysOf(services)])),
    }),
    ...brokenBuilds(survey.snapshot, after, survey.config.ignore, changed, readYaml),
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

/** Later clusters are rewritten on top of what earlier ones changed: two overlays may share a base. */
function overlaySurvey(survey: Survey, changes: ChangeSet): Survey {
  if (changes.files.length === 0) return survey;
  return { ...survey, snapshot: overlaySnapshot(survey.snapshot, changes) };
}
