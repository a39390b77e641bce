/**
 * The list an edit speaks about, or why it cannot be edited. Text reached through an alias or a merge key is shared with
 * another place, so it is refused rather than edited.
 */
import { isAlias, type Node, type Pair } from "yaml";
import type { KeyPath, YamlDocument } from "./file.ts";
import { keyOf } from "./locate.ts";
import { isMapNode, isSeqNode, type MapNode, rangeOf, type SeqNode } from "./nodes.ts";
import type { Refusal } from "./refusal.ts";
import { aliasTargetsOf, isMergeKey } from "./value.ts";

export type ListPair = Pair<Node, Node | null>;

export type FoundList =
  | {
      readonly kind: "list";
      readonly list: SeqNode;
      /** The map and pair that hold it; undefined for a list at the root or in a list. */
      readonly holder: { readonly map: MapNode; readonly pair: ListPair } | undefined;
    }
  /** The key stands there without a value, or with `null`. */
  | { readonly kind: "null"; readonly map: MapNode; readonly pair: ListPair }
  | { readonly kind: "missing"; readonly map: MapNode; readonly key: string }
  | { readonly kind: "refused"; readonly refusal: Refusal };

export function findList(document: YamlDocument, path: KeyPath, manual: string): FoundList {
  const root = document.parsed.contents;
  const name = path.join(".");
  if (document.value === undefined || document.value === null || root === null) {
    const shape = `the document that should hold \`${name}\` is empty or cannot be read`;
    return { kind: "refused", refusal: { shape, manual, offset: document.region.start } };
  }
  const targets = aliasTargetsOf(root);
  const shared = new Set(targets.values());
  let node: Node = root;
  let holder: { readonly map: MapNode; readonly pair: ListPair } | undefined;
  for (const [depth, segment] of path.entries()) {
    const problem = sharedProblem(node, shared);
    if (problem !== undefined)
      return { kind: "refused", refusal: { shape: problem, manual, offset: startOf(node) } };
    if (isSeqNode(node) && typeof segment === "number" && node.items[segment] !== undefined) {
      holder = undefined;
      node = node.items[segment];
      continue;
    }
    if (!isMapNode(node)) {
      const shape = `\`${path.slice(0, depth).join(".")}\` holds no \`${segment}\``;
      return { kind: "refused", refusal: { shape, manual, offset: startOf(node) } };
    }
    const map: MapNode = node;
    const pair = map.items.find(
      (item) => !isMergeKey(item.key) && keyOf(item.key, targets) === String(segment),
    );
    if (pair === undefined) return missing(map, document, path, depth, manual);
    if (pair.value === null || isEmptyValue(pair.value)) {
      if (depth < path.length - 1) return missing(map, document, path, depth, manual);
      return { kind: "null", map, pair };
    }
    holder = { map, pair };
    node = pair.value;
  }
  const problem = sharedProblem(node, shared);
  if (problem !== undefined)
    return { kind: "refused", refusal: { shape: problem, manual, offset: startOf(node) } };
  if (!isSeqNode(node)) {
    return { kind: "refused", refusal: { shape: `\`${name}\` is no list`, manual, offset: startOf(node) } };
  }
  return { kind: "list", list: node, holder };
}

function missing(
  map: MapNode,
  document: YamlDocument,
  path: KeyPath,
  depth: number,
  manual: string,
): FoundList {
  const name = path.join(".");
  const offset = startOf(map);
  if (valueAt(document, path.slice(0, depth + 1)) !== undefined) {
    const shape = `\`${name}\` comes from another map through a merge key \`<<\``;
    return { kind: "refused", refusal: { shape, manual, offset } };
  }
  if (depth < path.length - 1) {
    return {
      kind: "refused",
      refusal: { shape: `the map above \`${name}\` does not exist`, manual, offset },
    };
  }
  return { kind: "missing", map, key: String(path.at(-1)) };
}

function valueAt(document: YamlDocument, path: KeyPath): unknown {
  let value: unknown = document.value;
  for (const segment of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Object.entries(value).find(([key]) => key === String(segment))?.[1];
  }
  return value ?? undefined;
}

function sharedProblem(node: Node, shared: ReadonlySet<Node>): string | undefined {
  if (isAlias(node)) return `the list is the alias \`*${node.source}\`, whose text stands elsewhere`;
  if (!shared.has(node)) return undefined;
  const anchor = "anchor" in node && typeof node.anchor === "string" ? node.anchor : "";
  return `the text has the anchor \`&${anchor}\` and is used again through \`*${anchor}\`, so an edit would change both`;
}

function isEmptyValue(node: Node): boolean {
  return "value" in node && node.value === null;
}

function startOf(node: Node): number {
  return rangeOf(node).start;
}
