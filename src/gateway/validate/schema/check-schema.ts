/**
 * Checks a value against a structural schema the way the API server does under strict field validation: unknown fields
 * are errors, although the schema never says so. CEL rules are checked elsewhere.
 */
import type { Json } from "../../../model/kube.ts";
import { type ForeignPattern, readPattern } from "../text/foreign-pattern.ts";
import { below, invalid, unchecked, type Violation } from "../violation.ts";
import { checkList } from "./check-list.ts";
import { fitsFormat } from "./formats.ts";
import type { Schema } from "./schema.ts";

/** Patterns of one schema, compiled once. */
export type PatternCache = Map<string, ForeignPattern | string>;

export interface SchemaCheck {
  readonly patterns: PatternCache;
}

/** Longer texts are not matched against patterns; every length limit of the API is far below. */
const maxMatchedLength = 10_000;

export function checkSchema(
  schema: Schema,
  value: Json,
  field: string,
  check: SchemaCheck,
): readonly Violation[] {
  if (value === null) {
    return schema.nullable === true || isAnything(schema) ? [] : [invalid(field, "must not be null")];
  }
  const type = checkType(schema, value, field);
  if (type !== undefined) return [type];
  return [
    ...checkEnum(schema, value, field),
    ...(typeof value === "string" ? checkText(schema, value, field, check) : []),
    ...(typeof value === "number" ? checkNumber(schema, value, field) : []),
    ...(Array.isArray(value) ? checkList(schema, value, field) : []),
    ...(Array.isArray(value) ? checkItems(schema, value, field, check) : []),
    ...(isObject(value) ? checkObject(schema, value, field, check) : []),
    ...checkCombinations(schema, value, field, check),
  ];
}

function isAnything(schema: Schema): boolean {
  return schema.type === undefined && schema.preserveUnknownFields === true;
}

function checkType(schema: Schema, value: Json, field: string): Violation | undefined {
  if (schema.intOrString === true) {
    const fits = typeof value === "string" || (typeof value === "number" && Number.isInteger(value));
    return fits ? undefined : invalid(field, "must be an integer or a string");
  }
  if (schema.type === undefined || schema.type === typeOf(value)) return undefined;
  if (schema.type === "number" && typeof value === "number") return undefined;
  const article = /^[aio]/.test(schema.type) ? "an" : "a";
  return invalid(field, `must be ${article} ${schema.type}, not ${typeOf(value)}`);
}

function typeOf(value: Json): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function checkEnum(schema: Schema, value: Json, field: string): readonly Violation[] {
  if (schema.enum === undefined || schema.enum.some((allowed) => allowed === value)) return [];
  return [invalid(field, `must be one of ${schema.enum.map(String).join(", ")}`)];
}

function checkText(schema: Schema, value: string, field: string, check: SchemaCheck): readonly Violation[] {
  const { minLength, maxLength, pattern, format } = schema;
  const length = Array.from(value).length;
  if (maxLength !== undefined && length > maxLength) {
    return [invalid(field, `must have at most ${maxLength} characters (has ${length})`)];
  }
  const found: Violation[] = [];
  if (minLength !== undefined && length < minLength) {
    found.push(
      invalid(field, minLength === 1 ? "must not be empty" : `must have at least ${minLength} characters`),
    );
  }
  if (pattern !== undefined) found.push(...checkPattern(pattern, value, field, check));
  if (format !== undefined && !fitsFormat(format, value)) found.push(invalid(field, `must be a ${format}`));
  return found;
}

function checkPattern(
  pattern: string,
  value: string,
  field: string,
  check: SchemaCheck,
): readonly Violation[] {
  if (value.length > maxMatchedLength)
    return [unchecked(field, `pattern ${pattern}: the text is too long to match`)];
  const regex = check.patterns.get(pattern) ?? readPattern(pattern);
  check.patterns.set(pattern, regex);
  if (typeof regex === "string") return [unchecked(field, `pattern ${pattern}: ${regex}`)];
  return regex.test(value) ? [] : [invalid(field, `must match ${pattern}`)];
}

