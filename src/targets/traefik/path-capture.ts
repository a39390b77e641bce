/** Middleware replacePathRegex: Go expressions, groups are written ${1}. */
import type { KubeMetadata, KubeObject } from "../../model/kube.ts";
import type { PathCapture } from "../target.ts";

export function traefikPathCapture({ pattern, target }: PathCapture, metadata: KubeMetadata): KubeObject {
  const replacement = target.map((part) => (typeof part === "number" ? `\${${part}}` : part)).join("");
  return {
    apiVersion: "traefik.io/v1alpha1",
    kind: "Middleware",
    metadata,
    spec: { replacePathRegex: { regex: pattern, replacement } },
  };
}
