import { describe, expect, it } from "vitest";
import { toRepoPath } from "../../../src/model/brands.ts";
import { readYamlFile } from "../../../src/yaml/read.ts";
import { equalJson, readSecond } from "../../../src/yaml/second.ts";

function read(text: string, name = "app.yaml") {
  const path = toRepoPath(name);
  if (path === undefined) throw new Error("no path");
  return readYamlFile(path, text);
}

const valuesOf = (text: string) => read(text).value.documents.map((document) => document.value);

describe("the data of a file", () => {
  it.each([
    { name: "documents", text: "a: 1\n---\nb: 2\n...\n", values: [{ a: 1 }, { b: 2 }] },
    { name: "empty documents, which count", text: "---\n---\na: 1\n", values: [null, { a: 1 }] },
    { name: "a file of comments", text: "# c\n", values: [] },
    {
      name: "the latest of two equal anchors",
      text: "a: &x 1\nb: *x\nc: &x 2\nd: *x\n",
      values: [{ a: 1, b: 1, c: 2, d: 2 }],
    },
    {
      name: "an alias inside a reused node, as it was meant there",
      text: "a: &x 1\nb: &m [*x]\nc: &x 2\nd: *m\n",
      values: [{ a: 1, b: [1], c: 2, d: [1] }],
    },
    {
      name: "a merge key",
      text: "a: &a {x: 1, y: 2}\nb:\n  y: 3\n  <<: *a\n",
      values: [{ a: { x: 1, y: 2 }, b: { x: 1, y: 3 } }],
    },
    {
      name: "a list of merged maps, earlier first",
      text: "b:\n  <<: [{x: 1}, {x: 2, y: 3}]\n",
      values: [{ b: { x: 1, y: 3 } }],
    },
    { name: "a quoted << as a plain key", text: '"<<": {a: 1}\n', values: [{ "<<": { a: 1 } }] },
    {
      name: "custom tags as what they wrap",
      text: "a: !Ref x\nb: !Sub [1]\nc: !x {d: 1}\n",
      values: [{ a: "x", b: [1], c: { d: 1 } }],
    },
    {
      name: "1.1 tags as text",
      text: "a: !!binary aGk=\nb: !!timestamp 2020-01-01\n",
      values: [{ a: "aGk=", b: "2020-01-01" }],
    },
    {
      name: "words of YAML 1.1 as text",
      text: "a: yes\nb: off\nc: 2020-01-01\n",
      values: [{ a: "yes", b: "off", c: "2020-01-01" }],
    },
    {
      name: "a version directive without changing types",
      text: "%YAML 1.1\n---\na: yes\n",
      values: [{ a: "yes" }],
    },
    { name: "infinity by its name", text: "a: .inf\n", values: [{ a: "Infinity" }] },
    {
      name: "keys that are no strings",
      text: "1: a\ntrue: b\n~: c\n",
      values: [{ "1": "a", true: "b", null: "c" }],
    },
    {
      name: "a key that means something to JavaScript",
      text: "__proto__: 1\n",
      values: [JSON.parse('{"__proto__": 1}')],
    },
    { name: "JSON with tabs", text: '{\n\t"a": [\n\t\t1\n\t]\n}\n', values: [{ a: [1] }] },
    {
      name: "a byte order mark and Windows lines",
      text: "\uFEFFa: |\r\n  x\r\n  y\r\n",
      values: [{ a: "x\ny\n" }],
    },
  ])("holds $name, and js-yaml agrees", ({ text, values }) => {
    const file = read(text);

    expect(file.diagnostics).toEqual([]);
    expect(valuesOf(text)).toEqual(values);
    const second = readSecond(text, file.value.style.format);
    expect(second.ok && equalJson(second.documents, values)).toBe(true);
  });
});

