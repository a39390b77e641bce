/**
 * A deterministic automaton over one compiled pattern, built state by state as it is walked (subset construction). It runs
 * the program the matcher runs, so "^" inside an alternation and "$" before more text mean the same in both.
 */
import { type CharRanges, type Instruction, inRanges, type Pattern } from "./program.ts";

/** A walkable automaton; states are small numbers, 0 is the start. */
export interface Automaton {
  next(state: number, char: number): number;
  /** Equal marks: the words that lead here are in the same languages. */
  mark(state: number): number;
  /** Characters at which behaviour may change: inputs of an alphabet partition. */
  readonly ranges: readonly CharRanges[];
}

/** The automaton of a regular pattern: mark 1 where it matches, else 0. */
export function automatonOf(pattern: Pattern, whole: boolean): Automaton {
  return patternAutomaton(pattern.program.code, whole);
}

function patternAutomaton(code: readonly Instruction[], whole: boolean): Automaton {
  const states: StateSet[] = [];
  const ids = new Map<string, number>();
  const moves: Map<number, number>[] = [];
  const marks = new Map<number, number>();

  const idOf = (state: StateSet): number => {
    const key = state.kind === "all" ? "all" : state.at.join(",");
    const known = ids.get(key);
    if (known !== undefined) return known;
    ids.set(key, states.length);
    states.push(state);
    moves.push(new Map());
    return states.length - 1;
  };
  const settle = (entries: readonly number[], atStart: boolean): StateSet => {
    const at = closure(code, entries, atStart, false);
    const matched = !whole && at.some((index) => code[index]?.op === "match");
    return matched ? { kind: "all" } : { kind: "some", at };
  };
  idOf(settle([0], true));
  // "^" holds at the start alone, so no later state may be taken for it.
  ids.clear();

  return {
    ranges: code.flatMap((instruction) => (instruction.op === "char" ? [instruction.ranges] : [])),
    next(id, char) {
      const known = moves[id]?.get(char);
      if (known !== undefined) return known;
      const state = states[id];
      if (state === undefined || state.kind === "all") return id;
      const entries = state.at.flatMap((index) => {
        const instruction = code[index];
        return instruction?.op === "char" && inRanges(instruction.ranges, char) ? [index + 1] : [];
      });
      // A search may begin anywhere, so the start joins every state.
      const target = idOf(settle(whole ? entries : [...entries, 0], false));
      moves[id]?.set(char, target);
      return target;
    },
    mark(id) {
      const known = marks.get(id);
      if (known !== undefined) return known;
      const mark = accepts(states[id], id === 0) ? 1 : 0;
      marks.set(id, mark);
      return mark;
    },
  };

  function accepts(state: StateSet | undefined, atStart: boolean): boolean {
    if (state === undefined) return false;
    if (state.kind === "all") return true;
    return closure(code, state.at, atStart, true).some((index) => code[index]?.op === "match");
  }
}

type StateSet = { readonly kind: "all" } | { readonly kind: "some"; readonly at: readonly number[] };

/** Everything reachable without reading a character; an "end" assertion stays in the set until the end is known. */
function closure(
  code: readonly Instruction[],
  entries: readonly number[],
  atStart: boolean,
  atEnd: boolean,
): readonly number[] {
  const seen = new Set<number>();
  const pending = [...entries];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (seen.has(at)) continue;
    const instruction = code[at];
    if (instruction === undefined) continue;
    seen.add(at);
    if (instruction.op === "jump") pending.push(instruction.to);
    else if (instruction.op === "save") pending.push(at + 1);
    else if (instruction.op === "split") pending.push(instruction.first, instruction.second);
    else if (instruction.op === "assert") {
      const passes = instruction.what === "start" ? atStart : instruction.what === "end" && atEnd;
      if (passes) pending.push(at + 1);
    }
  }
  return [...seen].filter((at) => isStop(code[at])).sort((a, b) => a - b);
}

/** Instructions a state has to remember. */
function isStop(instruction: Instruction | undefined): boolean {
  return (
    instruction?.op === "char" ||
    instruction?.op === "match" ||
    (instruction?.op === "assert" && instruction.what === "end")
  );
}
