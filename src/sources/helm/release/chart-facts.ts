/**
 * The chart of a release as far as it is at hand: its files with their dependencies, what is known of its identity, and the values that
 * its templates see. A chart that cannot be rendered still has an identity and values; why it cannot is a clause for people.
 */
import { type Diagnostic, diagnose, type Outcome, outcome } from "../../../diagnostics/diagnostic.ts";
import type { RepoPath } from "../../../model/brands.ts";
import type { Release, ReleaseChart } from "../../../model/release.ts";
import type { ChartFiles, ChartPullResult } from "../../../model/render.ts";
import type { ChartDependency } from "../chart-file.ts";
import { valuesKeyOf } from "../chart-file.ts";
import { assembleChart, dependencyKey } from "../chart-files.ts";
import { type ChartIdentity, isOffByDefault } from "../charts/registry.ts";
import { describeChart } from "../discover.ts";
import { isDependencyEnabled } from "../enabled.ts";
import { layerValues, valueAt } from "../layers.ts";
import { isPinned } from "../version.ts";
import { defaultLayers } from "./default-values.ts";
import { identityOf } from "./identity.ts";
import { mayHoldRoutes } from "./in-play.ts";
import type { ReleaseChartFacts, ReleaseWorld } from "./world.ts";

export function chartFacts(release: Release, world: ReleaseWorld): Outcome<ReleaseChartFacts> {
  switch (release.chart.kind) {
    case "own":
      return ownChart(release, release.chart.directory, world);
    case "remote":
      return remoteChart(release, release.chart, world);
    case "unknown": {
      const { name, version, why } = release.chart;
      return outcome({
        identity: name === undefined ? undefined : { name, version },
        files: undefined,
        values: layerValues(release.layers),
        unrenderable: why,
      });
    }
  }
}

/**
 * What is known of a remote chart that need not be fetched, because the catalogue knows that it prints no Ingress unless values ask for
 * one, and none do. undefined: only the chart tells.
 */
export function factsUnfetched({ chart, layers }: Release): ReleaseChartFacts | undefined {
  if (chart.kind !== "remote") return undefined;
  const { name, version } = chart;
  const repository = chart.location.url;
  const values = layerValues(layers);
  if (!isOffByDefault({ name, repository }) || mayHoldRoutes(values.value)) return undefined;
  return {
    identity: { name, repository, version: version !== undefined && isPinned(version) ? version : undefined },
    files: undefined,
    values,
    unrenderable: "nothing in its values asks for an Ingress or a route",
  };
}

/** How many of the layers of `facts.values` are the chart's own; those of the release follow. */
export function defaultLayerCount(release: Release, facts: ReleaseChartFacts): number {
  return facts.values.layers.length - release.layers.length;
}

type RemoteChart = Extract<ReleaseChart, { kind: "remote" }>;

function remoteChart(release: Release, chart: RemoteChart, world: ReleaseWorld): Outcome<ReleaseChartFacts> {
  const { location, name, version } = chart;
  const repository = location.url;
  const pinned = version !== undefined && isPinned(version) ? version : undefined;
  const allowed = world.config.charts.pull === "allowed";
  const pulled = world.renders?.pull({ location, allowed });
  if (pulled?.kind !== "pulled") {
    const diagnostics = refusalNotes(name, pulled, allowed, chartPlace(release));
    return outcome(
      {
        identity: { name, repository, version: pinned },
        files: undefined,
        values: layerValues(release.layers),
        unrenderable: whyNotPulled(pulled, allowed, world),
      },
      diagnostics,
    );
  }
  const identity = identityOf(pulled.files, repository) ?? { name, repository, version: pulled.version };
  return outcome({
    identity,
    files: pulled.files,
    values: layerValues([...defaultLayers(pulled.files, identity, undefined), ...release.layers]),
    unrenderable: undefined,
  });
}

