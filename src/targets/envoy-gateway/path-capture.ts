/** HTTPRouteFilter: the path is replaced where an RE2 expression matches, groups are written \1. */
import type { KubeMetadata, KubeObject } from "../../model/kube.ts";
import type { PathCapture } from "../target.ts";
import { envoyPolicyVersion } from "./policies.ts";

export function envoyPathCapture({ pattern, target }: PathCapture, metadata: KubeMetadata): KubeObject {
  const substitution = target.map((part) => (typeof part === "number" ? `\\${part}` : part)).join("");
  return {
    apiVersion: envoyPolicyVersion,
    kind: "HTTPRouteFilter",
    metadata,
    spec: {
      urlRewrite: { path: { type: "ReplaceRegexMatch", replaceRegexMatch: { pattern, substitution } } },
    },
  };
}
