/**
 * The start page of a host. Every location whose Ingress asks for one makes nginx write the check at server level, so it comes
 * before the paths of all Ingresses of the host, whoever owns `/`.
 */
import { intentOf } from "../nginx/annotations/read.ts";
import type { Claim, HostFacts, ReadIngress } from "./hosts.ts";
import type { HostRules, PlannedRule } from "./plan-rules.ts";

export function withAppRoot(facts: HostFacts, planned: HostRules): HostRules {
  const carriers = facts.members.filter(
    (read) => pathOf(read) !== undefined && facts.claims.some((claim) => isOwn(claim, read)),
  );
  const [first] = carriers;
  const path = first === undefined ? undefined : pathOf(first);
  if (first === undefined || path === undefined) return planned;
  const claim: Claim = { owner: first, path: "/", type: "Exact", backend: undefined, origin: "server" };
  if (carriers.some((read) => pathOf(read) !== path)) {
    const because = "several Ingresses of the host name different start pages, and the oldest one's holds";
    const refusals = carriers.map((owner) => ({ claim: { ...claim, owner }, because }));
    return { ...planned, refusals: [...planned.refusals, ...refusals] };
  }
  const match = { type: "Exact", value: "/" } as const;
  const to = { scheme: undefined, host: undefined, port: undefined, path };
  const rule: PlannedRule = { claim, match, redirects: false, does: "redirect", to, status: 302 };
  const others = planned.rules.filter((other) => other.match.type !== "Exact" || other.match.value !== "/");
  return { ...planned, rules: [rule, ...others] };
}

function pathOf({ reading }: ReadIngress): string | undefined {
  return intentOf(reading, "app-root")?.path;
}

function isOwn(claim: Claim, read: ReadIngress): boolean {
  return claim.owner === read && claim.origin !== "catch-all";
}
