/**
 * The charts a kustomization names: `helmCharts`, the older `helmChartInflationGenerator`, and generator files of that kind. Order of values:
 * the file, the inline values over it (`valuesMerge` says otherwise), the additional files (kustomize api/types/helmchartargs.go 5.7).
 */
import { type RepoPath, resolveRepoPath } from "../model/brands.ts";
import type { Json } from "../model/kube.ts";
import type { Place } from "../model/place.ts";
import type { ReleaseChart, ReleaseGap, ReleaseLayer } from "../model/release.ts";
import type { KeyPath } from "../yaml/file.ts";
import type { Kustomization } from "./kustomize/kustomization.ts";
import { listOf, type Mapping, mappingOf, scalarText, textOf, textsOf } from "./objects/fields.ts";
import type { FileReader } from "./reader.ts";
import { gap, type LayerReading, sortReadings, valuesFile, writtenValues } from "./values-layer.ts";

export interface ChartEntry {
  readonly name: string;
  readonly kustomization: Kustomization;
  /** The file the entry stands in: the kustomization, or a generator. */
  readonly path: RepoPath;
  readonly document: number;
  readonly keyPath: KeyPath;
  readonly place: Place;
  /** In the words of `helmCharts`. */
  readonly fields: Mapping;
  /** Key of the inline values in the entry's text. */
  readonly inlineKey: string;
  readonly chartHome: string;
  readonly apiVersions: readonly string[];
  readonly kubeVersion: string | undefined;
  /** Another entry of the file has the same names. */
  readonly isRepeated: boolean;
}

export interface ChartEntries {
  readonly entries: readonly ChartEntry[];
  /** False when the kustomization generates something else, too. */
  readonly isComplete: boolean;
}

interface Written {
  readonly fields: Mapping;
  readonly inlineKey: string;
  readonly path: RepoPath;
  readonly document: number;
  readonly keyPath: KeyPath;
  readonly place: Place;
  readonly chartHome: string | undefined;
}

export function chartEntriesOf(kustomization: Kustomization, reader: FileReader): ChartEntries {
  const { fields, path } = kustomization;
  const document = reader.parse(path)?.yaml.documents.find(({ value }) => value !== null)?.index ?? 0;
  const chartHome = textOf(mappingOf(fields.helmGlobals)?.chartHome);
  const listed = (field: string, translate: (item: Mapping) => Mapping, inlineKey: string): Written[] =>
    listOf(fields[field]).flatMap((item, index): Written[] => {
      const entry = mappingOf(item);
      const keyPath = [field, index];
      const place = kustomization.placeOf(keyPath);
      return entry === undefined
        ? []
        : [
            {
              fields: translate(entry),
              inlineKey,
              path,
              document,
              keyPath,
              place,
              chartHome: chartHome ?? textOf(entry.chartHome),
            },
          ];
    });
  const generators = textsOf(fields.generators);
  const fromFiles = generators.map((text) => generatorFile(text, kustomization, reader));
  const written = [
    ...listed("helmCharts", (item) => item, "valuesInline"),
    ...listed("helmChartInflationGenerator", inNewWords, "valuesLocal"),
    ...fromFiles.flatMap((entries) => entries ?? []),
  ];
  const named = written.flatMap((one) => {
    const name = textOf(one.fields.name);
    return name === undefined
      ? []
      : [{ ...one, name, key: `${one.path} ${textOf(one.fields.releaseName) ?? name}` }];
  });
  const entries = named.map(
    ({ key, ...one }): ChartEntry => ({
      ...one,
      kustomization,
      chartHome: one.chartHome ?? "charts",
      apiVersions: textsOf(one.fields.apiVersions),
      kubeVersion: scalarText(one.fields.kubeVersion),
      isRepeated: named.filter((other) => other.key === key).length > 1,
    }),
  );
  const isComplete = entries.length === written.length && fromFiles.every((found) => found !== undefined);
  return { entries, isComplete };
}

