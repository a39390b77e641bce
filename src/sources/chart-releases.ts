/**
 * Charts of the repository that nothing in it deploys: installed by hand, by a Makefile or by CI. Their values files tell how often: one
 * release per environment, or one with the chart's defaults. Values files without any chart are listed too, with what is missing.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { compareText, directoryOf, type RepoPath } from "../model/brands.ts";
import type { Place } from "../model/place.ts";
import type { Release, ReleaseLayer } from "../model/release.ts";
import { clusterOf, defaultCluster, isAtOrBelow, safeClusterName } from "./clusters.ts";
import {
  type EnvironmentValues,
  environmentsOf,
  isEnvironmentName,
  isSecretName,
} from "./environment-values.ts";
import { type FoundChart, findCharts, localDependency } from "./helm/discover.ts";
import type { IngressPlay } from "./ingress-in-play.ts";
import type { FileReader } from "./reader.ts";
import { sortReadings, valuesFile } from "./values-layer.ts";

export interface ChartInput {
  readonly reader: FileReader;
  /** Releases that something deploys. */
  readonly deployed: readonly Release[];
  readonly play: Pick<IngressPlay, "below">;
}

export interface ChartReleases {
  /** By directory of the chart, then by environment. */
  readonly releases: readonly Release[];
  /** Every chart directory, sub-charts included. */
  readonly charts: ReadonlySet<RepoPath>;
  readonly diagnostics: readonly Diagnostic[];
}

export function chartReleases({ reader, deployed, play }: ChartInput): ChartReleases {
  const { value: found, diagnostics } = findCharts({
    commit: undefined,
    files: reader.files,
    bytes: (path) => reader.bytes(path),
  });
  const used = new Set<RepoPath>(
    deployed.flatMap(({ chart }) => (chart.kind === "own" ? chart.directory : [])),
  );
  const usedFiles = new Set(deployed.flatMap(({ layers }) => layers.flatMap(({ site }) => site?.path ?? [])));
  const parts = new Set(found.flatMap((chart) => localParts(chart)));
  const releases = found
    .filter(({ directory, isVendored, description }) => {
      if (isVendored || description.isLibrary || used.has(directory)) return false;
      return !isBelowCharts(directory) && play.below(directory);
    })
    .flatMap((chart) => {
      const environments = environmentsOf(chart.directory, reader).filter(({ files }) =>
        files.every((path) => !usedFiles.has(path)),
      );
      const layered = environments.map((environment) => releaseOf(chart, environment, reader));
      // variants such as values-small.yaml do not say that the defaults are installed nowhere
      if (environments.some(({ name }) => isEnvironmentName(name))) return layered;
      // a part of another chart is installed with that one
      return parts.has(chart.directory) ? layered : [releaseOf(chart, undefined, reader), ...layered];
    });
  return { releases, charts: new Set(found.map(({ directory }) => directory)), diagnostics };
}

function localParts({ directory, description }: FoundChart): readonly RepoPath[] {
  return description.dependencies.flatMap(({ repository }) =>
    repository.startsWith("file://") ? (localDependency(directory, repository) ?? []) : [],
  );
}

/** Vendored with a parent whose Chart.yaml is not here. */
function isBelowCharts(directory: RepoPath): boolean {
  return /(^|\/)charts\/[^/]+\/charts\//.test(`${directory}/`);
}

function releaseOf(
  { directory, description }: FoundChart,
  environment: EnvironmentValues | undefined,
  reader: FileReader,
): Release {
  const path = (directory === "" ? "Chart.yaml" : `${directory}/Chart.yaml`) as RepoPath; // where the chart was found
  const place: Place = { path, line: 1, column: 1 };
  const { layers, gaps } = sortReadings(
    (environment?.files ?? []).map((file) => valuesFile(file, place, reader)),
  );
  const { name } = description;
  const suffix = environment === undefined ? "" : ` (${environment.name})`;
  return {
    id: `chart ${directory || "."}${suffix}`,
    cluster: clusterNameOf(directory, environment),
    name,
    namespace: "default",
    chart: { kind: "own", directory },
    layers,
    gaps,
    owner: {
      kind: "chart",
      title: `chart ${directory || name}`,
      path,
      document: 0,
      item: undefined,
      place,
      statesNamespace: true,
    },
    chain: [{ kind: "chart", path, line: 1 }],
    home: { kind: "chart-templates", directory },
    apiVersions: [],
    kubeVersion: undefined,
    changedAfter: [],
  };
}

