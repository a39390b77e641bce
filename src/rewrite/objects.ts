/**
 * Objects as the data a file holds, and whether two texts speak of the same object.
 */
import type { Json, Written } from "../model/kube.ts";
import { findExpressions } from "../model/placeholder-text.ts";

export interface ObjectId {
  readonly kind: string;
  readonly name: string;
  /** As written; undefined when the text has none. */
  readonly namespace: string | undefined;
}

/** Identity of a value that is a Kubernetes object, else undefined. */
export function idOf(value: unknown): ObjectId | undefined {
  const kind = fieldOf(value, "kind");
  const metadata = fieldOf(value, "metadata");
  const name = fieldOf(metadata, "name");
  const namespace = fieldOf(metadata, "namespace");
  if (typeof kind !== "string" || typeof name !== "string") return undefined;
  return { kind, name, namespace: typeof namespace === "string" ? namespace : undefined };
}

export function fieldOf(value: unknown, field: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, field)) return undefined;
  return Object.getOwnPropertyDescriptor(value, field)?.value;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** For a file that stands beside the Ingress: a missing namespace is supplied there for both. */
export function isSameObject(a: ObjectId, b: ObjectId, namespace: string): boolean {
  return a.kind === b.kind && a.name === b.name && (a.namespace ?? namespace) === (b.namespace ?? namespace);
}

export function describeId(id: ObjectId): string {
  return id.namespace === undefined ? `${id.kind} ${id.name}` : `${id.kind} ${id.namespace}/${id.name}`;
}

/** The first `${…}` of the objects that the Ingress's own text does not have. Where Flux substitutes, `$${` is text. */
export function foreignSubstitution(
  objects: readonly Json[],
  ingressText: string,
  written?: Written,
): string | undefined {
  if (written !== undefined) return foreignExpression(objects, JSON.stringify(written.object));
  const text = JSON.stringify(objects);
  for (let at = text.indexOf("${"); at >= 0; at = text.indexOf("${", at + 2)) {
    const close = text.indexOf("}", at);
    const part = text.slice(at, close < 0 ? at + 2 : close + 1);
    if (!ingressText.includes(part)) return part.slice(0, 80);
  }
  return undefined;
}

function foreignExpression(value: Json, own: string): string | undefined {
  if (typeof value === "string") {
    const parts = findExpressions(value);
    if (parts === undefined) return value.slice(0, 80);
    const inText = (source: string) => own.includes(JSON.stringify(source).slice(1, -1));
    return parts.flatMap((part) =>
      part.kind === "expression" && !inText(part.source) ? [part.source] : [],
    )[0];
  }
  if (typeof value !== "object" || value === null) return undefined;
  for (const inner of Object.values<Json>(value)) {
    const found = foreignExpression(inner, own);
    if (found !== undefined) return found;
  }
  return undefined;
}
