import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { automatonOf } from "../../../src/pattern/automaton.ts";
import { compilePattern } from "../../../src/pattern/compile.ts";
import { decidePattern } from "../../../src/pattern/decide.ts";
import { matchesWhole, searchPattern } from "../../../src/pattern/match.ts";
import { productOf } from "../../../src/pattern/product.ts";
import type { Pattern } from "../../../src/pattern/program.ts";

const sources = [
  "^/a",
  "^/[ab]+$",
  "/a(/|$)(.*)",
  "^/A.*b",
  "^/a|/b",
  "/x.y",
  "^/(a|b)/x?$",
  "/.*",
  "(a|)$^",
  "^$",
  "a?b?$",
  "(^|/)b",
  "a{2}",
  "$",
  "",
  "^",
] as const; // every kind of anchor
const patterns: readonly Pattern[] = sources.flatMap((source) =>
  [true, false].map((ignoreCase) => {
    const compiled = compilePattern(source, { ignoreCase, dialect: "pcre" });
    if (!compiled.ok) throw new Error(source);
    return compiled.pattern;
  }),
);
const text = fc
  .array(fc.constantFrom("/", "a", "b", "A", "x", "aa"), { maxLength: 6 })
  .map((parts) => parts.join(""));

describe("walking an automaton", () => {
  it("decides what running the program decides", () => {
    fc.assert(
      fc.property(fc.constantFrom(...patterns), text, (pattern, word) => {
        expect(decidePattern(pattern, true, word)).toBe(matchesWhole(pattern, word));
        expect(decidePattern(pattern, false, word)).toBe(searchPattern(pattern, word) !== undefined);
      }),
      { numRuns: 2000 },
    );
  });

  it("several at once keeps apart what any of them keeps apart", () => {
    const some = fc.array(fc.constantFrom(...patterns), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(some, text, text, (list, first, second) => {
        const product = productOf(list.map((pattern) => automatonOf(pattern, false)));
        const markOf = (word: string): number => {
          let state = 0;
          for (let at = 0; at < word.length; at += 1) state = product.next(state, word.charCodeAt(at));
          return product.mark(state);
        };
        const vector = (word: string) => list.map((one) => searchPattern(one, word) !== undefined).join();
        expect(markOf(first) === markOf(second)).toBe(vector(first) === vector(second));
      }),
      { numRuns: 500 },
    );
  });

  it("goes back to running where an automaton would grow too large", () => {
    const compiled = compilePattern("a.{16}b", { ignoreCase: false, dialect: "pcre" });
    if (!compiled.ok) throw new Error("does not compile");
    const random = Array.from({ length: 4000 }, (_, at) => ((at * 7919) % 13 < 5 ? "a" : "c")).join("");
    expect(decidePattern(compiled.pattern, false, `${random}b`)).toBe(
      searchPattern(compiled.pattern, `${random}b`) !== undefined,
    );
  });
});
