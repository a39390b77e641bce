/**
 * Survey: one snapshot in, everything the core concludes from it out. Configuration first, then inventory, translation and waves.
 */
import { mergeConfigs } from "../config/merge.ts";
import { readConfigText } from "../config/read.ts";
import { resolveConfig } from "../config/resolve.ts";
import { type Diagnostic, hasBlocker, type Outcome, outcome, severityOf } from "../diagnostics/diagnostic.ts";
import { validateObjects } from "../gateway/validate/validate.ts";
import { type IngressKey, type RepoPath, toRepoPath } from "../model/brands.ts";
import type { Config, GatewayChoice } from "../model/config.ts";
import type { InventoryIngress } from "../model/ingress.ts";
import type { ClusterInventory, PlacedObject } from "../model/inventory.ts";
import type { KubeObject } from "../model/kube.ts";
import type { RepoSnapshot } from "../model/snapshot.ts";
import type { ClusterSurvey, SurveySnapshot } from "../model/survey.ts";
import { bandOf } from "../nginx/annotations/band.ts";
import { controllerConfig } from "../nginx/controller.ts";
import { ingressId, planWaves } from "../plan/waves.ts";
import { findGatewayClasses, findGateways } from "../sources/gateways.ts";
import { takeInventory } from "../sources/inventory.ts";
import { translateCluster } from "../translate/translate.ts";

/** Where the configuration may stand; the first that exists counts. */
export const configPaths = [".github/tidegate.yml", ".github/tidegate.yaml"] as const;

/** Stands in for a Gateway nobody named, so that verdicts can be shown; nothing is written with it. */
const unknownGateway: GatewayChoice = {
  namespace: "gateway-system",
  name: "gateway",
  sections: { http: "http", https: "https" },
};

export interface ConfigText {
  readonly path: RepoPath;
  readonly text: string;
}

/** The repository's own configuration file, or undefined. */
export function findConfigText(snapshot: RepoSnapshot): ConfigText | undefined {
  for (const candidate of configPaths) {
    const path = toRepoPath(candidate);
    const bytes = path === undefined ? undefined : snapshot.bytes(path);
    if (path !== undefined && bytes !== undefined) return { path, text: new TextDecoder().decode(bytes) };
  }
  return undefined;
}

export const surveySnapshot: SurveySnapshot = (snapshot, options) => {
  const configText = options.configText ?? findConfigText(snapshot);
  const own = configText === undefined ? undefined : readConfigText(configText.path, configText.text);
  const { ownerConfig } = options;
  const defaults = ownerConfig === undefined ? undefined : readConfigText(ownerConfig.path, ownerConfig.text);
  const file = mergeConfigs(defaults?.value, own?.value);
  const ignore = file?.settings.ignore ?? [];
  const gateways = findGateways(snapshot, ignore);
  const resolved = resolveConfig(file, {
    gateways,
    gatewayClasses: findGatewayClasses(snapshot, ignore),
  });
  const { config, assumptions } = resolved.value;
  const configDiagnostics = [
    ...(defaults?.diagnostics ?? []),
    ...(own?.diagnostics ?? []),
    ...resolved.diagnostics,
  ];

  const inventory = takeInventory(snapshot, config);
  const crds = [...(options.crds ?? []), ...inventory.value.crds.map(({ object }) => object)];
  const surveyed = inventory.value.clusters.map((cluster) => surveyCluster(cluster, config, crds));
  const clusters = surveyed.map(({ value }) => value);
  const blockers = collectBlockers(clusters, inventory.diagnostics, surveyed);

  const plan = planWaves({
    clusters: inventory.value.clusters,
    config,
    decisions: options.decisions,
    bandOf: (ingress) => bandOf(ingress, controllerConfig(config.nginx)),
    blockers,
    migrated: new Set(clusters.flatMap(migratedIds)),
    placeOf: file?.placeOf,
  });
  const survey = {
    snapshot,
    config,
    configPath: configText?.path,
    configIsValid: !hasBlocker(configDiagnostics),
    assumptions,
    inventory: inventory.value,
    clusters,
    waves: plan.value,
    blockers,
    renders: options.renders,
    inventoryDiagnostics: [
      ...configDiagnostics.filter(({ code }) => code !== "config-gateway-missing"),
      ...inventory.diagnostics,
    ],
  };
  const clusterDiagnostics = surveyed.flatMap(({ diagnostics }) => diagnostics);
  return outcome(survey, [
    ...configDiagnostics,
    ...inventory.diagnostics,
    ...clusterDiagnostics,
    ...plan.diagnostics,
  ]);
};

