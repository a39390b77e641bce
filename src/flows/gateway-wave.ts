/**
 * Wave 0: the Gateways that have to exist before routes can attach. It moves nothing; what it adds is rendered again before anybody sees it,
 * and a file that would reach a cluster changed, or another cluster, is not written.
 */
import {
  canonicalJson,
  type Diagnostic,
  diagnose,
  type Outcome,
  outcome,
  stableId,
} from "../diagnostics/diagnostic.ts";
import { compareText } from "../model/brands.ts";
import type { Inventory } from "../model/inventory.ts";
import type { KubeObject } from "../model/kube.ts";
import type { Wave } from "../model/plan.ts";
import type { ClusterSurvey, ProposeWave, Survey, WaveProposal } from "../model/survey.ts";
import { rewriteGateways } from "../rewrite/gateway-file.ts";
import { takeInventory } from "../sources/inventory.ts";
import { brokenBuilds } from "../sources/kustomize/broken-builds.ts";
import type { ReadYaml } from "../sources/reader.ts";
import { joinChangeSets } from "./change-sets.ts";
import { emptyChanges } from "./draft-wave.ts";
import { overlaySnapshot } from "./overlay.ts";

/** Its number: before every wave that moves something. */
export const gatewayWave = 0;

type WaveRequest = Parameters<ProposeWave>[1];

/** The waves with wave 0 before them, where some Gateway is missing and to be written. */
export function withGatewayWave(waves: readonly Wave[], clusters: readonly ClusterSurvey[]): readonly Wave[] {
  if (!clusters.some(needsGateway)) return waves;
  return [{ number: gatewayWave, name: "the Gateway", services: [] }, ...waves];
}

export function needsGateway({ gateways = [] }: ClusterSurvey): boolean {
  return gateways.some(({ planned }) => planned.length > 0);
}

export function proposeGateways(
  survey: Survey,
  request: WaveRequest,
  readYaml: ReadYaml | undefined,
): Outcome<WaveProposal> {
  const chosen = survey.clusters
    .filter(({ inventory }) => request.cluster === undefined || inventory.name === request.cluster)
    .filter(needsGateway);
  const diagnostics: Diagnostic[] = [];
  let changes = emptyChanges;
  if (request.kind === "add" && survey.configIsValid) {
    for (const { inventory, gateways = [] } of chosen) {
      const snapshot = overlaySnapshot(survey.snapshot, changes);
      const written = rewriteGateways(snapshot, inventory, gateways);
      diagnostics.push(...written.diagnostics);
      changes = joinChangeSets(changes, written.value);
    }
  }
  if (changes.files.length > 0) {
    const after = overlaySnapshot(survey.snapshot, changes);
    const { renders, config } = survey;
    const inventory = takeInventory(after, config, { readYaml, renders }).value;
    const changed = new Set(changes.files.map(({ path }) => path));
    const wrong = [
      ...unintended(survey, inventory, chosen),
      ...brokenBuilds(survey.snapshot, after, config.ignore, changed, readYaml),
    ];
    diagnostics.push(...wrong);
    if (wrong.length > 0) changes = emptyChanges;
  }
  const proposal: WaveProposal = {
    kind: request.kind,
    wave: request.wave,
    cluster: request.cluster,
    changes,
    moved: [],
    notMoved: [],
    proof: { equivalent: true, hosts: [], assumptions: [] },
    planHash: stableId([
      request.kind,
      String(request.wave),
      request.cluster ?? "",
      canonicalJson(changes.files.map((file) => [file.path, file.action === "delete" ? "" : file.after])),
    ]),
  };
  return outcome(proposal, diagnostics);
}

/** Every cluster must get what was planned for it and nothing else. */
function unintended(
  survey: Survey,
  after: Inventory,
  chosen: readonly ClusterSurvey[],
): readonly Diagnostic[] {
  return survey.clusters.flatMap((cluster) => {
    const { name } = cluster.inventory;
    const now = after.clusters.find((found) => found.name === name);
    const planned = chosen.includes(cluster) ? (cluster.gateways ?? []).flatMap((one) => one.planned) : [];
    const ingresses = (inventory: typeof now) =>
      texts(
        (inventory?.ingresses ?? []).map(({ key, labels, annotations, spec }) => ({
          key,
          labels,
          annotations,
          spec,
        })),
      );
    const objects = [...cluster.inventory.gatewayObjects.map(({ object }) => object), ...planned];
    const isSame =
      ingresses(now) === ingresses(cluster.inventory) &&
      texts((now?.gatewayObjects ?? []).map(({ object }) => object)) === texts(objects);
    if (isSame) return [];
    const gateway = planned.find(({ kind }) => kind === "Gateway") ?? firstGateway(chosen);
    const { namespace = "", name: own = "" } = gateway?.metadata ?? {};
    const why = `after the change cluster ${name} would not get exactly the planned objects (a kustomization may set their namespace or name, or nothing deploys the directory)`;
    const remedy =
      "Name a directory whose files are deployed as they are: `gateway: {create: {directory: …}}` in .github/tidegate.yml.";
    return [diagnose("gateway-not-planned", { gateway: `${namespace}/${own}`, why, remedy })];
  });
}

function firstGateway(chosen: readonly ClusterSurvey[]): KubeObject | undefined {
  return chosen
    .flatMap(({ gateways = [] }) => gateways)
    .flatMap(({ planned }) => planned)
    .find(({ kind }) => kind === "Gateway");
}

function texts(objects: readonly unknown[]): string {
  return objects.map(canonicalJson).sort(compareText).join("\n");
}
