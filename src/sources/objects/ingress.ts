/**
 * A Kubernetes object to an Ingress in the shape of networking.k8s.io/v1. What cannot be read becomes a blocker with its place and the
 * rest of the Ingress is kept, so that a host it shares with others is still known. Rules of the API server: kubernetes
 * pkg/apis/networking/validation and pkg/apis/networking/types.go, v1.35.
 */
import { z } from "zod";
import { type Diagnostic, diagnose, type Outcome, outcome } from "../../diagnostics/diagnostic.ts";
import { toIngressKey } from "../../model/brands.ts";
import type { Ingress } from "../../model/ingress.ts";
import type { KubeObject } from "../../model/kube.ts";
import { readSpec } from "./ingress-spec.ts";
import { whyHeld } from "./placeholders.ts";
import type { FieldSource, IngressReading, IngressVersion } from "./reading.ts";
import { readTextMap } from "./text-map.ts";

const versions: Readonly<Record<string, IngressVersion>> = {
  "networking.k8s.io/v1": "v1",
  "networking.k8s.io/v1beta1": "v1beta1",
  "extensions/v1beta1": "v1beta1",
};

const Metadata = z.looseObject({
  name: z.string().min(1),
  namespace: z.string().nullish(),
  creationTimestamp: z.string().nullish(),
});

/** True for the Ingress of Kubernetes, whichever version; other groups have kinds of that name too. */
export function isIngress(object: KubeObject): boolean {
  if (object.kind !== "Ingress") return false;
  return object.apiVersion.startsWith("networking.k8s.io/") || object.apiVersion.startsWith("extensions/");
}

export function toIngress(object: KubeObject, source?: FieldSource): Outcome<Ingress | undefined> {
  if (!isIngress(object)) return outcome(undefined);
  const version = Object.hasOwn(versions, object.apiVersion) ? versions[object.apiVersion] : undefined;
  if (version === undefined) {
    const at = source?.placeOf(["apiVersion"]);
    return outcome(undefined, [
      diagnose("ingress-version-unknown", { apiVersion: object.apiVersion }, { at }),
    ]);
  }
  const metadata = Metadata.safeParse(object.metadata);
  if (!metadata.success) {
    const path = ["metadata", ...(metadata.error.issues[0]?.path ?? []).map(String)];
    const params = { field: path.join("."), problem: "is missing or no text" };
    return outcome(undefined, [diagnose("ingress-malformed", params, { at: source?.placeOf(path) })]);
  }

  const { name } = metadata.data;
  const namespace = metadata.data.namespace || "default";
  const key = toIngressKey(namespace, name);
  const diagnostics: Diagnostic[] = [];
  const report: IngressReading["report"] = (field, problem) => {
    const params = { field: printField(field), problem };
    diagnostics.push(diagnose("ingress-malformed", params, { at: source?.placeOf(field), ingress: key }));
  };
  const reportPlaceholder: IngressReading["reportPlaceholder"] = (field, placeholder) => {
    const params = { field: printField(field), placeholder, why: whyHeld(placeholder) };
    diagnostics.push(diagnose("ingress-placeholder", params, { at: source?.placeOf(field), ingress: key }));
  };
  const labels = readTextMap("labels", object.metadata.labels, key, source);
  const annotations = readTextMap("annotations", object.metadata.annotations, key, source);
  const spec = readSpec(object.spec, { version, report, reportPlaceholder });
  const ingress: Ingress = {
    key,
    namespace,
    name,
    labels: labels.value,
    annotations: annotations.value,
    creationTimestamp: metadata.data.creationTimestamp ?? undefined,
    spec,
  };
  return outcome(ingress, [...labels.diagnostics, ...annotations.diagnostics, ...diagnostics]);
}

/** "spec.rules[0].host" */
export function printField(field: readonly (string | number)[]): string {
  return field
    .map((part, index) => (typeof part === "number" ? `[${part}]` : index === 0 ? part : `.${part}`))
    .join("");
}
