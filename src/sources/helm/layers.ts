/**
 * Values in layers, merged as Helm merges them: maps deeply, everything else replaced as a whole, `null` takes a key away
 * (helm/helm pkg/chart/common/util/coalesce.go, 4.1). For every value the layer it comes from and its place in the text stay known.
 */
import type { Json } from "../../model/kube.ts";
import type { Place } from "../../model/place.ts";
import type { KeyPath, YamlFile } from "../../yaml/file.ts";
import { isMapping } from "../objects/parse.ts";

export interface ValuesLayer {
  /** For people: "values.yaml of the chart", "apps/values-prod.yaml", "spec.values of HelmRelease shop/cart". */
  readonly name: string;
  readonly value: Json;
  /** undefined for a layer that is written nowhere (a parameter, a default of the catalogue). */
  place(path: KeyPath): Place | undefined;
}

export interface ValuesOrigin {
  /** Index among the layers. */
  readonly layer: number;
  readonly place: Place | undefined;
}

export interface LayeredValues {
  readonly layers: readonly ValuesLayer[];
  /** Merged: what templates see as `.Values`, without keys that are null. */
  readonly value: Json;
  /** Which layer decides a value; undefined when no layer has it. */
  origin(path: KeyPath): ValuesOrigin | undefined;
}

/** A document of a file, or a part of it, as a layer. Templated or unreadable documents give an empty one. */
export function fileLayer(name: string, file: YamlFile, document: number, base: KeyPath): ValuesLayer {
  const found = file.documents[document];
  return {
    name,
    value: valueAt(found?.value ?? {}, base) ?? {},
    place: (path) => found?.place([...base, ...path]),
  };
}

/** Lowest first: chart defaults, then values files, then inline values and parameters. */
export function layerValues(layers: readonly ValuesLayer[]): LayeredValues {
  return {
    layers,
    value: withoutNulls(layers.reduce<Json>((merged, layer) => mergeValues(merged, layer.value), {})),
    origin: (path) => originIn(layers, path),
  };
}

/**
 * The values of a sub-chart: its own defaults below what every layer of the parent has under its key, and the parent's `global`
 * over the sub-chart's.
 */
export function subchartValues(
  parent: readonly ValuesLayer[],
  key: string,
  defaults: ValuesLayer | undefined,
): LayeredValues {
  const below = parent.map((layer) => descend(layer, [key]));
  const globals = parent.flatMap((layer) => {
    const global = valueAt(layer.value, ["global"]);
    return isMapping(global) ? [nest(layer, "global", global)] : [];
  });
  return layerValues([...(defaults === undefined ? [] : [defaults]), ...below, ...globals]);
}

/** Higher over lower. */
export function mergeValues(low: Json, high: Json): Json {
  if (!isMapping(low) || !isMapping(high)) return high;
  const merged = new Map(Object.entries(low));
  for (const [key, value] of Object.entries(high)) {
    const below = merged.get(key);
    merged.set(key, below === undefined ? value : mergeValues(below, value));
  }
  return Object.fromEntries(merged);
}

export function valueAt(value: Json, path: KeyPath): Json | undefined {
  let found: Json | undefined = value;
  for (const segment of path) {
    if (Array.isArray(found) && typeof segment === "number")
      found = found[segment] as Json | undefined; // an item of a JSON list
    else if (isMapping(found) && Object.hasOwn(found, segment)) found = found[String(segment)];
    else return undefined;
  }
  return found;
}

function withoutNulls(value: Json): Json {
  if (!isMapping(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (inner === null ? [] : [[key, withoutNulls(inner)]])),
  );
}

/** The highest layer that says anything about the path: a value there, or something on the way that replaces what is below. */
function originIn(layers: readonly ValuesLayer[], path: KeyPath): ValuesOrigin | undefined {
  for (let layer = layers.length - 1; layer >= 0; layer -= 1) {
    const found = layers[layer];
    if (found === undefined) continue;
    let value: Json | undefined = found.value;
    for (const [depth, segment] of path.entries()) {
      const next: Json | undefined = value === undefined ? undefined : valueAt(value, [segment]);
      if (next === undefined) {
        if (depth > 0 && !isMapping(value)) return undefined;
        value = undefined;
        break;
      }
      value = next;
    }
    if (value === undefined) continue;
    return value === null ? undefined : { layer, place: found.place(path) };
  }
  return undefined;
}

function descend(layer: ValuesLayer, base: KeyPath): ValuesLayer {
  const value = valueAt(layer.value, base);
  return {
    name: layer.name,
    value: isMapping(value) ? value : {},
    place: (path) => layer.place([...base, ...path]),
  };
}

function nest(layer: ValuesLayer, key: string, value: Json): ValuesLayer {
  return { name: layer.name, value: { [key]: value }, place: (path) => layer.place(path) };
}
