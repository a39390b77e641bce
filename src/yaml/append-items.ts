/**
 * Adds values of any kind to a list, at its end or below one of its entries, in the file's style. A list that does not exist, or is empty, is made; comments at its
 * end stay with the entry they belong to.
 */
import type { CST } from "yaml";
import { type Outcome, outcome } from "../diagnostics/diagnostic.ts";
import type { TextEdit } from "../model/edits.ts";
import type { Json } from "../model/kube.ts";
import type { KeyPath, YamlFile, YamlStyle } from "./file.ts";
import { findList, type ListPair } from "./find-list.ts";
import { insertIntoFlow } from "./flow.ts";
import { insertMapKey, type MapEntry } from "./insert-key.ts";
import { afterOwnComments, columnAt, lineAfter } from "./lines.ts";
import { blockDashes, flowToken, type MapNode, rangeOf, type SeqNode } from "./nodes.ts";
import { printYaml } from "./print.ts";
import { printFlow } from "./print-flow.ts";
import { refuse } from "./refusal.ts";
import { styleNear } from "./style-near.ts";
import { contentEnd, itemEnd } from "./tokens.ts";

export interface ListItems {
  readonly document: number;
  readonly list: KeyPath;
  readonly items: readonly Json[];
  /** Index of the entry to follow; undefined: the end of the list. */
  readonly after?: number | undefined;
  /** Where the key goes when the list has none yet. */
  readonly position: MapEntry["position"];
  /** How their texts and maps are printed, where that is not the file's habit. */
  readonly print?: Pick<YamlStyle, "blocks" | "flowKeys">;
  readonly because: string;
}

/** undefined with a diagnostic when the shape is not edited. */
export function appendListItems(
  file: YamlFile,
  request: ListItems,
): Outcome<readonly TextEdit[] | undefined> {
  const name = request.list.join(".");
  const manual = `Add the entries to \`${name}\` by hand.`;
  const document = file.documents[request.document];
  if (document === undefined) {
    return refuse(file, { shape: `it has no document ${request.document + 1}`, manual, offset: 0 });
  }
  const found = findList(document, request.list, manual);
  if (found.kind === "refused") return refuse(file, found.refusal);
  if (found.kind === "missing") {
    const { position, because, items } = request;
    const map = request.list.slice(0, -1);
    return insertMapKey(file, {
      document: request.document,
      map,
      key: found.key,
      value: items,
      position,
      because,
    });
  }
  const isEmpty = found.kind === "null" || found.list.items.length === 0;
  const holder = found.kind === "null" ? found : found.holder;
  const edits = isEmpty
    ? holder === undefined
      ? undefined
      : fillEmpty(file, holder.map, holder.pair, request)
    : found.kind === "list"
      ? appendTo(file, found.list, request)
      : undefined;
  if (edits !== undefined) return outcome(edits);
  const shape = "the list is laid out in a way that leaves no clean place for an entry";
  return refuse(file, { shape, manual, offset: 0 });
}

function appendTo(file: YamlFile, list: SeqNode, request: ListItems): readonly TextEdit[] | undefined {
  const { text, style } = file;
  const flow = flowToken(list);
  const neighbour = Math.min(request.after ?? list.items.length - 1, list.items.length - 1);
  if (flow !== undefined) {
    const printed = request.items.map((item) => printFlow(item, style)).join(", ");
    return insertIntoFlow(text, flow, neighbour + 1, printed, style.eol, request.because);
  }
  const token = list.srcToken;
  const dash = blockDashes(list)[neighbour];
  if (token?.type !== "block-seq" || dash === undefined) return undefined;
  const column = columnAt(text, dash);
  const end = endOf(token.items[neighbour], dash);
  const near = styleNear(text, style, list.items[neighbour]);
  const lines = printedItems(request.items, { ...near, ...request.print }, column);
  return [insertion(file, afterOwnComments(text, lineAfter(text, end), column), lines, request.because)];
}

function endOf(item: CST.BlockSequence["items"][number] | undefined, dash: number): number {
  return (item === undefined ? undefined : itemEnd(item)) ?? dash + 1;
}

/** `key:`, `key: null` or `key: []` in a block map becomes a list. */
function fillEmpty(
  file: YamlFile,
  map: MapNode,
  pair: ListPair,
  request: ListItems,
): readonly TextEdit[] | undefined {
  const { text, style } = file;
  const token = map.srcToken;
  const { value } = pair;
  if (token?.type === "flow-collection") return fillEmptyInFlow(style, value, request);
  if (token?.type !== "block-map") return undefined;
  if (value !== null && "anchor" in value && value.anchor !== undefined) return undefined;
  const keyStart = rangeOf(pair.key).start;
  const item = token.items.find((candidate) => candidate.key?.offset === keyStart);
  const colon = item?.sep?.find((part) => part.type === "map-value-ind")?.offset;
  if (item === undefined || colon === undefined || item.sep?.some((part) => part.type === "tag"))
    return undefined;
  const end = contentEnd(item.value) ?? colon + 1;
  const inner = text.slice(colon + 1, end);
  if (inner.includes("\n") || inner.includes("#")) return undefined;
  const column = columnAt(text, keyStart) + (style.indentless ? 0 : style.indent);
  const lines = printedItems(request.items, style, column);
  const below = insertion(file, lineAfter(text, end), lines, request.because);
  return end === colon + 1 ? [below] : [{ start: colon + 1, end, text: "", because: request.because }, below];
}

function fillEmptyInFlow(
  style: YamlStyle,
  value: ListPair["value"],
  request: ListItems,
): readonly TextEdit[] | undefined {
  const range = value === null ? undefined : rangeOf(value);
  if (range === undefined || range.start === range.end) return undefined;
  return [{ ...range, text: printFlow(request.items, style), because: request.because }];
}

function printedItems(items: readonly Json[], style: YamlStyle, column: number): readonly string[] {
  const printed = printYaml(items, { ...style, format: "yaml", eol: "\n" });
  return printed
    .split("\n")
    .slice(0, -1)
    .map((line) => " ".repeat(column) + line);
}

function insertion(file: YamlFile, at: number, lines: readonly string[], because: string): TextEdit {
  const { text, style } = file;
  const eol = at > 0 && text[at - 1] === "\n" ? (text[at - 2] === "\r" ? "\r\n" : "\n") : style.eol;
  const body = lines.join(eol);
  const isOpenEnd = at === text.length && !text.endsWith("\n");
  return { start: at, end: at, text: isOpenEnd ? eol + body : body + eol, because };
}
