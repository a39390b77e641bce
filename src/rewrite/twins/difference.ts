/**
 * The difference between two versions of one object, as operations of a JSON patch and as a partial object. kustomize merges objects of
 * kinds it does not know as RFC 7396 does: maps field by field, lists as a whole, null takes a field away.
 */
import type { Json } from "../../model/kube.ts";
import type { JsonOperation } from "../../model/twins.ts";
import { isMapping } from "../../sources/objects/parse.ts";
import { equalJson } from "../../yaml/second.ts";

/** In an order in which they apply one after the other. */
export function operationsOf(before: Json, after: Json, path = ""): readonly JsonOperation[] {
  if (equalJson(before, after)) return [];
  if (isMapping(before) && isMapping(after)) {
    const gone = Object.keys(before).filter((key) => !Object.hasOwn(after, key));
    return [
      ...gone.map((key): JsonOperation => ({ op: "remove", path: `${path}/${escaped(key)}` })),
      ...Object.entries(after).flatMap(([key, value]): readonly JsonOperation[] => {
        const inner = `${path}/${escaped(key)}`;
        const old = before[key];
        return old === undefined ? [{ op: "add", path: inner, value }] : operationsOf(old, value, inner);
      }),
    ];
  }
  if (isList(before) && isList(after)) return listOperations(before, after, path);
  return [{ op: "replace", path, value: after }];
}

/** What both lists begin and end with stays; between, entries are compared one by one, the rest is added or taken away. */
function listOperations(
  before: readonly Json[],
  after: readonly Json[],
  path: string,
): readonly JsonOperation[] {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && equalJson(before[start], after[start])) start += 1;
  let end = 0;
  while (end < most - start && equalJson(before.at(-1 - end), after.at(-1 - end))) end += 1;
  const old = before.slice(start, before.length - end);
  const fresh = after.slice(start, after.length - end);
  const pairs = Math.min(old.length, fresh.length);
  const changed = fresh
    .slice(0, pairs)
    .flatMap((value, index) => operationsOf(old[index] ?? null, value, `${path}/${start + index}`));
  const added = fresh.slice(pairs).map((value, index): JsonOperation => {
    const at = end === 0 ? "-" : String(start + pairs + index);
    return { op: "add", path: `${path}/${at}`, value };
  });
  // from the back, so that the places of the others stay true
  const removed = old
    .slice(pairs)
    .map((_value, index): JsonOperation => ({ op: "remove", path: `${path}/${start + pairs + index}` }))
    .reverse();
  return [...changed, ...added, ...removed];
}

/** undefined where nothing differs, or the difference is in what no merge can say. */
export function mergeOf(before: Json, after: Json): Json | undefined {
  if (equalJson(before, after)) return undefined;
  if (!isMapping(before) || !isMapping(after)) return after;
  const gone = Object.keys(before).filter((key) => !Object.hasOwn(after, key));
  const kept = Object.entries(after).flatMap(([key, value]): readonly [string, Json][] => {
    const old = before[key];
    const merged = old === undefined ? value : mergeOf(old, value);
    return merged === undefined ? [] : [[key, merged]];
  });
  return Object.fromEntries([...gone.map((key): [string, Json] => [key, null]), ...kept]);
}

function escaped(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** Array.isArray does not narrow readonly arrays. */
function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
