/**
 * Whether a text is in the language of a pattern, without saying where it matched. A route table asks this of the same few
 * patterns for many paths, so the automaton of a pattern is kept beside it and walked; a pattern that is not regular, or whose
 * automaton grows large, is run instead.
 */
import { type Automaton, automatonOf } from "./automaton.ts";
import { matchesWhole, searchPattern } from "./match.ts";
import type { Pattern } from "./program.ts";

const maxStates = 1000;

interface Kept {
  whole: Automaton | undefined;
  search: Automaton | undefined;
}

/** Nothing but speed hangs on what is kept: an automaton says what the pattern says. */
const kept = new WeakMap<Pattern, Kept>();

export function decidePattern(pattern: Pattern, whole: boolean, text: string): boolean {
  const walked = pattern.regular ? walk(keptAutomaton(pattern, whole), text) : undefined;
  if (walked !== undefined) return walked;
  return whole ? matchesWhole(pattern, text) : searchPattern(pattern, text) !== undefined;
}

/** undefined: too many states to go on. */
function walk(automaton: Automaton, text: string): boolean | undefined {
  let state = 0;
  for (let at = 0; at < text.length; at += 1) {
    state = automaton.next(state, text.charCodeAt(at));
    if (state > maxStates) return undefined;
  }
  return automaton.mark(state) === 1;
}

function keptAutomaton(pattern: Pattern, whole: boolean): Automaton {
  const known = kept.get(pattern) ?? { whole: undefined, search: undefined };
  kept.set(pattern, known);
  const name = whole ? "whole" : "search";
  const automaton = known[name] ?? automatonOf(pattern, whole);
  known[name] = automaton;
  return automaton;
}
