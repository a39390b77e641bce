/**
 * Runs a compiled pattern with PCRE's priorities (leftmost, then the order the alternatives are written) and captures. Each
 * pair of instruction and position is visited once, so the work is bounded by their product whatever the pattern.
 */
import { inRanges, isWordChar, type Pattern, type Program } from "./program.ts";

export interface Match {
  readonly start: number;
  readonly end: number;
  /** groups[0] is the whole match; a group that took no part is undefined. */
  readonly groups: readonly (string | undefined)[];
}

/** Finds the first match anywhere in the text, at `from` or behind it; "^" stands for the start of the text alone. */
export function searchPattern(pattern: Pattern, text: string, from = 0): Match | undefined {
  const visited = visitedFor(pattern.program, text);
  for (let start = from; start <= text.length; start += 1) {
    const slots = run(pattern.program, text, start, visited, false);
    if (slots === undefined) continue;
    const end = slots[1] ?? start;
    const groups = Array.from({ length: pattern.groups + 1 }, (_, group) => {
      const [first, last] = [slots[group * 2], slots[group * 2 + 1]];
      if (group === 0) return text.slice(start, end);
      return first === undefined || last === undefined ? undefined : text.slice(first, last);
    });
    return { start, end, groups };
  }
  return undefined;
}

/** True when the whole text matches, as RE2's full match does. */
export function matchesWhole(pattern: Pattern, text: string): boolean {
  return run(pattern.program, text, 0, visitedFor(pattern.program, text), true) !== undefined;
}

interface Thread {
  readonly at: number;
  readonly position: number;
  readonly slots: readonly (number | undefined)[];
}

/** Depth first with an own stack. Returns the capture slots; slot 1 is where the match ends. */
function run(
  program: Program,
  text: string,
  start: number,
  visited: Uint8Array,
  whole: boolean,
): readonly (number | undefined)[] | undefined {
  const { code } = program;
  const stack: Thread[] = [{ at: 0, position: start, slots: [] }];
  for (let thread = stack.pop(); thread !== undefined; thread = stack.pop()) {
    let { at, position, slots } = thread;
    while (true) {
      const key = at * (text.length + 1) + position;
      if (visited[key] === 1) break;
      visited[key] = 1;
      const instruction = code[at];
      if (instruction === undefined) break;
      if (instruction.op === "match") {
        if (whole && position !== text.length) break;
        return withSlot(slots, 1, position);
      }
      if (instruction.op === "char") {
        if (position >= text.length || !inRanges(instruction.ranges, text.charCodeAt(position))) break;
        position += 1;
        at += 1;
      } else if (instruction.op === "jump") {
        at = instruction.to;
      } else if (instruction.op === "save") {
        slots = withSlot(slots, instruction.slot, position);
        at += 1;
      } else if (instruction.op === "split") {
        stack.push({ at: instruction.second, position, slots });
        at = instruction.first;
      } else if (instruction.op === "look") {
        const found = looksAhead(instruction.program, text, position);
        if (found === instruction.negate) break;
        at += 1;
      } else {
        if (!holds(instruction.what, text, position)) break;
        at += 1;
      }
    }
  }
  return undefined;
}

/** One byte per pair of instruction and position. Small ones are cut from one piece of memory that is cleared and used again. */
function visitedFor(program: Program, text: string): Uint8Array {
  const size = program.code.length * (text.length + 1);
  if (size > scratch.length) return new Uint8Array(size);
  return scratch.fill(0, 0, size);
}

const scratch = new Uint8Array(16_384);

function looksAhead(program: Program, text: string, position: number): boolean {
  // Asked in the middle of another run, whose memory must stay as it is.
  const visited = new Uint8Array(program.code.length * (text.length + 1));
  return run(program, text, position, visited, false) !== undefined;
}

function holds(what: "start" | "end" | "word" | "not-word", text: string, position: number): boolean {
  if (what === "start") return position === 0;
  if (what === "end") return position === text.length;
  const before = position > 0 && isWordChar(text.charCodeAt(position - 1));
  const after = position < text.length && isWordChar(text.charCodeAt(position));
  return (before !== after) === (what === "word");
}

function withSlot(
  slots: readonly (number | undefined)[],
  slot: number,
  position: number,
): readonly (number | undefined)[] {
  const next = [...slots];
  next[slot] = position;
  return next;
}
