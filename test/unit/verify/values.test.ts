import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cookieAutomaton, cookieValue } from "../../../src/nginx/table/cookie.ts";
import { compilePattern } from "../../../src/pattern/compile.ts";
import { inLanguage, type PathLanguage } from "../../../src/pattern/language.ts";
import { cookieExpression } from "../../../src/targets/canary.ts";
import { cutValues } from "../../../src/verify/values.ts";

function pattern(source: string, whole = true): PathLanguage {
  const compiled = compilePattern(source, { ignoreCase: false, dialect: "re2" });
  if (!compiled.ok) throw new Error(source);
  return { kind: "pattern", pattern: compiled.pattern, whole };
}

describe("the pieces of a header's values", () => {
  const languages = fc.array(
    fc.oneof(
      fc.constantFrom("a", "b", "ab", "always").map((text): PathLanguage => ({ kind: "exact", text })),
      fc
        .tuple(fc.constantFrom("a+", "^a", "b$", "a|b", "[ab]{2}", "a.b", ".*"), fc.boolean())
        .map(([source, whole]) => pattern(source, whole)),
    ),
    { maxLength: 4 },
  );
  const value = fc.stringMatching(/^[abx]([abx ]{0,3}[abx])?$/);

  it("hold a value for every value there is", () => {
    fc.assert(
      fc.property(languages, value, (list, one) => {
        const vector = (text: string) => list.map((language) => inLanguage(language, text)).join();
        const pieces = cutValues(list);
        expect(pieces.complete).toBe(true);
        expect(pieces.values.map(vector), JSON.stringify([one, pieces.values])).toContain(vector(one));
        expect(pieces.values.every((text) => text !== "" && text.trim() === text)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it("are cut along the cookies nginx looks for", () => {
    const { values, complete } = cutValues([], [cookieAutomaton("beta", ["always", "never"])]);
    expect(complete).toBe(true);
    const found = values.map((text) => cookieValue(text, "beta"));
    expect(found).toHaveLength(3);
    expect(new Set(found)).toEqual(new Set(["always", "never", undefined]));
  });

  it("find no Cookie header on which our expression and nginx differ", () => {
    const { values, complete } = cutValues(
      [pattern(cookieExpression("beta", "always")), pattern(cookieExpression("beta", "never"))],
      [cookieAutomaton("beta", ["always", "never"])],
    );
    expect(complete).toBe(true);
    // Three pieces and no more: where one says always, so does the other.
    expect(values).toHaveLength(3);
  });

  it("are a sample when an expression is not regular", () => {
    const compiled = compilePattern("(?=a).*", { ignoreCase: false, dialect: "pcre" });
    if (!compiled.ok) throw new Error("does not compile");
    expect(cutValues([{ kind: "pattern", pattern: compiled.pattern, whole: false }]).complete).toBe(false);
  });
});
