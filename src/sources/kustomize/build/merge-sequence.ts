/**
 * Merges a list by its keys (kyaml/yaml/walk/associative_sequence.go 5.7.1). Items of the patch come first, those of the object follow;
 * an item is the same when all keys that anybody set agree. The odd corners are kustomize's: Service ports of one number and no
 * protocol are one port, an item replaced by `$patch: replace` comes back as it was.
 */
import { takeListDirective } from "./merge-directive.ts";
import { isBranch, isList, isNothing, isNull, type Tree, textOf } from "./tree.ts";

type MergeItems = (target: Tree | undefined, patch: Tree | undefined) => Tree | undefined;

export function mergeSequence(
  target: Tree | undefined,
  patch: Tree | undefined,
  keys: readonly string[],
  mergeItems: MergeItems,
): Tree | undefined {
  const destination = destinationOf(target, patch);
  if (!isList(destination)) return undefined;
  const sources = [destination, isList(patch) ? patch : undefined] as const;
  const fields = keys.length === 0 ? [""] : keys;
  let wanted = keys.length === 0 ? singleValues(sources) : keyValues(sources, keys);
  if (fields.length > 1) wanted = unify(wanted);
  return mergeByKeys(sources, fields, wanted, mergeItems);
}

function destinationOf(target: Tree | undefined, patch: Tree | undefined): Tree | undefined {
  if (target === undefined || isNull(target)) return patch;
  if (patch !== undefined && isNull(patch)) return undefined;
  const directive = isList(patch) ? takeListDirective(patch) : "merge";
  if (directive === "delete") return undefined;
  return directive === "replace" ? patch : target;
}

type Sources = readonly [destination: Tree[], patch: Tree[] | undefined];
type KeyValues = readonly string[];

function mergeByKeys(
  [destination, patch]: Sources,
  fields: readonly string[],
  wanted: readonly KeyValues[],
  mergeItems: MergeItems,
): Tree[] {
  if (wanted.length === 0) return destination;
  const added: Tree[] = [];
  let keys: readonly string[] = fields;
  for (const all of wanted) {
    const valid = validKeys(wanted, all, fields);
    keys = valid.keys;
    const own = validKeys([valid.values], valid.values, valid.keys);
    const merged = mergeItems(find(destination, own), patch === undefined ? undefined : find(patch, own));
    if (merged === undefined || isNull(merged) || (isBranch(merged) && merged.size === 0)) {
      setElement(destination, valid.keys, valid.values, undefined);
      continue;
    }
    valid.keys.forEach((key, index) => {
      const value = valid.values[index] ?? "";
      if (isBranch(merged) && !merged.has(key) && value !== "") merged.set(key, value);
    });
    setElement(added, valid.keys, valid.values, merged);
  }
  return appendRest(added, destination, keys);
}

/** The object's items behind the merged ones; those that were merged are the same items and stay where they are. */
function appendRest(added: Tree[], rest: readonly Tree[], keys: readonly string[]): Tree[] {
  for (const item of [...rest]) {
    if (keys[0] === "") {
      setElement(added, [""], [textOf(item)], item);
      continue;
    }
    const values: string[] = [];
    for (const key of keys) {
      const value = isBranch(item) ? item.get(key) : undefined;
      if (value === undefined) added.push(item);
      else values.push(textOf(value));
    }
    if (keys.length > 1) setElement(added, keys, values, undefined);
    setElement(added, keys, values, item);
  }
  return added;
}

interface Keys {
  readonly keys: readonly string[];
  readonly values: readonly string[];
}

/** Keys that no item sets are left out of the comparison. */
function validKeys(wanted: readonly KeyValues[], values: KeyValues, keys: readonly string[]): Keys {
  const used = new Set(wanted.flatMap((each) => keys.filter((_, index) => (each[index] ?? "") !== "")));
  if (used.size === 0) return { keys, values };
  return {
    keys: keys.filter((key) => used.has(key)),
    values: values.filter((value, index) => value !== "" || used.has(keys[index] ?? "")),
  };
}

function keyValues(sources: Sources, keys: readonly string[]): readonly KeyValues[] {
  const seen = new Map<string, KeyValues>();
  for (const source of [sources[1], sources[0]]) {
    for (const item of source ?? []) {
      const values = keys.map((key) => {
        const value = isBranch(item) ? item.get(key) : undefined;
        return isNothing(value) ? "" : textOf(value);
      });
      const id = JSON.stringify(values);
      if (!seen.has(id)) seen.set(id, values);
    }
  }
  return [...seen.values()];
}

function singleValues(sources: Sources): readonly KeyValues[] {
  const seen = new Set([sources[1], sources[0]].flatMap((source) => (source ?? []).map(textOf)));
  return [...seen].map((value) => [value]);
}

/** `{port: 80}` and `{port: 80, protocol: TCP}` mean the same item: both get all that either says. */
function unify(wanted: readonly KeyValues[]): readonly KeyValues[] {
  const unified = [...wanted];
  for (let i = 0; i < unified.length; i += 1) {
    // What it was before this round: an item can meet several others, and the last one counts.
    const own = unified[i] ?? [];
    for (let j = 0; j < unified.length; j += 1) {
      const common = commonValues(own, unified[j] ?? []);
      if (common === undefined) continue;
      unified[i] = common;
      unified[j] = common;
    }
  }
  return unified;
}

function commonValues(a: KeyValues, b: KeyValues): KeyValues | undefined {
  if (a.length !== b.length) return undefined;
  if (a.some((value, index) => value !== b[index] && value !== "" && (b[index] ?? "") !== ""))
    return undefined;
  if (!a.some((value, index) => value === b[index])) return undefined;
  return a.map((value, index) => (value === "" ? (b[index] ?? "") : value));
}

/** The first item with these values; an empty value has to be there, and empty. */
function find(items: readonly Tree[], { keys, values }: Keys): Tree | undefined {
  if (keys[0] === "") return items.find((item) => textOf(item) === values[0]);
  return items.find(
    (item) =>
      isBranch(item) && keys.every((key, index) => item.has(key) && textOf(item.get(key)) === values[index]),
  );
}

/** Replaces, appends or (without `element`) removes what has these values; empty items go as well. */
function setElement(
  items: Tree[],
  keys: readonly string[],
  values: readonly string[],
  element: Tree | undefined,
): void {
  const seeksMap = (keys[0] ?? "") !== "" && (values[0] ?? "") !== "";
  let isFound = false;
  const kept: Tree[] = [];
  for (const item of items) {
    if (isNull(item) || (isBranch(item) && item.size === 0)) continue;
    if (!isBranch(item) && seeksMap) {
      kept.push(item);
      continue;
    }
    if (!hasValues(item, keys, values)) {
      if (values.length > 0) kept.push(item);
      continue;
    }
    isFound = true;
    if (element !== undefined) kept.push(element);
  }
  if (element !== undefined && !isNull(element) && !isFound) kept.push(element);
  items.splice(0, items.length, ...kept);
}

/** An empty value asks for the key alone; a key without a value repeats the answer before it. */
function hasValues(item: Tree, keys: readonly string[], values: readonly string[]): boolean {
  let answer = false;
  for (const [index, key] of keys.entries()) {
    const value = values[index];
    if (value !== undefined) {
      const field = key === "" ? item : isBranch(item) ? item.get(key) : undefined;
      answer = field !== undefined && (value === "" || textOf(field) === value);
    }
    if (!answer) return false;
  }
  return true;
}
