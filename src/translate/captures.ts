/**
 * Objects that put groups of a path together, one per different rewrite of an Ingress; rules refer to them by name.
 */
import { canonicalJson } from "../diagnostics/diagnostic.ts";
import type { HttpRouteFilter } from "../gateway/objects/http-filters.ts";
import { metadata } from "../gateway/objects/makers.ts";
import type { Ingress } from "../model/ingress.ts";
import type { KubeObject } from "../model/kube.ts";
import type { PathCapture, Target } from "../targets/target.ts";

export interface CaptureObjects {
  refer(capture: PathCapture): HttpRouteFilter;
  /** Those that were referred to, in that order. */
  objects(): readonly KubeObject[];
}

export function captureObjects(ingress: Ingress, target: Target, hasNamespace: boolean): CaptureObjects {
  const made = new Map<string, KubeObject>();
  return {
    refer(capture) {
      const key = canonicalJson(capture);
      const name = `${ingress.name.slice(0, 240)}-rewrite${made.size === 0 ? "" : `-${made.size + 1}`}`;
      const namespace = hasNamespace ? ingress.namespace : undefined;
      const object =
        made.get(key) ?? target.pathCapture?.(capture, metadata({ name, namespace, labels: ingress.labels }));
      if (object === undefined) throw new Error("a target without path captures was asked for one");
      made.set(key, object);
      const group = object.apiVersion.split("/")[0] ?? "";
      return {
        type: "ExtensionRef",
        extensionRef: { group, kind: object.kind, name: object.metadata.name ?? "" },
      };
    },
    objects: () => [...made.values()],
  };
}
