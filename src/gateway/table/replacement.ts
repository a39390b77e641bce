/** Replacement texts cut into plain text and numbers of groups. */
import type { Part } from "./substitution.ts";

export function partsOf(
  text: string,
  reference: RegExp,
  read: (first: string | undefined, second: string | undefined) => Part,
): readonly Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const found of text.matchAll(reference)) {
    parts.push(text.slice(from, found.index), read(found[1], found[2]));
    from = found.index + found[0].length;
  }
  return [...parts, text.slice(from)].filter((part) => part !== "");
}

/** RE2's rewrite language: \0 to \9, and \\ for a backslash. */
export function re2Parts(text: string): readonly Part[] {
  return partsOf(text, /\\([0-9\\])/g, (found) => (found === "\\" ? "\\" : Number(found)));
}
