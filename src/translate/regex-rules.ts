/**
 * Rules of a host in regex mode: every path is a case-insensitive expression anchored at its start, and the longest TEXT is
 * tried first (controller.go sorts locations by length, then by text, both descending; v1.15.1). A target that would try two
 * overlapping paths the other way round is refused.
 */
import { canonicalJson } from "../diagnostics/diagnostic.ts";
import { compareText } from "../model/brands.ts";
import { type Claim, type HostFacts, locationTexts, rewriteOf, usesRegex } from "./hosts.ts";
import type { Difference, HostRules, PlannedRule, Refusal } from "./plan-rules.ts";
import { literalHead, mayOverlap } from "./regex-text.ts";
import { compilePath } from "./rewrites.ts";

interface Location {
  readonly claim: Claim;
  readonly text: string;
}

interface Ranked {
  readonly text: string;
  readonly rule: PlannedRule;
}

export function regexRules(
  facts: HostFacts,
  redirects: (claim: Claim) => boolean,
  reads: "re2" | undefined,
): HostRules {
  const ranked: Ranked[] = [];
  const refusals: Refusal[] = [];
  const differences: Difference[] = [];
  const unreachable: Claim[] = [];
  for (const { claim, text } of locationsInOrder(facts.claims)) {
    if (literalHead(text).includes("//")) {
      unreachable.push(claim);
      continue;
    }
    const target = rewriteOf(claim);
    const rewrites = target !== undefined && target !== "" && target !== text;
    const compiled = compilePath(text, rewrites ? target : undefined, reads, !usesRegex(claim));
    if (!compiled.can) {
      refusals.push({ claim, because: compiled.because });
      continue;
    }
    if (compiled.difference !== undefined) differences.push({ claim, note: compiled.difference });
    const base = { claim, match: compiled.match, redirects: redirects(claim) };
    const isServed = claim.backend !== undefined;
    if (isServed && compiled.exact !== undefined) {
      const { path, replacement } = compiled.exact;
      const rewrite = { type: "ReplaceFullPath", replaceFullPath: replacement } as const;
      ranked.push({
        text,
        rule: { ...base, match: { type: "Exact", value: path }, does: "forward", rewrite },
      });
    }
    ranked.push({
      text,
      rule: isServed ? { ...base, does: "forward", rewrite: compiled.rewrite } : { ...base, does: "nothing" },
    });
  }
  refusals.push(...misordered(ranked));
  return { rules: ranked.map(({ rule }) => rule), refusals, differences, unreachable };
}

/** nginx's own order; a Prefix's two locations fold into one where nothing stands between them. */
function locationsInOrder(claims: readonly Claim[]): readonly Location[] {
  const all = claims.flatMap((claim) =>
    locationTexts(claim, claims).map((text): Location => ({ claim, text })),
  );
  all.sort((a, b) => b.text.length - a.text.length || compareText(b.text, a.text));
  return all.filter(({ claim, text }, index) => {
    const next = all[index + 1];
    return next === undefined || next.claim !== claim || `${next.text}/` !== text;
  });
}

/** Pairs that overlap, do different things, and would not be tried in nginx's order. */
function misordered(ranked: readonly Ranked[]): readonly Refusal[] {
  const refusals: Refusal[] = [];
  ranked.forEach((first, index) => {
    for (const second of ranked.slice(index + 1)) {
      if (!mayOverlap(first.text, second.text) || sameConsequence(first.rule, second.rule)) continue;
      if (isTriedFirst(first.rule, second.rule)) continue;
      refusals.push({
        claim: first.rule.claim,
        because: `nginx tries ${first.text} before ${second.text}, the new routes would not`,
      });
    }
  });
  return refusals;
}

function sameConsequence(a: PlannedRule, b: PlannedRule): boolean {
  return (
    a.claim === b.claim ||
    (a.claim.owner === b.claim.owner && canonicalJson(view(a)) === canonicalJson(view(b)))
  );
}

function view(rule: PlannedRule): unknown {
  return {
    does: rule.does,
    backend: rule.claim.backend,
    rewrite: rule.does === "forward" ? rule.rewrite : undefined,
  };
}

const ranks = { Exact: 2, RegularExpression: 1, PathPrefix: 0 } as const;

/** Exact, then expressions, then prefixes, each by length; equal ones by their order inside one route only. */
function isTriedFirst(first: PlannedRule, second: PlannedRule): boolean {
  if (second.does === "nothing") return true;
  const byType = ranks[first.match.type] - ranks[second.match.type];
  if (byType !== 0) return byType > 0;
  const byLength = first.match.value.length - second.match.value.length;
  if (byLength !== 0) return byLength > 0;
  return first.match.value !== second.match.value && first.claim.owner === second.claim.owner;
}
