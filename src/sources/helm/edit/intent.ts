/** The HTTPRoutes a release's values are to express: what the translation emitted, as far as charts take it. */
import type { Json, KubeObject } from "../../../model/kube.ts";
import { isMapping } from "../../objects/parse.ts";

export type JsonMap = { readonly [key: string]: Json };

export interface RouteIntent {
  readonly name: string;
  readonly labels: JsonMap;
  readonly annotations: JsonMap;
  readonly parentRefs: readonly JsonMap[];
  /** As the cluster gets them. */
  readonly hostnames: readonly string[];
  readonly rules: readonly JsonMap[];
}

/** undefined for anything but an HTTPRoute. */
export function routeIntentOf(object: KubeObject): RouteIntent | undefined {
  const { spec, metadata } = object;
  if (object.kind !== "HTTPRoute" || !isMapping(spec) || typeof metadata.name !== "string") return undefined;
  return {
    name: metadata.name,
    labels: metadata.labels ?? {},
    annotations: metadata.annotations ?? {},
    parentRefs: mapsIn(spec.parentRefs),
    hostnames: Array.isArray(spec.hostnames)
      ? spec.hostnames.flatMap((host: Json) => (typeof host === "string" ? [host] : []))
      : [],
    rules: mapsIn(spec.rules),
  };
}

/** A rule that answers with a redirect and sends nothing on. */
export function isRedirectRule(rule: JsonMap): boolean {
  return filtersOf(rule).some((filter) => filter.type === "RequestRedirect");
}

export function filtersOf(rule: JsonMap): readonly JsonMap[] {
  return mapsIn(rule.filters);
}

export function backendsOf(rule: JsonMap): readonly JsonMap[] {
  return mapsIn(rule.backendRefs);
}

export function mapsIn(value: Json | undefined): readonly JsonMap[] {
  return Array.isArray(value) ? value.filter(isMapping) : [];
}

/** `{request: 0s}` and nothing else: the rule states that there is no total limit. */
export function isNoTotalTimeout(timeouts: Json | undefined): boolean {
  if (!isMapping(timeouts)) return false;
  const [only, ...others] = Object.entries(timeouts);
  const [key, value] = only ?? [];
  return (
    others.length === 0 && key === "request" && typeof value === "string" && /^0+(?:ms|s|m|h)$/.test(value)
  );
}
