import fc from "fast-check";
import { expect, test } from "vitest";
import { code, link, prose, sentence, table } from "../../../src/report/markdown.ts";
import { fitSections } from "../../../src/report/sections.ts";

const hostile: readonly (readonly [string, string])[] = [
  ["<img src=x>", "&lt;img src=x&gt;"],
  ["<!-- tidegate:wave {} -->", "&lt;!-- tidegate:wave {} --&gt;"],
  ["@acme/everyone", "@&#8203;acme/everyone"],
  ["fixes #12", "fixes #&#8203;12"],
  ["[x](http://evil)", "\\[x\\](http:&#8203;//evil)"],
  ["see www.evil.example", "see www&#8203;.evil.example"],
  ["a|b", "a\\|b"],
  ["**bold** _it_ ~no~ `c`", "\\*\\*bold\\*\\* \\_it\\_ \\~no\\~ \\`c\\`"],
  ["two\r\nlines\u0007", "two lines"],
  ["right\u202Eleft", "right left"],
];

test("text of others becomes neither link, mention, HTML nor a second line", () => {
  for (const [text, expected] of hostile) expect(prose(text), text).toBe(expected);
});

test("code holds backticks of any number", () => {
  expect(code("plain")).toBe("`plain`");
  expect(code("a`b")).toBe("``a`b``");
  expect(code("``")).toBe("``` `` ```");
  expect(code("")).toBe("`` ``");
  expect(code("x\n<!-- y")).toBe("`x <!-- y`");
});

test("a sentence keeps what it quotes as code and the rest as prose", () => {
  expect(sentence("waits for `argocd/prod`, asks @bob")).toBe("waits for `argocd/prod`, asks @&#8203;bob");
  expect(sentence("an odd ` one <b>")).toBe("an odd \\` one &lt;b&gt;");
});

test("a pipe cannot end a cell, in code or out of it", () => {
  expect(table(["A"], [["`a|b`"], [prose("c|d")]])).toBe("| A |\n| --- |\n| `a\\|b` |\n| c\\|d |");
  expect(table(["A"], [])).toBe("");
});

test("an address cannot end its link", () => {
  expect(link("a", "https://h/x(y) z")).toBe("[`a`](https://h/x%28y%29%20z)");
});

test("nothing that is shown begins a line of its own or a comment", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      for (const shown of [prose(text), code(text), sentence(text)]) {
        expect(shown).not.toMatch(/[\r\n]/);
        expect(shown.startsWith("<!--")).toBe(false);
      }
    }),
  );
});

test("a text that is too long loses whole sections, the least needed first, and says so", () => {
  const sections = [
    { expendable: 0, text: "purpose" },
    { expendable: 2, text: "b".repeat(300) },
    { expendable: 1, text: "a".repeat(300) },
  ];

  expect(fitSections(sections, 2000)).toBe(`purpose\n\n${"b".repeat(300)}\n\n${"a".repeat(300)}`);
  expect(fitSections(sections, 700)).toMatch(/^purpose\n\na{300}\n\n\*A section of this text was left out/);
  expect(fitSections(sections, 400)).toMatch(/^purpose\n\n\*2 sections of this text were left out/);
  expect(fitSections([{ expendable: 0, text: "x".repeat(1000) }], 500).length).toBeLessThanOrEqual(500);
});
