/**
 * The conclusion of a wave: what moved where, what did not, the proof of the hosts that move, and the hash of all of it.
 */
import { canonicalJson, stableId } from "../diagnostics/diagnostic.ts";
import { compareText } from "../model/brands.ts";
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
import type { ClusterDraft } from "./draft-wave.ts";
import { joinProofs, proveCluster } from "./prove.ts";
import { identity } from "./survey.ts";

type WaveRequest = Parameters<ProposeWave>[1];

export function conclude(
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
  kind: WaveKind,
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
