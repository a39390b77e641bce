/**
 * TrafficPolicy urlRewrite, from 2.2, referred to by the rules it is for: without targets of its own it touches no other rule
 * (api/v1alpha1/kgateway/traffic_policy_types.go, state of 2026-07).
 */
import type { KubeMetadata, KubeObject } from "../../model/kube.ts";
import { re2Rewrite } from "../re2-rewrite.ts";
import type { PathCapture } from "../target.ts";

export function kgatewayPathCapture(capture: PathCapture, metadata: KubeMetadata): KubeObject {
  return {
    apiVersion: "gateway.kgateway.dev/v1alpha1",
    kind: "TrafficPolicy",
    metadata,
    spec: { urlRewrite: { pathRegex: re2Rewrite(capture) } },
  };
}
