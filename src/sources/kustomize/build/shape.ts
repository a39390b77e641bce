/**
 * Reads data as Go's JSON decoder does with unknown fields forbidden: names in any letter case, null for "not set", wrong types refused.
 * What comes out has canonical names and no nulls, so later steps can trust it.
 */

import type { Json } from "../../../model/kube.ts";
import { nearestName } from "../../../model/nearest.ts";
import type { KeyPath } from "../../../yaml/file.ts";

export type Shape =
  | { readonly is: "text" | "flag" | "whole" | "any" | "map" }
  | { readonly is: "list"; readonly of: Shape }
  | { readonly is: "values"; readonly of: Shape }
  | { readonly is: "record"; readonly fields: { readonly [name: string]: Shape } };

export const text: Shape = { is: "text" };
export const flag: Shape = { is: "flag" };
export const whole: Shape = { is: "whole" };
export const anything: Shape = { is: "any" };
/** A map with values of any kind. */
export const map: Shape = { is: "map" };
/** A map of texts. */
export const texts: Shape = { is: "values", of: text };

export function list(of: Shape): Shape {
  return { is: "list", of };
}

export function values(of: Shape): Shape {
  return { is: "values", of };
}

export function record(fields: { readonly [name: string]: Shape }): Shape {
  return { is: "record", fields };
}

export type ShapeResult =
  | { readonly ok: true; readonly value: Json | undefined }
  | { readonly ok: false; readonly problem: string; readonly path: KeyPath };

class Mismatch extends Error {
  readonly path: KeyPath;
  constructor(message: string, path: KeyPath) {
    super(message);
    this.path = path;
  }
}

export function readShape(value: Json, shape: Shape): ShapeResult {
  try {
    return { ok: true, value: read(value, shape, []) };
  } catch (error) {
    if (error instanceof Mismatch) return { ok: false, problem: error.message, path: error.path };
    throw error;
  }
}

function read(value: Json, shape: Shape, path: KeyPath): Json | undefined {
  if (value === null) return undefined;
  switch (shape.is) {
    case "any":
      return value;
    case "text":
      return typeof value === "string" ? value : mismatch(path, "text", value);
    case "flag":
      return typeof value === "boolean" ? value : mismatch(path, "true or false", value);
    case "whole":
      return typeof value === "number" && Number.isInteger(value)
        ? value
        : mismatch(path, "a whole number", value);
    case "map":
      return isMap(value) ? value : mismatch(path, "a map", value);
    case "list":
      if (!isList(value)) return mismatch(path, "a list", value);
      return value.map((item, index) => read(item, shape.of, [...path, index]) ?? zeroOf(shape.of));
    case "values":
      if (!isMap(value)) return mismatch(path, "a map", value);
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [
          key,
          read(item, shape.of, [...path, key]) ?? zeroOf(shape.of),
        ]),
      );
    case "record":
      if (!isMap(value)) return mismatch(path, "a map", value);
      return readRecord(value, shape.fields, path);
  }
}

function readRecord(
  value: { readonly [key: string]: Json },
  fields: { readonly [name: string]: Shape },
  path: KeyPath,
): Json {
  const names = new Map(Object.keys(fields).map((name) => [name.toLowerCase(), name]));
  const result: [string, Json][] = [];
  for (const [key, inner] of Object.entries(value)) {
    const name = Object.hasOwn(fields, key) ? key : names.get(key.toLowerCase());
    const shape = name === undefined ? undefined : fields[name];
    if (name === undefined || shape === undefined) {
      const close = nearestName(key, Object.keys(fields));
      const hint = close === undefined ? "" : `; did you mean \`${close}\`?`;
      throw new Mismatch(`the field \`${key}\` is not known${hint}`, [...path, key]);
    }
    const known = read(inner, shape, [...path, key]);
    if (known !== undefined) result.push([name, known]);
  }
  return Object.fromEntries(result);
}

/** What Go leaves where a list or map holds null. */
function zeroOf(shape: Shape): Json {
  if (shape.is === "text") return "";
  if (shape.is === "flag") return false;
  if (shape.is === "whole") return 0;
  if (shape.is === "list") return [];
  return shape.is === "any" ? null : {};
}

function mismatch(path: KeyPath, wanted: string, value: Json): never {
  const found = isList(value)
    ? "a list"
    : typeof value === "object"
      ? "a map"
      : `\`${String(value).slice(0, 60)}\``;
  const where = path.length === 0 ? "it" : `\`${path.join(".")}\``;
  throw new Mismatch(`${where} has to be ${wanted} and is ${found}`, path);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isMap(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
