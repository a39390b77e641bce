import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toRepoPath } from "../../../src/model/brands.ts";
import { accidentalSubstitution } from "../../../src/sources/flux/accidental.ts";
import { hasSubstitution, namesIn, substitute } from "../../../src/sources/flux/substitute.ts";
import { knownVariables, noVariables, type Variables } from "../../../src/sources/flux/variables.ts";
import { matchesWildcard } from "../../../src/sources/flux/wildcard.ts";

const path = toRepoPath("vars.yaml");
if (path === undefined) throw new Error("no path");
const place = { path, line: 1, column: 1 };

function known(values: Readonly<Record<string, string>>): Variables {
  return knownVariables(values, place);
}

describe("substitution gives what Flux's envsubst gives", () => {
  const values = {
    HOST: "app.example.com",
    EMPTY: "",
    FILE: "bash.string.txt",
    MIXED: "abcABC123ABCabc",
    PATH_NAME: "/home/bozo/ideas",
    "1": "one",
  };
  const cases: readonly (readonly [text: string, result: string])[] = [
    // biome-ignore-start lint/suspicious/noTemplateCurlyInString: the syntax under test
    ["plain text", "plain text"],
    ["${HOST}", "app.example.com"],
    ["a ${HOST} b ${HOST}", "a app.example.com b app.example.com"],
    ["$HOST and $(HOST)", "$HOST and $(HOST)"],
    ["${EMPTY}", ""],
    ["[${EMPTY:=x}]", "[x]"],
    ["${HOST:=x}", "app.example.com"],
    ["${NOPE:-fallback}", "fallback"],
    ["${NOPE=fallback}", "fallback"],
    ["${NOPE:=}", ""],
    ["${NOPE:=${HOST}}", "app.example.com"],
    ["${NOPE:=pre-${HOST}-post}", "pre-app.example.com-post"],
    ["${NOPE:=a:b=c}", "a:b=c"],
    // Flux gives :? and :+ the meaning of a default
    ["${NOPE:?why}", "why"],
    ["${HOST:+set}", "app.example.com"],
    ["$${HOST}", "${HOST}"],
    ["$$${HOST}", "$app.example.com"],
    ["$$$${HOST}", "$${HOST}"],
    ["cost: 5$$", "cost: 5$"],
    ["${1}", "one"],
    ["${2}", ""],
    ["${#HOST}", "15"],
    ["${HOST^}", "App.example.com"],
    ["${HOST^^}", "APP.EXAMPLE.COM"],
    ["${MIXED,,}", "abcabc123abcabc"],
    ["${MIXED,}", "abcABC123ABCabc"],
    ["${PATH_NAME:6}", "bozo/ideas"],
    ["${PATH_NAME:6:4}", "bozo"],
    ["${PATH_NAME:99}", ""],
    ["${PATH_NAME:x}", "/home/bozo/ideas"],
    ["${MIXED/abc/X}", "XABC123ABCabc"],
    ["${MIXED//abc/X}", "XABC123ABCX"],
    ["${MIXED/#abc/X}", "XABC123ABCabc"],
    ["${MIXED/%abc/X}", "abcABC123ABCX"],
    ["${MIXED/#/pre-}", "pre-abcABC123ABCabc"],
    ["${MIXED/123/}", "abcABCABCabc"],
    ["${PATH_NAME//\\//-}", "-home-bozo-ideas"],
    ["${FILE#*.}", "string.txt"],
    ["${FILE##*.}", "txt"],
    ["${FILE%.*}", "bash.string"],
    ["${FILE%%.*}", "bash"],
    ["${NOPE:=${HOST^^}}", "APP.EXAMPLE.COM"],
    // biome-ignore-end lint/suspicious/noTemplateCurlyInString: the syntax under test
  ];

  test.each(cases)("%s becomes %s", (text, result) => {
    const substitution = substitute(text, known(values));

    expect(substitution.text).toBe(result);
    expect(substitution.problems).toEqual([]);
    expect(substitution.unknown).toEqual([]);
  });

  test("the table has cases", () => {
    expect(cases.length).toBeGreaterThan(35);
  });
});

describe("what Flux refuses stays as text and is named", () => {
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: the syntax under test
  const cases: readonly (readonly [text: string, expression: string, problem: string])[] = [
    ["a ${} b", "${}", "has no variable name"],
    ["${.Values.x}", "${.Values.x}", "has no variable name"],
    ["${ HOST }", "${ HOST }", "has no variable name"],
    ["${HOST", "${HOST", "has no closing brace"],
    ["${HOST-x}", "${HOST-x}", "has no closing brace"],
    ["${HOST?x}", "${HOST?x}", "has no closing brace"],
    ["${HOST:-x", "${HOST:-x", "has no closing brace"],
    ["${HOST.x}", "${HOST.x}", "has no closing brace"],
    ["${HOST:}", "${HOST:}", "is no substitution Flux can read"],
    ["${HOST/x}", "${HOST/x}", "is no substitution Flux can read"],
    ["${a[0]}", "${a[0]}", "has no closing brace"],
  ];

  test.each(cases)("%s", (text, expression, problem) => {
    const substitution = substitute(text, known({ HOST: "h" }));

    expect(substitution.text).toBe(text);
    expect(substitution.problems).toEqual([{ kind: "syntax", expression, problem }]);
  });

  test.each([
    ["${HOST#[a-z]}", "uses a pattern with [ ] or \\"],
    ["${HOST:1:-1}", "has a negative length, which releases of Flux read differently"],
    ["${HOST////x}", "replaces an empty text"],
  ])("%s is not evaluated here, by name", (text, problem) => {
    const substitution = substitute(text, known({ HOST: "host" }));

    expect(substitution.text).toBe(text);
    expect(substitution.problems).toEqual([{ kind: "operator", expression: text, problem }]);
  });
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: the syntax under test
});

