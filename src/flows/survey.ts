/**
 * Survey: one snapshot in, everything the core concludes from it out. Configuration first, then inventory, translation and waves.
 */
import { type Diagnostic, hasBlocker, type Outcome, outcome, severityOf } from "../diagnostics/diagnostic.ts";
import { validateObjects } from "../gateway/validate/validate.ts";
import type { IngressKey } from "../model/brands.ts";
import type { Config, GatewayChoice } from "../model/config.ts";
import type { InventoryIngress } from "../model/ingress.ts";
import type { ClusterInventory, Inventory } from "../model/inventory.ts";
import type { KubeObject } from "../model/kube.ts";
import type { RepoSnapshot } from "../model/snapshot.ts";
import type { ClusterSurvey, Survey } from "../model/survey.ts";
import { bandOf } from "../nginx/annotations/band.ts";
import { type ControllerConfig, controllerConfig } from "../nginx/controller.ts";
import { ingressId, planWaves } from "../plan/waves.ts";
import { findCollateral } from "../sources/collateral/find.ts";
import { takeInventory } from "../sources/inventory.ts";
import { translateCluster } from "../translate/translate.ts";
import { configFor, identity } from "./by-cluster.ts";
import { controllerAssumptions, entriesFor, readControllers, translateByController } from "./controllers.ts";
import { dnsOf } from "./dns.ts";
import { withGatewayWave } from "./gateway-wave.ts";
import { withWrittenHosts } from "./planned-hosts.ts";
import { intendedObjects, isIntended } from "./same-route.ts";
import { gatewayAssumptions, judgeServing, readGateways, withListeners } from "./serving.ts";
import { readSettings, type Settings, type SurveyOptions } from "./settings.ts";
import { readSubstituted } from "./substituted.ts";
import { type Translate, translateSubstituted } from "./translate-substituted.ts";
import { unknownValues } from "./unknown-values.ts";

/** Stands in for a Gateway nobody named, so that verdicts can be shown; nothing is written with it. */
const unknownGateway: GatewayChoice = {
  namespace: "gateway-system",
  name: "gateway",
  sections: { http: "http", https: "https" },
};

/** Without renders, or with a book that knows all of them. */
export const surveySnapshot = (snapshot: RepoSnapshot, options: SurveyOptions): Outcome<Survey> => {
  const settings = readSettings(snapshot, options);
  const { readYaml, renders } = options;
  return concludeSurvey(
    snapshot,
    settings,
    takeInventory(snapshot, settings.config, { readYaml, renders }),
    options,
  );
};

