/**
 * Which Ingresses of a base that several overlays patch get their route into the base, and what every patch's twin has to do. An Ingress
 * is left out as soon as anything on its way is not said by a short patch of the same objects: its routes then stand beside the overlays.
 */
import { directoryOf, type RepoPath } from "../../model/brands.ts";
import { type Json, toData } from "../../model/kube.ts";
import type { PlannedService } from "../../model/plan.ts";
import type { Survey } from "../../model/survey.ts";
import type { Twin, TwinPlan, TwinPlans } from "../../model/twins.ts";
import { ingressId } from "../../plan/waves.ts";
import { siteId } from "../../rewrite/sites.ts";
import { patchedDirectories, type TracedPatch, tracePatches } from "../../sources/kustomize/patch-trace.ts";
import { type FileReader, type ReadYaml, readerFor } from "../../sources/reader.ts";
import { equalJson } from "../../yaml/second.ts";
import { createStages, emissionOf, phasesOf, type Stages } from "./stages.ts";
import { type Context, type Deployment, identityOf, type Traces, wayOf } from "./way.ts";

export function planTwins(
  survey: Survey,
  wanted: readonly PlannedService[],
  readYaml: ReadYaml | undefined,
): TwinPlans {
  const moving = new Set(
    wanted.flatMap(({ cluster, ingresses }) => ingresses.map((key) => ingressId(cluster, key))),
  );
  const bySite = new Map<string, Deployment[]>();
  for (const cluster of survey.clusters) {
    for (const ingress of cluster.inventory.ingresses) {
      const { overlay, release, site } = ingress;
      if (overlay === undefined || release !== undefined) continue;
      const deployments = bySite.get(siteId(site)) ?? [];
      deployments.push({ cluster, ingress, directory: directoryOf(overlay.kustomization) });
      bySite.set(siteId(site), deployments);
    }
  }
  const movable = [...bySite].filter(([, deployments]) =>
    deployments.every(({ cluster, ingress }) => {
      const isMoving = moving.has(ingressId(cluster.inventory.name, ingress.key));
      return isMoving && emissionOf(cluster, ingress.key)?.blocked === false;
    }),
  );
  const reader = readerFor(survey.snapshot, survey.config.ignore, readYaml);
  const candidates = movable.filter(([, deployments]) => mayHaveTwins(reader, deployments));
  if (candidates.length === 0) return new Map();
  const directories = new Set(
    candidates.flatMap(([, deployments]) => deployments.map((one) => one.directory)),
  );
  // with the other Ingresses of the same builds: routes of one host are made together
  const sites = [...bySite.values()].flatMap((deployments) => {
    const found = deployments.find(({ directory }) => directories.has(directory));
    return found === undefined ? [] : [found.ingress.site];
  });
  const context = createContext(survey, reader, tracePatches(reader, sites));
  return new Map(
    candidates.flatMap(([site, deployments]) => {
      const plan = planFor(context, site, deployments);
      return plan === undefined ? [] : [[site, plan] as const];
    }),
  );
}

/** A look that builds nothing: several overlays of which one patches it, or others that have patches and end up without it. */
function mayHaveTwins(reader: FileReader, deployments: readonly Deployment[]): boolean {
  const deployed = new Set(deployments.map(({ directory }) => directory));
  const isPatched = deployments.some(({ ingress }) =>
    (ingress.overlay?.changedBy ?? []).some((field) => field.startsWith("patches")),
  );
  if (isPatched && deployed.size > 1) return true;
  const paths = new Set(deployments.map(({ ingress }) => ingress.site.path));
  return patchedDirectories(reader, paths).some((directory) => !deployed.has(directory));
}

function createContext(survey: Survey, reader: FileReader, traces: Traces): Context {
  const known = new Map<string, Stages>();
  return {
    reader,
    traces,
    stagesFor: ({ cluster, directory }) => {
      const key = `${cluster.inventory.name}\0${directory}`;
      const trace = traces.get(directory) ?? { directory, patches: [], isBuilt: false };
      const stages = known.get(key) ?? createStages(survey, cluster, trace, reader);
      known.set(key, stages);
      return stages;
    },
  };
}

function planFor(context: Context, site: string, deployments: readonly Deployment[]): TwinPlan | undefined {
  const directories = new Set(deployments.map(({ directory }) => directory));
  const ends = endsOf(context.traces, site, directories);
  // one overlay alone is said shorter by a route of its own
  if (directories.size + (ends.length > 0 ? 1 : 0) < 2) return undefined;
  const twins = new Map<string, Twin>();
  let base: Pick<TwinPlan, "ingress" | "objects"> | undefined;
  for (const deployment of deployments) {
    const way = wayOf(context, site, deployment);
    if (way === undefined) return undefined;
    base ??= way;
    if (!equalJson(base.objects, way.objects)) return undefined;
    for (const [id, twin] of way.twins) {
      const other = twins.get(id);
      if (other !== undefined && !equalJson(contentOf(other), contentOf(twin))) return undefined;
      twins.set(id, twin);
    }
  }
  if (base === undefined) return undefined;
  const taken = takenAway(context.traces, site, directories, base.objects, twins);
  if (taken === undefined) return undefined;
  const all = [...twins.values(), ...taken].filter(({ changes }) => changes.length > 0);
  return all.length === 0 ? undefined : { ingress: base.ingress, objects: base.objects, twins: all };
}

/** Patches by which the Ingress ends, in builds that give no Ingress of that text. */
function endsOf(traces: Traces, site: string, deployed: ReadonlySet<RepoPath>): readonly TracedPatch[] {
  return [...traces.values()]
    .filter(({ directory }) => !deployed.has(directory))
    .flatMap(({ patches }) => patches.filter((patch) => patch.site === site && patch.after === undefined));
}

/** Twins of the patches that take the Ingress away; undefined where a build that nothing deploys has other patches for it. */
function takenAway(
  traces: Traces,
  site: string,
  deployed: ReadonlySet<RepoPath>,
  objects: readonly Json[],
  known: ReadonlyMap<string, Twin>,
): readonly Twin[] | undefined {
  const others = [...traces.values()].filter(({ directory }) => !deployed.has(directory));
  const isForeign = others.some((trace) =>
    phasesOf(trace).some(
      ({ id, patches }) =>
        !known.has(id) &&
        patches.some((patch) => patch.site === site && patch.after !== undefined && isChange(patch)),
    ),
  );
  if (isForeign) return undefined;
  const twins = new Map<string, Twin>();
  for (const { kustomization, field, entry, file } of endsOf(traces, site, deployed)) {
    const changes = objects.map((object) => ({
      ...identityOf(object),
      operations: undefined,
      merge: undefined,
    }));
    twins.set(`${kustomization} ${JSON.stringify(entry)}`, { kustomization, field, entry, file, changes });
  }
  return [...twins.values()];
}

function isChange({ before, after }: TracedPatch): boolean {
  return after === undefined || !equalJson(toData(before), toData(after));
}

function contentOf({ changes, field, entry }: Twin): Json {
  return toData({ apiVersion: "", kind: "", metadata: {}, changes, field, entry });
}
