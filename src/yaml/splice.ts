/**
 * Applying edits to text: sorted, from front to back, once. No edits give back the same string.
 */
import { compareText } from "../model/brands.ts";
import type { TextEdit } from "../model/edits.ts";
import { InvariantError } from "./invariant.ts";

export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  if (edits.length === 0) return text;
  let result = "";
  let at = 0;
  for (const edit of sortEdits(edits)) {
    if (edit.start < at || edit.end < edit.start || edit.end > text.length) {
      throw new InvariantError(`edit [${edit.start}, ${edit.end}) overlaps another one or leaves the text`);
    }
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at);
}

/** The order edits apply in. Two insertions at one offset are ordered by their text, so that order of asking is no input. */
export function sortEdits(edits: readonly TextEdit[]): readonly TextEdit[] {
  return edits.toSorted((a, b) => a.start - b.start || a.end - b.end || compareText(a.text, b.text));
}
