/**
 * The mapping an edit speaks about, or why it cannot be edited. As with lists, text that is reached through an alias, a merge
 * key or a shared anchor stands for several places and is refused.
 */
import { isAlias, type Node, type Pair } from "yaml";
import type { KeyPath, YamlDocument } from "./file.ts";
import { keyOf } from "./locate.ts";
import { isMapNode, isSeqNode, type MapNode, rangeOf } from "./nodes.ts";
import type { Refusal } from "./refusal.ts";
import { type AliasTargets, aliasTargetsOf, isMergeKey } from "./value.ts";

export type MapPair = Pair<Node, Node | null>;

export interface MapHolder {
  readonly map: MapNode;
  readonly pair: MapPair;
}

export type FoundMap =
  | {
      readonly kind: "map";
      readonly map: MapNode;
      /** The map and pair that hold it; undefined for the root and for a map in a list. */
      readonly holder: MapHolder | undefined;
    }
  /** The key stands there without a value, or with `null`. */
  | { readonly kind: "null"; readonly holder: MapHolder }
  | { readonly kind: "missing"; readonly depth: number }
  | { readonly kind: "refused"; readonly refusal: Refusal };

export function findMap(document: YamlDocument, path: KeyPath, manual: string): FoundMap {
  const root = document.parsed.contents;
  if (document.value === undefined || root === null) {
    const shape = "the document is empty or cannot be read";
    return { kind: "refused", refusal: { shape, manual, offset: document.region.start } };
  }
  const targets = aliasTargetsOf(root);
  const shared = new Set(targets.values());
  const refused = (node: Node, shape: string): FoundMap => ({
    kind: "refused",
    refusal: { shape, manual, offset: rangeOf(node).start },
  });
  let node: Node = root;
  let holder: MapHolder | undefined;
  for (const [depth, segment] of path.entries()) {
    const problem = sharedProblem(node, shared);
    if (problem !== undefined) return refused(node, problem);
    if (isSeqNode(node) && typeof segment === "number") {
      const item: Node | undefined = node.items[segment];
      if (item === undefined) return { kind: "missing", depth };
      holder = undefined;
      node = item;
      continue;
    }
    if (!isMapNode(node)) return refused(node, `\`${path.slice(0, depth).join(".")}\` is no map`);
    const map: MapNode = node;
    const pair = findPair(map, String(segment), targets);
    if (pair === undefined) {
      if (comesByMerge(document, path.slice(0, depth + 1))) {
        return refused(map, `\`${path.join(".")}\` comes from another map through a merge key \`<<\``);
      }
      return { kind: "missing", depth };
    }
    holder = { map, pair };
    if (isEmptyValue(pair.value)) {
      return depth === path.length - 1 ? { kind: "null", holder } : { kind: "missing", depth: depth + 1 };
    }
    node = pair.value;
  }
  const problem = sharedProblem(node, shared);
  if (problem !== undefined) return refused(node, problem);
  if (!isMapNode(node)) return refused(node, `\`${path.join(".")}\` is no map`);
  return { kind: "map", map: node, holder };
}

/** The pair of a key written in this very map, not one that a merge key brings. */
export function findPair(map: MapNode, key: string, targets: AliasTargets): MapPair | undefined {
  return map.items.find((pair) => !isMergeKey(pair.key) && keyOf(pair.key, targets) === key);
}

export function sharedProblem(node: Node, shared: ReadonlySet<Node>): string | undefined {
  if (isAlias(node)) return `the value is the alias \`*${node.source}\`, whose text stands elsewhere`;
  if (!shared.has(node)) return undefined;
  const anchor = "anchor" in node && typeof node.anchor === "string" ? node.anchor : "";
  return `the text has the anchor \`&${anchor}\` and is used again through \`*${anchor}\`, so an edit would change both`;
}

export function isEmptyValue(node: Node | null): node is null {
  return node === null || ("value" in node && node.value === null);
}

function comesByMerge(document: YamlDocument, path: KeyPath): boolean {
  let value: unknown = document.value;
  for (const segment of path) {
    if (typeof value !== "object" || value === null) return false;
    value = Object.entries(value).find(([key]) => key === String(segment))?.[1];
  }
  return value !== undefined;
}
