/**
 * Lists as a whole: their length, and uniqueness where the schema makes them a set or a map by key.
 */
import { canonicalJson } from "../../../diagnostics/diagnostic.ts";
import type { Json } from "../../../model/kube.ts";
import { below, invalid, type Violation } from "../violation.ts";
import type { Schema } from "./schema.ts";

export function checkList(schema: Schema, list: readonly Json[], field: string): readonly Violation[] {
  const { minItems, maxItems } = schema;
  const found: Violation[] = [];
  if (minItems !== undefined && list.length < minItems) {
    found.push(invalid(field, `must have at least ${minItems} items`));
  }
  if (maxItems !== undefined && list.length > maxItems) {
    found.push(invalid(field, `must have at most ${maxItems} items (has ${list.length})`));
  }
  return [...found, ...checkUnique(schema, list, field)];
}

function checkUnique(schema: Schema, list: readonly Json[], field: string): readonly Violation[] {
  const { listType, listMapKeys = [] } = schema;
  if (listType !== "set" && listType !== "map") return [];
  const found: Violation[] = [];
  const seen = new Set<string>();
  for (const [index, item] of list.entries()) {
    const identity = listType === "set" ? canonicalJson(item) : keysOf(item, listMapKeys);
    const rule =
      listType === "set"
        ? "repeats an earlier item"
        : `repeats the ${listMapKeys.join(" and ")} of an earlier item`;
    if (seen.has(identity)) found.push(invalid(below(field, index), rule));
    seen.add(identity);
  }
  return found;
}

function keysOf(item: Json, keys: readonly string[]): string {
  if (typeof item !== "object" || item === null || Array.isArray(item)) return canonicalJson(item);
  const entries = new Map(Object.entries(item));
  return canonicalJson(keys.map((key) => entries.get(key) ?? null));
}
