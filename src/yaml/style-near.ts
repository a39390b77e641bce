/**
 * The habits right beside an edit: files that hold lists both at the key's column and indented are common, and what is added should
 * look like its neighbour. Where the neighbour shows nothing, the file's habit holds.
 */
import { isMap, isSeq, type Node } from "yaml";
import type { YamlStyle } from "./file.ts";
import { columnAt } from "./lines.ts";
import { blockDashes } from "./nodes.ts";
import { childrenOf } from "./value.ts";

export function styleNear(text: string, style: YamlStyle, neighbour: Node | null | undefined): YamlStyle {
  let indentless = 0;
  let indented = 0;
  const pending: (Node | null)[] = [neighbour ?? null];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node === null) continue;
    pending.push(...childrenOf(node));
    if (!isMap<Node, Node | null>(node) || node.srcToken?.type !== "block-map") continue;
    for (const pair of node.items) {
      const keyAt = pair.key.range?.[0];
      const dash = isSeq(pair.value) ? blockDashes(pair.value)[0] : undefined;
      if (keyAt === undefined || dash === undefined) continue;
      if (columnAt(text, dash) === columnAt(text, keyAt)) indentless += 1;
      else indented += 1;
    }
  }
  return indentless === indented ? style : { ...style, indentless: indentless > indented };
}
