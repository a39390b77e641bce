/**
 * Cuts the space of all values of one header or query parameter along everything that rules of both sides say about it: one shortest
 * value per piece. That a request may lack it altogether is for the caller to ask.
 */
import { type Automaton, automatonOf } from "../pattern/automaton.ts";
import { languageKey, type PathLanguage } from "../pattern/language.ts";
import { productOf } from "../pattern/product.ts";
import { inRanges } from "../pattern/program.ts";
import { trieAutomaton } from "../pattern/trie.ts";

export interface ValuePieces {
  /** Shortest first. */
  readonly values: readonly string[];
  /** False when some rule is not regular or there are too many pieces: the values are then a sample. */
  readonly complete: boolean;
}

const maxStates = 4000;
const maxValues = 24;

/** `others`: rules that are no language, as automata of their own. */
export function cutValues(
  languages: readonly PathLanguage[],
  others: readonly Automaton[] = [],
): ValuePieces {
  const distinct = [...new Map(languages.map((one) => [languageKey(one), one])).values()];
  const words = distinct.flatMap((one) => (one.kind === "exact" ? [one.text] : []));
  const automata = distinct.flatMap((one) =>
    one.kind === "pattern" && one.pattern.regular ? [automatonOf(one.pattern, one.whole)] : [],
  );
  const isRegular = distinct.every((one) => one.kind !== "pattern" || one.pattern.regular);
  const explored = explore(productOf([trieAutomaton(words, [""]), ...automata, ...others]));
  const values = [...new Set([...explored.values, ...words.filter(isPlainValue)])];
  return { values, complete: explored.complete && isRegular };
}

/** Breadth first: the shortest value of each piece comes first. Proxies cut spaces off both ends, so no value has them there. */
function explore(product: Automaton): ValuePieces {
  const alphabet = alphabetOf(product);
  const queue: { readonly state: number; readonly word: string }[] = [{ state: 0, word: "" }];
  const seen = new Set<number>();
  const found = new Map<number, string>();
  for (let at = 0; at < queue.length && at < maxStates && found.size < maxValues; at += 1) {
    const step = queue[at];
    if (step === undefined) break;
    const mark = product.mark(step.state);
    if (!found.has(mark) && isPlainValue(step.word)) found.set(mark, step.word);
    for (const char of alphabet) {
      const isSpace = char === 32;
      if (isSpace && step.word === "") continue;
      const state = product.next(step.state, char);
      const key = state * 2 + Number(isSpace);
      if (seen.has(key)) continue;
      seen.add(key);
      queue.push({ state, word: step.word + String.fromCharCode(char) });
    }
  }
  return { values: [...found.values()], complete: queue.length <= maxStates && found.size < maxValues };
}

function isPlainValue(value: string): boolean {
  return value !== "" && value === value.trim();
}

/** Characters people write first, so that witnesses are read with ease. */
const letters =
  "xyzabcdefghijklmnopqrstuvwXYZABCDEFGHIJKLMNOPQRSTUVW0123456789-_=;. ,:/~!$&'()*+@%?#<>[]\\^`{|}\"";

/** One character of each set that no automaton tells apart. */
function alphabetOf(product: Automaton): readonly number[] {
  const ranges = new Map(product.ranges.map((range) => [JSON.stringify(range), range]));
  const chosen = new Map<string, number>();
  for (const letter of letters) {
    const char = letter.charCodeAt(0);
    const own = letter === " " ? " " : "";
    const signature = `${own} ${[...ranges.values()].map((range) => (inRanges(range, char) ? 1 : 0)).join("")}`;
    if (!chosen.has(signature)) chosen.set(signature, char);
  }
  return [...chosen.values()];
}
