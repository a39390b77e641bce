/**
 * Takes one entry out of a list: its lines with its trailing comment, nothing else of the file.
 *
 * Own-line comments directly above an entry (no blank line between, in the dash's column) go with it only when the entry is
 * the only one under them: a blank line, another comment at that column or the end of the list follows. Otherwise they may
 * head a group and stay. Blank lines after the entry go when the entry was first or a blank line stands above it too.
 */

import { isScalar, type Node } from "yaml";
import { type Outcome, outcome } from "../diagnostics/diagnostic.ts";
import type { TextEdit } from "../model/edits.ts";
import { attachedComments } from "./attached-comments.ts";
import type { KeyPath, TextSpan, YamlDocument, YamlFile } from "./file.ts";
import { type FoundList, findList } from "./find-list.ts";
import { removeFromFlow } from "./flow.ts";
import {
  afterOwnComments,
  columnAt,
  isBlank,
  lineAfter,
  lineEnd,
  lineStart,
  nextLineStart,
  openEndBefore,
  previousLineStart,
} from "./lines.ts";
import { blockDashes, flowToken, rangeOf, type SeqNode } from "./nodes.ts";
import { refuse } from "./refusal.ts";
import { itemEnd } from "./tokens.ts";
import { aliasTargetsOf, childrenOf } from "./value.ts";

export interface ListRemoval {
  readonly document: number;
  readonly list: KeyPath;
  /** Index of the entry, or the string it holds (the first such entry). */
  readonly entry: number | string;
  readonly because: string;
}

/**
 * Edits; none when no such entry is there; undefined with a diagnostic when the shape is not edited.
 * The last entry leaves `[]`: kustomize takes `resources: []` but refuses a file whose only list key is null or absent
 * ("kustomization.yaml is empty", kustomize 5.5 api/types/kustomization.go CheckEmpty).
 */
export function removeListEntry(
  file: YamlFile,
  request: ListRemoval,
): Outcome<readonly TextEdit[] | undefined> {
  const manual = `Take \`${request.entry}\` out of \`${request.list.join(".")}\` by hand.`;
  const document = file.documents[request.document];
  if (document === undefined) {
    return refuse(file, { shape: `it has no document ${request.document + 1}`, manual, offset: 0 });
  }
  const found = findList(document, request.list, manual);
  if (found.kind === "refused") return refuse(file, found.refusal);
  if (found.kind !== "list") return outcome([]);
  const index = indexOf(found.list, request.entry);
  const item = found.list.items[index];
  if (item === undefined) return outcome([]);
  const anchor = anchorUsedOutside(document, item);
  if (anchor !== undefined) {
    const shape = `the anchor \`&${anchor}\` is defined inside the text to remove and used outside it`;
    const how = `Move the anchored text to the place that uses \`*${anchor}\`, then remove the rest by hand.`;
    return refuse(file, { shape, manual: how, offset: rangeOf(item).start });
  }
  const flow = flowToken(found.list);
  if (flow !== undefined) return outcome(removeFromFlow(file.text, flow, index, request.because));
  const edits = removeFromBlock(file, found, index, request.because);
  if (edits !== undefined) return outcome(edits);
  const shape =
    "the entry shares its line with something that stays, or is the only one of a list without a key";
  return refuse(file, { shape, manual, offset: rangeOf(item).start });
}

/** An item of `items` of a `kind: List`, block, flow or JSON. */
export function removeListItem(
  file: YamlFile,
  request: { readonly document: number; readonly item: number; readonly because: string },
): Outcome<readonly TextEdit[] | undefined> {
  return removeListEntry(file, {
    document: request.document,
    list: ["items"],
    entry: request.item,
    because: request.because,
  });
}

function indexOf(list: SeqNode, entry: number | string): number {
  if (typeof entry === "number") return entry;
  return list.items.findIndex((item) => isScalar(item) && item.value === entry);
}

/** Name of an anchor that stands inside `inside` and is used by an alias outside of it. */
function anchorUsedOutside(document: YamlDocument, inside: Node): string | undefined {
  const within = new Set<Node>();
  const pending: (Node | null)[] = [inside];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node === null) continue;
    within.add(node);
    for (const child of childrenOf(node)) pending.push(child);
  }
  for (const [alias, target] of aliasTargetsOf(document.parsed.contents)) {
    if (within.has(target) && !within.has(alias)) return alias.source;
  }
  return undefined;
}

function removeFromBlock(
  file: YamlFile,
  found: Extract<FoundList, { kind: "list" }>,
  index: number,
  because: string,
): readonly TextEdit[] | undefined {
  const { text } = file;
  const token = found.list.srcToken;
  const dashes = blockDashes(found.list);
  const dash = dashes[index];
  const item = token?.type === "block-seq" ? token.items.filter(hasDash)[index] : undefined;
  if (dash === undefined || item === undefined) return undefined;
  const start = lineStart(text, dash);
  if (!isBlank(text.slice(start, dash))) return undefined;
  const contentStop = itemEnd(item) ?? dash + 1;
  const span = withSurroundings(text, dash, lineAfter(text, contentStop), {
    isFirst: index === 0,
    isLast: index === dashes.length - 1,
  });
  const lines = deleteLines(text, span, because);
  if (dashes.length > 1) return [lines];
  const colon = colonOf(found);
  return colon === undefined ? undefined : [{ start: colon, end: colon, text: " []", because }, lines];
}

function hasDash(item: { readonly start: readonly { readonly type: string }[] }): boolean {
  return item.start.some((part) => part.type === "seq-item-ind");
}

/** Where ` []` goes: after the colon and an anchor or tag of the list. */
function colonOf(found: Extract<FoundList, { kind: "list" }>): number | undefined {
  const map = found.holder?.map.srcToken;
  if (map?.type !== "block-map" || found.holder === undefined) return undefined;
  const keyStart = rangeOf(found.holder.pair.key).start;
  const item = map.items.find((candidate) => candidate.key?.offset === keyStart);
  const marks = item?.sep?.filter((part) => ["map-value-ind", "anchor", "tag"].includes(part.type)) ?? [];
  const last = marks.at(-1);
  return last === undefined ? undefined : last.offset + last.source.length;
}

function withSurroundings(
  text: string,
  dash: number,
  end: number,
  position: { readonly isFirst: boolean; readonly isLast: boolean },
): TextSpan {
  const column = columnAt(text, dash);
  let stop = afterOwnComments(text, end, column);
  const start = attachedComments(text, lineStart(text, dash), stop, column, position.isLast);
  const above = previousLineStart(text, start);
  const hasBlankAbove = above !== undefined && isBlank(text.slice(above, lineEnd(text, above)));
  if (!position.isLast && (position.isFirst || hasBlankAbove)) stop = skipBlankLines(text, stop);
  return { start, end: stop };
}

function skipBlankLines(text: string, from: number): number {
  let at = from;
  while (at < text.length && isBlank(text.slice(at, lineEnd(text, at)))) at = nextLineStart(text, at);
  return at;
}

/** Whole lines; at the end of a text without final newline the line end above goes instead. */
function deleteLines(text: string, span: TextSpan, because: string): TextEdit {
  const isOpenEnd = span.end === text.length && !text.endsWith("\n");
  const start = isOpenEnd ? openEndBefore(text, span.start) : span.start;
  return { start, end: span.end, text: "", because };
}
