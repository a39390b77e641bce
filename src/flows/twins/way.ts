/**
 * The way of one Ingress from its text to one cluster: its routes before the first patch, and what the patches of each kustomization have
 * to do to them.
 */
import type { RepoPath } from "../../model/brands.ts";
import type { InventoryIngress } from "../../model/ingress.ts";
import { type Json, type KubeObject, toData } from "../../model/kube.ts";
import type { ClusterSurvey } from "../../model/survey.ts";
import type { RouteChange, Twin, TwinPlan } from "../../model/twins.ts";
import { asWritten } from "../../rewrite/as-written.ts";
import { siteId } from "../../rewrite/sites.ts";
import { mergeOf, operationsOf } from "../../rewrite/twins/difference.ts";
import type { PatchTrace } from "../../sources/kustomize/patch-trace.ts";
import { sourceOf } from "../../sources/kustomize/whole-build.ts";
import type { FileReader } from "../../sources/reader.ts";
import { equalJson } from "../../yaml/second.ts";
import { emissionOf, type Phase, type Stage, type Stages } from "./stages.ts";

/** A longer difference is easier to read as a route of its own. */
const mostOperations = 12;

export type Traces = ReadonlyMap<RepoPath, PatchTrace>;

/** One cluster's Ingress made of the text. */
export interface Deployment {
  readonly cluster: ClusterSurvey;
  readonly ingress: InventoryIngress;
  readonly directory: RepoPath;
}

export interface Context {
  readonly reader: FileReader;
  readonly traces: Traces;
  stagesFor(deployment: Deployment): Stages;
}

export interface Way extends Pick<TwinPlan, "ingress" | "objects"> {
  /** By phase; a phase that changes nothing about the routes has a twin without changes. */
  readonly twins: ReadonlyMap<string, Twin>;
}

/** From the text to one cluster. */
export function wayOf(context: Context, site: string, deployment: Deployment): Way | undefined {
  const { cluster, ingress, directory } = deployment;
  const source = sourceOf({ ...ingress.site, generatedBy: undefined }, context.reader);
  const final = emissionOf(cluster, ingress.key);
  const isAlone = cluster.inventory.ingresses.every(
    (other) => other === ingress || siteId(other.site) !== site || !isSameBuild(other, ingress),
  );
  if (source === undefined || final === undefined || !isAlone) return undefined;
  if (context.traces.get(directory)?.isBuilt !== true) return undefined;
  const stages = context.stagesFor(deployment);
  const twins = new Map<string, Twin>();
  let first: Stage | undefined;
  let last: Stage = { ingress, emission: final };
  for (const phase of stages.phasesOf(site)) {
    const before = stages.stageOf(ingress, phase, "before");
    const after = stages.stageOf(ingress, phase, "after");
    if (before === undefined || after === undefined) return undefined;
    const twin = twinOf(phase, site, before.emission.objects, after.emission.objects);
    if (twin === undefined || twins.has(phase.id)) return undefined;
    twins.set(phase.id, twin);
    first ??= before;
    last = after;
  }
  if (!isFollowed(last.emission.objects, final.objects)) return undefined;
  const base = first ?? last;
  const objects = asWritten(base.emission.objects, base.ingress, toData(source.object));
  return { ingress: base.ingress, objects, twins };
}

function isSameBuild(a: InventoryIngress, b: InventoryIngress): boolean {
  return a.overlay?.kustomization === b.overlay?.kustomization;
}

/** What comes after the last patch may only give names a prefix; nothing else of it would reach the routes. */
function isFollowed(objects: readonly KubeObject[], final: readonly KubeObject[]): boolean {
  return (
    objects.length === final.length &&
    objects.every((object, index) => {
      const other = final[index];
      return (
        other?.kind === object.kind &&
        equalJson(toData({ ...object, metadata: {} }), toData({ ...other, metadata: {} })) &&
        (other.metadata.name ?? "").endsWith(object.metadata.name ?? "")
      );
    })
  );
}

/** undefined where a patch adds or takes away whole objects, renames them, or changes too much. */
function twinOf(
  { patches }: Phase,
  site: string,
  before: readonly KubeObject[],
  after: readonly KubeObject[],
): Twin | undefined {
  const own = patches.filter((patch) => patch.site === site);
  const patch =
    own.findLast((one) => !equalJson(toData(one.before), one.after && toData(one.after))) ?? own.at(-1);
  if (patch === undefined || before.length !== after.length) return undefined;
  const changes: RouteChange[] = [];
  for (const [index, object] of before.entries()) {
    const other = after[index];
    if (other === undefined || nameOf(other) !== nameOf(object)) return undefined;
    const operations = operationsOf(toData(object), toData(other));
    if (operations.length === 0) continue;
    const merge = mergeOf(toData(object), toData(other));
    if (patch.field === "patchesStrategicMerge" ? !isMergeable(merge) : operations.length > mostOperations)
      return undefined;
    changes.push({ ...identityOf(toData(object)), operations, merge });
  }
  const { kustomization, field, entry, file } = patch;
  return { kustomization, field, entry, file, changes };
}

/** kustomize cannot take labels and annotations away by a merge: it writes the text "null". */
function isMergeable(merge: Json | undefined): boolean {
  return merge !== undefined && !/"metadata":\{.*?:null/.test(JSON.stringify(merge));
}

function nameOf({ apiVersion, kind, metadata }: KubeObject): string {
  return `${apiVersion} ${kind} ${metadata.name ?? ""}`;
}

export function identityOf(object: Json): Omit<RouteChange, "operations" | "merge"> {
  const { apiVersion, kind, metadata } = object as unknown as KubeObject; // an object of an emission
  return { apiVersion, kind, name: metadata.name ?? "", namespace: metadata.namespace };
}
