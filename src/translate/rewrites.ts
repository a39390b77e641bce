/**
 * From one path of a regex host and its rewrite target to a match and a path modifier, as far as Gateway API can say it. nginx
 * replaces the WHOLE path by the target; `$n` names groups of the path (kubernetes/ingress-nginx v1.15.1, template.go,
 * buildProxyPass). The frequent idiom `/x(/|$)(.*)` -> `/$2` is prefix stripping.
 */
import type { HttpPathModifier } from "../gateway/objects/http-filters.ts";
import type { HttpPathMatch } from "../gateway/objects/http-route.ts";
import type { RegexReading } from "../targets/regex.ts";
import type { PathCapture } from "../targets/target.ts";
import { isLiteral, regexShape } from "./regex-text.ts";

export type Compiled =
  | {
      readonly can: true;
      readonly match: HttpPathMatch;
      readonly rewrite: HttpPathModifier | undefined;
      /** A clause: how it differs; undefined when it does not. */
      readonly difference: string | undefined;
      /** A further exact match the idiom needs: path and replacement. */
      readonly exact?: { readonly path: string; readonly replacement: string };
      /** An object of the implementation puts groups into the path. */
      readonly capture?: PathCapture;
    }
  | { readonly can: false; readonly because: string };

const no = (because: string): Compiled => ({ can: false, because });

/** What a target can say about paths. */
export interface PathPowers {
  /** undefined: it reads no regular expressions. */
  readonly regex: RegexReading | undefined;
  /** False where paths cannot be rewritten. */
  readonly rewrites: boolean;
  /** True where the implementation puts groups of an RE2 expression into a path. */
  readonly captures: boolean;
  /** True where a rule can answer with a status by itself. */
  readonly answers: boolean;
}

/** `target` is undefined where nothing is rewritten. */
export function compilePath(
  text: string,
  target: string | undefined,
  powers: PathPowers,
  mayNarrow: boolean,
): Compiled {
  const plain = compileAny(text, target, powers.regex, mayNarrow);
  const compiled =
    plain.can || target === undefined || !powers.captures ? plain : capture(text, target, powers, plain);
  if (powers.rewrites || !compiled.can || compiled.rewrite === undefined) return compiled;
  return no("the implementation cannot rewrite paths at the declared version");
}

function compileAny(
  text: string,
  target: string | undefined,
  reads: RegexReading | undefined,
  mayNarrow: boolean,
): Compiled {
  if (!text.startsWith("/")) return no("the path does not begin with a slash");
  const shape = regexShape(text);
  const replacement = target === undefined ? undefined : fillMissingGroups(target, shape.groups);
  if (replacement?.includes("$")) return compileCapture(text, replacement);
  const rewrite = replacement === undefined ? undefined : constant(replacement);
  if (rewrite === "impossible") {
    return no(
      `nginx does not send ${target} as a path: it redirects the client or sends a broken request line`,
    );
  }
  if (isEverything(text)) {
    return { can: true, match: { type: "PathPrefix", value: "/" }, rewrite, difference: undefined };
  }
  if (shape.problem !== undefined) return no(shape.problem);
  if (reads !== undefined) return compileRegex(text, rewrite, reads);
  if (!mayNarrow || !isLiteral(text.replaceAll(".", "")) || !isPathText(text)) {
    return no("Gateway API leaves regular expressions to implementations, and this target names none");
  }
  const difference = `nginx takes ${text} ignoring case and as a beginning of any length, the route by whole segments and exact case`;
  return { can: true, match: { type: "PathPrefix", value: text }, rewrite, difference };
}

