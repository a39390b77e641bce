/**
 * From the rules of a host to what each listener serves: https gets the routes, http gets redirects where nginx redirects, and
 * never both on one listener, which would loop.
 */
import type { HttpPathMatch } from "../gateway/objects/http-route.ts";
import type { IngressKey } from "../model/brands.ts";
import type { HostFacts } from "./hosts.ts";
import type { HostRules, PlannedRule } from "./plan-rules.ts";

/** A rule on one listener; `to-https` answers with the redirect. */
export type SideRule =
  | { readonly match: HttpPathMatch; readonly does: "to-https" }
  | (PlannedRule & { readonly does: "forward" | "add-slash" | "redirect" | "answer" });

/** What one Ingress contributes to one host. */
export interface HostShare {
  readonly host: string;
  readonly isRegex: boolean;
  /** both: the same rules on both listeners. */
  readonly both: readonly SideRule[];
  readonly http: readonly SideRule[];
  readonly https: readonly SideRule[];
}

/** True when https has to be served for the host: its own TLS, that of its wildcard, or a forced redirect. */
export function needsHttps(facts: HostFacts, rules: readonly PlannedRule[]): boolean {
  return facts.tls || facts.redirectsByTls || rules.some((rule) => rule.redirects);
}

export function shareOf(ingress: IngressKey, facts: HostFacts, planned: HostRules): HostShare {
  const own = planned.rules.filter((rule) => rule.claim.owner.ingress.key === ingress);
  const served = own.filter((rule) => rule.does !== "nothing");
  const base = { host: facts.host, isRegex: facts.isRegex };
  if (!needsHttps(facts, planned.rules)) return { ...base, both: [], http: served, https: [] };
  const redirecting = own.filter((rule) => rule.redirects && rule.does !== "add-slash");
  if (redirecting.length === 0) return { ...base, both: served, http: [], https: [] };
  return { ...base, both: [], http: httpSide(own, planned.rules), https: served };
}

/**
 * Where the whole host goes to https one rule says so; the slash redirects come first in nginx and stay, as do redirects for one
 * exact path. Redirects below a prefix would swallow longer paths, so each path then gets its own rule.
 */
function httpSide(own: readonly PlannedRule[], all: readonly PlannedRule[]): readonly SideRule[] {
  const isApart = (rule: PlannedRule): rule is PlannedRule & { readonly does: "add-slash" | "redirect" } =>
    rule.does === "add-slash" || (rule.does === "redirect" && rule.match.type === "Exact");
  const apart = own.filter(isApart);
  const others = all.filter((rule) => !isApart(rule));
  const isWhole =
    others.every((rule) => rule.redirects) &&
    others.some((rule) => rule.match.value === "/" && rule.match.type === "PathPrefix");
  if (isWhole) return [...apart, { match: { type: "PathPrefix", value: "/" }, does: "to-https" }];
  return own.flatMap((rule): readonly SideRule[] => {
    if (isApart(rule)) return [rule];
    if (rule.redirects) return [{ match: rule.match, does: "to-https" }];
    return rule.does === "nothing" ? [] : [rule];
  });
}