function ownChart(release: Release, directory: RepoPath, world: ReleaseWorld): Outcome<ReleaseChartFacts> {
  const { snapshot } = world;
  const described = describeChart(snapshot, directory);
  const description = described.value;
  const unread = (why: string, identity: ChartIdentity | undefined, diagnostics: readonly Diagnostic[]) =>
    outcome(
      { identity, files: undefined, values: layerValues(release.layers), unrenderable: why },
      diagnostics,
    );
  if (description === undefined) {
    const why =
      described.diagnostics.length > 0
        ? `the Chart.yaml in \`${directory || "."}\` cannot be read`
        : `\`${directory || "."}\` has no Chart.yaml`;
    return unread(why, undefined, described.diagnostics);
  }
  // Which dependencies are on depends on values, and those on the defaults of dependencies that are here.
  const first = assembleChart({ snapshot, directory });
  const own: ChartIdentity = { name: description.name, version: description.version };
  if (first.value === undefined) {
    const why = `the chart in \`${directory || "."}\` is not handed to Helm`;
    return unread(why, own, first.diagnostics);
  }
  const known = identityOf(first.value.files, undefined) ?? own;
  const values = layerValues([...defaultLayers(first.value.files, known, directory), ...release.layers]);
  const isOff = (dependency: ChartDependency) => !isDependencyEnabled(dependency, values.value);
  const off = description.dependencies.filter(isOff).map(valuesKeyOf);
  const wanted = first.value.missing.filter((dependency) => !isOff(dependency));
  const fetched = fetchDependencies(wanted, world, (dependency) =>
    mayHoldRoutes(valueAt(values.value, [valuesKeyOf(dependency)]) ?? null),
  );
  const leaveOut = new Set([...off, ...fetched.without.map(valuesKeyOf)]);
  const isWhole = leaveOut.size === 0 && fetched.charts.size === 0;
  const assembled = isWhole
    ? first
    : assembleChart({ snapshot, directory, leaveOut, pulled: fetched.charts });
  const files = assembled.value?.files ?? first.value.files;
  const identity = withDependencies(identityOf(files, undefined) ?? own, description.dependencies);
  const [missing] = assembled.value?.missing ?? [];
  const why = description.isLibrary
    ? `\`${description.name}\` is a library chart`
    : (fetched.why ??
      (missing === undefined ? undefined : `its dependency \`${missing.name}\` is not at hand`));
  return outcome(
    {
      identity,
      files,
      values: layerValues([...defaultLayers(files, identity, directory), ...release.layers]),
      unrenderable: why,
    },
    [...assembled.diagnostics, ...fetched.diagnostics],
  );
}

interface Fetched {
  readonly charts: ReadonlyMap<string, ChartFiles>;
  /** Dependencies that nobody can fetch and that have no route of their own: the rest is rendered without them. */
  readonly without: readonly ChartDependency[];
  readonly why: string | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

function fetchDependencies(
  dependencies: readonly ChartDependency[],
  world: ReleaseWorld,
  hasRoutes: (dependency: ChartDependency) => boolean,
): Fetched {
  const charts = new Map<string, ChartFiles>();
  const without: ChartDependency[] = [];
  const diagnostics: Diagnostic[] = [];
  const allowed = world.config.charts.pull === "allowed";
  let why: string | undefined;
  for (const dependency of dependencies) {
    const { name, version, repository, place } = dependency;
    const url = repository.replace(/\/+$/, "");
    const isAddress = /^(?:https?|oci):\/\//.test(url);
    const answer = isAddress
      ? world.renders?.pull({
          location: url.startsWith("oci://")
            ? { kind: "oci", url: `${url}/${name}`, version }
            : { kind: "repository", url, chart: name, version },
          allowed,
        })
      : undefined;
    if (answer?.kind === "pulled") {
      charts.set(dependencyKey(dependency), answer.files);
      continue;
    }
    diagnostics.push(...refusalNotes(name, answer, allowed, place));
    const isAwaited = isAddress && allowed && answer === undefined;
    if (!isAwaited && !hasRoutes(dependency)) without.push(dependency);
    else {
      const reason = isAddress
        ? whyNotPulled(answer, allowed, world)
        : `\`${repository}\` is no address of a chart repository`;
      why ??= `its dependency \`${name}\` is not at hand: ${reason}`;
    }
  }
  return { charts, without, why, diagnostics };
}

function whyNotPulled(answer: ChartPullResult | undefined, allowed: boolean, world: ReleaseWorld): string {
  if (answer?.kind === "refused") return answer.refusal.message;
  if (!allowed) return "the configuration does not allow fetching charts (`charts.pull: allowed`)";
  return world.renders === undefined ? "charts are not rendered here" : "the chart is not fetched yet";
}

/** That nothing may be fetched at all is said with each Ingress; a failed attempt is a finding of its own. */
function refusalNotes(
  chart: string,
  answer: ChartPullResult | undefined,
  allowed: boolean,
  at: ReturnType<typeof chartPlace>,
): readonly Diagnostic[] {
  if (answer?.kind !== "refused" || !allowed) return [];
  const { code: cause, message } = answer.refusal;
  return [diagnose("helm-pull-refused", { chart, cause, message }, { at })];
}

function chartPlace(release: Release) {
  return release.owner.place;
}

/** Dependencies that were left out or are packed keep the name and version Chart.yaml gives them. */
function withDependencies(identity: ChartIdentity, listed: readonly ChartDependency[]): ChartIdentity {
  const subcharts = new Map(identity.subcharts ?? []);
  for (const dependency of listed) {
    const key = valuesKeyOf(dependency);
    if (subcharts.has(key)) continue;
    const { name, repository, version } = dependency;
    subcharts.set(key, { name, repository, version: isPinned(version) ? version : undefined });
  }
  return { ...identity, subcharts };
}
