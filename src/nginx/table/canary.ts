/**
 * Canary Ingresses: a canary has no servers or locations of its own, its upstreams hang on the main upstream, so every route
 * of the main Service:port is canaried (ctl mergeAlternativeBackends; choice per request: lua balancer, v1.15.1).
 */
import { type CompileOptions, compilePattern } from "../../pattern/compile.ts";
import { searchPattern } from "../../pattern/match.ts";
import type { AnnotationView } from "./annotation.ts";
import { cookieValue } from "./cookie.ts";

export interface CanaryRules {
  readonly header: string | undefined;
  readonly headerValue: string | undefined;
  readonly headerPattern: string | undefined;
  readonly cookie: string | undefined;
  readonly weight: number;
  readonly total: number;
}

export function readCanary(view: AnnotationView): CanaryRules | undefined {
  if (view.bool("canary") !== true) return undefined;
  const number = (name: string): number => {
    const value = view.int(name);
    return typeof value === "number" ? value : 0;
  };
  const total = number("canary-weight-total");
  return {
    header: view.text("canary-by-header"),
    headerValue: view.text("canary-by-header-value"),
    headerPattern: view.text("canary-by-header-pattern"),
    cookie: view.text("canary-by-cookie"),
    weight: number("canary-weight"),
    total: Math.max(total, 100),
  };
}

/** Share of requests like this one that go to the canary, 0 to 1; undefined when a pattern cannot be decided. */
export function canaryShare(
  rules: CanaryRules,
  headers: Readonly<Record<string, string>>,
): number | undefined {
  const value = rules.header === undefined ? undefined : headers[rules.header.toLowerCase()];
  if (value !== undefined) {
    const decided = decideByHeader(rules, value);
    if (decided === "unknown") return undefined;
    if (decided !== undefined) return decided;
  }
  const cookie = rules.cookie === undefined ? undefined : cookieValue(headers.cookie ?? "", rules.cookie);
  if (cookie === "always") return 1;
  if (cookie === "never") return 0;
  return Math.min(1, Math.max(0, rules.weight / rules.total));
}

function decideByHeader(rules: CanaryRules, value: string): 0 | 1 | "unknown" | undefined {
  if (rules.headerValue !== undefined) return value === rules.headerValue ? 1 : undefined;
  if (rules.headerPattern !== undefined) {
    const options: CompileOptions = { ignoreCase: false, dialect: "pcre" };
    const compiled = compilePattern(rules.headerPattern, options);
    // An expression that does not compile leaves every request that has the header with the main Service.
    if (!compiled.ok) return compiled.problem.kind === "broken" ? 0 : "unknown";
    return searchPattern(compiled.pattern, value) === undefined ? undefined : 1;
  }
  if (value === "always") return 1;
  return value === "never" ? 0 : undefined;
}
