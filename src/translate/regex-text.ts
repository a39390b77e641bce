/**
 * Reading the text of a path as nginx's regular expression (PCRE, `~* "^text"`), without running it: which part is literal, how
 * many groups it has, and whether RE2 takes it with the same meaning.
 */

const meta: ReadonlySet<string> = new Set("\\^$.|?*+()[]{}");

/** True when no character of it means anything to a regular expression. */
export function isLiteral(text: string): boolean {
  return !/[\\^$.|?*+()[\]{}]/.test(text);
}

/** The leading characters every match must have. */
export function literalHead(text: string): string {
  let end = 0;
  while (end < text.length && !meta.has(text[end] ?? "")) end += 1;
  const next = text[end] ?? "";
  const isOptional = next === "?" || next === "*" || next === "{";
  return text.slice(0, isOptional ? Math.max(0, end - 1) : end);
}

/** False only when no path can match both texts, since both are anchored at the start and ignore case. */
export function mayOverlap(a: string, b: string): boolean {
  const [left, right] = [literalHead(a).toLowerCase(), literalHead(b).toLowerCase()];
  return left.startsWith(right) || right.startsWith(left);
}

export interface RegexShape {
  readonly groups: number;
  /** Why RE2 would read it differently or not at all; undefined when it is safe. */
  readonly problem: string | undefined;
}

/** Walks the text once. */
export function regexShape(text: string): RegexShape {
  let groups = 0;
  let depth = 0;
  let problem: string | undefined;
  let inClass = false;
  const fault = (reason: string) => {
    problem ??= reason;
  };
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index] ?? "";
    const next = text[index + 1] ?? "";
    if (char === "\\") {
      if (!/[dDwWsSbB]|[^A-Za-z0-9]/.test(next))
        fault(`\\${next} is not known to RE2, or means something else there`);
      index += 1;
    } else if (inClass) {
      if (char === "[" && next === ":") fault("POSIX classes are not carried over");
      if (char === "]") inClass = false;
    } else if (char === "[") {
      inClass = true;
      if (next === "]" || (next === "^" && text[index + 2] === "]")) index += next === "^" ? 2 : 1;
    } else if (char === "(") {
      depth += 1;
      if (next !== "?") groups += 1;
      else if (text[index + 2] !== ":")
        fault("lookaround, named groups and inline flags are not carried over");
    } else if (char === ")") {
      depth -= 1;
    } else if (char === "|" && depth === 0) {
      fault("a top-level | ends the anchor: nginx then matches the later branches anywhere in the path");
    } else if ("*+?}".includes(char) && next === "+") {
      fault("possessive quantifiers are not known to RE2");
    } else if (char === "{" && /^\{\d*,?\d{4,}/.test(text.slice(index, index + 16))) {
      fault("the repetition is larger than RE2 allows");
    }
  }
  if (depth !== 0 || inClass || !compiles(text))
    fault("it is no valid regular expression, so nginx refuses its whole configuration");
  return { groups, problem };
}

/** Compiling is linear in JavaScript engines; nothing is matched. */
function compiles(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}
