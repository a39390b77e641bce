/**
 * Compiles the regular expressions people write for nginx (PCRE) and for Envoy (RE2) into a bounded program. The grammar is
 * read by the ECMAScript parser; what PCRE or RE2 read differently is translated or refused before it gets there.
 */
import { type AST, RegExpParser } from "@eslint-community/regexpp";
import { prepare } from "./dialect.ts";
import {
  type CharRanges,
  foldCase,
  type Instruction,
  invertRanges,
  mergeRanges,
  type PatternProblem,
  type PatternResult,
  type Program,
} from "./program.ts";

export interface CompileOptions {
  readonly ignoreCase: boolean;
  readonly dialect: "pcre" | "re2";
}

/** Counted repetitions are written out, so a program could grow without bound. */
const MAX_INSTRUCTIONS = 1500;
const MAX_SOURCE = 2048;

class Unsupported extends Error {}

export function compilePattern(source: string, options: CompileOptions): PatternResult {
  if (source.length > MAX_SOURCE) return refuse("unsupported", `longer than ${MAX_SOURCE} characters`);
  const prepared = prepare(source);
  if ("problem" in prepared) return { ok: false, problem: prepared.problem };
  let tree: AST.Pattern;
  try {
    tree = new RegExpParser({ ecmaVersion: 2024 }).parsePattern(prepared.text);
  } catch (error) {
    return refuse("broken", error instanceof Error ? error.message : "cannot be parsed");
  }
  const writer = new Writer(
    prepared.text,
    options.ignoreCase || prepared.ignoreCase,
    prepared.dotAll,
    options.dialect,
  );
  try {
    writer.disjunction(tree.alternatives);
    writer.emit({ op: "match" });
  } catch (error) {
    if (error instanceof Unsupported) return refuse("unsupported", error.message);
    throw error;
  }
  return {
    ok: true,
    pattern: {
      source,
      key: `${options.dialect} ${options.ignoreCase ? "i" : "c"} ${source}`,
      groups: countOpenings(prepared.text),
      program: writer.program(),
      regular: writer.regular,
    },
  };
}

function refuse(kind: PatternProblem["kind"], detail: string): PatternResult {
  return { ok: false, problem: { kind, detail } };
}

/** Appends instructions; forward targets are filled in when they are known. */
class Writer {
  captures = false;
  regular = true;
  private readonly code: Instruction[] = [];
  private readonly ignoreCase: boolean;
  private readonly dotAll: boolean;
  private readonly dialect: CompileOptions["dialect"];
  private readonly text: string;

  constructor(text: string, ignoreCase: boolean, dotAll: boolean, dialect: CompileOptions["dialect"]) {
    this.text = text;
    this.ignoreCase = ignoreCase;
    this.dotAll = dotAll;
    this.dialect = dialect;
  }

  program(): Program {
    return { code: this.code };
  }

  emit(instruction: Instruction): number {
    if (this.code.length >= MAX_INSTRUCTIONS) throw new Unsupported("too large when written out");
    this.code.push(instruction);
    return this.code.length - 1;
  }

  disjunction(alternatives: readonly AST.Alternative[]): void {
    const ends: number[] = [];
    alternatives.forEach((alternative, index) => {
      const isLast = index === alternatives.length - 1;
      const split = isLast ? undefined : this.emit({ op: "jump", to: 0 });
      for (const element of alternative.elements) this.element(element);
      if (split === undefined) return;
      ends.push(this.emit({ op: "jump", to: 0 }));
      this.code[split] = { op: "split", first: split + 1, second: this.code.length };
    });
    for (const end of ends) this.code[end] = { op: "jump", to: this.code.length };
  }

  private element(element: AST.Element): void {
    switch (element.type) {
      case "Character":
        this.chars([[element.value, element.value]]);
        return;
      case "CharacterSet":
        this.chars(rangesOfSet(element, this.dotAll));
        return;
      case "CharacterClass":
        this.characterClass(element);
        return;
      case "Group":
        if (element.modifiers !== null) throw new Unsupported("inline flags");
        this.disjunction(element.alternatives);
        return;
      case "CapturingGroup":
        this.capture(element);
        return;
      case "Quantifier":
        this.quantifier(element);
        return;
      case "Assertion":
        this.assertion(element);
        return;
      case "Backreference":
        throw new Unsupported("a backreference");
      case "ExpressionCharacterClass":
        throw new Unsupported("a set expression");
    }
  }

