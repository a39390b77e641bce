/**
 * HTTPRoute as data, gateway.networking.k8s.io/v1. Fields of the experimental channel are absent on purpose: what
 * cannot be said here cannot be emitted by accident.
 */
import type { KubeMetadata, KubeObject } from "../../model/kube.ts";
import type { BackendRef } from "./backend-ref.ts";
import type { HttpRouteFilter } from "./http-filters.ts";

export const gatewayGroup = "gateway.networking.k8s.io";

export interface HttpRoute extends KubeObject {
  readonly apiVersion: "gateway.networking.k8s.io/v1";
  readonly kind: "HTTPRoute";
  readonly metadata: KubeMetadata;
  readonly spec: HttpRouteSpec;
}

export interface HttpRouteSpec {
  readonly parentRefs: readonly ParentRef[];
  /** Absent: the route takes the hostnames of its listeners. */
  readonly hostnames?: readonly string[];
  readonly rules: readonly HttpRouteRule[];
}

/** Where a route attaches. Group, kind and namespace are spelled out as the API server would default them. */
export interface ParentRef {
  readonly group: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly sectionName?: string;
  readonly port?: number;
}

export interface HttpRouteRule {
  /** Standard channel since 1.4. */
  readonly name?: string;
  /** Absent: one PathPrefix "/" match. */
  readonly matches?: readonly HttpRouteMatch[];
  readonly filters?: readonly HttpRouteFilter[];
  readonly backendRefs?: readonly HttpBackendRef[];
  /** Standard channel since 1.2. */
  readonly timeouts?: HttpRouteTimeouts;
}

/** All conditions of one match must hold; a rule matches when one of its matches does. */
export interface HttpRouteMatch {
  readonly path?: HttpPathMatch;
  readonly headers?: readonly HttpHeaderMatch[];
  readonly queryParams?: readonly HttpQueryParamMatch[];
  readonly method?: HttpMethod;
}

export interface HttpPathMatch {
  readonly type: "Exact" | "PathPrefix" | "RegularExpression";
  readonly value: string;
}

export interface HttpHeaderMatch {
  readonly type: "Exact" | "RegularExpression";
  readonly name: string;
  readonly value: string;
}

export interface HttpQueryParamMatch {
  readonly type: "Exact" | "RegularExpression";
  readonly name: string;
  readonly value: string;
}

export type HttpMethod =
  | "GET"
  | "HEAD"
  | "POST"
  | "PUT"
  | "DELETE"
  | "CONNECT"
  | "OPTIONS"
  | "TRACE"
  | "PATCH";

export interface HttpBackendRef extends BackendRef {
  readonly weight: number;
  readonly filters?: readonly HttpRouteFilter[];
}

/** Totals over the whole exchange, never gaps between reads; "0s" switches one off. */
export interface HttpRouteTimeouts {
  readonly request?: string;
  readonly backendRequest?: string;
}
