/**
 * Survey: one snapshot in, everything the core concludes from it out. Configuration first, then inventory, translation and waves.
 */
import { readConfigText } from "../config/read.ts";
import { resolveConfig } from "../config/resolve.ts";
import { type Diagnostic, hasBlocker, outcome, severityOf } from "../diagnostics/diagnostic.ts";
import { validateObjects } from "../gateway/validate/validate.ts";
import { compareText, type IngressKey, type RepoPath, toRepoPath } from "../model/brands.ts";
import type { ClusterChoice, Config } from "../model/config.ts";
import type { ClusterInventory, Inventory } from "../model/inventory.ts";
import type { KubeObject } from "../model/kube.ts";
import type { Complexity } from "../model/plan.ts";
import type { RepoSnapshot } from "../model/snapshot.ts";
import type { ClusterSurvey, SurveySnapshot } from "../model/survey.ts";
import type { Emission } from "../model/translation.ts";
import { bandOf } from "../nginx/annotations/band.ts";
import { controllerConfig } from "../nginx/controller.ts";
import { planWaves } from "../plan/waves.ts";
import { findGateways, takeInventory } from "../sources/inventory.ts";
import { translateCluster } from "../translate/cluster.ts";

/** Where the configuration may stand; the first that exists counts. */
export const configPaths = [".github/tidegate.yml", ".github/tidegate.yaml"] as const;

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
  const file = configText === undefined ? undefined : readConfigText(configText.path, configText.text);
  const ignore = file?.value?.ignore ?? [];
  const resolved = resolveConfig(file?.value, { gateways: findGateways(snapshot, ignore) });
  const configDiagnostics = [...(file?.diagnostics ?? []), ...resolved.diagnostics];
  const { config, assumptions } = resolved.value;

  const inventory = takeInventory(snapshot, config);
  const crds = [...(options.crds ?? []), ...inventory.value.crds.map(({ object }) => object)];
  const clusters = inventory.value.clusters.map((cluster) => surveyCluster(cluster, config, crds));
  const translated = clusters.map(({ survey }) => survey);
  const clusterDiagnostics = clusters.flatMap(({ diagnostics }) => diagnostics);

  const blockers = blockersByIngress(inventory.value, inventory.diagnostics, clusters);
  const plan = planWaves({
    clusters: translated.map(({ inventory: found, complexity }) => ({
      inventory: found,
      complexity,
      blockers: new Map(
        found.ingresses.map(({ key }) => [key, blockers.get(blockerKey(found.name, key)) ?? []] as const),
      ),
      migrated: migratedKeys(found, translated),
    })),
    config,
    decisions: options.decisions,
  });
  return outcome(
    {
      snapshot,
      config,
      configPath: configText?.path,
      configIsValid: !hasBlocker(configDiagnostics),
      assumptions,
      inventory: inventory.value,
      clusters: translated,
      waves: plan.value,
      blockers,
    },
    [...configDiagnostics, ...inventory.diagnostics, ...clusterDiagnostics, ...plan.diagnostics],
  );
};
