/** The charts of the repository that make up one: itself, and what it takes in by `file://`, however deep. */
import type { RepoPath } from "../../../model/brands.ts";
import type { RepoSnapshot } from "../../../model/snapshot.ts";
import { describeChart, localDependency } from "../discover.ts";

const most = 200;

/** Directories, the chart's own first. */
export function localCharts(directory: RepoPath, snapshot: RepoSnapshot): readonly RepoPath[] {
  const found = new Set<RepoPath>([directory]);
  for (const chart of found) {
    if (found.size > most) break;
    for (const { repository } of describeChart(snapshot, chart).value?.dependencies ?? []) {
      const target = repository.startsWith("file://") ? localDependency(chart, repository) : undefined;
      if (target !== undefined) found.add(target);
    }
  }
  return [...found];
}
