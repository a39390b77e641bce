/**
 * Which comments go with a removed line: those directly above it at its own column, and only where they cannot be the heading of what
 * follows (src/yaml/decisions.md).
 */
import { isBlank, lineEnd, previousLineStart } from "./lines.ts";

/** Start of the comments above that clearly belong to the entry at `own`; else the entry's own line. `stop` is where what follows begins. */
export function attachedComments(
  text: string,
  own: number,
  stop: number,
  column: number,
  isLast: boolean,
): number {
  const below = text.slice(stop, lineEnd(text, stop));
  const isHeadBelow = below.trimStart().startsWith("#") && leading(below) === column;
  if (!isLast && !isBlank(below) && !isHeadBelow) return own;
  let start = own;
  for (
    let above = previousLineStart(text, start);
    above !== undefined;
    above = previousLineStart(text, start)
  ) {
    const line = text.slice(above, lineEnd(text, above));
    if (!line.trimStart().startsWith("#") || leading(line) !== column) break;
    start = above;
  }
  return start;
}

/** Columns of white space a line begins with. */
export function leading(line: string): number {
  return line.length - line.trimStart().length;
}
