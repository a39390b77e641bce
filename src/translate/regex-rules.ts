/**
 * Rules of a host in regex mode: every path is a case-insensitive expression anchored at its start, and the longest TEXT is
 * tried first (controller.go sorts locations by length, then by text, both descending; v1.15.1). A target that would try two
 * overlapping paths the other way round is refused.
 */
import { canonicalJson } from "../diagnostics/diagnostic.ts";
import { compareText } from "../model/brands.ts";
import { type RankedPath, type RegexReading, usualOrder } from "../targets/regex.ts";
import { consequence } from "./consequence.ts";
import { type Claim, fixedRedirectOf, type HostFacts, locationTexts, rewriteOf, usesRegex } from "./hosts.ts";
import type { Difference, HostRules, PlannedRule, Refusal } from "./plan-rules.ts";
import { literalHead, mayOverlap } from "./regex-text.ts";
import { compilePath, type PathPowers } from "./rewrites.ts";

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
  powers: PathPowers,
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
    const target = fixedRedirectOf(claim) === undefined ? rewriteOf(claim) : undefined;
    const rewrites = target !== undefined && target !== "" && target !== text;
    const compiled = compilePath(text, rewrites ? target : undefined, powers, !usesRegex(claim));
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
        rule: {
          ...base,
          match: { type: "Exact", value: path },
          does: "forward",
          rewrite,
          rewrites,
          capture: undefined,
        },
      });
    }
    ranked.push({
      text,
      rule: consequence(base, compiled.rewrite, rewrites, compiled.capture),
    });
  }
  const written = spellEverything(ranked, powers.regex);
  refusals.push(...misordered(written, powers.regex));
  return { rules: written.map(({ rule }) => rule), refusals, differences, unreachable };
}

/**
 * nginx's own order: paths as written, the longest first; of Exact and Prefix for one text the one listed first, and a server begins
 * with its Prefix `/`. Only then a Prefix becomes two locations (controller.go createServers, location.go), which fold into one here.
 */
function locationsInOrder(claims: readonly Claim[]): readonly Location[] {
  const isRoot = ({ path, type }: Claim) => path === "/" && type === "Prefix";
  const listed = [...claims.filter(isRoot), ...claims.filter((claim) => !isRoot(claim))];
  listed.sort((a, b) => b.path.length - a.path.length || compareText(b.path, a.path));
  const all = listed.flatMap((claim) =>
    locationTexts(claim, claims).map((text): Location => ({ claim, text })),
  );
  return all.filter(({ claim, text }, index) => {
    const next = all[index + 1];
    return next === undefined || next.claim !== claim || `${next.text}/` !== text;
  });
}

/** Where prefixes win over expressions, the path that takes everything has to be an expression too. */
function spellEverything(ranked: readonly Ranked[], reads: RegexReading | undefined): readonly Ranked[] {
  const match = reads?.everything;
  if (match === undefined || !ranked.some(({ rule }) => rule.match.type === "RegularExpression"))
    return ranked;
  return ranked.map(({ text, rule }) => {
    const takesAll = rule.match.type === "PathPrefix" && rule.match.value === "/";
    const keepsPrefix = rule.does === "forward" && rule.rewrite?.type === "ReplacePrefixMatch";
    return { text, rule: takesAll && !keepsPrefix ? { ...rule, match } : rule };
  });
}

/** Pairs that overlap, do different things, and would not be tried in nginx's order. */
function misordered(ranked: readonly Ranked[], reads: RegexReading | undefined): readonly Refusal[] {
  const refusals: Refusal[] = [];
  const inOneRoute = ranked.length <= (reads?.maxRules ?? Number.POSITIVE_INFINITY);
  ranked.forEach((first, index) => {
    for (const second of ranked.slice(index + 1)) {
      if (!mayOverlap(first.text, second.text) || sameConsequence(first.rule, second.rule)) continue;
      if (isTriedFirst(first, second, reads, inOneRoute)) continue;
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
    rewrite: rule.does === "forward" ? [rule.rewrite, rule.capture] : undefined,
    to: rule.does === "redirect" ? [rule.to, rule.status] : undefined,
    status: rule.does === "answer" ? rule.status : undefined,
  };
}

/** Equal ranks are decided by their order inside one route only. */
function isTriedFirst(
  first: Ranked,
  second: Ranked,
  reads: RegexReading | undefined,
  inOneRoute: boolean,
): boolean {
  if (second.rule.does === "nothing") return true;
  const together = inOneRoute && first.rule.claim.owner === second.rule.claim.owner;
  const isFirst = reads?.isTriedFirst ?? usualOrder;
  return isFirst(pathOf(first), pathOf(second), together);
}

function pathOf({ text, rule }: Ranked): RankedPath {
  return { text, match: rule.match };
}
