/**
 * From side rules to HTTPRoute rules, with the filters of the Ingress, and their packing into the API's limits: 16 rules per
 * route, 64 matches per rule (8 before Gateway API 1.2), 128 matches per route.
 */
import { canonicalJson } from "../diagnostics/diagnostic.ts";
import type { HttpRouteFilter, RequestRedirectFilter } from "../gateway/objects/http-filters.ts";
import type { HttpRouteRule } from "../gateway/objects/http-route.ts";
import { backendRef, requestRedirect } from "../gateway/objects/makers.ts";
import type { ResolvedBackend } from "./ports.ts";
import type { SideRule } from "./sides.ts";

export interface RuleParts {
  readonly toHttps: RequestRedirectFilter;
  /** Filters of every forwarding rule. */
  readonly filters: readonly HttpRouteFilter[];
  /** Further filters of forwarding rules that answer https requests. */
  readonly httpsFilters: readonly HttpRouteFilter[];
  /** False where the declared API has no timeouts. */
  readonly statesTimeouts: boolean;
  backend(rule: SideRule & { readonly does: "forward" }): ResolvedBackend | undefined;
}

export function routeRules(
  rules: readonly SideRule[],
  answersHttps: boolean,
  parts: RuleParts,
): readonly HttpRouteRule[] {
  const found = rules.map((rule) => routeRule(rule, answersHttps, parts));
  return found.filter((rule) => rule !== undefined);
}

function routeRule(rule: SideRule, answersHttps: boolean, parts: RuleParts): HttpRouteRule | undefined {
  const matches = [{ path: rule.match }];
  switch (rule.does) {
    case "to-https":
      return { matches, filters: [parts.toHttps] };
    case "add-slash": {
      const path = { type: "ReplaceFullPath", replaceFullPath: rule.to } as const;
      return { matches, filters: [requestRedirect({ path, statusCode: 301 })] };
    }
    case "forward": {
      const backend = parts.backend(rule);
      if (backend === undefined) return undefined;
      const rewrite: readonly HttpRouteFilter[] =
        rule.rewrite === undefined ? [] : [{ type: "URLRewrite", urlRewrite: { path: rule.rewrite } }];
      const filters = [...rewrite, ...parts.filters, ...(answersHttps ? parts.httpsFilters : [])];
      return {
        matches,
        ...(filters.length > 0 && { filters }),
        backendRefs: [backendRef(backend)],
        ...(parts.statesTimeouts && { timeouts: { request: "0s" } }),
      };
    }
  }
}

const maxRules = 16;
const maxRouteMatches = 128;

/**
 * Splits rules into the lists of one route each. Precedence between exact and prefix matches does not depend on where they
 * stand, so few rules stay as they are and many are first merged where they do the same.
 */
export function packRules(
  rules: readonly HttpRouteRule[],
  maxRuleMatches: number,
): readonly (readonly HttpRouteRule[])[] {
  if (rules.length <= maxRules) return rules.length === 0 ? [] : [rules];
  const packed: HttpRouteRule[][] = [];
  let matches = 0;
  for (const rule of mergeRules(rules, maxRuleMatches)) {
    const count = rule.matches?.length ?? 1;
    const current = packed.at(-1);
    if (current === undefined || current.length === maxRules || matches + count > maxRouteMatches) {
      packed.push([rule]);
      matches = count;
    } else {
      current.push(rule);
      matches += count;
    }
  }
  return packed;
}

/** Rules that do the same become one with several matches; a prefix rewrite must keep its single match. */
function mergeRules(rules: readonly HttpRouteRule[], maxRuleMatches: number): readonly HttpRouteRule[] {
  const merged: HttpRouteRule[] = [];
  const openAt = new Map<string, number>();
  for (const rule of rules) {
    const { matches = [], ...rest } = rule;
    const consequence = canonicalJson(rest);
    const index = openAt.get(consequence);
    const into = index === undefined ? undefined : merged[index];
    const room = into === undefined ? 0 : maxRuleMatches - (into.matches?.length ?? 0);
    if (
      index !== undefined &&
      into !== undefined &&
      room >= matches.length &&
      !consequence.includes("ReplacePrefixMatch")
    ) {
      merged[index] = { ...into, matches: [...(into.matches ?? []), ...matches] };
    } else {
      openAt.set(consequence, merged.length);
      merged.push(rule);
    }
  }
  return merged;
}
