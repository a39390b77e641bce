/** Middlewares of a route: each of one type, in the route's namespace, called after the route and what it does. */
import { metadata } from "../../gateway/objects/makers.ts";
import type { KubeObject } from "../../model/kube.ts";
import { partName } from "../policy-objects.ts";
import type { PolicyPart } from "../target.ts";

export function middlewares(route: KubeObject, parts: readonly PolicyPart[]): readonly KubeObject[] {
  const { name = "", namespace, labels } = route.metadata;
  return parts.map((part) => ({
    apiVersion: part.apiVersion,
    kind: part.kind,
    metadata: metadata({ name: partName(name, part.name ?? ""), namespace, labels }),
    spec: part.spec,
  }));
}
