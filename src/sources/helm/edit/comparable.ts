/**
 * What a route says, as one text: everything but names, labels and annotations, with the API server's defaults (gateway-api 1.4,
 * apis/v1) written out. Two routes with equal texts answer every request alike.
 */
import { canonicalJson } from "../../../diagnostics/diagnostic.ts";
import { compareText } from "../../../model/brands.ts";
import type { Json } from "../../../model/kube.ts";
import { isMapping } from "../../objects/parse.ts";
import { backendsOf, filtersOf, isNoTotalTimeout, type JsonMap, mapsIn, type RouteIntent } from "./intent.ts";

export interface ComparableOptions {
  /** True when a rule that states "no total limit" and one that states nothing are the same to the target. */
  readonly mayOmitTimeouts: boolean;
}

export function comparableRoute(
  intent: RouteIntent,
  namespace: string,
  options: ComparableOptions = { mayOmitTimeouts: false },
): string {
  return canonicalJson({
    hostnames: intent.hostnames.map((host) => host.toLowerCase()).sort(compareText),
    parentRefs: intent.parentRefs
      .map((parent) => canonicalJson({ group: "gateway.networking.k8s.io", kind: "Gateway", ...parent }))
      .sort(compareText),
    rules: intent.rules.map((rule) => withDefaults(rule, namespace, options)),
  });
}

function withDefaults(rule: JsonMap, namespace: string, options: ComparableOptions): JsonMap {
  const { name: _, matches, backendRefs: __, filters: ___, timeouts, ...rest } = rule;
  const isOmitted = timeouts === undefined || (options.mayOmitTimeouts && isNoTotalTimeout(timeouts));
  return {
    ...rest,
    ...(isOmitted ? {} : { timeouts }),
    matches: (matches === undefined ? [{}] : mapsIn(matches)).map((match) => ({
      ...match,
      path: { type: "PathPrefix", value: "/", ...(isMapping(match.path) ? match.path : {}) },
    })),
    filters: filtersOf(rule).map((filter) =>
      isMapping(filter.requestRedirect)
        ? { ...filter, requestRedirect: { statusCode: 302, ...filter.requestRedirect } }
        : filter,
    ),
    backendRefs: backendsOf(rule).map((backend): Json => {
      const { namespace: own, ...other } = backend;
      const elsewhere: JsonMap = own === undefined || own === namespace ? {} : { namespace: own };
      return { group: "", kind: "Service", weight: 1, ...other, ...elsewhere };
    }),
  };
}
