/**
 * Directives of an nginx snippet: a name, its arguments, and a block where it has one. Lua blocks hold another language and are
 * refused by name before anything inside is looked at.
 */
import { readTokens } from "./tokens.ts";

export interface Directive {
  readonly name: string;
  readonly args: readonly string[];
  /** undefined: it ends with ";". */
  readonly block: readonly Directive[] | undefined;
}

export type Directives = { readonly directives: readonly Directive[] } | { readonly problem: string };

const maxDepth = 8;
const maxDirectives = 200;

interface Level {
  readonly name: string;
  readonly args: readonly string[];
  readonly directives: Directive[];
}

export function readDirectives(text: string): Directives {
  const lua = /\b(\w+_by_lua_block)\s*\{/.exec(text.slice(0, 20_000))?.[1];
  if (lua !== undefined) return { problem: `${lua} holds Lua code` };
  const read = readTokens(text);
  if ("problem" in read) return read;
  const levels: Level[] = [{ name: "", args: [], directives: [] }];
  let words: string[] = [];
  let count = 0;
  for (const token of read.tokens) {
    const level = levels.at(-1);
    if (level === undefined) return { problem: "a brace closes more than was opened" };
    if (token.is === "word") {
      words.push(token.text);
      continue;
    }
    const [name, ...args] = words;
    words = [];
    count += 1;
    if (count > maxDirectives) return { problem: `it has more than ${maxDirectives} directives` };
    if (token.is === "close") {
      const outer = levels.at(-2);
      if (name !== undefined || outer === undefined) return { problem: "a brace stands where a ; is due" };
      outer.directives.push({ name: level.name, args: level.args, block: level.directives });
      levels.pop();
    } else if (name === undefined) {
      if (token.is === "open") return { problem: "a block has no name" };
    } else if (token.is === "end") {
      level.directives.push({ name, args, block: undefined });
    } else {
      if (levels.length > maxDepth) return { problem: "its blocks are nested too deep" };
      levels.push({ name, args, directives: [] });
    }
  }
  const [top] = levels;
  if (levels.length !== 1 || top === undefined || words.length > 0) {
    return { problem: "it ends in the middle of a directive" };
  }
  return { directives: top.directives };
}
