/**
 * Rules of a host without regular expressions. Prefix is by whole segments on both sides; what Gateway API does not do by itself
 * is nginx's 301 to a path that ends in a slash, which wins over shorter prefixes.
 */
import { consequence } from "./consequence.ts";
import type { Claim, HostFacts } from "./hosts.ts";
import type { HostRules, PlannedRule, Refusal } from "./plan-rules.ts";

export function plainRules(facts: HostFacts, redirects: (claim: Claim) => boolean): HostRules {
  const rules: PlannedRule[] = [];
  const refusals: Refusal[] = [];
  const unreachable: Claim[] = [];
  for (const claim of facts.claims) {
    const { path, type } = claim;
    if (isUnreachable(path)) {
      unreachable.push(claim);
      continue;
    }
    const misfit = misfitOf(claim, facts.claims);
    if (misfit !== undefined) {
      refusals.push({ claim, because: misfit });
      continue;
    }
    const match = { type: type === "Exact" ? "Exact" : "PathPrefix", value: path } as const;
    const base = { claim, match, redirects: redirects(claim) };
    rules.push(consequence(base, undefined, false));
    const bare = path.slice(0, -1);
    if (path.length > 1 && path.endsWith("/") && !ownsExactly(facts.claims, bare)) {
      rules.push({ ...base, match: { type: "Exact", value: bare }, does: "add-slash", to: path });
    }
  }
  return { rules, refusals, differences: [], unreachable };
}

/** Requests are decoded, cleaned of dot segments and of double slashes before nginx compares them. */
function isUnreachable(path: string): boolean {
  return !path.startsWith("/") || path.includes("//") || path.includes("%") || /\/\.{1,2}(?:\/|$)/.test(path);
}

/** Why a path nginx can match has no place in a route. */
function misfitOf({ path, type }: Claim, claims: readonly Claim[]): string | undefined {
  if (path.length > 1024) return "the path is longer than the 1024 characters Gateway API takes";
  if (!/^[-A-Za-z0-9/._~!$&'()*+,;=:@]+$/.test(path)) {
    return "the path holds a character that Gateway API refuses";
  }
  if (type === "Prefix" && path.length > 1 && path.endsWith("/")) {
    const bare = path.slice(0, -1);
    if (claims.some((other) => other.type === "Prefix" && other.path === bare)) {
      return `Prefix ${bare} and Prefix ${path} on one host make nginx refuse its whole configuration`;
    }
  }
  return undefined;
}

/** True when nginx has an exact location for the path, its own or that of a Prefix. */
function ownsExactly(claims: readonly Claim[], path: string): boolean {
  return claims.some((other) => other.path === path);
}
