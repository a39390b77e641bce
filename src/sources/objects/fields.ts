/** Fields of what people wrote, by the type they should have. A value of another type counts as absent. */
import type { Json, KubeObject } from "../../model/kube.ts";
import type { Place } from "../../model/place.ts";
import type { KeyPath } from "../../yaml/file.ts";
import { isMapping } from "./parse.ts";

export type Mapping = { readonly [key: string]: Json };

/** An object with the places of its fields: read from a file, or built with its provenance. */
export interface SourceObject {
  readonly object: KubeObject;
  /** Where the object begins. */
  readonly place: Place;
  /** Index among the documents of the file and in a List; absent when the object does not stand in a file as it is. */
  readonly document?: number;
  readonly item?: number | undefined;
  placeOf(keyPath: KeyPath): Place;
}

/** A text that is not empty. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Scalars as YAML authors mean them: `version: 1.2` is the text "1.2". */
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

export function textsOf(value: unknown): readonly string[] {
  return listOf(value).flatMap((item) => textOf(item) ?? []);
}

export function specOf(object: KubeObject): Mapping {
  return mappingOf(object.spec) ?? {};
}

/** "namespace/name", or the name alone where no namespace is written. */
export function titleOf(object: KubeObject): string {
  const { namespace, name } = object.metadata;
  return namespace === undefined ? `${name ?? ""}` : `${namespace}/${name ?? ""}`;
}
