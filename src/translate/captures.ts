/**
 * Objects that rules refer to by name, one per different matter of an Ingress: what puts groups of a path together, and what answers
 * with a status.
 */
import { canonicalJson } from "../diagnostics/diagnostic.ts";
import type { HttpRouteFilter } from "../gateway/objects/http-filters.ts";
import { metadata } from "../gateway/objects/makers.ts";
import type { Ingress } from "../model/ingress.ts";
import type { KubeMetadata, KubeObject } from "../model/kube.ts";
import type { PathCapture, Target } from "../targets/target.ts";

export interface ReferredObjects {
  capture(capture: PathCapture): HttpRouteFilter;
  answer(status: number): HttpRouteFilter;
  /** Those that were referred to, in that order. */
  objects(): readonly KubeObject[];
}

export function referredObjects(ingress: Ingress, target: Target, hasNamespace: boolean): ReferredObjects {
  const made = new Map<string, KubeObject>();
  const namespace = hasNamespace ? ingress.namespace : undefined;
  const refer = (
    key: string,
    name: string,
    make: (named: KubeMetadata) => KubeObject | undefined,
  ): HttpRouteFilter => {
    const named = metadata({
      name: `${ingress.name.slice(0, 240)}-${name}`,
      namespace,
      labels: ingress.labels,
    });
    const object = made.get(key) ?? make(named);
    if (object === undefined) throw new Error("a target was asked for an object that it does not have");
    made.set(key, object);
    const group = object.apiVersion.split("/")[0] ?? "";
    return {
      type: "ExtensionRef",
      extensionRef: { group, kind: object.kind, name: object.metadata.name ?? "" },
    };
  };
  let captures = 0;
  return {
    capture(capture) {
      const key = canonicalJson(capture);
      if (!made.has(key)) captures += 1;
      const name = captures === 1 ? "rewrite" : `rewrite-${captures}`;
      return refer(key, name, (named) => target.pathCapture?.(capture, named));
    },
    answer: (status) =>
      refer(String(status), `answer-${status}`, (named) => target.statusAnswer?.(status, named)),
    objects: () => [...made.values()],
  };
}
