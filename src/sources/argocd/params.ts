/** One element a generator gives: the values its templates see, and where they come from. */
import type { Json } from "../../model/kube.ts";
import type { Place } from "../../model/place.ts";
import { isMapping } from "../objects/parse.ts";

export type Params = Readonly<Record<string, Json>>;

export interface ParamSet {
  readonly params: Params;
  /** Values that matter are not in the repository. */
  readonly open: boolean;
  /** Outer generator first for a matrix. */
  readonly origins: readonly ParamOrigin[];
}

export interface ParamOrigin {
  readonly generator: string;
  /** "element 2", "apps/a", "cluster prod". */
  readonly label: string;
  readonly place: Place;
}

/** jeremywohl/flatten, DotStyle: `a.b`, `list.0`. */
export function flatten(value: Json, prefix = ""): Readonly<Record<string, string>> {
  const flat: Record<string, string> = {};
  const visit = (inner: Json, key: string): void => {
    if (Array.isArray(inner)) {
      for (const [index, item] of inner.entries())
        visit(item as Json, key === "" ? `${index}` : `${key}.${index}`); // arrays of JSON data hold JSON
    } else if (isMapping(inner)) {
      for (const [name, item] of Object.entries(inner)) visit(item, key === "" ? name : `${key}.${name}`);
    } else {
      flat[key] = inner === null ? "<nil>" : `${inner as string | number | boolean}`; // neither map nor list
    }
  };
  visit(value, prefix);
  return flat;
}

/** Maps are merged key by key, everything else is replaced: mergo with override, which skips empty values. */
export function mergeDeep(base: Params, over: Params): Params {
  const merged: Record<string, Json> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const own = merged[key];
    if (isMapping(own) && isMapping(value)) merged[key] = mergeDeep(own, value);
    else if (!isZero(value) || !(key in merged)) merged[key] = value;
  }
  return merged;
}

/** What mergo takes for "not set". */
export function isZero(value: Json): boolean {
  if (value === null || value === "" || value === 0 || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isMapping(value) && Object.keys(value).length === 0;
}
