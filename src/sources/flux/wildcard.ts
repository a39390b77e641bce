/**
 * The patterns of `${NAME#pattern}` and its kin: `*` is any text, `?` one character. A `[…]` class or a `\` is not evaluated here.
 */

export function isSimplePattern(pattern: string): boolean {
  return !/[[\]\\]/.test(pattern);
}

/** Whether the whole text matches. Greedy with one point to return to, so the work is at most their product. */
export function matchesWildcard(pattern: string, text: string): boolean {
  let at = 0;
  let star: { readonly after: number; from: number } | undefined;
  for (let position = 0; position < text.length; ) {
    const sign = pattern[at];
    if (sign === "*") {
      star = { after: at + 1, from: position };
      at += 1;
    } else if (sign !== undefined && (sign === "?" || sign === text[position])) {
      at += 1;
      position += 1;
    } else if (star !== undefined) {
      star.from += 1;
      position = star.from;
      at = star.after;
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(at));
}

/** The shortest or longest beginning of the text that matches and is not empty. */
export function matchingPrefix(pattern: string, text: string, which: "shortest" | "longest"): string {
  const lengths = Array.from({ length: text.length }, (_, index) => index + 1);
  if (which === "longest") lengths.reverse();
  const length = lengths.find((candidate) => matchesWildcard(pattern, text.slice(0, candidate)));
  return length === undefined ? "" : text.slice(0, length);
}

export function matchingSuffix(pattern: string, text: string, which: "shortest" | "longest"): string {
  const starts = Array.from({ length: text.length }, (_, index) => index);
  if (which === "shortest") starts.reverse();
  const start = starts.find((candidate) => matchesWildcard(pattern, text.slice(candidate)));
  return start === undefined ? "" : text.slice(start);
}