/** The configuration as one cluster sees it: its own target and Gateway where it has them. */
export function configFor(config: Config, cluster: string): Config {
  const own = config.clusters?.find(({ name }) => name === cluster);
  if (own === undefined) return config;
  return { ...config, target: own.target, gateway: own.gateway ?? config.gateway };
}

function surveyCluster(
  inventory: ClusterInventory,
  common: Config,
  crds: readonly KubeObject[],
): Outcome<ClusterSurvey> {
  const config = configFor(common, inventory.name);
  const controller = controllerConfig(config.nginx);
  const ours = inventory.ingresses.filter((ingress) => ingress.class.ours);
  const byKey = new Map<IngressKey, InventoryIngress>(ours.map((ingress) => [ingress.key, ingress]));
  const complexity = new Map(ours.map((ingress) => [ingress.key, bandOf(ingress, controller)]));
  const translated = translateCluster({
    ingresses: ours,
    services: inventory.services,
    config: { ...config, gateway: config.gateway ?? unknownGateway },
    hasNamespace: (key) => byKey.get(key)?.site.hasNamespace ?? true,
    classOf: (key) => byKey.get(key)?.class.name,
  });
  const diagnostics: Diagnostic[] = [...translated.diagnostics];
  const { gatewayApi, channel } = config.target;
  const emissions = translated.value.map((emission) => {
    const valid = validateObjects(emission.objects, { gatewayApi, channel, crds, ingress: emission.ingress });
    diagnostics.push(...valid.diagnostics);
    return valid.value ? emission : { ...emission, objects: [], blocked: true };
  });
  const placed = diagnostics.map((found) => withPlace(found, byKey));
  return outcome({ inventory, emissions, complexity }, placed);
}

/** Translation knows Ingresses, not files: a finding about an annotation stands there, any other where its Ingress begins. */
function withPlace(found: Diagnostic, byKey: ReadonlyMap<IngressKey, InventoryIngress>): Diagnostic {
  if (found.at !== undefined || found.ingress === undefined) return found;
  const site = byKey.get(found.ingress)?.site;
  if (site === undefined) return found;
  const values = Object.values<unknown>({ ...found.params });
  const named = Object.entries(site.annotationPlaces ?? {}).find(([key]) => values.includes(key));
  return { ...found, at: named?.[1] ?? site.place };
}

/** What keeps each Ingress from moving, by `ingressId`; a finding about no Ingress in particular holds them all. */
function collectBlockers(
  clusters: readonly ClusterSurvey[],
  inventoryDiagnostics: readonly Diagnostic[],
  surveyed: readonly Outcome<ClusterSurvey>[],
): ReadonlyMap<string, readonly Diagnostic[]> {
  const blockers = new Map<string, readonly Diagnostic[]>();
  clusters.forEach((cluster, index) => {
    const found = [...inventoryDiagnostics, ...(surveyed[index]?.diagnostics ?? [])].filter(
      (one) => severityOf(one) === "blocker",
    );
    const general = (surveyed[index]?.diagnostics ?? []).filter(
      (one) => one.ingress === undefined && severityOf(one) === "blocker",
    );
    for (const { key } of cluster.inventory.ingresses) {
      const own = [...found.filter(({ ingress }) => ingress === key), ...general];
      if (own.length > 0) blockers.set(ingressId(cluster.inventory.name, key), own);
    }
  });
  return blockers;
}

/** Ingresses whose routes stand in the repository already, whoever wrote them. */
function migratedIds({ inventory, emissions }: ClusterSurvey): readonly string[] {
  const standing = new Set(inventory.gatewayObjects.map(({ object }) => identity(object, "default")));
  return (
    emissions
      // nothing to write and nothing in the way (a canary that its main Ingress carries) counts with the others
      .filter(({ blocked }) => !blocked)
      .filter(({ ingress, objects }) =>
        objects.every((object) => standing.has(identity(object, namespaceOf(ingress)))),
      )
      .map(({ ingress }) => ingressId(inventory.name, ingress))
  );
}

function namespaceOf(key: IngressKey): string {
  return key.slice(0, key.indexOf("/"));
}

/** Kind, namespace and name: what makes two objects the same to a cluster. */
export function identity(object: PlacedObject["object"], fallbackNamespace: string): string {
  const { namespace, name } = object.metadata;
  return `${object.kind} ${namespace ?? fallbackNamespace}/${name ?? ""}`;
}
