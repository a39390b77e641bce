/**
 * A set of paths as either side of a migration names one: a word, everything that begins with a word, or a regular
 * expression. Both route tables describe their rules this way, so that a proof can cut the space of all paths along them.
 */
import { decidePattern } from "./decide.ts";
import type { Pattern } from "./program.ts";

export type PathLanguage =
  | { readonly kind: "exact"; readonly text: string }
  | { readonly kind: "prefix"; readonly text: string }
  /** `whole`: the whole path must match, else a match anywhere in it is enough. */
  | { readonly kind: "pattern"; readonly pattern: Pattern; readonly whole: boolean };

export function inLanguage(language: PathLanguage, path: string): boolean {
  switch (language.kind) {
    case "exact":
      return path === language.text;
    case "prefix":
      return path.startsWith(language.text);
    case "pattern":
      return decidePattern(language.pattern, language.whole, path);
  }
}

/** Equal keys, equal sets. */
export function languageKey(language: PathLanguage): string {
  if (language.kind !== "pattern") return `${language.kind} ${language.text}`;
  const { pattern, whole } = language;
  return `${whole ? "whole" : "search"} ${pattern.key}`;
}
