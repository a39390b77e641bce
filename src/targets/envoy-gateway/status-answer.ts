/** HTTPRouteFilter directResponse: the rule answers by itself (api/v1alpha1/httproutefilter_types.go, from 1.2). */
import type { KubeMetadata, KubeObject } from "../../model/kube.ts";
import { envoyPolicyVersion } from "./policies.ts";

export function envoyStatusAnswer(statusCode: number, metadata: KubeMetadata): KubeObject {
  return {
    apiVersion: envoyPolicyVersion,
    kind: "HTTPRouteFilter",
    metadata,
    spec: { directResponse: { statusCode } },
  };
}
