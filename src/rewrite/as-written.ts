/**
 * Objects as they belong into the text. Translation works on what a cluster gets, where a kustomization may have set the
 * namespace or added labels and annotations. It does the same to a route listed beside the Ingress, so what it supplies
 * stays out of the text: a base shared by two overlays then needs one route, not two different ones.
 */
import type { InventoryIngress } from "../model/ingress.ts";
import { type Json, type KubeObject, toData } from "../model/kube.ts";
import { fieldOf } from "./objects.ts";

/** `source` is the Ingress as its text says it. */
export function asWritten(
  objects: readonly KubeObject[],
  ingress: InventoryIngress,
  source: Json,
): readonly Json[] {
  const data = objects.map(toData);
  return ingress.sourceKind === "kustomize"
    ? data.map((object) => withoutSupplied(object, ingress, source))
    : data;
}

function withoutSupplied(object: Json, ingress: InventoryIngress, source: Json): Json {
  const metadata = fieldOf(object, "metadata");
  if (!isMap(object) || !isMap(metadata)) return object;
  const written = fieldOf(source, "metadata");
  const entries = Object.entries(metadata).flatMap(([key, value]): readonly [string, Json][] => {
    if (key === "labels") return filtered(key, value, ingress.labels, fieldOf(written, key));
    if (key === "annotations") return filtered(key, value, ingress.annotations, fieldOf(written, key));
    const namespace = fieldOf(written, "namespace");
    if (key === "namespace" && value === ingress.namespace && typeof namespace === "string")
      return [[key, namespace]];
    return [[key, value]];
  });
  return { ...object, metadata: Object.fromEntries(entries) };
}

/** The map without pairs that the rendered Ingress has and its text has not; left out when nothing remains. */
function filtered(
  key: string,
  value: Json,
  rendered: Readonly<Record<string, string>>,
  written: unknown,
): readonly [string, Json][] {
  if (!isMap(value)) return [[key, value]];
  const pairs = Object.entries(value);
  const kept = pairs.flatMap(([name, text]): readonly [string, Json][] => {
    if (!Object.hasOwn(rendered, name) || rendered[name] !== text) return [[name, text]];
    const own = fieldOf(written, name);
    if (own === undefined) return [];
    return [[name, typeof own === "string" ? own : text]];
  });
  return kept.length === 0 && pairs.length > 0 ? [] : [[key, Object.fromEntries(kept)]];
}

function isMap(value: unknown): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
