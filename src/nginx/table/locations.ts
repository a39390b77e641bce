/**
 * From a host's paths to nginx locations: order, the "=" twin of a Prefix path, and regex mode for the whole host
 * (ctl sort, loc updateServerLocations, tpl enforceRegexModifier and buildLocation, controller v1.15.1).
 */
import { compareText } from "../../model/brands.ts";
import { compilePattern } from "../../pattern/compile.ts";
import type { DraftLocation, DraftServer } from "./draft.ts";
import type { Location, LocationMatch } from "./table.ts";
import { bytesOf } from "./uri.ts";
import { judgeVariables } from "./variables.ts";

export interface BuiltLocations {
  readonly regexMode: boolean;
  readonly locations: readonly Location[];
  /** Why nginx -t fails, if it does. */
  readonly refused: readonly string[];
  readonly doubts: readonly string[];
}

export function buildLocations(server: DraftServer): BuiltLocations {
  const expanded = expand(inOrder(server.locations));
  const regexMode = expanded.some((one) => needsRewrite(one) || one.settings.useRegex);
  const refused: string[] = [];
  const doubts: string[] = [];
  const locations = expanded.map((one): Location => {
    const match = regexMode ? regexMatch(one.path, refused, doubts) : plainMatch(one);
    return { ...one, match, rewrite: rewriteOf(one) };
  });
  if (!regexMode) refused.push(...duplicates(locations));
  for (const location of locations) noteVariables(location, refused, doubts);
  return { regexMode, locations, refused, doubts };
}

/** Longest path text first (in bytes), ties by text descending, then as listed. */
function inOrder(locations: readonly DraftLocation[]): readonly DraftLocation[] {
  const bytes = (text: string): number => new TextEncoder().encode(text).length;
  return [...locations].sort((a, b) => bytes(b.path) - bytes(a.path) || compareText(b.path, a.path));
}

function expand(locations: readonly DraftLocation[]): readonly DraftLocation[] {
  const exact = new Set(locations.filter((one) => one.pathType === "Exact").map((one) => one.path));
  return locations.flatMap((one): readonly DraftLocation[] => {
    if (one.path === "/" || one.pathType === "Exact") return [one];
    if (needsRewrite(one) || one.settings.useRegex) return [one];
    const slashed: DraftLocation = { ...one, path: one.path.endsWith("/") ? one.path : `${one.path}/` };
    return exact.has(one.path) ? [slashed] : [slashed, { ...one, pathType: "Exact" }];
  });
}

/** A target equal to the path is no rewrite (tpl needsRewrite); Prefix "/foo" has become "/foo/" by then. */
function needsRewrite(location: DraftLocation): boolean {
  const { rewriteTarget } = location.settings;
  return rewriteTarget !== "" && rewriteTarget !== location.path;
}

function plainMatch(location: DraftLocation): LocationMatch {
  return { kind: location.pathType === "Exact" ? "exact" : "prefix", text: bytesOf(location.path) };
}

function regexMatch(path: string, refused: string[], doubts: string[]): LocationMatch {
  const compiled = compilePattern(`^${bytesOf(path)}`, { ignoreCase: true, dialect: "pcre" });
  if (compiled.ok) return { kind: "regex", text: path, pattern: compiled.pattern };
  if (compiled.problem.kind === "broken") refused.push(`the path ${path} is a broken regular expression`);
  else doubts.push(`the regular expression ${path} uses ${compiled.problem.detail}`);
  return { kind: "regex", text: path, pattern: undefined };
}

function rewriteOf(location: DraftLocation): Location["rewrite"] {
  if (!needsRewrite(location)) return undefined;
  const compiled = compilePattern(bytesOf(location.path), { ignoreCase: true, dialect: "pcre" });
  return compiled.ok ? compiled.pattern : "unknown";
}

function noteVariables({ settings, rewrite }: Location, refused: string[], doubts: string[]): void {
  // A denied location holds nothing but its 503.
  const isDenied = settings.denied !== undefined;
  const rewrites = rewrite !== undefined && !isDenied;
  const texts: readonly (readonly [name: string, text: string | undefined])[] = [
    ["app-root", settings.appRoot],
    ["upstream-vhost", isDenied ? undefined : settings.upstreamVhost],
    ["rewrite-target", rewrites ? settings.rewriteTarget : undefined],
    ["x-forwarded-prefix", rewrites ? settings.forwardedPrefix : undefined],
  ];
  for (const [name, text = ""] of texts) {
    const found = judgeVariables(text);
    if (found === "broken") refused.push(`${name} ${text} has a "$" without a name`);
    if (found === "unknown") doubts.push(`${name} ${text} names an nginx variable`);
  }
}

/** Prefix "/foo" beside Prefix "/foo/" ends in two equal locations, and so does Prefix twice behind an Exact. */
function duplicates(locations: readonly Location[]): readonly string[] {
  const seen = new Set<string>();
  const found: string[] = [];
  for (const { match } of locations) {
    const key = `${match.kind} ${match.text}`;
    if (seen.has(key)) found.push(`two locations for ${match.text}`);
    seen.add(key);
  }
  return found;
}
