/**
 * An object as it is held while kustomize's steps change it: maps are Maps (safe for keys such as `__proto__`), lists are arrays, and
 * a null remembers how it was written. kustomize works on YAML nodes and lets that text show: a null annotation can become the text
 * "null", and an empty null is dropped where an explicit one stays.
 */
import type { Json } from "../../../model/kube.ts";

/** A null written as nothing at all. */
export const bareNull: unique symbol = Symbol("null without text");
/** A null written `~`. */
export const tildeNull: unique symbol = Symbol("~");

export type NullScalar = null | typeof bareNull | typeof tildeNull;
export type Scalar = string | number | boolean | NullScalar;

/** A map, and where it was written, as long as its fields are as they were written. */
export interface Branch extends Map<string, Tree> {
  written?: Written | undefined;
}

export interface Written {
  /** Whether the value of a field stands in quotes or as a block. */
  isQuoted(field: string): boolean;
}

export type Tree = Scalar | Tree[] | Branch;

export function isBranch(tree: Tree | undefined): tree is Branch {
  return tree instanceof Map;
}

export function isList(tree: Tree | undefined): tree is Tree[] {
  return Array.isArray(tree);
}

export function isNull(tree: Tree | undefined): tree is NullScalar {
  return tree === null || typeof tree === "symbol";
}

export function isScalar(tree: Tree | undefined): tree is Scalar {
  return tree !== undefined && !isBranch(tree) && !isList(tree);
}

/** What kustomize calls nil or empty: absent, null, {} or []. */
export function isNothing(tree: Tree | undefined): boolean {
  if (tree === undefined || isNull(tree)) return true;
  return isBranch(tree) ? tree.size === 0 : isList(tree) && tree.length === 0;
}

/** The text of a scalar as a YAML node holds it; "" for collections and for nothing. */
export function textOf(tree: Tree | undefined): string {
  if (tree === undefined || isBranch(tree) || isList(tree)) return "";
  if (tree === null) return "null";
  if (tree === bareNull) return "";
  if (tree === tildeNull) return "~";
  return String(tree);
}

export function fromJson(value: Json): Tree {
  if (typeof value !== "object" || value === null) return value;
  if (isJsonList(value)) return value.map(fromJson);
  return new Map(Object.entries(value).map(([key, inner]) => [key, fromJson(inner)]));
}

export function toJson(tree: Tree): Json {
  if (isNull(tree)) return null;
  if (isList(tree)) return tree.map(toJson);
  if (isBranch(tree)) return Object.fromEntries([...tree].map(([key, inner]) => [key, toJson(inner)]));
  return tree;
}

export function copyTree<T extends Tree>(tree: T): T {
  return copy(tree) as T; // a copy has the shape of what was copied
}

/** Forgets how everything below was written: a JSON patch writes the object anew. */
export function forgetWriting(tree: Tree): void {
  if (isList(tree)) for (const inner of tree) forgetWriting(inner);
  if (!isBranch(tree)) return;
  tree.written = undefined;
  for (const inner of tree.values()) forgetWriting(inner);
}

/** Deeper objects than this would overflow the stack of whoever walks them; the reader stops at 99. */
export const maxNesting = 500;

export function isNestedWithin(tree: Tree, levels: number): boolean {
  if (levels < 0) return false;
  if (isList(tree)) return tree.every((inner) => isNestedWithin(inner, levels - 1));
  if (!isBranch(tree)) return true;
  for (const inner of tree.values()) if (!isNestedWithin(inner, levels - 1)) return false;
  return true;
}

/** Number of scalars and collections, for limits. */
export function sizeOf(tree: Tree): number {
  if (isList(tree)) return tree.reduce((sum: number, inner) => sum + sizeOf(inner), 1);
  if (!isBranch(tree)) return 1;
  let sum = 1;
  for (const inner of tree.values()) sum += sizeOf(inner);
  return sum;
}

export function equalTrees(a: Tree | undefined, b: Tree | undefined): boolean {
  if (a === b) return true;
  if (isList(a)) {
    return isList(b) && a.length === b.length && a.every((inner, index) => equalTrees(inner, b[index]));
  }
  if (!isBranch(a) || !isBranch(b) || a.size !== b.size) return false;
  for (const [key, inner] of a) if (!b.has(key) || !equalTrees(inner, b.get(key))) return false;
  return true;
}

function copy(tree: Tree): Tree {
  if (isList(tree)) return tree.map(copy);
  if (!isBranch(tree)) return tree;
  const copied: Branch = new Map([...tree].map(([key, inner]) => [key, copy(inner)]));
  copied.written = tree.written;
  return copied;
}

function isJsonList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
