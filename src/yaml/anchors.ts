/**
 * Anchors that stand inside text to be removed and are used outside of it. A one-line scalar can move: the first alias behind the
 * removed text becomes the anchor, and every later alias means it.
 */
import { type Alias, isScalar, type Node } from "yaml";
import type { TextEdit } from "../model/edits.ts";
import type { YamlDocument, YamlFile } from "./file.ts";
import { rangeOf } from "./nodes.ts";
import { aliasTargetsOf, childrenOf } from "./value.ts";

export type AnchorMoves =
  | { readonly ok: true; readonly edits: readonly TextEdit[] }
  | { readonly ok: false; readonly anchor: string };

export function moveAnchors(
  file: YamlFile,
  document: YamlDocument,
  removed: readonly (Node | null)[],
  because: string,
): AnchorMoves {
  const within = nodesBelow(removed);
  const outside = new Map<Node, Alias[]>();
  const targets = aliasTargetsOf(document.parsed.contents);
  for (const [alias, target] of targets) {
    if (!within.has(target) || within.has(alias)) continue;
    outside.set(target, [...(outside.get(target) ?? []), alias]);
  }
  const edits: TextEdit[] = [];
  for (const [target, aliases] of outside) {
    const first = aliases.toSorted((a, b) => rangeOf(a).start - rangeOf(b).start)[0];
    if (first === undefined) continue;
    const source = file.text.slice(rangeOf(target).start, rangeOf(target).end);
    const isMovable = isScalar(target) && !source.includes("\n") && !/^[|>]/.test(source) && source !== "";
    if (!isMovable || target.tag !== undefined) return { ok: false, anchor: first.source };
    const { start, end } = rangeOf(first);
    edits.push({ start, end, text: `&${first.source} ${source}`, because });
  }
  return { ok: true, edits };
}

function nodesBelow(roots: readonly (Node | null)[]): ReadonlySet<Node> {
  const within = new Set<Node>();
  const pending = [...roots];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node === null) continue;
    within.add(node);
    for (const child of childrenOf(node)) pending.push(child);
  }
  return within;
}
