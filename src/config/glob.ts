/**
 * File patterns of `ignore`: `*` and `?` inside a segment, `**` for any number of segments, `{a,b}` for choices. Matching takes time
 * proportional to pattern times path, whatever the pattern: patterns come from the repository and must not be able to hang us.
 */
import type { RepoPath } from "../model/brands.ts";

const mostChoices = 64;
const longestPattern = 500;

/** Why a pattern is not understood, in words that continue "a pattern …"; undefined when it is fine. */
export function globProblem(pattern: string): string | undefined {
  if (pattern === "") return "must not be empty";
  if (pattern.length > longestPattern) return `must not be longer than ${longestPattern} characters`;
  if (pattern.startsWith("!")) return "cannot be a negation (`!`)";
  if (pattern.startsWith("/")) return "is relative to the top of the repository: leave the first `/` out";
  if (/[[\]\\]/.test(pattern)) return "knows `*`, `**`, `?` and `{a,b}`, not `[…]` or `\\`";
  if (/[@+?*!]\(/.test(pattern)) return "knows `*`, `**`, `?` and `{a,b}`, not extended globs such as `+(…)`";
  if (expandChoices(pattern) === undefined) {
    return `must have closed, not nested \`{…}\` and at most ${mostChoices} choices`;
  }
  return undefined;
}

/** A test for paths that match any of the patterns. Patterns that are not understood match nothing. */
export function compileGlobs(patterns: readonly string[]): (path: RepoPath) => boolean {
  const compiled = patterns.flatMap((pattern) => {
    if (globProblem(pattern) !== undefined) return [];
    return (expandChoices(pattern) ?? []).flatMap(splitPattern);
  });
  if (compiled.length === 0) return () => false;
  return (path) => {
    const segments = path.split("/");
    return compiled.some((pattern) => matchesSegments(pattern, segments));
  };
}

/** `vendor/` means what lies below it; a plain `vendor` that file, or what lies below it. */
function splitPattern(pattern: string): readonly (readonly string[])[] {
  const segments = pattern.split("/").filter((segment) => segment !== "" && segment !== ".");
  if (pattern.endsWith("/")) return [[...segments, "**"]];
  return /[*?]/.test(pattern) ? [segments] : [segments, [...segments, "**"]];
}

/**
 * Whether the segments match; row by row over the pattern, so that `**` never backtracks. A `**` at the end stands for at least one
 * segment: what lies below a directory, not a file of its name.
 */
function matchesSegments(pattern: readonly string[], path: readonly string[]): boolean {
  let reachable = path.map(() => false);
  reachable.unshift(true);
  for (const [position, part] of pattern.entries()) {
    const isLast = position > 0 && position === pattern.length - 1;
    const next = reachable.map(() => false);
    let isOpen = false;
    for (let index = 0; index <= path.length; index++) {
      if (part === "**") {
        const wasOpen = isOpen;
        isOpen ||= reachable[index] === true;
        next[index] = isLast ? wasOpen : isOpen;
        continue;
      }
      const segment = path[index - 1];
      next[index] = segment !== undefined && reachable[index - 1] === true && matchesSegment(part, segment);
    }
    reachable = next;
  }
  return reachable[path.length] === true;
}

/** Wildcard match of one segment, remembering only the last `*`: quadratic at worst. */
function matchesSegment(pattern: string, text: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  let index = 0;
  while (index < text.length) {
    const symbol = pattern[at];
    if (symbol === "*") {
      star = at;
      resume = index;
      at++;
    } else if (symbol !== undefined && (symbol === "?" || symbol === text[index])) {
      at++;
      index++;
    } else if (star >= 0) {
      at = star + 1;
      resume++;
      index = resume;
    } else {
      return false;
    }
  }
  while (pattern[at] === "*") at++;
  return at === pattern.length;
}

/** "a/{b,c}" as ["a/b", "a/c"]; undefined when braces do not match, are nested, or give too many patterns. */
function expandChoices(pattern: string): readonly string[] | undefined {
  let expanded = [""];
  let rest = pattern;
  while (rest !== "") {
    const open = rest.indexOf("{");
    const close = rest.indexOf("}");
    if (open < 0) return close < 0 ? expanded.map((text) => text + rest) : undefined;
    if (close < open) return undefined;
    const inside = rest.slice(open + 1, close);
    if (inside.includes("{")) return undefined;
    const before = rest.slice(0, open);
    const choices = inside.split(",");
    if (expanded.length * choices.length > mostChoices) return undefined;
    expanded = expanded.flatMap((text) => choices.map((choice) => text + before + choice));
    rest = rest.slice(close + 1);
  }
  return expanded;
}
