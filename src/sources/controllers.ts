/**
 * The ingress-nginx controllers of each cluster: releases of the chart, and plain manifests. A manifest that no cluster's directory holds
 * counts for every cluster, because a base may be shared.
 */
import { directoryOf, type RepoPath, resolveRepoPath } from "../model/brands.ts";
import type { FoundController } from "../model/controller.ts";
import type { Json } from "../model/kube.ts";
import type { Release } from "../model/release.ts";
import { clusterOf, defaultCluster, isAtOrBelow } from "./clusters.ts";
import { settingsOfValues, type ValuesLayer, valueAt } from "./controller/helm-values.ts";
import { controllersIn, controllerWords } from "./controller/manifests.ts";
import { readChartFile, valuesKeyOf } from "./helm/chart-file.ts";
import { isMapping, type ParsedObject } from "./objects/parse.ts";
import { containsAscii } from "./prefilter.ts";
import type { FileReader } from "./reader.ts";
import { findSops } from "./unsupported/marks.ts";

const chartName = "ingress-nginx";

interface ClusterFiles {
  readonly name: string;
  readonly paths: readonly RepoPath[];
  readonly releases: readonly Release[];
}

/** By cluster name; of a cluster without a controller nothing is said. */
export function findControllers(
  clusters: readonly ClusterFiles[],
  manifests: readonly RepoPath[],
  reader: FileReader,
): ReadonlyMap<string, readonly FoundController[]> {
  const objects = manifests.flatMap((path) => controllerObjects(path, reader));
  const found = clusters.map(({ name, releases }) => {
    const isOwn = ({ path }: ParsedObject) => {
      const stated = clusterOf(directoryOf(path)).name;
      if (stated !== defaultCluster && clusters.some((cluster) => cluster.name === stated))
        return stated === name;
      const holding = clusters.filter((cluster) =>
        cluster.paths.some((directory) => directory !== "" && isAtOrBelow(path, directory)),
      );
      return holding.length === 0 || holding.some((cluster) => cluster.name === name);
    };
    const byId = new Map(releases.map((release) => [release.id, release]));
    const installed = [...byId.values()].flatMap((release) => fromRelease(release, reader));
    return [name, [...installed, ...controllersIn(objects.filter(isOwn))]] as const;
  });
  return new Map(found.filter(([, controllers]) => controllers.length > 0));
}

/** Whether a release may install the controller: such a release matters whatever its values say. */
export function isControllerRelease({ chart }: Release, reader: FileReader): boolean {
  if (chart.kind !== "own") return chart.name === chartName;
  const description = chartOf(chart.directory, reader);
  return (
    description?.name === chartName ||
    description?.dependencies.some(({ name }) => name === chartName) === true
  );
}

function controllerObjects(path: RepoPath, reader: FileReader): readonly ParsedObject[] {
  const bytes = reader.bytes(path);
  if (bytes === undefined || !saysNginx(bytes) || !controllerWords.some((word) => containsAscii(bytes, word)))
    return [];
  const file = reader.parse(path);
  return file === undefined || findSops(file.yaml) !== undefined ? [] : file.objects;
}

/** Looks for the rare letter first: most files of a repository say nothing of nginx. */
export function saysNginx(bytes: Uint8Array): boolean {
  for (let at = bytes.indexOf(0x78); at >= 0; at = bytes.indexOf(0x78, at + 1)) {
    const isWord =
      bytes[at - 1] === 0x6e && bytes[at - 2] === 0x69 && bytes[at - 3] === 0x67 && bytes[at - 4] === 0x6e;
    if (isWord) return true;
  }
  return false;
}

function fromRelease(release: Release, reader: FileReader): readonly FoundController[] {
  const key = valuesKey(release, reader);
  if (key === undefined) return [];
  const defaults = release.chart.kind === "own" ? ownDefaults(release.chart.directory, reader) : [];
  const stated = release.layers.map(
    ({ value, place }): ValuesLayer => ({
      value,
      place: (path) => place(path) ?? release.owner.place,
    }),
  );
  const layers = [...defaults, ...stated].map(
    ({ value, place }): ValuesLayer =>
      key === ""
        ? { value, place }
        : { value: valueAt(value, [key]) ?? {}, place: (path) => place([key, ...path]) },
  );
  const { owner, gaps, name, namespace } = release;
  const title = `the release ${namespace}/${name} (${owner.title})`;
  return [{ title, at: owner.place, gaps, ...settingsOfValues(layers) }];
}

/** Key of the chart's values in those of the release, "" for all of them; undefined: another chart. */
function valuesKey({ chart, owner, layers }: Release, reader: FileReader): string | undefined {
  if (chart.kind === "own") {
    const description = chartOf(chart.directory, reader);
    if (description?.name === chartName) return "";
    const dependency = description?.dependencies.find(({ name }) => name === chartName);
    return dependency === undefined ? undefined : valuesKeyOf(dependency);
  }
  if (chart.name !== undefined) return chart.name === chartName ? "" : undefined;
  // a values file that nothing names: its place and its shape speak for it
  const isController = layers.some(({ value }) => isMapping(valueAt(value, ["controller"])));
  return isController && owner.path.includes(chartName) ? "" : undefined;
}

function chartOf(directory: RepoPath, reader: FileReader) {
  const read = (name: string) => {
    const path = resolveRepoPath(directory, name);
    const text = path === undefined ? undefined : reader.text(path);
    return path === undefined || text === undefined ? undefined : { path, text };
  };
  const file = read("Chart.yaml");
  return file === undefined ? undefined : readChartFile(file, read("requirements.yaml")).value;
}

function ownDefaults(directory: RepoPath, reader: FileReader): readonly ValuesLayer[] {
  const path = resolveRepoPath(directory, "values.yaml");
  const document = path === undefined ? undefined : reader.parse(path)?.yaml.documents[0];
  const value: Json | undefined = document?.value;
  return document === undefined || value === undefined
    ? []
    : [{ value, place: (keyPath) => document.place(keyPath) }];
}
