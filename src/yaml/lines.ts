/**
 * Lines of a text as offsets. A line ends after "\n"; a "\r" before it belongs to the line end, a lone "\r" is text.
 */
import type { RepoPath } from "../model/brands.ts";
import type { Place } from "../model/place.ts";

const byteOrderMark = "\uFEFF";

/** Offset of the first character of every line. */
export function lineStartsOf(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

export function placeOf(path: RepoPath, text: string, lineStarts: readonly number[], offset: number): Place {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { path, line: low + 1, column: columnAt(text, offset) + 1 };
}

/** Offset of the first character of the line that holds `offset`; a byte order mark is not part of the line. */
export function lineStart(text: string, offset: number): number {
  const start = offset === 0 ? 0 : text.lastIndexOf("\n", offset - 1) + 1;
  return start === 0 && text.startsWith(byteOrderMark) ? Math.min(1, offset) : start;
}

/** Offset after the line end of the line that holds `offset`; the length of the text on the last line. */
export function nextLineStart(text: string, offset: number): number {
  const newline = text.indexOf("\n", offset);
  return newline < 0 ? text.length : newline + 1;
}

/** Offset of the line end of the line that holds `offset` (before "\r\n" or "\n"). */
export function lineEnd(text: string, offset: number): number {
  const newline = text.indexOf("\n", offset);
  if (newline < 0) return text.length;
  return newline > offset && text[newline - 1] === "\r" ? newline - 1 : newline;
}

/** Column from 0 of an offset. */
export function columnAt(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

/** The text of the line before the line that starts at `start`; undefined on the first line. */
export function previousLineStart(text: string, start: number): number | undefined {
  if (start === 0 || (start === 1 && text.startsWith(byteOrderMark))) return undefined;
  return lineStart(text, start - 1);
}

/**
 * Where a deletion up to the end of a text without final newline begins, so that it still has none. A blank line above keeps
 * its line end: it may belong to a block scalar.
 */
export function openEndBefore(text: string, start: number): number {
  const above = previousLineStart(text, start);
  if (above === undefined) return start;
  const end = lineEnd(text, above);
  return isBlank(text.slice(above, end)) ? start : end;
}

/** The line after the one where content ends; a block scalar ends at the start of a line already. */
export function lineAfter(text: string, end: number): number {
  return end > 0 && text[end - 1] === "\n" ? end : nextLineStart(text, end);
}

/** Comments on the lines after an item that are indented deeper than its dash belong to it. */
export function afterOwnComments(text: string, end: number, column: number): number {
  let stop = end;
  for (let next = end; next < text.length; next = nextLineStart(text, next)) {
    const line = text.slice(next, lineEnd(text, next));
    if (isBlank(line)) continue;
    const trimmed = line.trimStart();
    if (!trimmed.startsWith("#") || line.length - trimmed.length <= column) break;
    stop = nextLineStart(text, next);
  }
  return stop;
}

export function isBlank(text: string): boolean {
  return text.trim() === "";
}
