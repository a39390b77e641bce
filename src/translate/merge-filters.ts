/**
 * One filter of each kind per rule, which is all the API takes: parts of a rewrite are joined, headers set twice take the later
 * value.
 */
import type {
  HttpHeader,
  HttpHeaderModifier,
  HttpRouteFilter,
  UrlRewriteFilter,
} from "../gateway/objects/http-filters.ts";

export function mergeFilters(filters: readonly HttpRouteFilter[]): readonly HttpRouteFilter[] {
  const merged: HttpRouteFilter[] = [];
  for (const filter of filters) {
    const index = merged.findIndex((other) => isMergeable(other) && other.type === filter.type);
    const earlier = merged[index];
    if (earlier === undefined) merged.push(filter);
    else merged[index] = join(earlier, filter);
  }
  return merged;
}

function isMergeable({ type }: HttpRouteFilter): boolean {
  return type === "URLRewrite" || type === "RequestHeaderModifier" || type === "ResponseHeaderModifier";
}

function join(a: HttpRouteFilter, b: HttpRouteFilter): HttpRouteFilter {
  if (a.type === "URLRewrite" && b.type === "URLRewrite") return joinRewrites(a, b);
  if (a.type === "RequestHeaderModifier" && b.type === "RequestHeaderModifier") {
    const requestHeaderModifier = joinHeaders(a.requestHeaderModifier, b.requestHeaderModifier);
    return { type: "RequestHeaderModifier", requestHeaderModifier };
  }
  if (a.type === "ResponseHeaderModifier" && b.type === "ResponseHeaderModifier") {
    const responseHeaderModifier = joinHeaders(a.responseHeaderModifier, b.responseHeaderModifier);
    return { type: "ResponseHeaderModifier", responseHeaderModifier };
  }
  return b;
}

function joinRewrites(a: UrlRewriteFilter, b: UrlRewriteFilter): UrlRewriteFilter {
  const hostname = b.urlRewrite.hostname ?? a.urlRewrite.hostname;
  const path = b.urlRewrite.path ?? a.urlRewrite.path;
  return {
    type: "URLRewrite",
    urlRewrite: { ...(hostname !== undefined && { hostname }), ...(path !== undefined && { path }) },
  };
}

function joinHeaders(a: HttpHeaderModifier, b: HttpHeaderModifier): HttpHeaderModifier {
  const set = joinByName(a.set, b.set);
  const add = joinByName(a.add, b.add);
  const remove = [...new Set([...(a.remove ?? []), ...(b.remove ?? [])])];
  return {
    ...(set.length > 0 && { set }),
    ...(add.length > 0 && { add }),
    ...(remove.length > 0 && { remove }),
  };
}

function joinByName(
  first: readonly HttpHeader[] = [],
  second: readonly HttpHeader[] = [],
): readonly HttpHeader[] {
  const byName = new Map<string, HttpHeader>();
  for (const header of [...first, ...second]) byName.set(header.name.toLowerCase(), header);
  return [...byName.values()];
}
