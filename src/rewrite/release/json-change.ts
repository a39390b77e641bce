/** Data with one value changed, the rest as it was. */
import type { Json } from "../../model/kube.ts";
import { isMapping } from "../../sources/objects/parse.ts";
import type { KeyPath } from "../../yaml/file.ts";

/** `make` gets what stands at the path; undefined takes it away. Maps on the way that do not exist are made. */
export function changedAt(
  value: Json,
  path: KeyPath,
  make: (found: Json | undefined) => Json | undefined,
): Json {
  const [first, ...rest] = path;
  if (first === undefined) return make(value) ?? null;
  const inner = (found: Json | undefined): Json | undefined =>
    rest.length === 0 ? make(found) : changedAt(found ?? {}, rest, make);
  if (Array.isArray(value) && typeof first === "number") {
    const list: readonly Json[] = value;
    const item = inner(list[first]);
    return item === undefined ? list.toSpliced(first, 1) : list.toSpliced(first, 1, item);
  }
  const map = isMapping(value) ? value : {};
  const key = String(first);
  const fresh = inner(Object.hasOwn(map, key) ? map[key] : undefined);
  const others = Object.entries(map).filter(([name]) => name !== key);
  return Object.fromEntries(fresh === undefined ? others : [...others, [key, fresh]]);
}

/** Every text in it put through `make`. */
export function withTexts(value: Json, make: (text: string) => string): Json {
  if (typeof value === "string") return make(value);
  if (Array.isArray(value)) return value.map((item: Json) => withTexts(item, make));
  if (!isMapping(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withTexts(inner, make)]));
}
