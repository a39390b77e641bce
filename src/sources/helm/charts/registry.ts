/** Every chart the catalogue knows, and finding the entry of a block. */
import type { KeyPath } from "../../../yaml/file.ts";
import { parseConstraint, parseVersion } from "../version.ts";
import { applications } from "./applications.ts";
import { argoCd, argoRollouts, argoWorkflows } from "./argo.ts";
import { bitnami, mlflow, schemaRegistry, thanos } from "./bitnami.ts";
import { commonLibrary } from "./common-library.ts";
import type { ChartEntry, ChartSite } from "./entry.ts";
import { grafana } from "./grafana.ts";
import { helmCreate } from "./helm-create.ts";
import { kubePrometheusStack } from "./kube-prometheus-stack.ts";
import { loki } from "./loki.ts";
import { gitlab, harbor, jenkins, jupyterhub, rookCephCluster } from "./platforms.ts";
import { alertmanager, blackboxExporter, prometheus, pushgateway } from "./prometheus.ts";

export const chartEntries: readonly ChartEntry[] = [
  alertmanager,
  argoCd,
  argoRollouts,
  argoWorkflows,
  bitnami,
  blackboxExporter,
  commonLibrary,
  gitlab,
  grafana,
  harbor,
  helmCreate,
  jenkins,
  jupyterhub,
  kubePrometheusStack,
  loki,
  mlflow,
  prometheus,
  pushgateway,
  rookCephCluster,
  schemaRegistry,
  thanos,
  ...applications,
];

export interface FoundSite {
  readonly entry: ChartEntry;
  readonly site: ChartSite;
  /** Key path of the chart's values inside the release's: [] or the key of a sub-chart. */
  readonly scope: readonly string[];
  /** The chart the site belongs to: the sub-chart below a scope. */
  readonly chart: string;
  /** undefined for a sub-chart whose version is not known. */
  readonly version: string | undefined;
  /** What each "*" of the site stands for. */
  readonly wild: readonly string[];
}

export interface ChartIdentity {
  readonly name: string;
  /** Where it comes from, when known: some names belong to several publishers. */
  readonly repository?: string | undefined;
  readonly version: string | undefined;
  /** Sub-charts by their key in the values, where the chart's files tell. */
  readonly subcharts?: ReadonlyMap<string, ChartIdentity>;
}

/** The site of a block; undefined when the catalogue knows neither the chart nor such a block in it. */
export function findSite(chart: ChartIdentity, block: KeyPath): FoundSite | undefined {
  return findIn(chart, block, []);
}

export function entryFor(chart: Pick<ChartIdentity, "name" | "repository">): ChartEntry | undefined {
  const named = chartEntries.filter((entry) => entry.charts.includes(chart.name));
  if (chart.repository !== undefined && /\bbitnami/i.test(chart.repository)) {
    return named.find((entry) => entry.publisher === "bitnami") ?? bitnami;
  }
  return named.find((entry) => entry.publisher === undefined) ?? named[0];
}

/**
 * True when the chart, its sub-charts included, prints no Ingress unless values ask for one. Of a chart nobody knows that cannot be said,
 * nor of a block whose default the catalogue does not tell.
 */
export function isOffByDefault(chart: Pick<ChartIdentity, "name" | "repository">): boolean {
  const entry = entryFor(chart);
  if (entry === undefined) return false;
  // what "*" stands for comes from values alone
  const sites = entry.sites.filter(({ block }) => !block.includes("*"));
  return (
    sites.every(({ enabledByDefault }) => enabledByDefault === false) &&
    Object.values(entry.subcharts ?? {}).every((name) => isOffByDefault({ name }))
  );
}

function findIn(chart: ChartIdentity, block: KeyPath, scope: readonly string[]): FoundSite | undefined {
  const entry = entryFor(chart);
  const [first] = block;
  if (entry !== undefined) {
    for (const site of entry.sites) {
      const wild = isInVersions(site, chart.version) ? matchBlock(site.block, block) : undefined;
      if (wild !== undefined) return { entry, site, scope, chart: chart.name, version: chart.version, wild };
    }
  }
  if (typeof first !== "string" || scope.length > 4) return undefined;
  const known = chart.subcharts?.get(first);
  const named =
    entry?.subcharts !== undefined && Object.hasOwn(entry.subcharts, first)
      ? entry.subcharts[first]
      : undefined;
  const sub = known ?? (named === undefined ? undefined : { name: named, version: undefined });
  return sub === undefined ? undefined : findIn(sub, block.slice(1), [...scope, first]);
}

/** Without a version only what is said of every version holds. */
function isInVersions(site: ChartSite, version: string | undefined): boolean {
  if (site.versions === undefined) return true;
  const parsed = version === undefined ? undefined : parseVersion(version);
  const matches = parseConstraint(site.versions);
  return parsed === undefined || matches === undefined ? site.versions.startsWith(">=") : matches(parsed);
}

function matchBlock(pattern: readonly string[], block: KeyPath): readonly string[] | undefined {
  if (pattern.length !== block.length) return undefined;
  const wild: string[] = [];
  for (const [index, key] of pattern.entries()) {
    const segment = String(block[index]);
    if (key === "*") wild.push(segment);
    else if (key !== segment) return undefined;
  }
  return wild;
}
