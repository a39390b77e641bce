/**
 * Layers of Helm values out of files and objects of this repository. What cannot be read becomes a gap, so that nobody takes the rest for
 * the whole.
 */
import type { RepoPath } from "../model/brands.ts";
import type { Json } from "../model/kube.ts";
import type { Place } from "../model/place.ts";
import type { ReleaseGap, ReleaseLayer, ValuesSite } from "../model/release.ts";
import { readEmbeddedYaml } from "../yaml/embedded/read.ts";
import type { KeyPath } from "../yaml/file.ts";
import { isMapping } from "./objects/parse.ts";
import type { FileReader } from "./reader.ts";
import { findSops } from "./unsupported/marks.ts";

/** A layer, or why there is none. */
export type LayerReading =
  | { readonly kind: "layer"; readonly layer: ReleaseLayer }
  | { readonly kind: "gap"; readonly gap: ReleaseGap };

/** A whole values file. Helm reads its first document; `at` is where the release names it. */
export function valuesFile(path: RepoPath, at: Place, reader: FileReader): LayerReading {
  const parsed = reader.parse(path);
  if (parsed === undefined) return gap(`\`${path}\` is no UTF-8 text, or too large`, at);
  if (findSops(parsed.yaml) !== undefined) return gap(`\`${path}\` is encrypted with SOPS`, at);
  const document = parsed.yaml.documents.find(({ value }) => value !== null);
  if (document === undefined && parsed.diagnostics.length === 0) {
    const site: ValuesSite = { path, document: 0, base: [], form: "map" };
    const start: Place = { path, line: 1, column: 1 };
    return { kind: "layer", layer: { name: path, value: {}, site, place: () => start } };
  }
  if (document === undefined || !isMapping(document.value))
    return gap(`\`${path}\` cannot be read as a YAML map`, at);
  const layer: ReleaseLayer = {
    name: path,
    value: document.value,
    site: { path, document: document.index, base: [], form: "map" },
    place: (keyPath) => document.place(keyPath),
  };
  return { kind: "layer", layer };
}

export interface WrittenValues {
  readonly name: string;
  readonly value: Json;
  /** undefined: the text that people edit does not hold them. */
  readonly site: ValuesSite | undefined;
  /** Where they begin. */
  readonly place: Place;
}

/** Values inside an object or a helmfile: a map, or a string that holds YAML. */
export function writtenValues({ name, value, site, place }: WrittenValues, reader: FileReader): ReleaseLayer {
  if (site === undefined) return { name, value, site, place: () => place };
  const file = reader.parse(site.path)?.yaml;
  if (site.form === "map") {
    const document = file?.documents[site.document];
    return { name, value, site, place: (path) => document?.place([...site.base, ...path]) ?? place };
  }
  const inside = file === undefined ? undefined : readEmbeddedYaml(file, site.document, site.base).value;
  return { name, value, site, place: (path) => inside?.placeOf([...(site.inner ?? []), ...path]) ?? place };
}

/** Layers and gaps in the order they were read. */
export function sortReadings(readings: readonly LayerReading[]): {
  readonly layers: readonly ReleaseLayer[];
  readonly gaps: readonly ReleaseGap[];
} {
  return {
    layers: readings.flatMap((reading) => (reading.kind === "layer" ? reading.layer : [])),
    gaps: readings.flatMap((reading) => (reading.kind === "gap" ? reading.gap : [])),
  };
}

export function gap(why: string, at: Place): LayerReading {
  return { kind: "gap", gap: { why, at } };
}

/** The base of a site in the document, for an object that may stand in a List. */
export function baseIn(item: number | undefined, keyPath: KeyPath): KeyPath {
  return item === undefined ? keyPath : ["items", item, ...keyPath];
}
