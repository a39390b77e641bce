/**
 * From side rules to HTTPRoute rules, with the filters of the Ingress, and their packing into the API's limits: 16 rules per
 * route, 64 matches per rule (8 before Gateway API 1.2), 128 matches per route.
 */
import { canonicalJson } from "../diagnostics/diagnostic.ts";
import type { HttpRouteFilter, RequestRedirectFilter } from "../gateway/objects/http-filters.ts";
import type { HttpRouteMatch, HttpRouteRule, HttpRouteTimeouts } from "../gateway/objects/http-route.ts";
import { backendRef, httpRouteRule, requestRedirect } from "../gateway/objects/makers.ts";
import type { CanaryIntent, RedirectAddress, RedirectStatus } from "../model/intent.ts";
import { canaryPicks } from "../targets/canary.ts";
import type { PathCapture } from "../targets/target.ts";
import type { Claim } from "./hosts.ts";
import { mergeFilters } from "./merge-filters.ts";
import type { ResolvedBackend } from "./ports.ts";
import type { SideRule } from "./sides.ts";

export interface RuleParts {
  toHttps(host: string): RequestRedirectFilter;
  redirect(to: RedirectAddress, status: RedirectStatus): RequestRedirectFilter;
  /** Filters of every forwarding rule. */
  readonly filters: readonly HttpRouteFilter[];
  /** Further filters of forwarding rules whose path nginx rewrites. */
  readonly rewriteFilters: readonly HttpRouteFilter[];
  /** Further filters of forwarding rules that answer https requests. */
  readonly httpsFilters: readonly HttpRouteFilter[];
  /** undefined where the declared API or the implementation has none. */
  readonly timeouts: HttpRouteTimeouts | undefined;
  /** A reference to the object that puts groups into a path. */
  capture(capture: PathCapture): HttpRouteFilter;
  /** A reference to the object that answers with a status; undefined where the target has none. */
  readonly answer: ((status: number) => HttpRouteFilter) | undefined;
  /** The canary that takes a share of a rule's Service. */
  canary(rule: SideRule & { readonly does: "forward" }): CanaryShare | undefined;
  backend(rule: SideRule & { readonly does: "forward" }): ResolvedBackend | undefined;
}

export interface CanaryShare {
  readonly backend: ResolvedBackend;
  readonly intent: CanaryIntent;
}

export function routeRules(
  host: string,
  rules: readonly SideRule[],
  answersHttps: boolean,
  parts: RuleParts,
): readonly HttpRouteRule[] {
  return rules.flatMap((rule) => routeRule(host, rule, answersHttps, parts));
}

function routeRule(
  host: string,
  rule: SideRule,
  answersHttps: boolean,
  parts: RuleParts,
): readonly HttpRouteRule[] {
  const matches = [{ path: rule.match }];
  switch (rule.does) {
    case "to-https":
      return [{ matches, filters: [parts.toHttps(host)] }];
    case "add-slash": {
      const path = { type: "ReplaceFullPath", replaceFullPath: rule.to } as const;
      return [{ matches, filters: [requestRedirect({ path, statusCode: 301 })] }];
    }
    case "redirect":
      return [{ matches, filters: [parts.redirect(rule.to, rule.status)] }];
    case "answer":
      return parts.answer === undefined ? [] : [{ matches, filters: [parts.answer(rule.status)] }];
    case "forward": {
      const backend = parts.backend(rule);
      if (backend === undefined) return [];
      const rewrite: readonly HttpRouteFilter[] =
        rule.rewrite === undefined ? [] : [{ type: "URLRewrite", urlRewrite: { path: rule.rewrite } }];
      const filters = mergeFilters([
        ...rewrite,
        ...(rule.capture === undefined ? [] : [parts.capture(rule.capture)]),
        ...parts.filters.map((filter) => named(filter, rule.claim, backend)),
        ...(rule.rewrites ? parts.rewriteFilters : []),
        ...(answersHttps ? parts.httpsFilters : []),
      ]);
      const common = {
        ...(filters.length > 0 && { filters }),
        ...(parts.timeouts !== undefined && { timeouts: parts.timeouts }),
      };
      return sharedRules(matches, backend, parts.canary(rule)).map((rule) =>
        httpRouteRule({ ...rule, ...common }),
      );
    }
  }
}

/** Conditions on headers outrank none, so the rule with weights gets what they leave. */
function sharedRules(
  matches: readonly HttpRouteMatch[],
  main: ResolvedBackend,
  canary: CanaryShare | undefined,
): readonly HttpRouteRule[] {
  if (canary === undefined) return [{ matches, backendRefs: [backendRef(main)] }];
  const { backend, intent } = canary;
  const picked = canaryPicks(intent).map(
    ({ header, to }): HttpRouteRule => ({
      matches: matches.map((match) => ({ ...match, headers: [header] })),
      backendRefs: [backendRef(to === "canary" ? backend : main)],
    }),
  );
  const { weight, total } = intent;
  const rest = [
    backendRef({ ...main, weight: weight === 0 ? 1 : total - weight }),
    ...(weight === 0 ? [] : [backendRef({ ...backend, weight })]),
  ];
  return [...picked, { matches, backendRefs: rest }];
}

/** Fills in the names of the path's own objects. */
function named(filter: HttpRouteFilter, { owner }: Claim, backend: ResolvedBackend): HttpRouteFilter {
  if (filter.type !== "URLRewrite" || filter.urlRewrite.hostname === undefined) return filter;
  const { namespace, name } = owner.ingress;
  const hostname = filter.urlRewrite.hostname
    .replaceAll("<service_name>", backend.name)
    .replaceAll("<namespace>", namespace)
    .replaceAll("<ingress_name>", name);
  return { ...filter, urlRewrite: { ...filter.urlRewrite, hostname } };
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
    if (matches.some(({ headers }) => headers !== undefined)) {
      merged.push(rule); // between equal conditions the order of rules decides
      continue;
    }
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
