/**
 * Adds a key to a mapping, printed in the file's style directly below the named neighbour (or first, or last). A map whose keys
 * are all set apart by blank lines gets one for the new key too. Comments stay with the key they stand above.
 */
import { type Outcome, outcome } from "../diagnostics/diagnostic.ts";
import type { TextEdit } from "../model/edits.ts";
import type { Json } from "../model/kube.ts";
import type { KeyPath, YamlFile } from "./file.ts";
import { findMap, findPair, type MapHolder } from "./find-map.ts";
import { insertIntoFlow } from "./flow.ts";
import {
  afterOwnComments,
  columnAt,
  isBlank,
  lineAfter,
  lineEnd,
  lineStart,
  nextLineStart,
} from "./lines.ts";
import { flowToken, type MapNode, rangeOf } from "./nodes.ts";
import { printYaml } from "./print.ts";
import { printFlow } from "./print-flow.ts";
import { refuse } from "./refusal.ts";
import { styleNear } from "./style-near.ts";
import { contentEnd, itemEnd } from "./tokens.ts";
import { aliasTargetsOf } from "./value.ts";

export interface MapEntry {
  readonly document: number;
  readonly map: KeyPath;
  readonly key: string;
  readonly value: Json;
  /** The neighbour to follow; "first" and "last" of the map. A neighbour that is not there means "last". */
  readonly position: "first" | "last" | { readonly after: string };
  readonly because: string;
}

/**
 * Edits; undefined with a diagnostic when the shape is not edited or the key is there already. A map on the way that does not
 * exist is made.
 */
export function insertMapKey(file: YamlFile, request: MapEntry): Outcome<readonly TextEdit[] | undefined> {
  const name = [...request.map, request.key].join(".");
  const manual = `Add \`${name}\` by hand.`;
  const document = file.documents[request.document];
  if (document === undefined) {
    return refuse(file, { shape: `it has no document ${request.document + 1}`, manual, offset: 0 });
  }
  const found = findMap(document, request.map, manual);
  if (found.kind === "refused") return refuse(file, found.refusal);
  if (found.kind === "missing") {
    const parent = request.map.slice(0, found.depth);
    const key = request.map[found.depth];
    if (typeof key !== "string") {
      return refuse(file, { shape: `\`${request.map.join(".")}\` does not exist`, manual, offset: 0 });
    }
    const inner = request.map
      .slice(found.depth + 1)
      .reduceRight<Json>((value, segment) => ({ [String(segment)]: value }), {
        [request.key]: request.value,
      });
    return insertMapKey(file, { ...request, map: parent, key, value: inner, position: "last" });
  }
  const at = found.kind === "map" ? rangeOf(found.map).start : rangeOf(found.holder.pair.key).start;
  const unclean = (): Outcome<undefined> =>
    refuse(file, {
      shape: "the map is laid out in a way that leaves no clean place for a key",
      manual,
      offset: at,
    });
  if (found.kind === "null") {
    const edits = fillEmpty(file, found.holder, request);
    return edits === undefined ? unclean() : outcome(edits);
  }
  if (findPair(found.map, request.key, aliasTargetsOf(document.parsed.contents)) !== undefined) {
    return refuse(file, { shape: `\`${name}\` is there already`, manual, offset: at });
  }
  const edits = insertInto(file, found.map, found.holder, request);
  return edits === undefined ? unclean() : outcome(edits);
}

function insertInto(
  file: YamlFile,
  map: MapNode,
  holder: MapHolder | undefined,
  request: MapEntry,
): readonly TextEdit[] | undefined {
  const { text, style } = file;
  const flow = flowToken(map);
  if (flow !== undefined) {
    const isEmptyInBlock =
      map.items.length === 0 && holder !== undefined && flowToken(holder.map) === undefined;
    const filled = isEmptyInBlock ? fillEmpty(file, holder, request) : undefined;
    if (filled !== undefined) return filled;
    const printed = `${printFlow(request.key, style)}: ${printFlow(request.value, style)}`;
    return insertIntoFlow(text, flow, indexIn(map, request), printed, style.eol, request.because);
  }
  const token = map.srcToken;
  const items = token?.type === "block-map" ? token.items.filter((item) => item.key) : [];
  const index = indexIn(map, request);
  const first = map.items[0];
  if (first === undefined || items.length !== map.items.length) return undefined;
  const column = columnAt(text, rangeOf(first.key).start);
  const beside = map.items[Math.min(Math.max(index - 1, 0), map.items.length - 1)];
  const lines = printedLines(request, styleNear(text, style, beside?.value), column);
  const gap = separatedByBlanks(text, map) ? [""] : [];
  // Comments above the first key of a document may head the file: there the second place is the first safe one.
  if (index === 0 && holder !== undefined) {
    const start = skipBlankLines(text, nextLineStart(text, rangeOf(holder.pair.key).end));
    const own = text.slice(lineStart(text, rangeOf(first.key).start), rangeOf(first.key).start);
    if (isBlank(own)) return [insertion(file, start, [...lines, ...gap], request.because)];
  }
  const neighbour = items[Math.max(index - 1, 0)];
  const end = neighbour === undefined ? undefined : itemEnd(neighbour);
  if (end === undefined) return undefined;
  const at = afterOwnComments(text, lineAfter(text, end), column);
  return [insertion(file, at, [...gap, ...lines], request.because)];
}

