/**
 * A literal block (`key: |`) whose text is a document of its own, such as Helm values in an Application: the text inside, and for every
 * offset inside where it stands in the file. The first line's spaces are the block's indentation; shorter lines are blank.
 */
import type { Place } from "../../model/place.ts";
import type { KeyPath, TextSpan, YamlFile } from "../file.ts";
import { lineEnd, lineStartsOf, nextLineStart, placeOf } from "../lines.ts";

export interface LiteralBlock {
  /** Line ends are "\n", as YAML gives them. Ends without one when the file ends so. */
  readonly text: string;
  /** Spaces before every line. */
  readonly indent: number;
  /** The line end of the file around it. */
  readonly eol: "\n" | "\r\n";
  /** Sorted; the last one is the end of the text when that is the beginning of a line. */
  readonly lines: readonly BlockLine[];
  toOuter(offset: number): number;
  /** undefined when the offset is not inside the block's text. */
  toInner(offset: number): number | undefined;
  outerSpan(span: TextSpan): TextSpan;
  placeOf(offset: number): Place;
}

export interface BlockLine {
  /** Offset in the text inside. */
  readonly inner: number;
  /** Offset in the file of the line's first character inside. */
  readonly outer: number;
  /** Spaces of the block's indentation that stand before it; fewer on a blank line. */
  readonly indent: number;
}

export type BlockReading =
  | { readonly kind: "literal"; readonly block: LiteralBlock }
  /** A text in another style: read, but not edited. */
  | { readonly kind: "other"; readonly style: string }
  | { readonly kind: "nothing" };

export function readBlock(file: YamlFile, document: number, keyPath: KeyPath, value: unknown): BlockReading {
  const span = file.documents[document]?.span(keyPath);
  if (span === undefined || typeof value !== "string") return { kind: "nothing" };
  const style = styleAt(file.text, span.start);
  if (style !== "literal block") return { kind: "other", style };
  const header = /^\|([1-9]?)([+-]?)([1-9]?)[ \t]*(?:#[^\n]*)?\r?(?:\n|$)/.exec(
    file.text.slice(span.start, lineAfter(file.text, span.start)),
  );
  if (header === null) return { kind: "other", style: "block with a header that is not understood" };
  const chomp = header[2] ?? "";
  const start = lineAfter(file.text, span.start);
  const isExplicit = (header[1] ?? "") !== "" || (header[3] ?? "") !== "";
  for (const indent of indentations(file.text, start, span.end, isExplicit)) {
    const block = blockAt(file, start, span.end, indent, chomp);
    if (block.text === value || `${block.text}\n` === value) return { kind: "literal", block };
  }
  return { kind: "other", style: "block whose lines are not understood" };
}

function styleAt(text: string, start: number): string {
  switch (text[start]) {
    case "|":
      return "literal block";
    case ">":
      return "folded block";
    case '"':
      return "double-quoted string";
    case "'":
      return "single-quoted string";
    default:
      return "plain string";
  }
}

function lineAfter(text: string, offset: number): number {
  return nextLineStart(text, offset);
}

/** The indentation of the first line with text; with a number in the header, any that lines allow. */
function indentations(text: string, start: number, end: number, isExplicit: boolean): readonly number[] {
  let first: number | undefined;
  let least: number | undefined;
  for (let at = start; at < end; at = lineAfter(text, at)) {
    const line = text.slice(at, lineEnd(text, at));
    if (line.trim() === "") continue;
    const spaces = line.length - line.trimStart().length;
    first ??= spaces;
    least = Math.min(least ?? spaces, spaces);
  }
  if (first === undefined || least === undefined) return [];
  if (!isExplicit) return [first];
  return Array.from({ length: Math.min(least, 100) }, (_, index) => index + 1);
}

function blockAt(file: YamlFile, start: number, end: number, indent: number, chomp: string): LiteralBlock {
  const { text } = file;
  const contents: {
    readonly outer: number;
    readonly text: string;
    readonly indent: number;
    readonly next: number;
  }[] = [];
  for (let at = start; at < end; at = lineAfter(text, at)) {
    const stop = lineEnd(text, at);
    const spaces = Math.min(indent, leadingSpaces(text, at, stop));
    contents.push({
      outer: at + spaces,
      text: text.slice(at + spaces, stop),
      indent: spaces,
      next: lineAfter(text, at),
    });
  }
  if (chomp !== "+") while (contents.at(-1)?.text === "") contents.pop();
  const last = contents.at(-1);
  const endsOpen = chomp === "-" || last === undefined || !text.slice(0, last.next).endsWith("\n");
  const lines: BlockLine[] = [];
  let inner = 0;
  for (const line of contents) {
    lines.push({ inner, outer: line.outer, indent: line.indent });
    inner += line.text.length + 1;
  }
  const joined = contents.map((line) => line.text).join("\n");
  const whole = endsOpen ? joined : `${joined}\n`;
  if (!endsOpen && last !== undefined) lines.push({ inner: whole.length, outer: last.next, indent: 0 });
  const starts = lineStartsOf(text);
  const toOuter = (offset: number): number => {
    const line = lineOf(lines, offset);
    return line === undefined ? start : line.outer + offset - line.inner;
  };
  return {
    text: whole,
    indent,
    eol: text.slice(start, end).includes("\r\n") ? "\r\n" : "\n",
    lines,
    toOuter,
    toInner: (offset) => {
      const line = lines.findLast(({ outer }) => outer <= offset);
      if (line === undefined) return undefined;
      const inside = line.inner + offset - line.outer;
      return inside <= whole.length && toOuter(inside) === offset ? inside : undefined;
    },
    outerSpan: (span) => ({ start: toOuter(span.start), end: toOuter(span.end) }),
    placeOf: (offset) => placeOf(file.path, text, starts, toOuter(offset)),
  };
}

function leadingSpaces(text: string, start: number, stop: number): number {
  let at = start;
  while (at < stop && text[at] === " ") at += 1;
  return at - start;
}

/** The line that holds an offset of the text inside. */
export function lineOf(lines: readonly BlockLine[], offset: number): BlockLine | undefined {
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((lines[middle]?.inner ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return lines[low];
}
