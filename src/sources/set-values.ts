/**
 * `--set name=value` as a layer of values: `a.b[0].c`, backslashes before dots, lists in braces, and texts that become numbers and booleans
 * unless the setting asks for text (helm/helm pkg/strvals/parser.go, 4.1).
 */
import type { Json } from "../model/kube.ts";
import type { Place } from "../model/place.ts";
import type { ReleaseGap, ReleaseLayer } from "../model/release.ts";
import { mergeValues } from "./helm/layers.ts";
import { listOf } from "./objects/fields.ts";
import { isMapping } from "./objects/parse.ts";

export interface SetValue {
  readonly name: string;
  readonly value: string;
  /** `--set-string`. */
  readonly isText: boolean;
  readonly place: Place;
}

type Segment = string | number;

/** Helm allows 65536. */
const maxIndex = 1000;
const maxDepth = 30;

/** `below` are the layers under this one: an index changes an item of the list that stands there. */
export function setLayer(
  name: string,
  settings: readonly SetValue[],
  below: readonly ReleaseLayer[],
): { readonly layer: ReleaseLayer | undefined; readonly gaps: readonly ReleaseGap[] } {
  const gaps: ReleaseGap[] = [];
  const places: { readonly path: readonly Segment[]; readonly place: Place }[] = [];
  let value: Json = {};
  for (const setting of settings) {
    const path = segmentsOf(setting.name);
    if (path === undefined) {
      gaps.push({ why: `the parameter \`${setting.name}\` is not understood`, at: setting.place });
      continue;
    }
    const root = listRoot(path);
    if (root !== undefined && at(value, root) === undefined) {
      const list = at(
        below.reduce<Json>((merged, layer) => mergeValues(merged, layer.value), {}),
        root,
      );
      if (Array.isArray(list)) value = setIn(value, root, list);
    }
    value = setIn(value, path, leafOf(setting));
    places.push({ path, place: setting.place });
  }
  const [first] = places;
  if (first === undefined) return { layer: undefined, gaps };
  const place = (asked: readonly Segment[]): Place =>
    places.findLast(({ path }) => isPrefix(path, asked) || isPrefix(asked, path))?.place ?? first.place;
  return { layer: { name, value, site: undefined, place }, gaps };
}

/** undefined: no name of a value. */
function segmentsOf(name: string): readonly Segment[] | undefined {
  const segments: Segment[] = [];
  let word = "";
  let isOpen = true; // a word is expected, or being read
  for (let index = 0; index < name.length; index += 1) {
    const sign = name[index] ?? "";
    if (sign === "\\" && index + 1 < name.length) {
      index += 1;
      word += name[index] ?? "";
    } else if (sign === "." || sign === "[") {
      if (isOpen) {
        if (word === "") return undefined;
        segments.push(word);
        word = "";
      }
      isOpen = sign === ".";
      if (sign === ".") continue;
      const end = name.indexOf("]", index);
      const digits = end < 0 ? "" : name.slice(index + 1, end);
      if (!/^\d{1,4}$/.test(digits) || Number(digits) > maxIndex) return undefined;
      segments.push(Number(digits));
      index = end;
    } else if (!isOpen) return undefined;
    else word += sign;
  }
  if (isOpen && word === "") return undefined;
  if (isOpen) segments.push(word);
  return segments.length > maxDepth ? undefined : segments;
}

/** The path of the outermost list an index leads into. */
function listRoot(path: readonly Segment[]): readonly Segment[] | undefined {
  const index = path.findIndex((segment) => typeof segment === "number");
  return index < 0 ? undefined : path.slice(0, index);
}

function leafOf({ value, isText }: SetValue): Json {
  const list = /^\{([\s\S]*)\}$/.exec(value)?.[1];
  if (list === undefined) return typed(value.replaceAll("\\,", ","), isText);
  return list === "" ? [] : list.split(",").map((item) => typed(item.trim(), isText));
}

function typed(text: string, isText: boolean): Json {
  if (isText) return text;
  if (text === "true" || text === "false") return text === "true";
  if (text === "null") return null;
  return text === "0" || /^-?[1-9]\d{0,14}$/.test(text) ? Number(text) : text;
}

function setIn(value: Json | undefined, path: readonly Segment[], leaf: Json): Json {
  const [segment, ...rest] = path;
  if (segment === undefined) return leaf;
  if (typeof segment === "number") {
    const list: Json[] = [...listOf(value)];
    while (list.length < segment) list.push(null);
    list[segment] = setIn(list[segment], rest, leaf);
    return list;
  }
  const entries = new Map(isMapping(value) ? Object.entries(value) : []);
  entries.set(segment, setIn(entries.get(segment), rest, leaf));
  return Object.fromEntries(entries);
}

function at(value: Json | undefined, path: readonly Segment[]): Json | undefined {
  let found = value;
  for (const segment of path) {
    if (!isMapping(found) || !Object.hasOwn(found, segment)) return undefined;
    found = found[segment];
  }
  return found;
}

function isPrefix(short: readonly Segment[], long: readonly Segment[]): boolean {
  return short.every((segment, index) => segment === long[index]);
}
