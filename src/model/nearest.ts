/**
 * "Did you mean": the nearest of a list of names by edit distance (a swap of two neighbours counts as one step). Deterministic: of
 * equally near names the first in byte order wins.
 */
import { compareText } from "./brands.ts";

/** Longer words are compared by their first characters only, so that hostile input stays cheap. */
const longestCompared = 80;

/** The nearest candidate that is near enough to be a slip of the pen, else undefined. */
export function nearestName(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = word.toLowerCase().slice(0, longestCompared);
  let best: { readonly name: string; readonly distance: number } | undefined;
  for (const name of [...candidates].sort(compareText)) {
    const distance = editDistance(wanted, name.toLowerCase().slice(0, longestCompared));
    if (best === undefined || distance < best.distance) best = { name, distance };
  }
  if (best === undefined) return undefined;
  const allowed = Math.max(1, Math.floor(Math.max(wanted.length, best.name.length) / 3));
  return best.distance <= allowed ? best.name : undefined;
}

/** Optimal string alignment distance: for short texts. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwap) cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
