import fc from "fast-check";
import { JS, NFA } from "refa";
import { describe, expect, it } from "vitest";
import { automatonOf } from "../../../src/pattern/automaton.ts";
import { compilePattern } from "../../../src/pattern/compile.ts";
import { matchesWhole, searchPattern } from "../../../src/pattern/match.ts";
import type { Pattern } from "../../../src/pattern/program.ts";
import { trieAutomaton } from "../../../src/pattern/trie.ts";

function compiled(source: string, ignoreCase = false, dialect: "pcre" | "re2" = "pcre"): Pattern {
  const result = compilePattern(source, { ignoreCase, dialect });
  if (!result.ok) throw new Error(`${result.problem.kind}: ${result.problem.detail}`);
  return result.pattern;
}

/** Expressions over a, b and "/", without repetitions of what can be empty, whose captures engines tell apart. */
const { expression } = fc.letrec<{ expression: string; atom: string }>((tie) => ({
  atom: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom("a", "b", "/", ".", "[ab]", "[^a]", "\\w"),
    tie("expression").map((inner) => `(${inner})`),
    tie("expression").map((inner) => `(?:${inner})`),
  ),
  expression: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom("a", "ab", "b+", "a*b", "(a|b)", "[ab]{1,2}", "a?", "a+?b", "^a", "b$", "/"),
    fc.tuple(tie("atom"), tie("atom")).map(([one, two]) => one + two),
    fc.tuple(tie("expression"), tie("expression")).map(([one, two]) => `${one}|${two}`),
  ),
}));
const word = fc.string({ unit: fc.constantFrom("a", "b", "/", "c"), maxLength: 8 });

describe("matching", () => {
  it("agrees with the JavaScript engine, captures included", () => {
    fc.assert(
      fc.property(expression, word, (source, text) => {
        const expected = new RegExp(source).exec(text);
        const actual = searchPattern(compiled(source), text);
        expect(actual?.groups).toEqual(expected === null ? undefined : [...expected]);
        expect(actual?.start).toBe(expected?.index);
      }),
      { numRuns: 1000 },
    );
  });

  it("of the whole text agrees with the anchored expression", () => {
    fc.assert(
      fc.property(expression, word, (source, text) => {
        expect(matchesWhole(compiled(source), text)).toBe(new RegExp(`^(?:${source})$`).test(text));
      }),
    );
  });

  it.each([
    ["^/(a+)+$", `/${"a".repeat(200)}!`],
    ["^/(a|aa)+$", `/${"a".repeat(200)}!`],
    ["(.*)*x", "y".repeat(300)],
    ["(?=(?:a+)+$)a", `${"a".repeat(200)}!`],
  ])("does not hang on %s", (source, text) => {
    expect(searchPattern(compiled(source), text)).toBeUndefined();
  });

  it.each([
    ["/SomeThing", true, "/something", true],
    ["[^a]", true, "A", false],
    ["(?i)/x", false, "/X", true],
    ["^/(?!api).*", false, "/api", false],
    ["^/(?!api).*", false, "/web", true],
    ["\\bfoo\\b", false, "/foo/", true],
    ["(?P<name>a)b", false, "ab", true],
    ["\\Aab\\z", false, "ab", true],
  ])("%s with ignoreCase %s on %s: %s", (source, ignoreCase, text, expected) => {
    expect(searchPattern(compiled(source, ignoreCase), text) !== undefined).toBe(expected);
  });
});

describe("refusals", () => {
  it.each([
    ["(", "broken"],
    ["a{2,1}", "broken"],
    ["[b-a]", "broken"],
    ["(a)\\1", "unsupported"],
    ["a++", "unsupported"],
    ["(?>a)", "unsupported"],
    ["[[:alpha:]]", "unsupported"],
    ["\\Qa\\E", "unsupported"],
    ["(?<=a)b", "unsupported"],
    ["\\p{L}", "unsupported"],
    ["(a{200}){200}", "unsupported"],
    ["a".repeat(3000), "unsupported"],
  ])("%s is %s", (source, kind) => {
    const result = compilePattern(source, { ignoreCase: false, dialect: "pcre" });
    expect(result.ok ? "fine" : result.problem.kind).toBe(kind);
  });

  it("a lookahead is fine for PCRE and not for RE2", () => {
    expect(compilePattern("(?=a)", { ignoreCase: false, dialect: "pcre" }).ok).toBe(true);
    expect(compilePattern("(?=a)", { ignoreCase: false, dialect: "re2" }).ok).toBe(false);
  });
});

function walk(automaton: ReturnType<typeof automatonOf>, text: string): number {
  let state = 0;
  for (const char of text) state = automaton.next(state, char.charCodeAt(0));
  return automaton.mark(state);
}

describe("automata", () => {
  it("accept what the matcher accepts", () => {
    fc.assert(
      fc.property(expression, word, fc.boolean(), (source, text, whole) => {
        const pattern = compiled(source);
        const matches = whole ? matchesWhole(pattern, text) : searchPattern(pattern, text) !== undefined;
        expect(walk(automatonOf(pattern, whole), text)).toBe(matches ? 1 : 0);
      }),
      { numRuns: 1000 },
    );
  });

  it("accept what an independent library's automata accept", () => {
    const unanchored = expression.filter((source) => !/\^(?!a\])|\$/.test(source));
    fc.assert(
      fc.property(unanchored, word, (source, text) => {
        const { expression: ast, maxCharacter } = JS.Parser.fromLiteral({ source, flags: "" }).parse();
        const nfa = NFA.fromRegex(ast, { maxCharacter });
        const expected = nfa.test(Array.from(text, (char) => char.charCodeAt(0)));
        expect(walk(automatonOf(compiled(source), true), text)).toBe(expected ? 1 : 0);
      }),
    );
  });

  it("tell words and prefixes apart in one trie", () => {
    const words = fc.array(word, { maxLength: 5 });
    fc.assert(
      fc.property(words, words, word, word, (exact, prefixes, one, two) => {
        const automaton = trieAutomaton(exact, prefixes);
        const vector = (text: string): string =>
          [...exact.map((item) => item === text), ...prefixes.map((item) => text.startsWith(item))].join();
        if (walk(automaton, one) === walk(automaton, two)) expect(vector(one)).toBe(vector(two));
      }),
      { numRuns: 500 },
    );
  });
});
