/** What of a printed object a deployment of the release brings to routing. */
import type { KubeObject } from "../../../model/kube.ts";
import { isMapping, toKubeObject } from "../../objects/parse.ts";
import { isOfInterest } from "../../rendered.ts";

/** The object, or the items of a List, with the namespace Helm puts them in; tests and what is of no interest are left out. */
export function deployedBy(object: KubeObject, namespace: string): readonly KubeObject[] {
  return opened(object)
    .filter((one) => isOfInterest(one) && !isTest(one))
    .map((one) => withNamespace(one, namespace));
}

/** Charts may print a List. */
function opened(object: KubeObject): readonly KubeObject[] {
  const { items } = object;
  if (object.kind !== "List" || !Array.isArray(items)) return [object];
  return items.flatMap((item: unknown) => (isMapping(item) ? (toKubeObject(item) ?? []) : []));
}

/** Printed by `helm template`, deployed by `helm test` alone. */
function isTest({ metadata }: KubeObject): boolean {
  const hook = isMapping(metadata.annotations) ? metadata.annotations["helm.sh/hook"] : undefined;
  return typeof hook === "string" && /\btest\b/.test(hook);
}

/** Cluster-wide kinds keep none. */
function withNamespace(object: KubeObject, namespace: string): KubeObject {
  const { metadata, kind } = object;
  if (kind === "GatewayClass" || /^Cluster|Clusterwide/.test(kind)) return object;
  if (typeof metadata.namespace === "string" && metadata.namespace !== "") return object;
  return { ...object, metadata: { ...metadata, namespace } };
}