/** What no path modifier says, an object of the implementation may: the whole path by the target, with groups put in. */
function capture(text: string, target: string, { regex }: PathPowers, otherwise: Compiled): Compiled {
  const shape = regexShape(text);
  const filled = fillMissingGroups(target, shape.groups);
  const isSayable = filled.startsWith("/") && !filled.startsWith("//") && !/\$(?![1-9])/.test(filled);
  if (regex === undefined || shape.problem !== undefined || !text.startsWith("/") || !isSayable)
    return otherwise;
  const compiled = compileRegex(text, undefined, regex);
  if (!compiled.can) return otherwise;
  const isOpen = !/(?:^|[^\\])(?:\\\\)*\$$/.test(text) && !/\.\*\)?$/.test(text);
  const pieces = filled
    .split(/(\$[1-9])/)
    .map((part) => (/^\$[1-9]$/.test(part) ? Number(part.slice(1)) : part));
  const found = {
    pattern: `(?i)^${text}${isOpen ? ".*" : ""}`,
    target: pieces.filter((part) => part !== ""),
  };
  return { ...compiled, capture: found };
}

function compileRegex(text: string, rewrite: HttpPathModifier | undefined, reads: RegexReading): Compiled {
  const written = reads.write(text);
  if ("because" in written) return no(written.because);
  const { value } = written;
  if (value.length > 1024) return no("the expression is longer than the 1024 characters Gateway API takes");
  return { can: true, match: { type: "RegularExpression", value }, rewrite, difference: undefined };
}

/** `/x(/|$)(.*)`, `/x/(.*)` and `/x/?(.*)` with the rest of the path as their last group. */
const idioms = [
  { tail: "(/|$)(.*)", group: "$2", also: undefined },
  { tail: "/(.*)", group: "$1", also: "the bare prefix without a slash is served as well" },
  { tail: "/?(.*)", group: "$1", also: "paths that go on without a slash after the prefix are not served" },
] as const;

function compileCapture(text: string, target: string): Compiled {
  if (/\$(?![1-9])/.test(target)) return no("the target holds an nginx variable");
  for (const { tail, group, also } of idioms) {
    if (!text.endsWith(tail) || !target.endsWith(group)) continue;
    const prefix = text.slice(0, -tail.length);
    const base = target.slice(0, -group.length);
    if (base.includes("$") || !base.startsWith("/") || !base.endsWith("/") || base.includes("//")) continue;
    if (prefix === "") {
      if (base !== "/") continue;
      return {
        can: true,
        match: { type: "PathPrefix", value: "/" },
        rewrite: undefined,
        difference: undefined,
      };
    }
    if (!isLiteral(prefix.replaceAll(".", "")) || !isPathText(prefix) || prefix.endsWith("/")) continue;
    return stripPrefix(prefix, base, also);
  }
  return no("the target puts groups of the path together in a way no path modifier can");
}

function stripPrefix(prefix: string, base: string, also: string | undefined): Compiled {
  const differences = [
    `nginx takes ${prefix} in any case, the route only as written`,
    ...(also ? [also] : []),
  ];
  const replacement = base === "/" ? "/" : base.slice(0, -1);
  return {
    can: true,
    match: { type: "PathPrefix", value: prefix },
    rewrite: { type: "ReplacePrefixMatch", replacePrefixMatch: replacement },
    difference: differences.join("; "),
    ...(base !== "/" && also === undefined && { exact: { path: prefix, replacement: base } }),
  };
}

/** nginx expands a group the path does not have to nothing. */
function fillMissingGroups(target: string, groups: number): string {
  return target.replace(/\$([1-9])/g, (whole, digit: string) => (Number(digit) > groups ? "" : whole));
}

function constant(replacement: string): HttpPathModifier | "impossible" {
  const isPath = replacement.startsWith("/") && !replacement.startsWith("//") && replacement.length <= 1024;
  return isPath ? { type: "ReplaceFullPath", replaceFullPath: replacement } : "impossible";
}

function isEverything(text: string): boolean {
  return text === "/" || text === "/.*" || text === "/(.*)" || text === "/?(.*)" || text === "/()(.*)";
}

/** Section 3 of the API's admission rules: what an Exact or PathPrefix value may hold. */
function isPathText(text: string): boolean {
  return /^[-A-Za-z0-9/._~!&',;=:@]+$/.test(text) && !text.includes("//") && !/\/\.{1,2}(?:\/|$)/.test(text);
}
