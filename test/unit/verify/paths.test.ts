import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compilePattern } from "../../../src/pattern/compile.ts";
import { inLanguage, type PathLanguage } from "../../../src/pattern/language.ts";
import { trieAutomaton } from "../../../src/pattern/trie.ts";
import { cutByAutomata, cutByWords, cutPaths, isNormalPath } from "../../../src/verify/paths.ts";

const segment = fc.constantFrom("a", "b", "ab", "a.b", "x");
const somePath = fc
  .tuple(fc.array(segment, { maxLength: 3 }), fc.boolean())
  .map(([segments, slash]) => `/${segments.join("/")}${slash && segments.length > 0 ? "/" : ""}`);
const literal = fc
  .tuple(fc.constantFrom("exact", "prefix"), somePath)
  .map(([kind, text]): PathLanguage => ({ kind: kind === "exact" ? "exact" : "prefix", text }));
const expression = fc
  .tuple(
    fc.constantFrom("^/a", "^/[ab]+$", "/a(/|$)(.*)", "^/A.*b", "^/a|/b", "/x.y", "^/(a|b)/x?$", "/.*"),
    fc.boolean(),
    fc.boolean(),
  )
  .map(([source, ignoreCase, whole]): PathLanguage => {
    const compiled = compilePattern(source, { ignoreCase, dialect: "pcre" });
    if (!compiled.ok) throw new Error(source);
    return { kind: "pattern", pattern: compiled.pattern, whole };
  });

function vector(languages: readonly PathLanguage[], path: string): string {
  return languages.map((language) => (inLanguage(language, path) ? 1 : 0)).join("");
}

describe("the pieces of the path space", () => {
  it("hold a member for every path there is", () => {
    const languages = fc.array(fc.oneof(literal, expression), { maxLength: 6 });
    fc.assert(
      fc.property(languages, somePath, (list, path) => {
        const pieces = cutPaths(list);
        expect(pieces.complete).toBe(true);
        const found = pieces.paths.filter((member) => vector(list, member) === vector(list, path));
        expect(found, `no member like ${path}`).not.toEqual([]);
        expect(pieces.paths.filter((member) => !isNormalPath(member))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it("are the same whether words are cut directly or by an automaton", () => {
    fc.assert(
      fc.property(fc.array(literal, { maxLength: 6 }), (list) => {
        const texts = (kind: PathLanguage["kind"]): readonly string[] =>
          list.flatMap((one) => (one.kind === kind && one.kind !== "pattern" ? [one.text] : []));
        const [exact, prefixes] = [texts("exact"), ["/", ...texts("prefix")]];
        const direct = cutByWords(exact, prefixes).map((path) => vector(list, path));
        const walked = cutByAutomata([trieAutomaton(exact, prefixes)]).paths.map((path) =>
          vector(list, path),
        );
        expect([...new Set(direct)].sort()).toEqual([...new Set(walked)].sort());
      }),
    );
  });

  it("are a sample when an expression is not regular", () => {
    const compiled = compilePattern("^/(?!a)", { ignoreCase: false, dialect: "pcre" });
    if (!compiled.ok) throw new Error("does not compile");
    expect(cutPaths([{ kind: "pattern", pattern: compiled.pattern, whole: false }]).complete).toBe(false);
  });
});