function checkNumber(schema: Schema, value: number, field: string): readonly Violation[] {
  const { minimum, maximum, multipleOf, format } = schema;
  const found: Violation[] = [];
  if (minimum !== undefined && (schema.exclusiveMinimum === true ? value <= minimum : value < minimum)) {
    found.push(
      invalid(field, `must be ${schema.exclusiveMinimum === true ? "more than" : "at least"} ${minimum}`),
    );
  }
  if (maximum !== undefined && (schema.exclusiveMaximum === true ? value >= maximum : value > maximum)) {
    found.push(
      invalid(field, `must be ${schema.exclusiveMaximum === true ? "less than" : "at most"} ${maximum}`),
    );
  }
  if (multipleOf !== undefined && multipleOf > 0 && !Number.isInteger(value / multipleOf)) {
    found.push(invalid(field, `must be a multiple of ${multipleOf}`));
  }
  if (format === "int32" && (value < -2147483648 || value > 2147483647)) {
    found.push(invalid(field, "must be a 32-bit integer"));
  }
  return found;
}

function checkItems(
  { items }: Schema,
  list: readonly Json[],
  field: string,
  check: SchemaCheck,
): readonly Violation[] {
  if (items === undefined) return [];
  return list.flatMap((item, index) => checkSchema(items, item, below(field, index), check));
}

function checkObject(
  schema: Schema,
  value: { readonly [key: string]: Json },
  field: string,
  check: SchemaCheck,
): readonly Violation[] {
  const found: Violation[] = [];
  const names = Object.keys(value);
  for (const name of schema.required ?? []) {
    if (!Object.hasOwn(value, name)) found.push(invalid(below(field, name), "is required"));
  }
  if (schema.maxProperties !== undefined && names.length > schema.maxProperties) {
    found.push(invalid(field, `must have at most ${schema.maxProperties} entries (has ${names.length})`));
  }
  if (schema.minProperties !== undefined && names.length < schema.minProperties) {
    found.push(invalid(field, `must have at least ${schema.minProperties} entries`));
  }
  for (const [name, inner] of Object.entries(value)) {
    const known = knownField(schema, name);
    if (known === undefined) {
      found.push({ field: below(field, name), rule: "is not a field of this object", kind: "unknown" });
    } else if (known !== true) {
      found.push(...checkSchema(known, inner, below(field, name), check));
    }
  }
  return found;
}

/** The schema of a field; true where anything may stand; undefined where the field is unknown. */
function knownField(schema: Schema, name: string): Schema | true | undefined {
  const known = schema.properties?.get(name);
  if (known !== undefined) return known;
  if (schema.embeddedResource === true && ["apiVersion", "kind", "metadata"].includes(name)) return true;
  if (schema.additionalProperties !== undefined) return schema.additionalProperties;
  return schema.preserveUnknownFields === true ? true : undefined;
}

/** allOf, anyOf, oneOf and not judge values only, so fields that they do not list are no concern of theirs. */
function checkCombinations(
  schema: Schema,
  value: Json,
  field: string,
  check: SchemaCheck,
): readonly Violation[] {
  const { allOf, anyOf, oneOf, not } = schema;
  const problems = (inner: Schema) =>
    checkSchema(inner, value, field, check).filter(({ kind }) => kind === "invalid");
  const found: Violation[] = (allOf ?? []).flatMap(problems);
  if (anyOf !== undefined && !anyOf.some((inner) => problems(inner).length === 0)) {
    found.push(invalid(field, "must fit at least one of the shapes the schema allows"));
  }
  if (oneOf !== undefined && oneOf.filter((inner) => problems(inner).length === 0).length !== 1) {
    found.push(invalid(field, "must fit exactly one of the shapes the schema allows"));
  }
  if (not !== undefined && problems(not).length === 0) {
    found.push(invalid(field, "has a shape the schema rules out"));
  }
  return found;
}
