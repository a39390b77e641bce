/**
 * Adding and removing whole documents. Comments after a separator belong to the document they head; comments and blank lines
 * before the first document's separator belong to the file and stay.
 */
import { type Outcome, outcome } from "../diagnostics/diagnostic.ts";
import type { TextEdit } from "../model/edits.ts";
import type { YamlFile } from "./file.ts";
import { isBlank, lineEnd, lineStart, nextLineStart, openEndBefore, previousLineStart } from "./lines.ts";
import { refuse } from "./refusal.ts";

/** Appends printed text (one or more documents, with final line end) as further documents. */
export function appendDocument(
  file: YamlFile,
  printed: string,
  because: string,
): Outcome<readonly TextEdit[] | undefined> {
  const { text, style } = file;
  if (style.format === "json") {
    const manual = "Put the new object into a file of its own.";
    return refuse(file, { shape: "a JSON file holds one document", manual, offset: 0 });
  }
  if (file.documents.some((document) => document.value === undefined)) {
    const manual = "Make every document of the file readable, or put the new object into a file of its own.";
    return refuse(file, { shape: "a document of the file cannot be read", manual, offset: 0 });
  }
  const end = text.length;
  const last = file.documents.at(-1);
  if (last === undefined) return outcome([{ start: end, end, text: onNewLine(file) + printed, because }]);
  // A separator at the end of the file opens an empty document: the new one takes its place.
  const isOpen = last.parsed.contents === null || isEmptyDocument(file, last.region.start);
  const separator = isOpen ? "" : `---${style.eol}`;
  const body = style.finalNewline ? printed : withoutLastLineEnd(printed, style.eol);
  return outcome([{ start: end, end, text: onNewLine(file) + separator + body, because }]);
}

/** Removes a document, its separator and its end mark. The only document of a file is not removed: delete the file. */
export function removeDocument(
  file: YamlFile,
  index: number,
  because: string,
): Outcome<readonly TextEdit[] | undefined> {
  const document = file.documents[index];
  if (document === undefined || file.documents.length === 1) {
    const shape =
      document === undefined ? `it has no document ${index + 1}` : "it is the only document of the file";
    return refuse(file, { shape, manual: "Delete the file instead.", offset: 0 });
  }
  const edit = index === 0 ? removeFirst(file, because) : removeLater(file, index, because);
  return outcome([edit]);
}

function removeFirst(file: YamlFile, because: string): TextEdit {
  const { text } = file;
  const region = file.documents[0]?.region ?? { start: 0, end: 0 };
  const isExplicit = text.startsWith("---", region.start);
  const start = isExplicit ? region.start : headEnd(file, region.start);
  const end = endOf(file, 0);
  // The next document's bare separator goes when the file began without one.
  const isBare = text.slice(end, lineEnd(text, end)).trimEnd() === "---";
  return { start, end: isBare && !isExplicit ? nextLineStart(text, end) : end, text: "", because };
}

/** Up to the next document; comments behind an end mark `...` head the next one. */
function endOf(file: YamlFile, index: number): number {
  const region = file.documents[index]?.region;
  if (region !== undefined && hasEndMark(file, index)) return nextLineStart(file.text, region.end);
  return file.documents[index + 1]?.region.start ?? file.text.length;
}

function hasEndMark(file: YamlFile, index: number): boolean {
  const region = file.documents[index]?.region;
  return region !== undefined && file.text.slice(region.start, region.end).endsWith("\n...");
}

/** Where the first document begins when it has no separator: after a header that a blank line sets off. */
function headEnd(file: YamlFile, contentStart: number): number {
  const { text } = file;
  let start = lineStart(text, contentStart);
  for (
    let above = previousLineStart(text, start);
    above !== undefined;
    above = previousLineStart(text, start)
  ) {
    const line = text.slice(above, lineEnd(text, above));
    if (isBlank(line)) return start;
    start = above;
  }
  // No blank line: the comments head the document itself.
  return start;
}

function removeLater(file: YamlFile, index: number, because: string): TextEdit {
  const { text } = file;
  const region = file.documents[index]?.region ?? { start: text.length, end: text.length };
  const next = file.documents[index + 1]?.region;
  // A document that opens without `---` (or with directives) needs the end mark before it.
  const needsMark = next !== undefined && !text.startsWith("---", next.start) && !hasEndMark(file, index - 1);
  const end = needsMark && hasEndMark(file, index) ? region.end - 3 : endOf(file, index);
  const isOpenEnd = end === text.length && !text.endsWith("\n");
  return { start: isOpenEnd ? openEndBefore(text, region.start) : region.start, end, text: "", because };
}

function onNewLine(file: YamlFile): string {
  const { text, style } = file;
  if (text === "" || text === "\uFEFF" || style.finalNewline) return "";
  return style.eol;
}

function withoutLastLineEnd(text: string, eol: string): string {
  return text.endsWith(eol) ? text.slice(0, -eol.length) : text;
}

function isEmptyDocument(file: YamlFile, start: number): boolean {
  const rest = file.text.slice(start);
  return (
    rest.startsWith("---") && rest.slice(3).split("\n").every(isBlankOrComment) && !rest.includes("\n...")
  );
}

function isBlankOrComment(line: string): boolean {
  return isBlank(line) || line.trimStart().startsWith("#");
}
