/**
 * A regular expression as a small program that a bounded matcher and an automaton both run. Text of a repository never
 * reaches the JavaScript RegExp engine: its backtracking could be made to hang.
 */

/** Inclusive ranges of UTF-16 code units, sorted, disjoint. */
export type CharRanges = readonly (readonly [number, number])[];

export type Instruction =
  | { readonly op: "char"; readonly ranges: CharRanges }
  /** Tries `first`, then `second`: order is priority. */
  | { readonly op: "split"; readonly first: number; readonly second: number }
  | { readonly op: "jump"; readonly to: number }
  | { readonly op: "save"; readonly slot: number }
  | { readonly op: "assert"; readonly what: "start" | "end" | "word" | "not-word" }
  | { readonly op: "look"; readonly negate: boolean; readonly program: Program }
  | { readonly op: "match" };

export interface Program {
  readonly code: readonly Instruction[];
}

export interface Pattern {
  /** As written, for people. */
  readonly source: string;
  /** Equal keys, equal meaning. */
  readonly key: string;
  /** Number of capture groups. */
  readonly groups: number;
  readonly program: Program;
  /** True when an automaton can decide it: no lookaround, no word boundary. */
  readonly regular: boolean;
}

/** broken: the engine refuses it too. unsupported: valid there, not understood here. */
export interface PatternProblem {
  readonly kind: "broken" | "unsupported";
  readonly detail: string;
}

export type PatternResult =
  | { readonly ok: true; readonly pattern: Pattern }
  | { readonly ok: false; readonly problem: PatternProblem };

const MAX_CHAR = 0xffff;

/** Sorts and joins ranges. */
export function mergeRanges(ranges: readonly (readonly [number, number])[]): CharRanges {
  const sorted = [...ranges].sort((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const [low, high] of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && low <= last[1] + 1) last[1] = Math.max(last[1], high);
    else merged.push([low, high]);
  }
  return merged;
}

export function invertRanges(ranges: CharRanges): CharRanges {
  const inverted: [number, number][] = [];
  let next = 0;
  for (const [low, high] of ranges) {
    if (low > next) inverted.push([next, low - 1]);
    next = high + 1;
  }
  if (next <= MAX_CHAR) inverted.push([next, MAX_CHAR]);
  return inverted;
}

/** Adds the other case of ASCII letters, as PCRE without UTF mode and RE2 on ASCII do. */
export function foldCase(ranges: CharRanges): CharRanges {
  const folded: (readonly [number, number])[] = [...ranges];
  for (const [low, high] of ranges) {
    const upper = [Math.max(low, 65), Math.min(high, 90)] as const;
    if (upper[0] <= upper[1]) folded.push([upper[0] + 32, upper[1] + 32]);
    const lower = [Math.max(low, 97), Math.min(high, 122)] as const;
    if (lower[0] <= lower[1]) folded.push([lower[0] - 32, lower[1] - 32]);
  }
  return mergeRanges(folded);
}

export function inRanges(ranges: CharRanges, char: number): boolean {
  for (const [low, high] of ranges) {
    if (char < low) return false;
    if (char <= high) return true;
  }
  return false;
}

export function isWordChar(char: number): boolean {
  return (
    (char >= 48 && char <= 57) || (char >= 65 && char <= 90) || char === 95 || (char >= 97 && char <= 122)
  );
}
