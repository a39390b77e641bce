/**
 * Editing inside `[...]` and `{...}`, JSON included. An item that stands on its own line stays so; other items follow the
 * spacing after the commas that are there. Adding an item and removing it again gives the old text.
 */
import type { CST } from "yaml";
import type { TextEdit } from "../model/edits.ts";
import { isBlank, lineEnd, lineStart, nextLineStart } from "./lines.ts";
import { contentEnd, flowItemStart, itemEnd } from "./tokens.ts";

interface FlowItem {
  readonly start: number;
  readonly end: number;
  /** The comma after it. */
  readonly comma: number | undefined;
  readonly hasCommentBefore: boolean;
}

/** Inserts printed text as item `index`; undefined when there is no clean place for it. */
export function insertIntoFlow(
  text: string,
  token: CST.FlowCollection,
  index: number,
  printed: string,
  eol: string,
  because: string,
): readonly TextEdit[] | undefined {
  const items = flowItemsOf(token);
  const next = items[index];
  const previous = items[index - 1];
  if (previous === undefined) {
    if (next?.hasCommentBefore === true) return undefined;
    if (next === undefined) return [insertion(token.start.offset + 1, printed, because)];
    return [
      insertion(
        next.start,
        `${printed},${isOwnLine(text, next) ? eol + indentOf(text, next) : " "}`,
        because,
      ),
    ];
  }
  if (!isOwnLine(text, previous)) {
    const gap = next === undefined ? " " : text.slice((previous.comma ?? previous.end) + 1, next.start);
    return [insertion(previous.end, `,${/^[ \t]*$/.test(gap) ? gap : " "}${printed}`, because)];
  }
  const line = indentOf(text, previous) + printed;
  const after = previous.comma === undefined ? previous.end : previous.comma + 1;
  if (!isBlankOrComment(text.slice(after, lineEnd(text, after)))) {
    return [insertion(previous.end, `,${eol}${line}`, because)];
  }
  const below = nextLineStart(text, after);
  if (previous.comma !== undefined) return [insertion(below, `${line},${eol}`, because)];
  return [insertion(previous.end, ",", because), insertion(below, line + eol, because)];
}

/** Takes item `index` out with its comma and its line. */
export function removeFromFlow(
  text: string,
  token: CST.FlowCollection,
  index: number,
  because: string,
): readonly TextEdit[] {
  const items = flowItemsOf(token);
  const item = items[index];
  if (item === undefined) return [];
  const previous = items[index - 1];
  const next = items[index + 1];
  const close = (contentEnd(token) ?? item.end + 1) - 1;
  if (items.length === 1) return removeOnlyItem(text, token, item, close, because);
  const after = item.comma === undefined ? item.end : item.comma + 1;
  if (isOwnLine(text, item) && isBlankOrComment(text.slice(after, lineEnd(text, after)))) {
    const line = deletion(lineStart(text, item.start), nextLineStart(text, after), because);
    if (item.comma !== undefined || previous?.comma === undefined) return [line];
    return [deletion(previous.comma, previous.comma + 1, because), line];
  }
  if (previous === undefined) return [deletion(item.start, next?.start ?? after, because)];
  const gap = text.slice(previous.end, item.start);
  if (!gap.includes("\n") || (next === undefined && !gap.includes("#"))) {
    return [deletion(previous.end, item.end, because)];
  }
  if (next !== undefined) return [deletion(item.start, next.start, because)];
  const comma = previous.comma ?? previous.end;
  return [deletion(comma, Math.min(comma + 1, item.start), because), deletion(item.start, after, because)];
}

function removeOnlyItem(
  text: string,
  token: CST.FlowCollection,
  item: FlowItem,
  close: number,
  because: string,
): readonly TextEdit[] {
  const open = token.start.offset + 1;
  const after = item.comma === undefined ? item.end : item.comma + 1;
  const isBare = isBlank(text.slice(open, item.start)) && isBlank(text.slice(after, close));
  return [isBare ? deletion(open, close, because) : deletion(item.start, after, because)];
}

function flowItemsOf(token: CST.FlowCollection): readonly FlowItem[] {
  const items: FlowItem[] = [];
  token.items.forEach((item, position) => {
    const start = flowItemStart(item);
    const end = itemEnd(item);
    if (start === undefined || end === undefined) return;
    const comma = token.items[position + 1]?.start.find((part) => part.type === "comma")?.offset;
    items.push({ start, end, comma, hasCommentBefore: item.start.some((part) => part.type === "comment") });
  });
  return items;
}

function isOwnLine(text: string, item: FlowItem): boolean {
  return isBlank(text.slice(lineStart(text, item.start), item.start));
}

function indentOf(text: string, item: FlowItem): string {
  return text.slice(lineStart(text, item.start), item.start);
}

function isBlankOrComment(rest: string): boolean {
  const trimmed = rest.trim();
  return trimmed === "" || trimmed.startsWith("#");
}

function insertion(at: number, text: string, because: string): TextEdit {
  return { start: at, end: at, text, because };
}

function deletion(start: number, end: number, because: string): TextEdit {
  return { start, end, text: "", because };
}
