/** KongPlugins of a route; unlike other kinds they hold their fields beside metadata, without a spec. */
import { metadata } from "../../gateway/objects/makers.ts";
import type { Json, KubeObject } from "../../model/kube.ts";
import { partName } from "../policy-objects.ts";
import type { PolicyPart } from "../target.ts";

export function kongPlugin(name: string, plugin: string, config: Readonly<Record<string, Json>>): PolicyPart {
  return { apiVersion: "configuration.konghq.com/v1", kind: "KongPlugin", name, spec: { plugin, config } };
}

export function kongPlugins(route: KubeObject, parts: readonly PolicyPart[]): readonly KubeObject[] {
  const { name = "", namespace, labels } = route.metadata;
  return parts.map((part) => ({
    apiVersion: part.apiVersion,
    kind: part.kind,
    metadata: metadata({ name: partName(name, part.name ?? ""), namespace, labels }),
    ...part.spec,
  }));
}