describe("what cannot be read", () => {
  it.each([
    { name: "an open quote, where the text ends", text: 'a: 1\nb: "x\n', line: 3 },
    { name: "a tab as indentation", text: "a:\n\tb: 1\n", line: 2 },
    { name: "a key twice", text: "a: 1\nb: 2\na: 3\n", line: 3 },
    { name: "a template", text: "a: 1\nb: {{ .x }}\n", line: 2 },
    { name: "an alias without anchor", text: "a: *x\n", line: 1 },
    { name: "an alias inside its own node", text: "a: &x [*x]\n", line: 1 },
    { name: "a merge of a scalar", text: "a: 1\nb:\n  <<: 2\n", line: 3 },
  ])("is named with its line: $name", ({ text, line }) => {
    const { value, diagnostics } = read(text);

    expect(value.documents.map((document) => document.value)).toEqual([undefined]);
    expect(diagnostics.map((diagnostic) => [diagnostic.code, diagnostic.at?.line])).toEqual([
      ["yaml-unreadable", line],
    ]);
  });

  it("leaves the other documents readable", () => {
    const { value, diagnostics } = read("a: 1\n---\nb: {{ x }}\n---\nc: 3\n");

    expect(value.documents.map((document) => document.value)).toEqual([{ a: 1 }, undefined, { c: 3 }]);
    expect(diagnostics).toHaveLength(1);
  });

  it.each([
    { name: "a billion laughs", text: `a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n${laughs(9)}` },
    {
      name: "a long text repeated by aliases",
      text: `a: &a ${"x".repeat(100_000)}\nb: [${"*a, ".repeat(1000)}*a]\n`,
    },
    { name: "brackets nested without end", text: "[".repeat(50_000) },
    { name: "closed brackets nested deeply", text: `${"[".repeat(5000)}${"]".repeat(5000)}` },
    {
      name: "maps nested deeply",
      text: Array.from({ length: 300 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n"),
    },
    { name: "a file that is too large", text: `a: ${"x".repeat(5_000_000)}\n` },
  ])("is refused within the time limit of a test: $name", ({ text }) => {
    const { value, diagnostics } = read(text);

    expect(value.documents.every((document) => document.value === undefined)).toBe(true);
    expect(diagnostics).toHaveLength(1);
  });

  it("reads a map of many keys and aliases within the time limit of a test", () => {
    const text = `a: &a 1\n${Array.from({ length: 20_000 }, (_, index) => `k${index}: *a\n`).join("")}`;

    const { diagnostics } = read(text);

    expect(diagnostics).toEqual([]);
  });
});

describe("places", () => {
  const text =
    "a: 1\n---\n# c\nspec:\n  rules:\n    - host: x\n    - host: 'y' # second\n  m: &m\n    k: v\n  n:\n    <<: *m\n  o: *m\n";
  const document = read(text).value.documents[1];
  const spanText = (path: readonly (string | number)[]) => {
    const span = document?.span(path);
    return span === undefined ? undefined : text.slice(span.start, span.end);
  };

  it.each([
    { path: [], line: 4, column: 1 },
    { path: ["spec", "rules"], line: 5, column: 3 },
    { path: ["spec", "rules", 1], line: 7, column: 7 },
    { path: ["spec", "rules", 1, "host"], line: 7, column: 7 },
    { path: ["spec", "rules", 9, "host"], line: 5, column: 3 },
    { path: ["spec", "n", "k"], line: 9, column: 5 },
    { path: ["spec", "o", "k"], line: 9, column: 5 },
  ])("finds $path at $line:$column", ({ path, line, column }) => {
    expect(document?.place(path)).toEqual({ path: "app.yaml", line, column });
  });

  it("gives the text of a value", () => {
    expect(spanText(["spec", "rules", 1, "host"])).toBe("'y'");
    expect(spanText(["spec", "n", "k"])).toBe("v");
    expect(spanText(["spec", "nothing"])).toBeUndefined();
  });

  it("gives the region of a document with its separator and end mark", () => {
    const source = "%YAML 1.2\n---\na: 1\n...\n# c\n---\nb: 2\n";
    const regions = read(source).value.documents.map(({ region }) => source.slice(region.start, region.end));

    expect(regions).toEqual(["%YAML 1.2\n---\na: 1\n...", "---\nb: 2\n"]);
  });

  it("does not count a byte order mark as a column", () => {
    expect(read("\uFEFFa: 1\n").value.documents[0]?.place(["a"])).toEqual({
      path: "app.yaml",
      line: 1,
      column: 1,
    });
  });
});

describe("the style of a file", () => {
  it.each([
    {
      name: "nothing",
      text: "",
      style: {
        eol: "\n",
        indent: 2,
        indentless: false,
        quote: '"',
        bom: false,
        finalNewline: true,
        format: "yaml",
      },
    },
    { name: "Windows lines", text: "a: 1\r\nb: 2\r\n", style: { eol: "\r\n", mixedEol: false } },
    { name: "mixed lines, by majority", text: "a: 1\r\nb: 2\nc: 3\n", style: { eol: "\n", mixedEol: true } },
    {
      name: "indentless lists, by majority",
      text: "a:\n- 1\nb:\n- 1\nc:\n  - 1\n",
      style: { indentless: true },
    },
    {
      name: "indented lists, by majority",
      text: "a:\n- 1\nb:\n  - 1\nc:\n  - 1\n",
      style: { indentless: false },
    },
    { name: "four columns", text: "a:\n    b:\n        c: 1\nd:\n  e: 1\n", style: { indent: 4 } },
    { name: "single quotes", text: "a: 'x'\nb: 'y'\nc: \"z\"\n", style: { quote: "'" } },
    { name: "a byte order mark", text: "\uFEFFa: 1", style: { bom: true, finalNewline: false } },
    { name: "JSON text under a YAML name", text: '{"a": 1}', style: { format: "json", jsonIndent: "" } },
    { name: "JSON with tabs", text: '{\n\t"a": 1\n}', style: { format: "json", jsonIndent: "\t" } },
    { name: "a flow map that is no JSON", text: "{a: 1}\n", style: { format: "yaml" } },
  ])("sees $name", ({ text, style }) => {
    expect(read(text).value.style).toMatchObject(style);
  });
});

function laughs(levels: number): string {
  return Array.from(
    { length: levels },
    (_, level) => `a${level + 1}: &a${level + 1} [${`*a${level}, `.repeat(9)}*a${level}]\n`,
  ).join("");
}
