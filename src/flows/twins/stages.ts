/**
 * Translations of Ingresses as they are on their way through kustomizations: before and after what one of them patches. Ingresses of one
 * build go that way together, because those of one host are translated together.
 */
import type { IngressKey, RepoPath } from "../../model/brands.ts";
import { directoryOf } from "../../model/brands.ts";
import type { InventoryIngress } from "../../model/ingress.ts";
import type { KubeObject } from "../../model/kube.ts";
import type { ClusterSurvey, Survey } from "../../model/survey.ts";
import type { Emission } from "../../model/translation.ts";
import { siteId } from "../../rewrite/sites.ts";
import { decidedClass } from "../../sources/inventory-ingress.ts";
import type { PatchTrace, TracedPatch } from "../../sources/kustomize/patch-trace.ts";
import { sourceOf } from "../../sources/kustomize/whole-build.ts";
import { readIngress } from "../../sources/read-ingress.ts";
import type { FileReader } from "../../sources/reader.ts";
import { dnsOf } from "../dns.ts";
import { surveyCluster } from "../survey.ts";

/** Patches of one kustomization that nothing else comes between. */
export interface Phase {
  readonly id: string;
  readonly patches: readonly TracedPatch[];
}

export type Side = "before" | "after";

export interface Stage {
  readonly ingress: InventoryIngress;
  readonly emission: Emission;
}

export interface Stages {
  /** Phases in which patches select the Ingress of this text, in order. */
  phasesOf(site: string): readonly Phase[];
  /** undefined where what the patches leave is no Ingress of ours, or would not move. */
  stageOf(ingress: InventoryIngress, phase: Phase, side: Side): Stage | undefined;
}

/** kustomize patches in two rounds: `patchesJson6902` come after namespace, names and labels. */
export function phasesOf({ patches }: PatchTrace): readonly Phase[] {
  const phases: { id: string; patches: TracedPatch[] }[] = [];
  for (const patch of patches) {
    const id = `${patch.kustomization}#${patch.field === "patchesJson6902" ? "late" : "early"}`;
    const last = phases.at(-1);
    if (last?.id === id) last.patches.push(patch);
    else phases.push({ id, patches: [patch] });
  }
  return phases;
}

export function createStages(
  survey: Survey,
  cluster: ClusterSurvey,
  trace: PatchTrace,
  reader: FileReader,
): Stages {
  const phases = phasesOf(trace);
  const config = {
    ...survey.config,
    dns: dnsOf(survey.config, survey.inventory.clusters, survey.collateral ?? []),
  };
  const own = cluster.inventory.ingresses.filter((ingress) => isBuiltBy(ingress, trace.directory));
  // another build of the same text has the same hosts in between, and would seem to claim them too
  const sites = new Set(own.map(({ site }) => siteId(site)));
  const known = new Map<string, readonly Stage[]>();

  const translate = (phase: Phase, side: Side): readonly Stage[] => {
    const at = phases.indexOf(phase);
    const pairs = cluster.inventory.ingresses.map((ingress) => {
      const site = siteId(ingress.site);
      if (!isBuiltBy(ingress, trace.directory)) return sites.has(site) ? undefined : ingress;
      const state = stateAt(site, phases, at, side);
      return state === undefined ? ingress : staged(ingress, state, reader, survey);
    });
    const ingresses = pairs.filter((ingress) => ingress !== undefined);
    const { emissions } = surveyCluster({ ...cluster.inventory, ingresses }, config, []).value;
    return emissions.flatMap((emission) => {
      const found = ingresses.filter(({ key, class: { ours } }) => key === emission.ingress && ours);
      const [ingress] = found;
      return ingress === undefined || found.length > 1 ? [] : [{ ingress, emission }];
    });
  };

  return {
    phasesOf: (site) => phases.filter(({ patches }) => patches.some((patch) => patch.site === site)),
    stageOf: ({ site }, phase, side) => {
      const key = `${side} ${phases.indexOf(phase)}`;
      const stages = known.get(key) ?? translate(phase, side);
      known.set(key, stages);
      const stage = stages.find(
        ({ ingress }) => siteId(ingress.site) === siteId(site) && isBuiltBy(ingress, trace.directory),
      );
      return stage?.emission.blocked === false ? stage : undefined;
    },
  };
}

export function isBuiltBy({ overlay }: InventoryIngress, directory: RepoPath): boolean {
  return overlay !== undefined && directoryOf(overlay.kustomization) === directory;
}

/** undefined for an Ingress that no patch selects. */
function stateAt(site: string, phases: readonly Phase[], at: number, side: Side): KubeObject | undefined {
  const own = phases.map(({ patches }) => patches.filter((patch) => patch.site === site));
  const here = own[at] ?? [];
  if (here.length > 0) return side === "before" ? here[0]?.before : here.at(-1)?.after;
  const earlier = own.slice(0, at).flat().at(-1);
  return earlier === undefined ? own.flat()[0]?.before : earlier.after;
}

/** The Ingress as it is at that point, in the namespace it ends up in. */
function staged(
  ingress: InventoryIngress,
  state: KubeObject,
  reader: FileReader,
  { config }: Survey,
): InventoryIngress | undefined {
  const { site, written, namespace } = ingress;
  const source = sourceOf({ ...site, generatedBy: undefined }, reader);
  if (source === undefined) return undefined;
  const object = {
    ...state,
    metadata: { ...state.metadata, namespace: ingress.written?.object.metadata.namespace ?? namespace },
  };
  const read = readIngress({ source, object, hops: [], refusals: [], substitution: written?.substitution });
  if (!("ingress" in read)) return undefined;
  return {
    ...ingress,
    ...read.ingress,
    class: decidedClass(read, config),
    ...(written !== undefined && read.written !== undefined ? { written: read.written } : {}),
  };
}

export function emissionOf({ emissions }: ClusterSurvey, key: IngressKey): Emission | undefined {
  return emissions.find(({ ingress }) => ingress === key);
}
