/**
 * The conformance features a set of routes relies on beyond Core, read off the objects themselves so that nothing is forgotten.
 */
import type { HttpRouteFilter } from "../gateway/objects/http-filters.ts";
import type { HttpRoute, HttpRouteRule } from "../gateway/objects/http-route.ts";
import { compareText } from "../model/brands.ts";

export function featuresOf(routes: readonly HttpRoute[], usesH2c: boolean): readonly string[] {
  const found = new Set<string>(usesH2c ? ["HTTPRouteBackendProtocolH2C"] : []);
  for (const route of routes) {
    for (const rule of route.spec.rules) for (const feature of ofRule(rule)) found.add(feature);
  }
  return [...found].sort(compareText);
}

function ofRule(rule: HttpRouteRule): readonly string[] {
  const filters = (rule.filters ?? []).flatMap(ofFilter);
  const { request, backendRequest } = rule.timeouts ?? {};
  return [
    ...filters,
    ...(request === undefined ? [] : ["HTTPRouteRequestTimeout"]),
    ...(backendRequest === undefined ? [] : ["HTTPRouteBackendTimeout"]),
  ];
}

function ofFilter(filter: HttpRouteFilter): readonly string[] {
  switch (filter.type) {
    case "RequestRedirect": {
      const { scheme, path, port, statusCode } = filter.requestRedirect;
      return [
        ...(scheme === undefined ? [] : ["HTTPRouteSchemeRedirect"]),
        ...(path === undefined ? [] : ["HTTPRoutePathRedirect"]),
        ...(port === undefined ? [] : ["HTTPRoutePortRedirect"]),
        ...(statusCode > 302 ? [`HTTPRoute${statusCode}RedirectStatusCode`] : []),
      ];
    }
    case "URLRewrite":
      return [
        ...(filter.urlRewrite.hostname === undefined ? [] : ["HTTPRouteHostRewrite"]),
        ...(filter.urlRewrite.path === undefined ? [] : ["HTTPRoutePathRewrite"]),
      ];
    case "ResponseHeaderModifier":
      return ["HTTPRouteResponseHeaderModification"];
    case "CORS":
      return ["HTTPRouteCORS"];
    case "RequestMirror":
      return ["HTTPRouteRequestMirror"];
    case "RequestHeaderModifier":
    case "ExtensionRef":
      return [];
  }
}
