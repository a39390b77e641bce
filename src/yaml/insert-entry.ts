/**
 * Adds a string to a list, spelled and placed like its neighbours. A list of three or more entries in byte order stays in
 * order; any other list gets the entry directly after the given neighbour (or at its end).
 */
import { isScalar, type Node } from "yaml";
import { diagnose, type Outcome, outcome } from "../diagnostics/diagnostic.ts";
import { compareText } from "../model/brands.ts";
import type { TextEdit } from "../model/edits.ts";
import type { KeyPath, YamlFile } from "./file.ts";
import { findList, type ListPair } from "./find-list.ts";
import { insertIntoFlow } from "./flow.ts";
import { afterOwnComments, columnAt, isBlank, lineAfter, lineStart } from "./lines.ts";
import { blockDashes, flowToken, type MapNode, rangeOf, type SeqNode } from "./nodes.ts";
import { refuse } from "./refusal.ts";
import { printScalar, quoted } from "./scalar.ts";
import { contentEnd, itemEnd } from "./tokens.ts";

export interface ListEntry {
  readonly document: number;
  readonly list: KeyPath;
  readonly entry: string;
  /** Index of the neighbour to follow; undefined: the end of the list. */
  readonly after: number | undefined;
  readonly because: string;
}

/** Edits; none when the entry is there already; undefined with a diagnostic when the shape is not edited. */
export function insertListEntry(
  file: YamlFile,
  request: ListEntry,
): Outcome<readonly TextEdit[] | undefined> {
  const manual = `Add \`${request.entry}\` to \`${request.list.join(".")}\` by hand.`;
  const document = file.documents[request.document];
  if (document === undefined) {
    return refuse(file, { shape: `it has no document ${request.document + 1}`, manual, offset: 0 });
  }
  const found = findList(document, request.list, manual);
  if (found.kind === "refused") return refuse(file, found.refusal);
  if (found.kind === "missing") return settled(file, addKey(file, found.map, found.key, request), manual);
  if (found.kind === "null") return settled(file, fillEmpty(file, found.map, found.pair, request), manual);
  if (found.list.items.some((item) => isScalar(item) && item.value === request.entry)) return outcome([]);
  if (
    found.list.items.length === 0 &&
    found.holder !== undefined &&
    flowToken(found.holder.map) === undefined
  ) {
    const filled = fillEmpty(file, found.holder.map, found.holder.pair, request);
    if (filled !== undefined) return outcome(filled);
  }
  return settled(file, insertBeside(file, found.list, request), manual);
}

function settled(
  file: YamlFile,
  edits: readonly TextEdit[] | undefined,
  manual: string,
): Outcome<readonly TextEdit[] | undefined> {
  if (edits !== undefined) return outcome(edits);
  return outcome(undefined, [
    diagnose(
      "yaml-edit-refused",
      { shape: "the list is laid out in a way that leaves no clean place for an entry", manual },
      { at: { path: file.path, line: 1, column: 1 } },
    ),
  ]);
}

function insertBeside(file: YamlFile, list: SeqNode, request: ListEntry): readonly TextEdit[] | undefined {
  const fallback = Math.min(request.after ?? list.items.length - 1, list.items.length - 1) + 1;
  const sorted = sortedIndex(list, request.entry);
  const flow = flowToken(list);
  const insert = (index: number) =>
    flow === undefined
      ? insertIntoBlock(file, list, index, request)
      : insertIntoFlow(
          file.text,
          flow,
          index,
          spell(file, list, index, request.entry, true),
          file.style.eol,
          request.because,
        );
  return (sorted === undefined ? undefined : insert(sorted)) ?? insert(fallback);
}

/** Where the entry keeps the order; undefined when the list is not ordered. */
function sortedIndex(list: SeqNode, entry: string): number | undefined {
  const values = list.items.map((item) =>
    isScalar(item) && typeof item.value === "string" ? item.value : undefined,
  );
  if (values.length < 3) return undefined;
  for (const [index, value] of values.entries()) {
    const next = values[index + 1];
    if (value === undefined || (next !== undefined && compareText(value, next) > 0)) return undefined;
  }
  const index = values.findIndex((value) => value !== undefined && compareText(entry, value) < 0);
  return index < 0 ? values.length : index;
}

function insertIntoBlock(
  file: YamlFile,
  list: SeqNode,
  index: number,
  request: ListEntry,
): readonly TextEdit[] | undefined {
  const { text } = file;
  const dashes = blockDashes(list);
  const neighbour = Math.max(index - 1, 0);
  const dash = dashes[neighbour];
  const token = list.srcToken;
  if (dash === undefined || token?.type !== "block-seq") return undefined;
  const printed = spell(file, list, index, request.entry, false);
  const line = `${" ".repeat(columnAt(text, dash))}-${gapAfterDash(file, list, neighbour, dash)}${printed}`;
  if (index > 0) {
    const end = endOfBlockItem(token.items[neighbour], dash);
    return [
      insertLine(
        file,
        afterOwnComments(text, lineAfter(text, end), columnAt(text, dash)),
        line,
        request.because,
      ),
    ];
  }
  // Above the first entry: only where nothing else shares its line and no comment stands between the key and it.
  const start = lineStart(text, dash);
  const above = text.slice(0, start).trimEnd();
  const lineAbove = above.slice(above.lastIndexOf("\n") + 1).trimStart();
  if (!isBlank(text.slice(start, dash)) || lineAbove.startsWith("#")) return undefined;
  return [{ start, end: start, text: line + lineEndLike(file, start), because: request.because }];
}

