/**
 * Replaces every match of an expression in a path, from left to right and without overlap, as RE2's GlobalReplace (Envoy's
 * regex_rewrite) and Go's ReplaceAllString do.
 */
import { searchPattern } from "../../pattern/match.ts";
import type { Pattern } from "../../pattern/program.ts";

/** Plain text, or the number of a captured group. */
export type Part = string | number;

/** `target`: path and query; the query is not looked at and stays. */
export function substitute(target: string, pattern: Pattern, parts: readonly Part[]): string {
  const mark = target.search(/[?#]/);
  const path = mark < 0 ? target : target.slice(0, mark);
  let text = "";
  let from = 0;
  let lastEnd = -1;
  while (from <= path.length) {
    const match = searchPattern(pattern, path, from);
    if (match === undefined) break;
    const isEmpty = match.end === match.start;
    // An empty match right behind the one before counts for nothing.
    if (!isEmpty || match.start !== lastEnd) {
      text += path.slice(from, match.start) + filled(parts, match.groups);
      from = match.end;
      lastEnd = match.end;
    }
    if (!isEmpty) continue;
    text += path.slice(from, match.end + 1);
    from = match.end + 1;
  }
  return text + path.slice(from) + (mark < 0 ? "" : target.slice(mark));
}

function filled(parts: readonly Part[], groups: readonly (string | undefined)[]): string {
  return parts.map((part) => (typeof part === "number" ? (groups[part] ?? "") : part)).join("");
}
