/** Fields of what people wrote, by the type they should have. A value of another type counts as absent. */
import type { Json } from "../../model/kube.ts";
import { isMapping } from "../objects/parse.ts";

export type Mapping = { readonly [key: string]: Json };

export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

export function scalarText(value: unknown): string | undefined {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return textOf(value);
}

export function mappingOf(value: unknown): Mapping | undefined {
  return isMapping(value) ? value : undefined;
}

export function listOf(value: unknown): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : []; // arrays in JSON data hold JSON
}
