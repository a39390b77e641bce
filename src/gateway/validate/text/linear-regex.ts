/**
 * Regular expressions of foreign schemas, matched in time linear in the text. The engine of JavaScript backtracks, and a
 * pattern out of somebody's repository must not be able to stop the program; the API server's engine (RE2) does not
 * backtrack either. Look-around and back references do not exist there, and are refused here.
 */
import { type AST, RegExpParser } from "@eslint-community/regexpp";

export interface LinearRegex {
  /** True when the pattern matches somewhere in the text. */
  test(text: string): boolean;
}

type Instruction =
  | { readonly op: "character"; readonly accepts: (code: number) => boolean; next: number }
  | { readonly op: "split"; readonly next: number[] }
  | { readonly op: "assert"; readonly holds: (before: number, after: number) => boolean; next: number }
  | { readonly op: "match" };

/** Counted repeats are written out, so this also bounds them. The longest of upstream's own patterns takes about 150. */
const maxInstructions = 2000;
const maxPatternLength = 2000;
const none = -1;

/** The pattern ready to match, or a sentence that says why it cannot be used. */
export function compileRegex(source: string): LinearRegex | string {
  if (source.length > maxPatternLength) return "the pattern is longer than is checked";
  const { pattern, ignoreCase, dotAll } = takeInlineFlags(source);
  let parsed: AST.Pattern;
  try {
    parsed = new RegExpParser({ ecmaVersion: 2025 }).parsePattern(pattern, 0, pattern.length, {
      unicode: false,
    });
  } catch {
    return "the pattern is not a regular expression this program can read";
  }
  const program: Instruction[] = [];
  const unsupported = (what: string): never => {
    throw new Unsupported(`the pattern uses ${what}`);
  };
  let pieces = 0; // repeats of nothing add no instruction, but take time
  const add = (instruction: Instruction): number => {
    if (program.length >= maxInstructions) unsupported("more repeats than are checked");
    return program.push(instruction) - 1;
  };
  const character = (accepts: (code: number) => boolean, next: number): number => {
    const folded = ignoreCase ? (code: number) => foldings(code).some(accepts) : accepts;
    return add({ op: "character", accepts: folded, next });
  };

  // Built from the end: every function returns where to start so that matching goes on at `next`.
  const alternatives = (list: readonly AST.Alternative[], next: number): number => {
    const starts = list.map((one) => one.elements.reduceRight((then, element) => piece(element, then), next));
    const [only] = starts;
    return starts.length === 1 && only !== undefined ? only : add({ op: "split", next: starts });
  };
  const repeat = (quantifier: AST.Quantifier, next: number): number => {
    const { min, max, element } = quantifier;
    let start = next;
    if (max === Number.POSITIVE_INFINITY) {
      const loop: Instruction = { op: "split", next: [next] };
      start = add(loop);
      loop.next.push(piece(element, start));
    } else {
      for (let count = min; count < max; count += 1)
        start = add({ op: "split", next: [piece(element, start), next] });
    }
    for (let count = 0; count < min; count += 1) start = piece(element, start);
    return start;
  };
  const piece = (element: AST.Element, next: number): number => {
    pieces += 1;
    if (pieces > maxInstructions) unsupported("more repeats than are checked");
    switch (element.type) {
      case "Character":
        return character((code) => code === element.value, next);
      case "CharacterSet":
        return character(characterSet(element, dotAll) ?? unsupported("a Unicode property"), next);
      case "CharacterClass":
        return character(characterClass(element) ?? unsupported("a Unicode property"), next);
      case "Group":
        if (element.modifiers !== null) return unsupported("flags inside a group");
        return alternatives(element.alternatives, next);
      case "CapturingGroup":
        return alternatives(element.alternatives, next);
      case "Quantifier":
        return repeat(element, next);
      case "Assertion":
        return add({ op: "assert", holds: assertion(element) ?? unsupported("look-around"), next });
      case "Backreference":
        return unsupported("a back reference");
      case "ExpressionCharacterClass":
        return unsupported("set operations in a class");
    }
  };

  try {
    const end = add({ op: "match" });
    const start = alternatives(parsed.alternatives, end);
    return { test: (text) => run(program, start, text) };
  } catch (error) {
    if (error instanceof Unsupported) return error.message;
    throw error;
  }
}

class Unsupported extends Error {}

/** RE2 writes flags into the pattern; upstream puts them first or right behind "^". */
function takeInlineFlags(source: string): { pattern: string; ignoreCase: boolean; dotAll: boolean } {
  const found = /^(\^?)\(\?([is]+)\)/.exec(source);
  if (found === null) return { pattern: source, ignoreCase: false, dotAll: false };
  const [whole, caret = "", flags = ""] = found;
  return {
    pattern: caret + source.slice(whole.length),
    ignoreCase: flags.includes("i"),
    dotAll: flags.includes("s"),
  };
}

/** Follows all ways through the program at once, one character at a time. */
function run(program: readonly Instruction[], start: number, text: string): boolean {
  const codes = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  let waiting: number[] = [];
  for (let at = 0; at <= codes.length; at += 1) {
    const before = codes[at - 1] ?? none;
    const after = codes[at] ?? none;
    const seen = new Set<number>();
    const pending = [...waiting, start]; // a match may begin anywhere
    waiting = [];
    for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
      if (seen.has(index)) continue;
      seen.add(index);
      const instruction = program[index];
      if (instruction === undefined || instruction.op === "match") return true;
      if (instruction.op === "split") pending.push(...instruction.next);
      else if (instruction.op === "assert") {
        if (instruction.holds(before, after)) pending.push(instruction.next);
      } else if (after !== none && instruction.accepts(after)) waiting.push(instruction.next);
    }
  }
  return false;
}

function assertion(element: AST.Assertion): ((before: number, after: number) => boolean) | undefined {
  switch (element.kind) {
    case "start":
      return (before) => before === none;
    case "end":
      return (_before, after) => after === none;
    case "word":
      return (before, after) => (isWord(before) !== isWord(after)) !== element.negate;
    case "lookahead":
    case "lookbehind":
      return undefined;
  }
}

function characterClass(element: AST.CharacterClass): ((code: number) => boolean) | undefined {
  const parts: ((code: number) => boolean)[] = [];
  for (const part of element.elements) {
    if (part.type === "Character") parts.push((code) => code === part.value);
    else if (part.type === "CharacterClassRange") {
      parts.push((code) => code >= part.min.value && code <= part.max.value);
    } else if (part.type === "CharacterSet") {
      const set = characterSet(part, true);
      if (set === undefined) return undefined;
      parts.push(set);
    } else return undefined;
  }
  return (code) => parts.some((accepts) => accepts(code)) !== element.negate;
}

/** As RE2 reads them: \d, \s and \w are ASCII. */
function characterSet(element: AST.CharacterSet, dotAll: boolean): ((code: number) => boolean) | undefined {
  switch (element.kind) {
    case "any":
      return (code) => dotAll || code !== 10;
    case "digit":
      return (code) => isDigit(code) !== element.negate;
    case "space":
      return (code) =>
        (code === 9 || code === 10 || code === 12 || code === 13 || code === 32) !== element.negate;
    case "word":
      return (code) => isWord(code) !== element.negate;
    case "property":
      return undefined;
  }
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isWord(code: number): boolean {
  return isDigit(code) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;
}

function foldings(code: number): readonly number[] {
  const text = String.fromCodePoint(code);
  return [code, text.toLowerCase().codePointAt(0) ?? code, text.toUpperCase().codePointAt(0) ?? code];
}
