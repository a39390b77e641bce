/**
 * The habits of a file's author, so that what we add looks like the rest. A habit is what the majority of places show;
 * without any place to look at it is the default.
 */
import { type Document, isMap, isScalar, isSeq, type Node } from "yaml";
import { defaultStyle, type YamlStyle } from "./file.ts";
import { columnAt } from "./lines.ts";
import { blockDashes, isBlockCollection } from "./nodes.ts";
import { childrenOf } from "./value.ts";

export function styleOf(text: string, documents: readonly Document.Parsed[], isJson: boolean): YamlStyle {
  const votes: Votes = { indents: new Map(), indentless: 0, indented: 0, single: 0, double: 0 };
  for (const document of documents) countVotes(text, document.contents, votes);
  const lineFeeds = count(text, "\n");
  const pairs = count(text, "\r\n");
  return {
    format: isJson ? "json" : "yaml",
    eol: pairs * 2 > lineFeeds ? "\r\n" : "\n",
    mixedEol: pairs > 0 && pairs < lineFeeds,
    indent: mostFrequent(votes.indents) ?? defaultStyle.indent,
    jsonIndent: isJson ? jsonIndentOf(text) : defaultStyle.jsonIndent,
    indentless: votes.indentless > votes.indented,
    quote: votes.single > votes.double ? "'" : '"',
    bom: text.startsWith("\uFEFF"),
    finalNewline: text === "" || text.endsWith("\n"),
  };
}

interface Votes {
  readonly indents: Map<number, number>;
  indentless: number;
  indented: number;
  single: number;
  double: number;
}

function countVotes(text: string, root: Node | null, votes: Votes): void {
  const pending: (Node | null)[] = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node === null) continue;
    if (isScalar(node)) {
      if (node.type === "QUOTE_SINGLE") votes.single += 1;
      if (node.type === "QUOTE_DOUBLE") votes.double += 1;
    }
    if (isMap<Node, Node | null>(node) && isBlockCollection(node)) {
      for (const pair of node.items) countPair(text, pair.key, pair.value, votes);
    }
    for (const child of childrenOf(node)) pending.push(child);
  }
}

function countPair(text: string, key: Node, value: Node | null, votes: Votes): void {
  const keyAt = key.range?.[0];
  if (value === null || keyAt === undefined || !isBlockCollection(value)) return;
  const keyColumn = columnAt(text, keyAt);
  if (isSeq(value)) {
    const dash = blockDashes(value)[0];
    if (dash === undefined) return;
    if (columnAt(text, dash) === keyColumn) votes.indentless += 1;
    else votes.indented += 1;
    return;
  }
  const first = isMap<Node>(value) ? value.items[0]?.key.range?.[0] : undefined;
  if (first === undefined) return;
  const step = columnAt(text, first) - keyColumn;
  if (step > 0 && step <= 8) votes.indents.set(step, (votes.indents.get(step) ?? 0) + 1);
}

function mostFrequent(votes: ReadonlyMap<number, number>): number | undefined {
  return [...votes].sort(([stepA, a], [stepB, b]) => b - a || stepA - stepB)[0]?.[0];
}

function count(text: string, part: string): number {
  let found = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) found += 1;
  return found;
}

/** The white space before the first key or item that stands on a line of its own. */
function jsonIndentOf(text: string): string {
  const match = /[[{][ \t]*\r?\n([ \t]{1,8})/.exec(text);
  return match?.[1] ?? "";
}
