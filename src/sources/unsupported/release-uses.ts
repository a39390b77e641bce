/**
 * Which texts of the repository releases are made of: what a release takes in is read, so it is not reported as unread.
 */
import type { RepoPath } from "../../model/brands.ts";
import type { Release } from "../../model/release.ts";
import { isAtOrBelow } from "../clusters.ts";

export interface ReleaseUses {
  /** A document that holds values of some release, or states it. */
  isValues(path: RepoPath, document: number): boolean;
  /** Charts that releases install and that take in the file as a template, themselves or by a dependency. */
  chartsOfTemplate(path: RepoPath): readonly RepoPath[];
}

export function usesOfReleases(
  releases: readonly Release[],
  /** Directories of a chart and of its dependencies. */
  localCharts: (directory: RepoPath) => readonly RepoPath[],
): ReleaseUses {
  const documents = new Set<string>();
  const charts = new Map<RepoPath, readonly RepoPath[]>();
  for (const { owner, layers, chart } of releases) {
    documents.add(`${owner.path}\u0000${owner.document}`);
    for (const { site, place } of layers) {
      if (site !== undefined) documents.add(`${site.path}\u0000${site.document}`);
      // a patch that stands inside a kustomization
      const at = place([]);
      if (site === undefined && at !== undefined) documents.add(`${at.path}\u00000`);
    }
    if (chart.kind === "own" && !charts.has(chart.directory))
      charts.set(chart.directory, localCharts(chart.directory));
  }
  const chartsOf = (path: RepoPath, inside: RegExp) =>
    [...charts].flatMap(([chart, directories]) =>
      directories.some((one) => isIn(one, path, inside)) ? [chart] : [],
    );
  return {
    isValues: (path, document) =>
      documents.has(`${path}\u0000${document}`) ||
      chartsOf(path, /^(?:charts\/[^/]+\/)*values\.ya?ml$/).length > 0,
    chartsOfTemplate: (path) => chartsOf(path, /^(?:charts\/[^/]+\/)*templates\//),
  };
}

function isIn(directory: RepoPath, path: RepoPath, inside: RegExp): boolean {
  const below = directory === "" ? path : path.slice(directory.length + 1);
  return isAtOrBelow(path, directory) && inside.test(below);
}
