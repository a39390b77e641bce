/**
 * Several automata walked at once, as one. They are joined in pairs, and pairs of pairs: each pair remembers its own moves, so that
 * a step of the whole seldom costs more than one look-up, however many automata there are.
 */
import type { Automaton } from "./automaton.ts";

/** Equal marks: the words that lead here are in the same languages of every automaton. */
export function productOf(automata: readonly Automaton[]): Automaton {
  const [first, second] = automata;
  if (first === undefined) return everything;
  if (second === undefined) return first;
  const middle = Math.ceil(automata.length / 2);
  return pairOf(productOf(automata.slice(0, middle)), productOf(automata.slice(middle)));
}

const everything: Automaton = { ranges: [], next: () => 0, mark: () => 0 };

function pairOf(left: Automaton, right: Automaton): Automaton {
  const states = numbering();
  const marks = numbering();
  const moves: Map<number, number>[] = [];
  const markOf: number[] = [];
  states.of(0, 0);
  return {
    ranges: [...left.ranges, ...right.ranges],
    next(state, char) {
      const own = moves[state] ?? new Map<number, number>();
      moves[state] = own;
      const known = own.get(char);
      if (known !== undefined) return known;
      const [a, b] = states.at(state);
      const target = states.of(left.next(a, char), right.next(b, char));
      own.set(char, target);
      return target;
    },
    mark(state) {
      const known = markOf[state];
      if (known !== undefined) return known;
      const [a, b] = states.at(state);
      const mark = marks.of(left.mark(a), right.mark(b));
      markOf[state] = mark;
      return mark;
    },
  };
}

/** Small numbers for pairs of numbers, in the order they are first seen. */
function numbering(): {
  of(a: number, b: number): number;
  at(id: number): readonly [number, number];
} {
  const pairs: (readonly [number, number])[] = [];
  const ids = new Map<number, Map<number, number>>();
  return {
    of(a, b) {
      const row = ids.get(a) ?? new Map<number, number>();
      ids.set(a, row);
      const known = row.get(b);
      if (known !== undefined) return known;
      row.set(b, pairs.length);
      pairs.push([a, b]);
      return pairs.length - 1;
    },
    at: (id) => pairs[id] ?? [0, 0],
  };
}