/** kustomize api/types/helmchartargs.go, SplitHelmParameters. */
function inNewWords(old: Mapping): Mapping {
  const renamed: readonly (readonly [string, Json | undefined])[] = [
    ["name", old.chartName],
    ["version", old.chartVersion],
    ["repo", old.chartRepoUrl ?? old.chartRepo],
    ["releaseName", old.releaseName],
    ["namespace", old.releaseNamespace],
    ["valuesFile", old.values],
    ["valuesInline", old.valuesLocal],
    ["valuesMerge", old.valuesMerge],
  ];
  return Object.fromEntries(
    renamed.flatMap(([key, value]): [string, Json][] => (value === undefined ? [] : [[key, value]])),
  );
}

/** undefined: the generator is no chart, or cannot be read. */
function generatorFile(
  text: string,
  { directory }: Kustomization,
  reader: FileReader,
): readonly Written[] | undefined {
  const path = text.includes("\n") ? undefined : resolveRepoPath(directory, text);
  const objects = path === undefined ? undefined : reader.parse(path)?.objects;
  if (path === undefined || objects === undefined || objects.length === 0) return undefined;
  if (objects.some(({ object }) => object.kind !== "HelmChartInflationGenerator")) return undefined;
  return objects.map(({ object, document, item, place }): Written => {
    const { apiVersion: _api, kind: _kind, metadata: _metadata, ...fields } = object;
    const entry = mappingOf(fields) ?? {};
    const isOld = entry.chartName !== undefined;
    return {
      fields: isOld ? inNewWords(entry) : entry,
      inlineKey: isOld ? "valuesLocal" : "valuesInline",
      path,
      document,
      keyPath: item === undefined ? [] : ["items", item],
      place,
      chartHome: textOf(entry.chartHome),
    };
  });
}

export function chartOf(entry: ChartEntry, reader: FileReader): ReleaseChart {
  const { name, fields, chartHome, kustomization } = entry;
  const version = scalarText(fields.version);
  const repository = textOf(fields.repo);
  if (repository !== undefined) {
    const url = repository.replace(/\/+$/, "");
    const location = url.startsWith("oci://")
      ? { kind: "oci" as const, url: `${url}/${name}`, version: version ?? "" }
      : { kind: "repository" as const, url, chart: name, version: version ?? "" };
    return { kind: "remote", location, name, version };
  }
  const directory = resolveRepoPath(kustomization.directory, `${chartHome}/${name}`);
  const isHere =
    directory !== undefined && reader.fileAt(`${directory}/Chart.yaml` as RepoPath) !== undefined; // only asked about
  if (isHere) return { kind: "own", directory };
  const why = `\`${chartHome}/${name}\` is not in this repository, and no \`repo\` is named`;
  return { kind: "unknown", name, version, why };
}

export function layersOf(
  entry: ChartEntry,
  reader: FileReader,
): { readonly layers: readonly ReleaseLayer[]; readonly gaps: readonly ReleaseGap[] } {
  const { fields, place } = entry;
  const file = textOf(fields.valuesFile);
  const read = (text: string): LayerReading => {
    const path = resolveRepoPath(entry.kustomization.directory, text);
    if (path === undefined || reader.fileAt(path) === undefined)
      return gap(`\`${text}\` is not in this repository`, place);
    return valuesFile(path, place, reader);
  };
  const first = file === undefined ? [] : [read(file)];
  const inline = inlineValues(entry, reader);
  const merge = textOf(fields.valuesMerge);
  const own =
    inline === undefined
      ? first
      : merge === "replace"
        ? [inline]
        : merge === "merge"
          ? [inline, ...first]
          : [...first, inline];
  return sortReadings([...own, ...textsOf(fields.additionalValuesFiles).map(read)]);
}

function inlineValues(entry: ChartEntry, reader: FileReader): LayerReading | undefined {
  const value = mappingOf(entry.fields.valuesInline);
  if (value === undefined || Object.keys(value).length === 0) return undefined;
  const { path, document, keyPath, inlineKey, place } = entry;
  const site = { path, document, base: [...keyPath, inlineKey], form: "map" } as const;
  const name = `${inlineKey} of ${path}`;
  return { kind: "layer", layer: writtenValues({ name, value, site, place }, reader) };
}
