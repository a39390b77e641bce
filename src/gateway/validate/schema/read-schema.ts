/**
 * Reads `openAPIV3Schema` of a CustomResourceDefinition, which is foreign data: what has an unexpected type is left out,
 * and nesting is bounded.
 */
import type { Json } from "../../../model/kube.ts";
import type { Schema, SchemaRule } from "./schema.ts";

const types = ["object", "array", "string", "integer", "number", "boolean"] as const;
const listTypes = ["atomic", "set", "map"] as const;
/** Upstream's deepest schema nests 17 levels. */
const maxDepth = 60;

export function readSchema(raw: unknown, depth = 0): Schema {
  if (depth > maxDepth) return { preserveUnknownFields: true };
  const at = asRecord(raw);
  if (at === undefined) return {};
  const inner = (value: unknown) => readSchema(value, depth + 1);
  const list = (value: unknown) => (Array.isArray(value) ? value.map(inner) : undefined);
  const { additionalProperties } = at;

  return {
    type: types.find((type) => type === at.type),
    nullable: at.nullable === true,
    default: at.default as Json | undefined, // parsed from YAML, so it is JSON
    enum: Array.isArray(at.enum) ? (at.enum as Json[]) : undefined, // likewise
    properties: readProperties(at.properties, inner),
    required: texts(at.required),
    additionalProperties:
      additionalProperties === true ? true : asRecord(additionalProperties) && inner(additionalProperties),
    maxProperties: numeric(at.maxProperties),
    minProperties: numeric(at.minProperties),
    preserveUnknownFields: at["x-kubernetes-preserve-unknown-fields"] === true,
    embeddedResource: at["x-kubernetes-embedded-resource"] === true,
    items: asRecord(at.items) && inner(at.items),
    minItems: numeric(at.minItems),
    maxItems: numeric(at.maxItems),
    listType: listTypes.find((type) => type === at["x-kubernetes-list-type"]),
    listMapKeys: texts(at["x-kubernetes-list-map-keys"]),
    minLength: numeric(at.minLength),
    maxLength: numeric(at.maxLength),
    pattern: text(at.pattern),
    format: text(at.format),
    minimum: numeric(at.minimum),
    maximum: numeric(at.maximum),
    exclusiveMinimum: at.exclusiveMinimum === true,
    exclusiveMaximum: at.exclusiveMaximum === true,
    multipleOf: numeric(at.multipleOf),
    intOrString: at["x-kubernetes-int-or-string"] === true,
    allOf: list(at.allOf),
    anyOf: list(at.anyOf),
    oneOf: list(at.oneOf),
    not: asRecord(at.not) && inner(at.not),
    rules: readRules(at["x-kubernetes-validations"]),
  };
}

function readProperties(
  raw: unknown,
  inner: (value: unknown) => Schema,
): ReadonlyMap<string, Schema> | undefined {
  const at = asRecord(raw);
  return at && new Map(Object.entries(at).map(([name, value]) => [name, inner(value)]));
}

function readRules(raw: unknown): readonly SchemaRule[] | undefined {
  if (!Array.isArray(raw)) return undefined;
  return raw.flatMap((entry: unknown) => {
    const at = asRecord(entry);
    return typeof at?.rule === "string" ? [{ rule: at.rule, message: text(at.message) }] : [];
  });
}

export function asRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return value as Readonly<Record<string, unknown>>; // an object that is no array
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function texts(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : undefined;
}

function numeric(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}
