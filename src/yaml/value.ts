/**
 * The plain data of a parsed document. Aliases take the latest anchor of that name before them, and merge keys `<<` are
 * resolved as go-yaml does for kustomize and sigs.k8s.io/yaml: own keys win, then the earlier source of a list.
 * Plain scalars are read by the YAML 1.2 core schema (`yes` and `010` stay what the author typed or 10).
 */
import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap } from "yaml";
import type { Json } from "../model/kube.ts";

/** Nodes and characters that aliases may add: a bound on "billion laughs". */
const maxAliasNodes = 100_000;
const maxAliasCharacters = 4 * 1024 * 1024;
const maxDepth = 200;

export type ValueResult =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly problem: string; readonly offset: number };

/** Which node each alias of a document stands for. */
export type AliasTargets = ReadonlyMap<Alias, Node>;

export function readValue(document: Document.Parsed): ValueResult {
  const targets = aliasTargetsOf(document.contents);
  const reading: Reading = { targets, open: new Set(), aliasDepth: 0, nodes: 0, characters: 0 };
  try {
    return { ok: true, value: readNode(document.contents, reading, 0) };
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, problem: error.problem, offset: error.offset };
    throw error;
  }
}

/** One pass in document order, so that an anchor defined twice means the latest one. */
export function aliasTargetsOf(root: Node | null): AliasTargets {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  if (!hasAlias(root)) return targets;
  const pending: (Node | null | undefined)[] = [root];
  while (pending.length > 0) {
    const node = pending.pop();
    if (node === null || node === undefined) continue;
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (target !== undefined) targets.set(node, target);
      continue;
    }
    if ((isScalar(node) || isMap(node) || isSeq(node)) && node.anchor !== undefined)
      anchors.set(node.anchor, node);
    for (const child of childrenOf(node).toReversed()) pending.push(child);
  }
  return targets;
}

/** Most documents have none, and then nobody needs their nodes in order. */
function hasAlias(root: Node | null): boolean {
  const pending: (Node | null)[] = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node === null) continue;
    if (isAlias(node)) return true;
    if (isMap<Node, Node | null>(node)) for (const pair of node.items) pending.push(pair.key, pair.value);
    else if (isSeq<Node>(node)) for (const item of node.items) pending.push(item);
  }
  return false;
}

/** Child nodes in text order. */
export function childrenOf(node: Node): readonly (Node | null)[] {
  if (isMap<Node, Node | null>(node)) return node.items.flatMap((pair) => [pair.key, pair.value]);
  if (isSeq<Node>(node)) return node.items;
  return [];
}

/** True for a plain `<<` key. */
export function isMergeKey(key: Node): boolean {
  return isScalar(key) && key.type === "PLAIN" && key.source === "<<" && key.tag === undefined;
}

interface Reading {
  readonly targets: AliasTargets;
  readonly open: Set<Node>;
  aliasDepth: number;
  nodes: number;
  characters: number;
}

class Unreadable extends Error {
  readonly problem: string;
  readonly offset: number;
  constructor(problem: string, node: Node | null) {
    super(problem);
    this.problem = problem;
    this.offset = node?.range?.[0] ?? 0;
  }
}

function readNode(node: Node | null, reading: Reading, depth: number): Json {
  if (node === null) return null;
  if (depth > maxDepth) throw new Unreadable("it is nested too deeply", node);
  if (reading.aliasDepth > 0) countAliased(node, reading);
  if (isAlias(node)) return readAlias(node, reading, depth);
  if (isScalar(node)) return readScalar(node.value);
  if (isSeq<Node>(node))
    return within(node, reading, () => node.items.map((item) => readNode(item, reading, depth + 1)));
  if (isMap<Node, Node | null>(node)) return within(node, reading, () => readMap(node, reading, depth));
  return null;
}

function countAliased(node: Node, reading: Reading): void {
  reading.nodes += 1;
  if (isScalar(node) && typeof node.value === "string") reading.characters += node.value.length;
  if (reading.nodes > maxAliasNodes || reading.characters > maxAliasCharacters) {
    throw new Unreadable("its aliases expand to more data than can be meant", node);
  }
}

function within(node: Node, reading: Reading, read: () => Json): Json {
  if (reading.open.has(node)) throw new Unreadable("an alias stands inside the node it names", node);
  reading.open.add(node);
  const value = read();
  reading.open.delete(node);
  return value;
}

function readAlias(node: Alias, reading: Reading, depth: number): Json {
  const target = reading.targets.get(node);
  if (target === undefined) throw new Unreadable(`the alias *${node.source} has no anchor before it`, node);
  reading.aliasDepth += 1;
  const value = readNode(target, reading, depth + 1);
  reading.aliasDepth -= 1;
  return value;
}

function readScalar(value: unknown): Json {
  if (typeof value === "string" || typeof value === "boolean" || value === null) return value;
  // JSON has neither infinity nor NaN: their names stand for them.
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "bigint") return value.toString();
  return JSON.stringify(value);
}

function readMap(node: YAMLMap<Node, Node | null>, reading: Reading, depth: number): Json {
  const own = new Map<string, Json>();
  const merged: { readonly [key: string]: Json }[] = [];
  for (const pair of node.items) {
    if (isMergeKey(pair.key)) {
      for (const source of mergeSources(readNode(pair.value, reading, depth + 1), pair.key))
        merged.push(source);
      continue;
    }
    const key = keyText(readNode(pair.key, reading, depth + 1), pair.key);
    if (own.has(key)) throw new Unreadable(`the key "${key}" stands twice in one map`, pair.key);
    own.set(key, readNode(pair.value, reading, depth + 1));
  }
  for (const source of merged) {
    for (const [key, value] of Object.entries(source)) if (!own.has(key)) own.set(key, value);
  }
  return Object.fromEntries(own);
}

function mergeSources(value: Json, key: Node): readonly { readonly [key: string]: Json }[] {
  const sources = Array.isArray(value) ? value : [value];
  return sources.map((source: Json) => {
    if (typeof source === "object" && source !== null && !Array.isArray(source)) {
      return source as { readonly [key: string]: Json }; // neither array nor null: an object
    }
    throw new Unreadable("a merge key << names something that is no map", key);
  });
}

function keyText(key: Json, node: Node): string {
  if (typeof key === "object" && key !== null) {
    throw new Unreadable("a map or a list is used as a key, as in an unquoted {{ template }}", node);
  }
  return String(key);
}