  private chars(ranges: CharRanges): void {
    this.emit({ op: "char", ranges: this.ignoreCase ? foldCase(ranges) : ranges });
  }

  private characterClass(element: AST.CharacterClass): void {
    const ranges: (readonly [number, number])[] = [];
    for (const part of element.elements) {
      if (part.type === "Character") ranges.push([part.value, part.value]);
      else if (part.type === "CharacterClassRange") ranges.push([part.min.value, part.max.value]);
      else if (part.type === "CharacterSet") ranges.push(...rangesOfSet(part, this.dotAll));
      else throw new Unsupported("a set expression");
    }
    // Case is folded before the class is negated: [^a] does not match "A" when case is ignored.
    const merged = this.ignoreCase ? foldCase(mergeRanges(ranges)) : mergeRanges(ranges);
    this.emit({ op: "char", ranges: element.negate ? invertRanges(merged) : merged });
  }

  private capture(element: AST.CapturingGroup): void {
    this.captures = true;
    const slot = groupNumber(element, this.text) * 2;
    this.emit({ op: "save", slot });
    this.disjunction(element.alternatives);
    this.emit({ op: "save", slot: slot + 1 });
  }

  private quantifier(element: AST.Quantifier): void {
    const { min, max, greedy } = element;
    for (let count = 0; count < min; count += 1) this.element(element.element);
    if (max === Number.POSITIVE_INFINITY) {
      const split = this.emit({ op: "jump", to: 0 });
      this.element(element.element);
      this.emit({ op: "jump", to: split });
      this.choose(split, greedy);
      return;
    }
    const splits: number[] = [];
    for (let count = min; count < max; count += 1) {
      splits.push(this.emit({ op: "jump", to: 0 }));
      this.element(element.element);
    }
    for (const split of splits) this.choose(split, greedy);
  }

  /** Makes the placeholder at `split` a choice between what follows it and the end of the code so far. */
  private choose(split: number, greedy: boolean): void {
    const [inside, after] = [split + 1, this.code.length];
    this.code[split] = greedy
      ? { op: "split", first: inside, second: after }
      : { op: "split", first: after, second: inside };
  }

  private assertion(element: AST.Assertion): void {
    if (element.kind === "start" || element.kind === "end") {
      this.emit({ op: "assert", what: element.kind });
      return;
    }
    this.regular = false;
    if (element.kind === "word") {
      this.emit({ op: "assert", what: element.negate ? "not-word" : "word" });
      return;
    }
    if (element.kind !== "lookahead") throw new Unsupported("a lookbehind");
    if (this.dialect === "re2") throw new Unsupported("a lookahead");
    const inner = new Writer(this.text, this.ignoreCase, this.dotAll, this.dialect);
    inner.disjunction(element.alternatives);
    inner.emit({ op: "match" });
    if (inner.captures) throw new Unsupported("a capture group inside a lookahead");
    this.emit({ op: "look", negate: element.negate, program: inner.program() });
  }
}

/** Groups count by their opening parenthesis, in text order. */
function groupNumber(group: AST.CapturingGroup, text: string): number {
  return countOpenings(text.slice(0, group.start + 1));
}

function countOpenings(source: string): number {
  let count = 0;
  let inClass = false;
  for (let at = 0; at < source.length; at += 1) {
    const char = source.charAt(at);
    if (char === "\\") at += 1;
    else if (char === "[") inClass = true;
    else if (char === "]") inClass = false;
    else if (!inClass && char === "(" && source.charAt(at + 1) !== "?") count += 1;
  }
  return count;
}

function rangesOfSet(set: AST.CharacterSet, dotAll: boolean): CharRanges {
  if (set.kind === "any") return dotAll ? [[0, 0xffff]] : invertRanges([[10, 10]]);
  if (set.kind === "property") throw new Unsupported("a Unicode property");
  const ranges = setRanges[set.kind];
  return set.negate ? invertRanges(ranges) : ranges;
}

const setRanges: Readonly<Record<"digit" | "space" | "word", CharRanges>> = {
  digit: [[48, 57]],
  space: [
    [9, 13],
    [32, 32],
  ],
  word: [
    [48, 57],
    [65, 90],
    [95, 95],
    [97, 122],
  ],
};