function indexIn(map: MapNode, request: MapEntry): number {
  if (request.position === "first") return 0;
  if (request.position === "last") return map.items.length;
  const { after } = request.position;
  const index = map.items.findIndex((pair) => "value" in pair.key && String(pair.key.value) === after);
  return index < 0 ? map.items.length : index + 1;
}

function printedLines(request: MapEntry, style: YamlFile["style"], column: number): readonly string[] {
  const plain = { ...style, format: "yaml", eol: "\n" } as const;
  const printed = printYaml({ [request.key]: request.value }, plain)
    .split("\n")
    .slice(0, -1);
  return printed.map((line) => " ".repeat(column) + line);
}

/** `key:`, `key: null` or `key: {}` in a block map becomes a map of one key. */
function fillEmpty(file: YamlFile, holder: MapHolder, request: MapEntry): readonly TextEdit[] | undefined {
  const { text, style } = file;
  const token = holder.map.srcToken;
  const value = holder.pair.value;
  if (token?.type === "flow-collection") {
    if (value === null) return undefined;
    const { start, end } = rangeOf(value);
    if (start === end) return undefined;
    return [
      { start, end, text: printFlow({ [request.key]: request.value }, style), because: request.because },
    ];
  }
  if (token?.type !== "block-map") return undefined;
  if (value !== null && "anchor" in value && value.anchor !== undefined) return undefined;
  const keyStart = rangeOf(holder.pair.key).start;
  const item = token.items.find((candidate) => candidate.key?.offset === keyStart);
  const colon = item?.sep?.find((part) => part.type === "map-value-ind")?.offset;
  if (item === undefined || colon === undefined || item.sep?.some((part) => part.type === "tag"))
    return undefined;
  const end = contentEnd(item.value) ?? colon + 1;
  const inner = text.slice(colon + 1, end);
  if (inner.includes("\n") || inner.includes("#")) return undefined;
  const lines = printedLines(request, style, columnAt(text, keyStart) + style.indent);
  const below = insertion(file, lineAfter(text, end), lines, request.because);
  if (end === colon + 1) return [below];
  return [{ start: colon + 1, end, text: "", because: request.because }, below];
}

/** True when every key but the first has a blank line (and perhaps comments) above it. */
function separatedByBlanks(text: string, map: MapNode): boolean {
  if (map.items.length < 2) return false;
  return map.items.every((pair, index) => {
    if (index === 0) return true;
    let start = lineStart(text, rangeOf(pair.key).start);
    while (start > 0) {
      const above = lineStart(text, start - 1);
      const line = text.slice(above, lineEnd(text, above));
      if (isBlank(line)) return true;
      if (!line.trimStart().startsWith("#")) return false;
      start = above;
    }
    return false;
  });
}

function skipBlankLines(text: string, from: number): number {
  let at = from;
  while (at < text.length && isBlank(text.slice(at, lineEnd(text, at)))) at = nextLineStart(text, at);
  return at;
}

function insertion(file: YamlFile, at: number, lines: readonly string[], because: string): TextEdit {
  const { text, style } = file;
  const eol = at > 0 && text[at - 1] === "\n" ? (text[at - 2] === "\r" ? "\r\n" : "\n") : style.eol;
  const body = lines.join(eol);
  const isOpenEnd = at === text.length && !text.endsWith("\n");
  return { start: at, end: at, text: isOpenEnd ? eol + body : body + eol, because };
}