/** What the directory of the chart says, else the environment. */
function clusterNameOf(directory: RepoPath, environment: EnvironmentValues | undefined): string {
  const { name } = clusterOf(directory);
  if (name !== defaultCluster || environment === undefined) return name;
  return safeClusterName(environment.name);
}

/** Values files beside no chart, that no release uses: what they feed is written nowhere in the repository. */
export function looseValues(
  candidates: readonly RepoPath[],
  { charts }: Pick<ChartReleases, "charts">,
  releases: readonly Release[],
  reader: FileReader,
): readonly Release[] {
  const used = new Set(releases.flatMap(({ layers }) => layers.flatMap(({ site }) => site?.path ?? [])));
  return [...candidates].sort(compareText).flatMap((path): Release[] => {
    if (used.has(path) || !isValuesName(path) || isSecretName(path) || isShown(path)) return [];
    if ([...charts].some((directory) => isAtOrBelow(path, directory))) return [];
    const place: Place = { path, line: 1, column: 1 };
    const reading = valuesFile(path, place, reader);
    if (reading.kind === "gap" || !isValues(reading.layer)) return [];
    const directory = directoryOf(path);
    const name = chartNameIn(path);
    const subject = name ?? "values";
    return [
      {
        id: `values ${path}`,
        cluster: clusterOf(directory).name,
        name: subject,
        namespace: "default",
        chart: {
          kind: "unknown",
          name,
          version: undefined,
          why: `nothing in this repository says which chart \`${path}\` feeds, nor under which release name and namespace`,
        },
        layers: [reading.layer],
        gaps: [],
        owner: {
          kind: "chart",
          title: `values ${path}`,
          path,
          document: reading.layer.site?.document ?? 0,
          item: undefined,
          place,
          statesNamespace: true,
        },
        chain: [{ kind: "values", path, line: 1 }],
        home: { kind: "none", why: `nothing in this repository deploys what stands beside \`${path}\`` },
        apiVersions: [],
        kubeVersion: undefined,
        changedAfter: [],
      },
    ];
  });
}

/** Shown or tested with, not installed. */
function isShown(path: RepoPath): boolean {
  return /(^|\/)(ci|docs?|examples?|samples?|testdata|tests?)\//i.test(path);
}

/** "values.yaml", "values-prod.yaml", "grafana.values.yaml", "values/grafana.yaml". */
function isValuesName(path: RepoPath): boolean {
  const segments = path.split("/");
  const name = segments.at(-1) ?? "";
  return (
    /(^|[-_.])values([-_.]|$)/i.test(name.replace(/\.(ya?ml|json)$/i, "")) || segments.at(-2) === "values"
  );
}

/** Values hold no Kubernetes object. */
function isValues({ value }: ReleaseLayer): boolean {
  return typeof value === "object" && value !== null && !("kind" in value && "apiVersion" in value);
}

/** "grafana" of grafana/values.yaml, values/grafana.yaml, grafana.values.yaml and grafana-values.yaml. */
function chartNameIn(path: RepoPath): string | undefined {
  const segments = path.split("/");
  const base = (segments.pop() ?? "").replace(/\.(ya?ml|json)$/i, "");
  const own = /^(.+?)[-_.]values$/i.exec(base)?.[1];
  if (own !== undefined) return own;
  const parent = segments.at(-1);
  if (parent === "values") return base;
  const isEnvironment = parent !== undefined && clusterOf(segments.join("/") as RepoPath).name === parent; // a directory of the path
  return isEnvironment ? segments.at(-3) : parent;
}
