/**
 * Small questions about parsed nodes and the tokens they came from. Tokens are kept by the reader (`keepSourceTokens`),
 * because nodes alone do not tell where a dash or a comma stands.
 */
import { type CST, isMap, isSeq, type Node, type YAMLMap, type YAMLSeq } from "yaml";
import { InvariantError } from "./invariant.ts";

export type MapNode = YAMLMap<Node, Node | null>;
export type SeqNode = YAMLSeq<Node>;

export function isBlockCollection(node: Node): boolean {
  const type = node.srcToken?.type;
  return type === "block-map" || type === "block-seq";
}

/** Offsets of the dashes of a block sequence; empty for anything else. */
export function blockDashes(node: Node): readonly number[] {
  const token = node.srcToken;
  if (token?.type !== "block-seq") return [];
  return token.items.flatMap((item) => {
    const dash = item.start.find((source) => source.type === "seq-item-ind");
    return dash === undefined ? [] : [dash.offset];
  });
}

export function flowToken(node: Node): CST.FlowCollection | undefined {
  return node.srcToken?.type === "flow-collection" ? node.srcToken : undefined;
}

/** [start, end) of the node without trailing comment. The reader sets ranges on every node. */
export function rangeOf(node: Node): { readonly start: number; readonly end: number } {
  const range = node.range;
  if (range === null || range === undefined) throw new InvariantError("a parsed node has no range");
  return { start: range[0], end: range[1] };
}

export function isMapNode(node: unknown): node is MapNode {
  return isMap(node);
}

export function isSeqNode(node: unknown): node is SeqNode {
  return isSeq(node);
}
