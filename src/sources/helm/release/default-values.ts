/**
 * What a chart's values.yaml and those of its sub-charts say, as layers below a release's own: the deepest chart first, because a parent's
 * values win over its sub-charts' (helm/helm pkg/chart/common/util/coalesce.go, 4.1).
 */
import { type RepoPath, resolveRepoPath, toRepoPath } from "../../../model/brands.ts";
import type { Json } from "../../../model/kube.ts";
import type { ChartFiles } from "../../../model/render.ts";
import type { YamlDocument } from "../../../yaml/file.ts";
import { readYamlFile } from "../../../yaml/read.ts";
import { isMapping } from "../../objects/parse.ts";
import { valuesKeyOf } from "../chart-file.ts";
import type { ChartIdentity } from "../charts/registry.ts";
import type { ValuesLayer } from "../layers.ts";
import { dependencyDirectory, descriptionIn } from "./identity.ts";

const mostDepth = 8;

/** `directory` is where the chart stands in the repository; undefined for one that was fetched, whose text nobody edits. */
export function defaultLayers(
  files: ChartFiles,
  identity: ChartIdentity,
  directory: RepoPath | undefined,
): readonly ValuesLayer[] {
  return layersBelow(files, "", [], identity, directory, 0);
}

function layersBelow(
  files: ChartFiles,
  prefix: string,
  keyPath: readonly string[],
  identity: ChartIdentity,
  directory: RepoPath | undefined,
  depth: number,
): readonly ValuesLayer[] {
  const dependencies = depth >= mostDepth ? [] : (descriptionIn(files, prefix)?.dependencies ?? []);
  const byDirectory = new Map(
    dependencies.flatMap((dependency): [string, string][] => {
      const inside = dependencyDirectory(files, prefix, dependency);
      return inside === undefined ? [] : [[valuesKeyOf(dependency), inside]];
    }),
  );
  const below = [...(identity.subcharts ?? [])].flatMap(([key, subchart]) => {
    const inside = byDirectory.get(key) ?? `${prefix}charts/${key}/`;
    return files.has(`${inside}Chart.yaml`)
      ? layersBelow(files, inside, [...keyPath, key], subchart, directory, depth + 1)
      : [];
  });
  const own = layerOf(files, `${prefix}values.yaml`, keyPath, identity.name, directory);
  return own === undefined ? below : [...below, own];
}

function layerOf(
  files: ChartFiles,
  name: string,
  keyPath: readonly string[],
  chart: string,
  directory: RepoPath | undefined,
): ValuesLayer | undefined {
  const bytes = files.get(name);
  const path = directory === undefined ? toRepoPath(name) : resolveRepoPath(directory, name);
  const document = bytes === undefined || path === undefined ? undefined : parsed(path, bytes);
  if (document === undefined || !isMapping(document.value)) return undefined;
  const value = keyPath.reduceRight<Json>((inner, key) => ({ [key]: inner }), document.value);
  return {
    name: `values.yaml of the chart ${chart}`,
    value,
    // a sub-chart's own text is never edited, so nothing leads there
    place: (at) => (directory === undefined || keyPath.length > 0 ? undefined : document.place(at)),
  };
}

/** Large charts have values files of thousands of lines, and one chart may have many releases. */
const known = new WeakMap<Uint8Array, Map<RepoPath, YamlDocument | undefined>>();

function parsed(path: RepoPath, bytes: Uint8Array): YamlDocument | undefined {
  const byPath = known.get(bytes) ?? new Map<RepoPath, YamlDocument | undefined>();
  known.set(bytes, byPath);
  if (!byPath.has(path)) {
    const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    byPath.set(path, readYamlFile(path, text).value.documents[0]);
  }
  return byPath.get(path);
}
