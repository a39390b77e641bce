/** DirectResponse: the rule answers by itself. */
import type { KubeMetadata, KubeObject } from "../../model/kube.ts";

export function kgatewayStatusAnswer(status: number, metadata: KubeMetadata): KubeObject {
  return { apiVersion: "gateway.kgateway.dev/v1alpha1", kind: "DirectResponse", metadata, spec: { status } };
}
