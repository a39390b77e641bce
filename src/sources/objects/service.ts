/**
 * A Service as far as routing needs it. Ports that no API server would take are left out: a reference to one then stays unresolved,
 * which blocks instead of guessing.
 */
import { z } from "zod";
import type { KubeObject, Service } from "../../model/kube.ts";

const Port = z.looseObject({
  name: z.string().nullish(),
  port: z.int().min(1).max(65535),
  targetPort: z.union([z.int(), z.string()]).nullish(),
  protocol: z.string().nullish(),
  appProtocol: z.string().nullish(),
});

const ServiceObject = z.looseObject({
  metadata: z.looseObject({ name: z.string().min(1), namespace: z.string().nullish() }),
  spec: z
    .looseObject({
      type: z.string().nullish(),
      clusterIP: z.string().nullish(),
      externalName: z.string().nullish(),
      ports: z.array(z.unknown()).nullish(),
    })
    .nullish(),
});

export function isService(object: KubeObject): boolean {
  return object.apiVersion === "v1" && object.kind === "Service";
}

export function toService(object: KubeObject): Service | undefined {
  if (!isService(object)) return undefined;
  const parsed = ServiceObject.safeParse(object);
  if (!parsed.success) return undefined;
  const { metadata, spec } = parsed.data;
  return {
    namespace: metadata.namespace || "default",
    name: metadata.name,
    type: spec?.type ?? undefined,
    headless: spec?.clusterIP === "None",
    externalName: spec?.externalName ?? undefined,
    ports: (spec?.ports ?? []).flatMap((value) => {
      const port = Port.safeParse(value);
      if (!port.success) return [];
      return [
        {
          name: port.data.name ?? undefined,
          port: port.data.port,
          targetPort: port.data.targetPort ?? port.data.port,
          protocol: port.data.protocol ?? "TCP",
          appProtocol: port.data.appProtocol ?? undefined,
        },
      ];
    }),
  };
}
