/**
 * Text that is YAML only after `{{ … }}` is filled in. Every mark is covered by a word of the same length, so that the text can be parsed
 * and every offset stays; the words are turned back into the marks in the data.
 */
import type { Json } from "../../model/kube.ts";

export interface MaskedText {
  /** As long as the text it was made from. */
  readonly text: string;
  /** Marks that stand alone on their lines: which lines exist there is up to the template. */
  readonly lines: readonly TemplateMark[];
  restore(value: Json): Json;
  /** The same for text that was made from the masked one. */
  restoreText(text: string): string;
}

export interface TemplateMark {
  readonly offset: number;
  readonly mark: string;
}

/** Private-use characters: no person writes them, and YAML takes them as plain text. */
const opening = "\uE000";
const filler = "\uE001";
const firstDigit = 0xe100;
const digits = 256;
const maxMarks = digits * digits;

export function maskTemplates(text: string): MaskedText {
  const marks: string[] = [];
  const lines: TemplateMark[] = [];
  let masked = "";
  let at = 0;
  while (at < text.length) {
    const start = text.indexOf("{{", at);
    const end = start < 0 ? -1 : text.indexOf("}}", start + 2);
    if (start < 0 || end < 0 || marks.length >= maxMarks) break;
    // `{{{x}}}` is a flow map around a mark
    const stop = end + 2;
    const mark = text.slice(start, stop);
    masked += text.slice(at, start);
    if (isAlone(text, start, stop)) {
      lines.push({ offset: start, mark });
      masked += mark.replace(/[^\n\r]/g, "#");
    } else {
      masked += wordFor(marks.length, mark.length);
      marks.push(mark);
    }
    at = stop;
  }
  return {
    text: masked + text.slice(at),
    lines,
    restore: (value) => restore(value, marks),
    restoreText: (made) => restoreText(made, marks),
  };
}

function wordFor(index: number, length: number): string {
  const high = String.fromCharCode(firstDigit + Math.floor(index / digits));
  const low = String.fromCharCode(firstDigit + (index % digits));
  return opening + high + low + filler.repeat(length - 3);
}

/** Nothing but blanks and other marks on the line (or lines) of the mark. */
function isAlone(text: string, start: number, stop: number): boolean {
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const newline = text.indexOf("\n", stop);
  const line = text.slice(from, newline < 0 ? text.length : newline);
  return outsideMarks(line).trim() === "" || text.slice(start, stop).includes("\n");
}

function outsideMarks(line: string): string {
  let rest = "";
  let at = 0;
  for (let start = line.indexOf("{{"); start >= 0; start = line.indexOf("{{", at)) {
    const end = line.indexOf("}}", start);
    rest += line.slice(at, start);
    at = end < 0 ? line.length : end + 2;
  }
  return rest + line.slice(at);
}

const word = /\uE000([\uE100-\uE1FF])([\uE100-\uE1FF])\uE001+/g;

function restore(value: Json, marks: readonly string[]): Json {
  if (typeof value === "string") return restoreText(value, marks);
  if (Array.isArray(value)) return value.map((item: Json) => restore(item, marks));
  if (!isMapping(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [restoreText(key, marks), restore(inner, marks)]),
  );
}

function restoreText(text: string, marks: readonly string[]): string {
  if (!text.includes(opening)) return text;
  return text.replace(word, (found: string, high: string, low: string) => {
    const index = (high.charCodeAt(0) - firstDigit) * digits + low.charCodeAt(0) - firstDigit;
    return marks[index] ?? found;
  });
}

function isMapping(value: unknown): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
