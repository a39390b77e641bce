/**
 * From a key path to the text. A path goes through aliases to the anchored text and through merge keys to the merged map,
 * so the place is where a person would have to look.
 */
import { type Document, isAlias, type Node } from "yaml";
import type { KeyPath, TextSpan } from "./file.ts";
import { isMapNode, isSeqNode, rangeOf } from "./nodes.ts";
import { type AliasTargets, isMergeKey } from "./value.ts";

export interface Location {
  /** Where the key or item stands. */
  readonly offset: number;
  readonly span: TextSpan | undefined;
}

export function locate(document: Document.Parsed, targetsOf: () => AliasTargets, path: KeyPath): Location {
  const root = document.contents;
  if (root === null) return { offset: document.range[0], span: undefined };
  if (path.length === 0) return { offset: rangeOf(root).start, span: rangeOf(root) };
  const targets = targetsOf();
  let offset = rangeOf(root).start;
  let node: Node | null = root;
  for (const segment of path) {
    const step: Step | undefined = node === null ? undefined : stepInto(node, segment, targets, 0);
    if (step === undefined) return { offset, span: undefined };
    offset = step.offset;
    node = step.node;
  }
  return { offset, span: node === null ? undefined : rangeOf(node) };
}

interface Step {
  readonly offset: number;
  readonly node: Node | null;
}

function stepInto(
  node: Node,
  segment: string | number,
  targets: AliasTargets,
  hops: number,
): Step | undefined {
  if (hops > 50) return undefined;
  if (isAlias(node)) {
    const target = targets.get(node);
    return target === undefined ? undefined : stepInto(target, segment, targets, hops + 1);
  }
  if (isSeqNode(node)) {
    const item = typeof segment === "number" ? node.items[segment] : undefined;
    return item === undefined ? undefined : { offset: rangeOf(item).start, node: item };
  }
  if (!isMapNode(node)) return undefined;
  for (const pair of node.items) {
    if (!isMergeKey(pair.key) && keyOf(pair.key, targets) === String(segment)) {
      return { offset: rangeOf(pair.key).start, node: pair.value };
    }
  }
  for (const pair of node.items) {
    if (!isMergeKey(pair.key) || pair.value === null) continue;
    const sources = isSeqNode(pair.value) ? pair.value.items : [pair.value];
    for (const source of sources) {
      const step = stepInto(source, segment, targets, hops + 1);
      if (step !== undefined) return step;
    }
  }
  return undefined;
}

/** The text of a scalar key; undefined for a collection. */
export function keyOf(key: Node, targets: AliasTargets): string | undefined {
  const node = isAlias(key) ? targets.get(key) : key;
  return node !== undefined && "value" in node ? String(node.value) : undefined;
}
