/**
 * Applications that a chart of this repository renders (an app of apps written as a chart). They are known once the chart was rendered;
 * until then there are none. Their text is a template, so nothing in them is edited.
 */
import { baseNameOf, directoryOf, type RepoPath, resolveRepoPath } from "../model/brands.ts";
import type { KubeObject } from "../model/kube.ts";
import type { Place } from "../model/place.ts";
import type { Release } from "../model/release.ts";
import { argoGroup } from "./argocd/read.ts";
import { isAtOrBelow } from "./clusters.ts";
import { chartFacts } from "./helm/release/chart-facts.ts";
import { templateRequest } from "./helm/release/render-release.ts";
import type { ReleaseWorld } from "./helm/release/world.ts";
import type { SourceObject } from "./objects/fields.ts";
import { groupOf } from "./objects/parse.ts";
import { containsAscii } from "./prefilter.ts";
import type { FileReader } from "./reader.ts";

/** Applications that make Applications, and charts rendered for it, of one repository. */
export const maxAppDepth = 4;
const maxCharts = 200;

/** Argo's own chart of Applications and ApplicationSets. */
const appsChart = "argocd-apps";

const kinds: ReadonlySet<string> = new Set(["Application", "ApplicationSet", "AppProject"]);

export interface ChartsOfApplications {
  /** What releases not asked for before render. */
  from(releases: readonly Release[]): readonly SourceObject[];
}

export function chartsOfApplications(
  reader: FileReader,
  world: ReleaseWorld | undefined,
): ChartsOfApplications {
  const asked = new Set<string>();
  const makers = new Map<RepoPath, boolean>();
  const holds = (path: RepoPath, text: string): boolean => {
    const bytes = reader.bytes(path);
    return bytes !== undefined && containsAscii(bytes, text);
  };
  /** Its templates do, or the chart it depends on that makes them out of values. */
  const makesApplications = (directory: RepoPath): boolean => {
    const known = makers.get(directory);
    if (known !== undefined) return known;
    const result = reader.files.some(({ path, kind }) => {
      if (kind !== "file" || !isAtOrBelow(path, directory)) return false;
      if (path.includes("/templates/") || path.startsWith("templates/")) return holds(path, argoGroup);
      return directoryOf(path) === directory && baseNameOf(path) === "Chart.yaml" && holds(path, appsChart);
    });
    makers.set(directory, result);
    return result;
  };
  const isMaker = ({ chart }: Release): boolean =>
    chart.kind === "own" ? makesApplications(chart.directory) : chart.name === appsChart;
  return {
    from(releases) {
      if (world?.renders === undefined) return [];
      return releases.flatMap((release) => {
        const key = `${release.cluster}\0${release.id}`;
        if (asked.has(key) || asked.size >= maxCharts || !isMaker(release)) return [];
        asked.add(key);
        return applicationsOf(release, reader, world);
      });
    },
  };
}

function applicationsOf(release: Release, reader: FileReader, world: ReleaseWorld): readonly SourceObject[] {
  const request = templateRequest(release, chartFacts(release, world).value, world);
  const render = request === undefined ? undefined : world.renders?.template(request);
  if (render?.kind !== "rendered") return [];
  return render.templates.flatMap(({ template, documents }) =>
    documents.flatMap(({ object }): SourceObject[] => {
      if (object === undefined || groupOf(object) !== argoGroup || !kinds.has(object.kind)) return [];
      const { chart } = release;
      const path = chart.kind === "own" ? resolveRepoPath(chart.directory, template) : undefined;
      const place: Place =
        path !== undefined && reader.fileAt(path) !== undefined
          ? { path, line: 1, column: 1 }
          : release.owner.place;
      return [{ object: inNamespace(object, release.namespace), place, placeOf: () => place }];
    }),
  );
}

function inNamespace(object: KubeObject, namespace: string): KubeObject {
  if (typeof object.metadata.namespace === "string") return object;
  return { ...object, metadata: { ...object.metadata, namespace } };
}
