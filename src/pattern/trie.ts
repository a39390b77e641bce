/**
 * One automaton for any number of words and prefixes: the word part of a route table costs a trie, not a product.
 */
import type { Automaton } from "./automaton.ts";

interface Node {
  readonly children: Map<number, number>;
  isExact: boolean;
  isPrefix: boolean;
  /** Deepest node on the way here, itself included, that ends a prefix; -1 for none. */
  prefix: number;
}

/** States below `nodes` are trie nodes; above, "left the trie below prefix node n"; the last is "left it elsewhere". */
export function trieAutomaton(exact: readonly string[], prefixes: readonly string[]): Automaton {
  const nodes: Node[] = [newNode()];
  for (const word of exact) insert(nodes, word).isExact = true;
  for (const word of prefixes) insert(nodes, word).isPrefix = true;
  spreadPrefixes(nodes);
  const size = nodes.length;
  const chars = new Set(
    [...exact, ...prefixes].flatMap((word) => Array.from(word, (char) => char.charCodeAt(0))),
  );
  return {
    ranges: [...chars].map((char) => [[char, char]]),
    next(state, char) {
      const node = nodes[state];
      if (node === undefined) return state;
      return node.children.get(char) ?? (node.prefix < 0 ? size * 2 : size + node.prefix);
    },
    mark(state) {
      const node = nodes[state];
      if (node === undefined) return state;
      if (node.isExact) return state;
      return node.prefix < 0 ? size * 2 : size + node.prefix;
    },
  };
}

function newNode(): Node {
  return { children: new Map(), isExact: false, isPrefix: false, prefix: -1 };
}

function insert(nodes: Node[], word: string): Node {
  let at = 0;
  for (let index = 0; index < word.length; index += 1) {
    const char = word.charCodeAt(index);
    const known = nodes[at]?.children.get(char);
    const next = known ?? nodes.push(newNode()) - 1;
    nodes[at]?.children.set(char, next);
    at = next;
  }
  return nodes[at] ?? newNode();
}

/** Children stand behind their parents, so one pass in order is enough. */
function spreadPrefixes(nodes: readonly Node[]): void {
  nodes.forEach((node, index) => {
    if (node.isPrefix) node.prefix = index;
    for (const child of node.children.values()) {
      const below = nodes[child];
      if (below !== undefined) below.prefix = node.prefix;
    }
  });
}
