/**
 * Makers of route parts that write out what the API server would default, so that the object in git equals the object
 * in the cluster (Argo CD shows OutOfSync otherwise: argoproj/argo-cd issue 22151). Absent values leave no key.
 */
import type { KubeMetadata } from "../../model/kube.ts";
import type { HttpPathModifier, HttpRequestRedirect, RequestRedirectFilter } from "./http-filters.ts";
import {
  gatewayGroup,
  type HttpBackendRef,
  type HttpPathMatch,
  type HttpRoute,
  type HttpRouteMatch,
  type HttpRouteRule,
  type HttpRouteSpec,
  type ParentRef,
} from "./http-route.ts";

/** A reference to one listener of a Gateway. */
export function parentRef(gateway: {
  readonly namespace: string;
  readonly name: string;
  readonly sectionName: string;
}): ParentRef {
  return {
    group: gatewayGroup,
    kind: "Gateway",
    namespace: gateway.namespace,
    name: gateway.name,
    sectionName: gateway.sectionName,
  };
}

/** A Service of the route's own namespace. */
export function backendRef(service: {
  readonly name: string;
  readonly port: number;
  readonly weight?: number;
}): HttpBackendRef {
  return { group: "", kind: "Service", name: service.name, port: service.port, weight: service.weight ?? 1 };
}

export function pathMatch(type: HttpPathMatch["type"], value: string): HttpRouteMatch {
  return { path: { type, value } };
}

/** A redirect filter with its status written out. */
export function requestRedirect(parts: {
  readonly scheme?: "http" | "https" | undefined;
  readonly hostname?: string | undefined;
  readonly path?: HttpPathModifier | undefined;
  readonly port?: number | undefined;
  readonly statusCode: HttpRequestRedirect["statusCode"];
}): RequestRedirectFilter {
  const { scheme, hostname, path, port, statusCode } = parts;
  return {
    type: "RequestRedirect",
    requestRedirect: {
      ...(scheme !== undefined && { scheme }),
      ...(hostname !== undefined && { hostname }),
      ...(path !== undefined && { path }),
      ...(port !== undefined && { port }),
      statusCode,
    },
  };
}

/** One rule in the order a person writes it; empty lists leave no key. */
export function httpRouteRule(rule: HttpRouteRule): HttpRouteRule {
  const { name, matches, filters, backendRefs, timeouts } = rule;
  return {
    ...(name !== undefined && { name }),
    ...(isFilled(matches) && { matches }),
    ...(isFilled(filters) && { filters }),
    ...(isFilled(backendRefs) && { backendRefs }),
    ...(timeouts !== undefined && { timeouts }),
  };
}

/** A route in the order a person writes it. Labels and annotations keep the order given. */
export function httpRoute(input: {
  readonly name: string;
  /** undefined where the text of the Ingress carries none either. */
  readonly namespace: string | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
  readonly parentRefs: readonly ParentRef[];
  readonly hostnames?: readonly string[] | undefined;
  readonly rules: readonly HttpRouteRule[];
}): HttpRoute {
  const spec: HttpRouteSpec = {
    parentRefs: input.parentRefs,
    ...(isFilled(input.hostnames) && { hostnames: input.hostnames }),
    rules: input.rules.map(httpRouteRule),
  };
  return { apiVersion: "gateway.networking.k8s.io/v1", kind: "HTTPRoute", metadata: metadata(input), spec };
}

/** Metadata in the order a person writes it; empty maps leave no key. */
export function metadata(input: {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
}): KubeMetadata {
  const { name, namespace, labels, annotations } = input;
  return {
    name,
    ...(namespace !== undefined && { namespace }),
    ...(hasEntries(labels) && { labels }),
    ...(hasEntries(annotations) && { annotations }),
  };
}

function isFilled<T>(list: readonly T[] | undefined): list is readonly T[] {
  return list !== undefined && list.length > 0;
}

function hasEntries(map: Readonly<Record<string, string>> | undefined): boolean {
  return map !== undefined && Object.keys(map).length > 0;
}
