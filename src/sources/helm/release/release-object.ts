/** One object a release gives to routing, with the way it came and the text it is made of. */
import { type IngressKey, toIngressKey } from "../../../model/brands.ts";
import type { KubeObject } from "../../../model/kube.ts";
import type { ReleaseOrigin } from "../../../model/release.ts";
import type { ObjectSite } from "./object-site.ts";

export interface ReleaseObject {
  /** With the namespace Helm installs it in. */
  readonly object: KubeObject;
  readonly origin: ReleaseOrigin;
  readonly site: ObjectSite;
}

/** The key the inventory gives an Ingress. */
export function keyOf({ metadata }: KubeObject): IngressKey {
  return toIngressKey(metadata.namespace || "default", metadata.name ?? "");
}

export function isSameObject(a: KubeObject, b: KubeObject): boolean {
  return a.kind === b.kind && keyOf(a) === keyOf(b);
}
