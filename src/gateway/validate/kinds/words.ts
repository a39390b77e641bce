/**
 * The words our own tables of kinds are written in, and the name shapes they share. Sources of all tables: the limits and
 * rules of kubernetes-sigs/gateway-api, apis/v1 and config/crd at v1.0.0 to v1.6.1.
 */
import type { Json } from "../../../model/kube.ts";
import type { Schema, Since } from "../schema/schema.ts";

type Extra = Omit<Schema, "type">;

export function text(minLength: number, maxLength: number, extra: Extra = {}): Schema {
  return { type: "string", minLength, maxLength, ...extra };
}

export function choice(...values: readonly string[]): Schema {
  return { type: "string", enum: values };
}

export function integer(minimum: number, maximum: number, extra: Extra = {}): Schema {
  return { type: "integer", minimum, maximum, ...extra };
}

/** Fields whose name ends in "!" are required. */
export function fields(properties: Readonly<Record<string, Schema>>, extra: Extra = {}): Schema {
  const entries = Object.entries(properties);
  return {
    type: "object",
    properties: new Map(entries.map(([name, schema]) => [name.replace(/!$/, ""), schema])),
    required: entries.flatMap(([name]) => (name.endsWith("!") ? [name.slice(0, -1)] : [])),
    ...extra,
  };
}

export function list(items: Schema, maxItems: number | undefined, extra: Extra = {}): Schema {
  return { type: "array", items, maxItems, ...extra };
}

export function mapOf(additionalProperties: Schema, maxProperties?: number): Schema {
  return { type: "object", additionalProperties, maxProperties };
}

export function withDefault(schema: Schema, value: Json): Schema {
  return { ...schema, default: value };
}

/** The field exists from these releases on; undefined: not in that channel so far. */
export function since(
  standard: string | undefined,
  experimental: string | undefined,
  schema: Schema,
): Schema {
  return { ...schema, since: releases(standard, experimental) };
}

export function releases(standard: string | undefined, experimental: string | undefined): Since {
  return { standard, experimental };
}

/** Fields that this program never writes: known by name, their inside is judged by the structure check alone. */
export const opaque: Schema = { preserveUnknownFields: true };

const label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const dnsName = `${label}(\\.${label})*`;

export const hostname = text(1, 253, { pattern: `^(\\*\\.)?${dnsName}$` });
export const preciseHostname = text(1, 253, { pattern: `^${dnsName}$` });
export const sectionName = preciseHostname;
export const namespace = text(1, 63, { pattern: `^${label}$` });
/** Object names are not limited in characters where they are references. */
export const objectName = text(1, 253);
export const group = text(0, 253, { pattern: `^(${dnsName})?$` });
export const kind = text(1, 63, { pattern: "^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$" });
export const port = integer(1, 65535);
/** A token of RFC 9110. */
export const headerName = text(1, 256, { pattern: "^[-A-Za-z0-9!#$%&'*+.^_`|~]+$" });

export const labelSelector = fields({
  matchLabels: mapOf({ type: "string" }),
  matchExpressions: list(
    fields({
      "key!": { type: "string" },
      "operator!": { type: "string" },
      values: list({ type: "string" }, undefined),
    }),
    undefined,
  ),
});
