/**
 * Evaluates every x-kubernetes-validations rule of a schema against a value with its defaults filled in. Transition rules
 * (oldSelf) hold for updates only, and every object here is looked at as a new one.
 */
import type { Json } from "../../../model/kube.ts";
import type { Schema, SchemaRule } from "../schema/schema.ts";
import { below, invalid, unchecked, type Violation } from "../violation.ts";
import { toCelValue } from "./convert.ts";
import { evaluateCel } from "./evaluate.ts";
import { type CelNode, parseCel } from "./parse.ts";
import { CelError, CelUnsupported } from "./value.ts";

/** Expressions of one schema, parsed once. */
export type RuleCache = Map<string, CelNode | undefined>;

export function checkRules(
  schema: Schema,
  value: Json,
  field: string,
  cache: RuleCache,
): readonly Violation[] {
  if (value === null) return [];
  const found = (schema.rules ?? []).flatMap((rule) => checkRule(rule, schema, value, field, cache));
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items === undefined) return found;
    return [
      ...found,
      ...value.flatMap((item: Json, index) => checkRules(items, item, below(field, index), cache)),
    ];
  }
  if (typeof value !== "object") return found;
  for (const [name, inner] of Object.entries(value)) {
    const known = schema.properties?.get(name) ?? schema.additionalProperties;
    if (known !== undefined && known !== true)
      found.push(...checkRules(known, inner, below(field, name), cache));
  }
  return found;
}

function checkRule(
  { rule, message }: SchemaRule,
  schema: Schema,
  value: Json,
  field: string,
  cache: RuleCache,
): readonly Violation[] {
  if (/\boldSelf\b/.test(rule)) return [];
  const parsed = cache.has(rule) ? cache.get(rule) : parseCel(rule);
  cache.set(rule, parsed);
  if (parsed === undefined) return [unchecked(field, `${rule} (the expression cannot be read)`)];
  try {
    const holds = evaluateCel(parsed, new Map([["self", toCelValue(schema, value)]]));
    return holds === true ? [] : [invalid(field, message ?? `must fulfil ${rule}`)];
  } catch (error) {
    // The API server refuses an object for which a rule ends in an error.
    if (error instanceof CelError) return [invalid(field, `${message ?? rule} (${error.message})`)];
    if (error instanceof CelUnsupported) return [unchecked(field, `${rule} (${error.message})`)];
    throw error;
  }
}
