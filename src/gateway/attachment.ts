/**
 * Which objects take part in serving through some Gateways: the Gateways themselves, routes that name one of them, and everything
 * that is no route. Routes of other Gateways answer at other addresses.
 */
import { z } from "zod";
import type { KubeObject } from "../model/kube.ts";

const ParentRefs = z.object({
  spec: z.object({
    parentRefs: z.array(
      z.object({ name: z.string(), namespace: z.string().optional(), kind: z.string().optional() }),
    ),
  }),
});

export interface GatewayName {
  readonly namespace: string;
  readonly name: string;
}

/** A route whose parents cannot be read, or are no Gateways, is kept: it might take part. */
export function attachedTo(
  gateways: readonly GatewayName[],
  objects: readonly KubeObject[],
): readonly KubeObject[] {
  const isOurs = (namespace: string, name: string) =>
    gateways.some((gateway) => gateway.namespace === namespace && gateway.name === name);
  return objects.filter((object) => {
    const namespace = object.metadata.namespace ?? "default";
    if (object.kind === "Gateway") return isOurs(namespace, object.metadata.name ?? "");
    if (!object.kind.endsWith("Route")) return true;
    const parsed = ParentRefs.safeParse(object);
    if (!parsed.success) return true;
    return parsed.data.spec.parentRefs.some(
      (parent) =>
        (parent.kind ?? "Gateway") !== "Gateway" || isOurs(parent.namespace ?? namespace, parent.name),
    );
  });
}
