/**
 * The conclusion of a wave: what moved where, what did not, the proof of the hosts that move, and the hash of all of it.
 */
import { canonicalJson, stableId } from "../diagnostics/diagnostic.ts";
import { compareText } from "../model/brands.ts";
import type { Collateral } from "../model/collateral.ts";
import type { ChangeSet } from "../model/edits.ts";
import type { Inventory } from "../model/inventory.ts";
import type { PlannedService } from "../model/plan.ts";
import type { Proof } from "../model/proof.ts";
import type {
  ClusterSurvey,
  MovedIngress,
  NotMovedService,
  ProposeWave,
  Survey,
  WaveKind,
  WaveProposal,
} from "../model/survey.ts";
import { configFor, identity } from "./by-cluster.ts";
import type { ClusterDraft } from "./draft-wave.ts";
import { joinProofs, proveCluster } from "./prove.ts";
import { intendedObjects, isIntended } from "./same-route.ts";

type WaveRequest = Parameters<ProposeWave>[1];

export function conclude(
  survey: Survey,
  request: WaveRequest,
  drafts: readonly ClusterDraft[],
  changes: ChangeSet,
  after: Inventory,
): WaveProposal {
  const moved = drafts.flatMap(({ cluster, services }) => movedOf(survey, cluster, services, after));
  const notMoved = drafts
    .flatMap((draft) => draft.notMoved)
    .sort((a, b) =>
      compareText(`${a.service.cluster}/${a.service.name}`, `${b.service.cluster}/${b.service.name}`),
    );
  const proof = joinProofs(
    drafts.map(({ cluster, services }) => proveCluster(survey, after, cluster, hostsOf(services), request)),
  );
  return {
    kind: request.kind,
    wave: request.wave,
    cluster: request.cluster,
    changes,
    moved,
    notMoved,
    proof,
    planHash: hashOf(request.kind, request.wave, request.cluster, changes, moved, notMoved, proof, [
      ...(request.kind === "add" ? (survey.collateral ?? []) : []),
    ]),
  };
}

function hostsOf(services: readonly PlannedService[]): ReadonlySet<string> {
  return new Set(services.flatMap(({ hosts }) => hosts));
}

function movedOf(
  survey: Survey,
  cluster: ClusterSurvey,
  services: readonly PlannedService[],
  after: Inventory,
): readonly MovedIngress[] {
  const now = after.clusters.find(({ name }) => name === cluster.inventory.name);
  const intended = intendedObjects(cluster, configFor(survey.config, cluster.inventory.name).target.name);
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
    const wanted = intended.find((one) => one.ingress === ingress.key);
    const printed = wanted && now?.gatewayObjects.find((placed) => isIntended(wanted, placed));
    const named = first === undefined ? undefined : places.get(identity(first, ingress.namespace));
    const routePath = printed?.place.path ?? named;
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
        ...(ingress.release && { release: ingress.release }),
      },
    ];
  });
}

/** Everything the pull request would say or change; equal hash, nothing to do. */
function hashOf(
  kind: WaveKind,
  wave: number,
  cluster: string | undefined,
  changes: ChangeSet,
  moved: readonly MovedIngress[],
  notMoved: readonly NotMovedService[],
  proof: Proof,
  collateral: readonly Collateral[],
): string {
  return stableId([
    kind,
    String(wave),
    cluster ?? "",
    canonicalJson(
      changes.files.map((file) => [file.action, file.path, file.action === "delete" ? "" : file.after]),
    ),
    canonicalJson(
      moved.map(({ ingress, emission, release }) => [ingress, emission.verdicts, release?.rendered ?? true]),
    ),
    canonicalJson(notMoved.map(({ service, reasons }) => [service.cluster, service.name, reasons])),
    canonicalJson(proof.hosts),
    ...(collateral.length === 0 ? [] : [canonicalJson(collateral)]),
  ]);
}