/** Everything after the inventory: translation, findings, waves. */
export function concludeSurvey(
  snapshot: RepoSnapshot,
  { config, configPath, file, assumptions, diagnostics: configDiagnostics }: Settings,
  inventory: Outcome<Inventory>,
  options: SurveyOptions,
): Outcome<Survey> {
  const crds = [...(options.crds ?? []), ...inventory.value.crds.map(({ object }) => object)];
  const hasOurs = inventory.value.clusters.some(({ ingresses }) => ingresses.some((one) => one.class.ours));
  const collateral = hasOurs ? findCollateral(snapshot, config.ignore) : [];
  const surveyed = inventory.value.clusters.map((cluster) =>
    surveyCluster(
      cluster,
      { ...config, dns: dnsOf(config, inventory.value.clusters, collateral) },
      crds,
      options.isInventoryOnly === true,
    ),
  );
  const clusters = surveyed.map(({ value }) => value);
  const blockers = collectBlockers(clusters, inventory.diagnostics, surveyed);

  const plan = planWaves({
    clusters: clusters.map(({ asDeployed, inventory: plain }) => asDeployed ?? plain),
    config,
    decisions: options.decisions,
    bandOf: (ingress) => bandOf(ingress, controllerOf(clusters, ingress)),
    blockers,
    migrated: new Set(
      clusters.flatMap((cluster) => migratedIds(cluster, configFor(config, cluster.inventory.name))),
    ),
    placeOf: file?.placeOf,
  });
  const survey: Survey = {
    snapshot,
    config,
    configPath,
    configIsValid: !hasBlocker(configDiagnostics),
    assumptions: [
      ...assumptions,
      ...inventory.value.assumptions,
      ...controllerAssumptions(clusters, config),
      ...new Set(clusters.flatMap(({ gateways = [] }) => gatewayAssumptions(gateways))),
    ],
    inventory: inventory.value,
    collateral,
    clusters,
    waves: withGatewayWave(withWrittenHosts(plan.value, inventory.value.clusters), clusters),
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
}

export function surveyCluster(
  inventory: ClusterInventory,
  common: Config,
  crds: readonly KubeObject[],
  isInventoryOnly = false,
): Outcome<ClusterSurvey> {
  const config = configFor(common, inventory.name);
  const controllers = readControllers(inventory, config);
  const gateways = readGateways(inventory, config, controllers.value);
  const attached = withListeners(config, gateways.value);
  const ours = inventory.ingresses.filter((ingress) => ingress.class.ours);
  const byKey = new Map<IngressKey, InventoryIngress>(ours.map((ingress) => [ingress.key, ingress]));
  const filled = readSubstituted(inventory);
  const asDeployed = filled?.values;
  const complexity = new Map(
    (asDeployed ?? inventory).ingresses
      .filter((ingress) => ingress.class.ours)
      .map((ingress) => [
        ingress.key,
        bandOf(ingress, controllerConfig(entriesFor(controllers.value, ingress))),
      ]),
  );
  const translateGroup: Parameters<typeof translateByController>[3] = (ingresses, services, group) => {
    const translated = translateCluster({
      ingresses,
      services,
      config: { ...attached, nginx: group.entries, gateway: attached.gateway ?? unknownGateway },
      hasNamespace: (key) => byKey.get(key)?.site.hasNamespace ?? true,
      classOf: (key) => byKey.get(key)?.class.name,
      unknownValues: unknownValues(ingresses, filled),
      configMaps: inventory.configMaps,
      secrets: inventory.secrets,
      flags: group.isKnown === true ? group.flags : undefined,
    });
    const diagnostics: Diagnostic[] = [...translated.diagnostics];
    const { gatewayApi, channel } = config.target;
    const emissions = translated.value.map((emission) => {
      const { ingress } = emission;
      const valid = validateObjects(emission.objects, { gatewayApi, channel, crds, ingress });
      diagnostics.push(...valid.diagnostics);
      return valid.value ? emission : { ...emission, objects: [], blocked: true };
    });
    return outcome(emissions, diagnostics);
  };
  const translate: Translate = (ingresses, services) =>
    translateByController(controllers.value, ingresses, services, translateGroup);
  const translated = isInventoryOnly
    ? outcome([])
    : filled === undefined
      ? translate(ours, inventory.services)
      : translateSubstituted(ours, filled, translate);
  const { emissions, diagnostics } = judgeServing(inventory, config, gateways.value, translated);
  const placed = [...controllers.diagnostics, ...gateways.diagnostics, ...diagnostics]
    .filter((found) => !isAboutStandIn(found, byKey))
    .map((found) => withPlace(found, byKey));
  const surveyed: ClusterSurvey = {
    inventory,
    asDeployed,
    emissions,
    controllers: controllers.value,
    gateways: gateways.value,
    complexity,
  };
  return outcome(surveyed, placed);
}

/** A Service whose name nobody knows cannot be missed. */
function isAboutStandIn(
  { code, ingress }: Diagnostic,
  byKey: ReadonlyMap<IngressKey, InventoryIngress>,
): boolean {
  if (code !== "service-not-in-repository" || ingress === undefined) return false;
  return byKey.get(ingress)?.release?.backendStandsIn === true;
}

function controllerOf(clusters: readonly ClusterSurvey[], ingress: InventoryIngress): ControllerConfig {
  const own = clusters.find(({ inventory }) => inventory.name === ingress.cluster);
  return controllerConfig(own?.controllers === undefined ? {} : entriesFor(own.controllers, ingress));
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
function migratedIds(cluster: ClusterSurvey, config: Config): readonly string[] {
  const { inventory, emissions } = cluster;
  const standing = new Set(inventory.gatewayObjects.map(({ object }) => identity(object, "default")));
  const printed = inventory.gatewayObjects.filter(({ release }) => release !== undefined);
  // A chart prints a route under a name of its own.
  for (const intended of printed.length === 0 ? [] : intendedObjects(cluster, config.target.name)) {
    if (printed.some((placed) => isIntended(intended, placed)))
      standing.add(identity(intended.object, "default"));
  }
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
