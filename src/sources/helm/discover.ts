/**
 * The charts of a snapshot: every directory with a Chart.yaml. A chart below another chart's `charts/` belongs to that one; when the
 * parent takes it from a repository it is a vendored copy that the next `helm dependency update` overwrites.
 */
import { type Diagnostic, type Outcome, outcome } from "../../diagnostics/diagnostic.ts";
import { compareText, directoryOf, type RepoPath, resolveRepoPath, toRepoPath } from "../../model/brands.ts";
import type { RepoSnapshot } from "../../model/snapshot.ts";
import { type ChartDescription, readChartFile } from "./chart-file.ts";
import { inSnapshot } from "./remember.ts";

export interface FoundChart {
  readonly directory: RepoPath;
  readonly description: ChartDescription;
  /** Directory of the chart whose `charts/` holds this one. */
  readonly parent: RepoPath | undefined;
  /** True for a sub-chart: it is never edited, its values are those of the parent under its key. */
  readonly isVendored: boolean;
}

/** Every chart, by directory. */
export function findCharts(
  snapshot: RepoSnapshot,
  isIgnored: (path: RepoPath) => boolean = () => false,
): Outcome<readonly FoundChart[]> {
  const diagnostics: Diagnostic[] = [];
  const charts: FoundChart[] = [];
  const directories = new Set(
    snapshot.files
      .filter(({ path, kind }) => kind === "file" && isChartFile(path) && !isIgnored(path))
      .map(({ path }) => directoryOf(path)),
  );
  for (const directory of [...directories].sort(compareText)) {
    const read = describeChart(snapshot, directory);
    diagnostics.push(...read.diagnostics);
    if (read.value === undefined) continue;
    const parent = parentOf(directory, directories);
    charts.push({ directory, description: read.value, parent, isVendored: parent !== undefined });
  }
  return outcome(charts, diagnostics);
}

/** The description of the chart in a directory; undefined without a diagnostic when there is no Chart.yaml. */
export const describeChart = inSnapshot((snapshot, directory): Outcome<ChartDescription | undefined> => {
  const chart = textAt(snapshot, directory, "Chart.yaml");
  if (chart === undefined) return outcome(undefined);
  return readChartFile(chart, textAt(snapshot, directory, "requirements.yaml"));
});

/** Where a `file://` dependency of a chart stands; undefined when that is outside the repository. */
export function localDependency(directory: RepoPath, repository: string): RepoPath | undefined {
  const reference = repository.slice("file://".length);
  return resolveRepoPath(directory, reference);
}

function isChartFile(path: RepoPath): boolean {
  return path === "Chart.yaml" || path.endsWith("/Chart.yaml");
}

/** Only the nearest `charts/<name>` counts: "a/charts/b" belongs to "a". */
function parentOf(directory: RepoPath, charts: ReadonlySet<RepoPath>): RepoPath | undefined {
  const holder = directoryOf(directory);
  if (holder !== "charts" && !holder.endsWith("/charts")) return undefined;
  const parent = directoryOf(holder);
  return charts.has(parent) ? parent : undefined;
}

function textAt(
  snapshot: RepoSnapshot,
  directory: RepoPath,
  name: string,
): { readonly path: RepoPath; readonly text: string } | undefined {
  const path = directory === "" ? toRepoPath(name) : resolveRepoPath(directory, name);
  const bytes = path === undefined ? undefined : snapshot.bytes(path);
  if (path === undefined || bytes === undefined) return undefined;
  return { path, text: new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes) };
}
