/**
 * Cuts the space of all paths along the languages both route tables name, and picks members of every piece. Two paths of one
 * piece are in the same languages, so both tables treat them by the same rules; only normal paths are asked for (no "//", no
 * dot segments, no escapes), since how proxies normalise is left out of the comparison.
 */
import { type Automaton, automatonOf } from "../pattern/automaton.ts";
import { languageKey, type PathLanguage } from "../pattern/language.ts";
import { productOf } from "../pattern/product.ts";
import { inRanges } from "../pattern/program.ts";
import { trieAutomaton } from "../pattern/trie.ts";

export interface PathPieces {
  /** Members of all pieces, shortest first. */
  readonly paths: readonly string[];
  /** False when some language is not regular or the pieces are too many: the members are then a sample. */
  readonly complete: boolean;
}

const maxStates = 2000;
const membersPerPiece = 12;

export function cutPaths(languages: readonly PathLanguage[]): PathPieces {
  const exact: string[] = [];
  const prefixes: string[] = ["/"];
  const automata: Automaton[] = [];
  let regular = true;
  // The same expression on both sides, or on both listeners, cuts once.
  for (const language of new Map(languages.map((one) => [languageKey(one), one])).values()) {
    if (language.kind === "exact") exact.push(language.text);
    else if (language.kind === "prefix") prefixes.push(language.text);
    else if (language.pattern.regular) automata.push(automatonOf(language.pattern, language.whole));
    else regular = false;
  }
  if (automata.length === 0) return { paths: cutByWords(exact, prefixes), complete: regular };
  const explored = cutByAutomata([trieAutomaton(exact, prefixes), ...automata]);
  return { paths: explored.paths, complete: explored.complete && regular };
}

/**
 * Words alone need no automaton. A path is in exactly the prefixes of the longest prefix it has, and in an exact language only
 * when it is that word: so each word, and each prefix with a fresh continuation, stands for a piece.
 */
export function cutByWords(exact: readonly string[], prefixes: readonly string[]): readonly string[] {
  const words = [...new Set([...exact, ...prefixes])];
  const members = new Set<string>();
  for (const word of words) {
    if (isNormalPath(word)) members.add(word);
  }
  for (const prefix of new Set(prefixes)) {
    const fresh = freshLetter(prefix, words);
    // With and without a trailing slash: redirects treat the two differently.
    for (const member of [`${prefix}${fresh}`, `${prefix}${fresh}/`, `${prefix}${fresh}/${fresh}`]) {
      if (isNormalPath(member)) members.add(member);
    }
  }
  return [...members].sort(byLength);
}

function freshLetter(prefix: string, words: readonly string[]): string {
  const taken = new Set(
    words.filter((word) => word.startsWith(prefix)).map((word) => word.charAt(prefix.length)),
  );
  return Array.from(niceLetters).find((letter) => !taken.has(letter)) ?? "~";
}

const niceLetters = "xyzabcdefghijklmnopqrstuvwXYZABCDEFGHIJKLMNOPQRSTUVW0123456789-_~!$&'()*+,;=:@";

export function byLength(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

/** Begins with "/", visible ASCII without escapes, query or fragment, no empty or dot segments. */
export function isNormalPath(path: string): boolean {
  if (!/^\/[\x21-\x7e]*$/.test(path) || /[%?#]|\/\//.test(path)) return false;
  return !path.split("/").some((segment) => segment === "." || segment === "..");
}

/** Breadth first over the product of all automata and the automaton of normal paths: shortest members come first. */
export function cutByAutomata(automata: readonly Automaton[]): PathPieces {
  const product = productOf(automata);
  const alphabet = alphabetOf(automata);
  const queue: Walk[] = [{ state: 0, segment: "before", word: "" }];
  const seen = new Set(queue.map(keyOf));
  const members = new Map<string, number>();
  const paths: string[] = [];
  for (let at = 0; at < queue.length; at += 1) {
    const walk = queue[at];
    if (walk === undefined || queue.length > maxStates) break;
    if (walk.segment !== "before" && walk.segment !== "dot" && walk.segment !== "dots") {
      const piece = `${walk.segment === "empty"} ${product.mark(walk.state)}`;
      const count = members.get(piece) ?? 0;
      members.set(piece, count + 1);
      if (count < membersPerPiece) paths.push(walk.word);
    }
    for (const char of alphabet) {
      const segment = nextSegment(walk.segment, char);
      if (segment === undefined) continue;
      const state = product.next(walk.state, char);
      const key = keyOf({ state, segment });
      if (seen.has(key)) continue;
      seen.add(key);
      queue.push({ state, segment, word: walk.word + String.fromCharCode(char) });
    }
  }
  // A few members with more text below them: what rewrites do with a remainder shows only there.
  const deeper = paths.flatMap((path) => [`${path}${path.endsWith("/") ? "" : "/"}x/y`, `${path}x`]);
  const all = new Set([...paths, ...deeper.filter(isNormalPath)]);
  return { paths: [...all].sort(byLength), complete: queue.length <= maxStates };
}

type Segment = "before" | "empty" | "dot" | "dots" | "text";

interface Walk {
  readonly state: number;
  readonly segment: Segment;
  readonly word: string;
}

const segments: readonly Segment[] = ["before", "empty", "dot", "dots", "text"];

function keyOf({ state, segment }: Omit<Walk, "word">): number {
  return state * segments.length + segments.indexOf(segment);
}

const slash = 47;
const dot = 46;

/** undefined: the path would not be normal. */
function nextSegment(segment: Segment, char: number): Segment | undefined {
  if (segment === "before") return char === slash ? "empty" : undefined;
  if (char === slash) return segment === "text" ? "empty" : undefined;
  if (char !== dot) return "text";
  if (segment === "empty") return "dot";
  return segment === "dot" ? "dots" : "text";
}

/** One character of each set that no automaton tells apart. */
function alphabetOf(automata: readonly Automaton[]): readonly number[] {
  const ranges = new Map(
    automata.flatMap((one) => one.ranges.map((range) => [JSON.stringify(range), range])),
  );
  const chosen = new Map<string, number>();
  for (const letter of `/.${niceLetters}"<>[\\]^\`{|}`) {
    const char = letter.charCodeAt(0);
    const own = char === slash || char === dot ? letter : "";
    const signature = `${own} ${[...ranges.values()].map((range) => (inRanges(range, char) ? 1 : 0)).join("")}`;
    if (!chosen.has(signature)) chosen.set(signature, char);
  }
  return [...chosen.values()];
}
