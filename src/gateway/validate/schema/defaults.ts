/**
 * Fills in what the API server fills in before it validates. A default applies where its parent object is present, and
 * before the fields inside it are filled (Kubernetes docs: custom-resource-definitions, "Defaulting").
 */
import type { Json } from "../../../model/kube.ts";
import type { Schema } from "./schema.ts";

export function applyDefaults(schema: Schema, value: Json): Json {
  if (Array.isArray(value)) {
    const { items } = schema;
    const list: readonly Json[] = value;
    return items === undefined ? list : list.map((item) => applyDefaults(items, item));
  }
  if (typeof value !== "object" || value === null) return value;

  const filled = new Map<string, Json>(Object.entries(value));
  for (const [name, property] of schema.properties ?? []) {
    const given = filled.get(name);
    const isMissing = given === undefined || (given === null && property.nullable !== true);
    if (isMissing && property.default !== undefined) filled.set(name, property.default);
    const present = filled.get(name);
    if (present !== undefined) filled.set(name, applyDefaults(property, present));
  }
  const { additionalProperties } = schema;
  if (additionalProperties !== undefined && additionalProperties !== true) {
    for (const [name, inner] of filled) {
      if (schema.properties?.has(name) !== true) filled.set(name, applyDefaults(additionalProperties, inner));
    }
  }
  return Object.fromEntries(filled);
}