function endOfBlockItem(item: Parameters<typeof itemEnd>[0] | undefined, dash: number): number {
  return (item === undefined ? undefined : itemEnd(item)) ?? dash + 1;
}

/** A new line after the line where content ends. */
function insertLine(file: YamlFile, end: number, line: string, because: string): TextEdit {
  const { text } = file;
  const at = lineAfter(text, end);
  const isOpenEnd = at === text.length && !text.endsWith("\n");
  return {
    start: at,
    end: at,
    text: isOpenEnd ? file.style.eol + line : line + lineEndLike(file, at),
    because,
  };
}

/** The line end of the line before `at`: in a file of mixed line ends the neighbour decides. */
function lineEndLike(file: YamlFile, at: number): string {
  if (at === 0 || file.text[at - 1] !== "\n") return file.style.eol;
  return file.text[at - 2] === "\r" ? "\r\n" : "\n";
}

function gapAfterDash(file: YamlFile, list: SeqNode, index: number, dash: number): string {
  const item = list.items[index];
  if (item === undefined) return " ";
  const gap = file.text.slice(dash + 1, rangeOf(item).start);
  return /^[ \t]+$/.test(gap) ? gap : " ";
}

/** Quoted like the entry it follows; where that one is plain, quoted only if needed. */
function spell(file: YamlFile, list: SeqNode, index: number, entry: string, inFlow: boolean): string {
  if (file.style.format === "json") return JSON.stringify(entry);
  const neighbour: Node | undefined = list.items[Math.max(index - 1, 0)];
  if (isScalar(neighbour) && neighbour.type === "QUOTE_SINGLE") return quoted(entry, "'");
  if (isScalar(neighbour) && neighbour.type === "QUOTE_DOUBLE") return quoted(entry, '"');
  return printScalar(entry, { quote: file.style.quote, inFlow });
}

/** `key:`, `key: null` or `key: []` becomes a list of one entry. */
function fillEmpty(
  file: YamlFile,
  map: MapNode,
  pair: ListPair,
  request: ListEntry,
): readonly TextEdit[] | undefined {
  const { text, style } = file;
  const token = map.srcToken;
  const value = pair.value;
  if (token?.type === "flow-collection") return fillEmptyInFlow(file, pair, request);
  if (token?.type !== "block-map" || value === null) return undefined;
  if ("anchor" in value && value.anchor !== undefined) return undefined;
  const keyStart = rangeOf(pair.key).start;
  const item = token.items.find((candidate) => candidate.key?.offset === keyStart);
  const colon = item?.sep?.find((part) => part.type === "map-value-ind")?.offset;
  if (item === undefined || colon === undefined || item.sep?.some((part) => part.type === "tag"))
    return undefined;
  const end = contentEnd(item.value) ?? colon + 1;
  const inner = text.slice(colon + 1, end);
  if (inner.includes("\n") || inner.includes("#")) return undefined;
  const column = columnAt(text, keyStart) + (style.indentless ? 0 : style.indent);
  const printed = printScalar(request.entry, { quote: style.quote, inFlow: false });
  const line = insertLine(file, end, `${" ".repeat(column)}- ${printed}`, request.because);
  if (end === colon + 1) return [line];
  return [{ start: colon + 1, end, text: "", because: request.because }, line];
}

function fillEmptyInFlow(
  file: YamlFile,
  pair: ListPair,
  request: ListEntry,
): readonly TextEdit[] | undefined {
  const value = pair.value;
  if (value === null) return undefined;
  const { start, end } = rangeOf(value);
  if (start === end) return undefined;
  const list = `[${spellFresh(file, request.entry)}]`;
  return [{ start, end, text: list, because: request.because }];
}

function addKey(
  file: YamlFile,
  map: MapNode,
  key: string,
  request: ListEntry,
): readonly TextEdit[] | undefined {
  const { text, style } = file;
  const token = map.srcToken;
  if (token?.type === "flow-collection") {
    const pair = `${spellFresh(file, key)}: [${spellFresh(file, request.entry)}]`;
    return insertIntoFlow(text, token, map.items.length, pair, style.eol, request.because);
  }
  const first = map.items[0];
  const end = contentEnd(token);
  if (token?.type !== "block-map" || first === undefined || end === undefined) return undefined;
  const column = columnAt(text, rangeOf(first.key).start);
  const entryIndent = " ".repeat(column + (style.indentless ? 0 : style.indent));
  const plain = { quote: style.quote, inFlow: false };
  const lines = [
    `${" ".repeat(column)}${printScalar(key, plain)}:`,
    `${entryIndent}- ${printScalar(request.entry, plain)}`,
  ];
  return [insertLine(file, end, lines.join(style.eol), request.because)];
}

function spellFresh(file: YamlFile, value: string): string {
  if (file.style.format === "json") return JSON.stringify(value);
  return printScalar(value, { quote: file.style.quote, inFlow: true });
}
