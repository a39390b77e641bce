/**
 * Takes one key out of a mapping: its lines with its own comments, nothing else of the file. The last key leaves `{}`, because a
 * key without value is `null`, which Helm takes for "delete the chart's default".
 *
 * Comments directly above go with the key only when it stands alone under them (a blank line, another comment at its column, or
 * the end of the map follows). Anchors that are used elsewhere move to their first use, or the removal is refused.
 */

import { type Outcome, outcome } from "../diagnostics/diagnostic.ts";
import type { TextEdit } from "../model/edits.ts";
import { moveAnchors } from "./anchors.ts";
import { attachedComments } from "./attached-comments.ts";
import type { KeyPath, YamlFile } from "./file.ts";
import { findMap, findPair, type MapHolder } from "./find-map.ts";
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
import { flowToken, rangeOf } from "./nodes.ts";
import { refuse } from "./refusal.ts";
import { itemEnd } from "./tokens.ts";
import { aliasTargetsOf } from "./value.ts";

export interface MapRemoval {
  readonly document: number;
  readonly map: KeyPath;
  readonly key: string;
  readonly because: string;
}

/** Edits; none when the key is not there; undefined with a diagnostic when the shape is not edited. */
export function removeMapKey(file: YamlFile, request: MapRemoval): Outcome<readonly TextEdit[] | undefined> {
  const name = [...request.map, request.key].join(".");
  const manual = `Take \`${name}\` out by hand.`;
  const document = file.documents[request.document];
  if (document === undefined) {
    return refuse(file, { shape: `it has no document ${request.document + 1}`, manual, offset: 0 });
  }
  const found = findMap(document, request.map, manual);
  if (found.kind === "refused") return refuse(file, found.refusal);
  if (found.kind !== "map") return outcome([]);
  const pair = findPair(found.map, request.key, aliasTargetsOf(document.parsed.contents));
  if (pair === undefined) return outcome([]);
  const offset = rangeOf(pair.key).start;
  const moves = moveAnchors(file, document, [pair.key, pair.value], request.because);
  if (!moves.ok) {
    const shape = `the anchor \`&${moves.anchor}\` is defined inside the text to remove and used outside it`;
    const how = `Move the anchored text to the place that uses \`*${moves.anchor}\`, then remove the rest by hand.`;
    return refuse(file, { shape, manual: how, offset });
  }
  const index = found.map.items.indexOf(pair);
  const flow = flowToken(found.map);
  if (flow !== undefined) {
    return outcome([...removeFromFlow(file.text, flow, index, request.because), ...moves.edits]);
  }
  const edits = removeFromBlock(file, found, index, request.because);
  if (edits !== undefined) return outcome([...edits, ...moves.edits]);
  const shape = "the key shares its line with something that stays, or is the only one of its document";
  return refuse(file, { shape, manual, offset });
}

function removeFromBlock(
  file: YamlFile,
  found: Extract<ReturnType<typeof findMap>, { kind: "map" }>,
  index: number,
  because: string,
): readonly TextEdit[] | undefined {
  const { text } = file;
  const token = found.map.srcToken;
  const pair = found.map.items[index];
  if (token?.type !== "block-map" || pair === undefined) return undefined;
  const keyAt = rangeOf(pair.key).start;
  const item = token.items.find((candidate) => candidate.key?.offset === keyAt);
  const end = item === undefined ? undefined : itemEnd(item);
  if (end === undefined || !isBlank(text.slice(lineStart(text, keyAt), keyAt))) return undefined;
  const count = found.map.items.length;
  const lines = linesOf(text, keyAt, lineAfter(text, end), {
    isFirst: index === 0,
    isLast: index === count - 1,
    headsFile: index === 0 && found.holder === undefined,
  });
  const deletion = deleteLines(text, lines.start, lines.end, because);
  if (count > 1) return [deletion];
  const colon = found.holder === undefined ? undefined : afterMarks(found.holder);
  return colon === undefined ? undefined : [{ start: colon, end: colon, text: " {}", because }, deletion];
}

function linesOf(
  text: string,
  keyAt: number,
  end: number,
  position: { readonly isFirst: boolean; readonly isLast: boolean; readonly headsFile: boolean },
): { readonly start: number; readonly end: number } {
  const column = columnAt(text, keyAt);
  let stop = afterOwnComments(text, end, column);
  const own = lineStart(text, keyAt);
  // Comments above the first key may head the file.
  let start = position.headsFile ? own : attachedComments(text, own, stop, column, position.isLast);
  const isBlankAbove = blankAbove(text, start) !== undefined;
  if (position.isLast && !position.isFirst) {
    for (let above = blankAbove(text, start); above !== undefined; above = blankAbove(text, start))
      start = above;
  }
  if (!position.isLast && (position.isFirst || isBlankAbove)) {
    while (stop < text.length && isBlank(text.slice(stop, lineEnd(text, stop))))
      stop = nextLineStart(text, stop);
  }
  return { start, end: stop };
}

function blankAbove(text: string, start: number): number | undefined {
  const above = previousLineStart(text, start);
  return above !== undefined && isBlank(text.slice(above, lineEnd(text, above))) ? above : undefined;
}

/** After the colon and an anchor or tag of the value. */
function afterMarks(holder: MapHolder): number | undefined {
  const token = holder.map.srcToken;
  if (token?.type !== "block-map") return undefined;
  const keyAt = rangeOf(holder.pair.key).start;
  const item = token.items.find((candidate) => candidate.key?.offset === keyAt);
  const marks = item?.sep?.filter((part) => ["map-value-ind", "anchor", "tag"].includes(part.type)) ?? [];
  const last = marks.at(-1);
  return last === undefined ? undefined : last.offset + last.source.length;
}

/** Whole lines; at the end of a text without final newline the line end above goes instead. */
function deleteLines(text: string, start: number, end: number, because: string): TextEdit {
  const isOpenEnd = end === text.length && !text.endsWith("\n");
  return { start: isOpenEnd ? openEndBefore(text, start) : start, end, text: "", because };
}
