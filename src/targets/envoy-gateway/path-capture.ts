/** HTTPRouteFilter: the path is replaced where an RE2 expression matches. */
import type { KubeMetadata, KubeObject } from "../../model/kube.ts";
import { re2Rewrite } from "../re2-rewrite.ts";
import type { PathCapture } from "../target.ts";
import { envoyPolicyVersion } from "./policies.ts";

export function envoyPathCapture(capture: PathCapture, metadata: KubeMetadata): KubeObject {
  return {
    apiVersion: envoyPolicyVersion,
    kind: "HTTPRouteFilter",
    metadata,
    spec: {
      urlRewrite: { path: { type: "ReplaceRegexMatch", replaceRegexMatch: re2Rewrite(capture) } },
    },
  };
}
