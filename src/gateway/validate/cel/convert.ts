/**
 * A JSON value as CEL sees it through its schema: integers become int even where JSON has one kind of number, and field
 * names that are no CEL identifiers are escaped (Kubernetes docs: CEL in Kubernetes, "Escaping").
 */
import type { Json } from "../../../model/kube.ts";
import type { Schema } from "../schema/schema.ts";
import type { CelValue } from "./value.ts";

const reserved = new Set(
  "true false null in as break const continue else for function if import let loop package namespace return var void while".split(
    " ",
  ),
);

export function toCelValue(schema: Schema | true, value: Json): CelValue {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "number") return toCelNumber(schema, value);
  if (Array.isArray(value)) {
    const items = schema === true ? true : (schema.items ?? true);
    return value.map((item: Json) => toCelValue(items, item));
  }
  return new Map(
    Object.entries(value).map(([name, inner]) => {
      const property = schema === true ? undefined : schema.properties?.get(name);
      if (property !== undefined) return [escapeName(name), toCelValue(property, inner)];
      const further = schema === true ? true : (schema.additionalProperties ?? true);
      return [name, toCelValue(further, inner)];
    }),
  );
}

function toCelNumber(schema: Schema | true, value: number): CelValue {
  if (schema !== true && schema.type === "number") return value;
  return Number.isSafeInteger(value) ? BigInt(value) : value;
}

/** Names that CEL reserves get underscores; characters it does not know are spelled out. */
export function escapeName(name: string): string {
  if (reserved.has(name)) return `__${name}__`;
  return name
    .replaceAll("__", "__underscores__")
    .replaceAll(".", "__dot__")
    .replaceAll("-", "__dash__")
    .replaceAll("/", "__slash__");
}