describe("variables that are not in the repository", () => {
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: the syntax under test
  const from = { kind: "Secret", name: "secrets", place } as const;
  const variables: Variables = {
    byName: new Map([
      ["SECRET", { name: "SECRET", value: undefined, from }],
      ["HOST", { name: "HOST", value: "h", from }],
    ]),
    open: false,
    active: true,
  };

  test("keep their expression, and others are still replaced", () => {
    const substitution = substitute("${HOST}.${SECRET} ${SECRET:=x} ${NOPE:=${SECRET}}", variables);

    expect(substitution.text).toBe("h.${SECRET} ${SECRET:=x} ${NOPE:=${SECRET}}");
    expect(substitution.unknown).toEqual(["SECRET"]);
    expect(substitution.used).toEqual(["HOST", "NOPE", "SECRET"]);
  });

  test("an open source keeps every name that is not listed", () => {
    const substitution = substitute("${HOST} ${OTHER} ${OTHER:-x}", { ...variables, open: true });

    expect(substitution.text).toBe("h ${OTHER} ${OTHER:-x}");
    expect(substitution.unknown).toEqual(["OTHER"]);
  });

  test("a name that no source defines becomes nothing and is named", () => {
    const substitution = substitute("a${OTHER}b", variables);

    expect(substitution).toEqual({
      text: "ab",
      used: ["OTHER"],
      unknown: [],
      missing: ["OTHER"],
      problems: [],
    });
  });

  test("without substitution every text is what it says", () => {
    expect(substitute("${HOST} $$ ${", noVariables).text).toBe("${HOST} $$ ${");
  });

  test("names are listed with those of nested defaults", () => {
    expect(namesIn("${A:=${B}} $${C} ${A}")).toEqual(["A", "B"]);
  });
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: the syntax under test
});

describe("text of ours", () => {
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: the syntax under test
  test.each([
    ["host: ${DOMAIN}", "host: ${DOMAIN}", undefined],
    ["rewrite: /${1}", "rewrite: /$1", "${1}"],
    ["a: ${DOMAIN:=x.org}", "a: ${DOMAIN}", "${DOMAIN:=x.org}"],
    ["a: $1 $host $", "", undefined],
    ["a: $$1", "", "$$1"],
    ["a: $${escaped}", "b: $${escaped}", undefined],
    ["a: ${A:=${B}}", "a: ${A:=${B}}", undefined],
    ["a: ${open", "", "${open"],
    ["a: ${A}${X}", "a: ${A}", "${X}"],
  ])("%s beside %s", (written, source, found) => {
    expect(accidentalSubstitution(written, source)).toBe(found);
  });
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: the syntax under test
});

describe("laws", () => {
  test("text without a dollar sign is never changed", () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !text.includes("$")),
        (text) => {
          expect(substitute(text, known({ A: "b" }))).toEqual({
            text,
            used: [],
            unknown: [],
            missing: [],
            problems: [],
          });
          expect(accidentalSubstitution(text, "")).toBeUndefined();
        },
      ),
    );
  });

  test("any text of signs that mean something gives an answer, the same twice", () => {
    const sign = fc.constantFrom(
      "$",
      "{",
      "}",
      ":",
      "=",
      "-",
      "#",
      "%",
      "/",
      "A",
      "b",
      "1",
      "_",
      "^",
      ",",
      "\\",
      " ",
    );
    fc.assert(
      fc.property(fc.array(sign, { maxLength: 40 }), (signs) => {
        const text = signs.join("");
        const first = substitute(text, known({ A: "value", b: "" }));

        expect(substitute(text, known({ A: "value", b: "" }))).toEqual(first);
        if (!hasSubstitution(text)) expect(first.text).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });

  test("escaped text comes out as it was", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("$", "{", "}", "a", ":") }), (text) => {
        expect(substitute(text.replaceAll("$", "$$$$"), known({ a: "x" })).text).toBe(text);
      }),
    );
  });

  test("many stars in a pattern do not hang", () => {
    expect(matchesWildcard(`${"*a".repeat(200)}*b`, "a".repeat(4000))).toBe(false);
    expect(matchesWildcard("*a?c*", "xxabcyy")).toBe(true);
  });
});
