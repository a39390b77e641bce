import fc from "fast-check";
import { CORE_SCHEMA, loadAll, YAML11_SCHEMA } from "js-yaml";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import type { Json } from "../../../src/model/kube.ts";
import { defaultStyle, type YamlStyle } from "../../../src/yaml/file.ts";
import { printYaml } from "../../../src/yaml/print.ts";
import { printScalar } from "../../../src/yaml/scalar.ts";
import { equalJson } from "../../../src/yaml/second.ts";

const strings: readonly { readonly text: string; readonly printed: string }[] = [
  { text: "app.example.com", printed: "app.example.com" },
  { text: "*.example.com", printed: '"*.example.com"' },
  { text: "/", printed: "/" },
  { text: "/api/v1", printed: "/api/v1" },
  { text: "(?i)/x(/|$)(.*)", printed: "(?i)/x(/|$)(.*)" },
  { text: "0s", printed: "0s" },
  { text: "60s", printed: "60s" },
  { text: "10.0.0.0/8", printed: "10.0.0.0/8" },
  { text: "fd00::/8", printed: "fd00::/8" },
  { text: "x-header: value", printed: '"x-header: value"' },
  { text: "a #b", printed: '"a #b"' },
  { text: "a#b", printed: "a#b" },
  { text: "größe", printed: "größe" },
  { text: "", printed: '""' },
  { text: " a", printed: '" a"' },
  { text: "a ", printed: '"a "' },
  { text: "a:", printed: '"a:"' },
  { text: "-", printed: '"-"' },
  { text: "- a", printed: '"- a"' },
  { text: "-a", printed: "-a" },
  { text: "---", printed: '"---"' },
  { text: "...", printed: '"..."' },
  { text: "yes", printed: '"yes"' },
  { text: "No", printed: '"No"' },
  { text: "ON", printed: '"ON"' },
  { text: "y", printed: '"y"' },
  { text: "true", printed: '"true"' },
  { text: "null", printed: '"null"' },
  { text: "~", printed: '"~"' },
  { text: "1.0", printed: '"1.0"' },
  { text: "1", printed: '"1"' },
  { text: "010", printed: '"010"' },
  { text: "0o17", printed: '"0o17"' },
  { text: "0x1F", printed: '"0x1F"' },
  { text: "0b11", printed: '"0b11"' },
  { text: "1_000", printed: '"1_000"' },
  { text: "1e3", printed: '"1e3"' },
  { text: "E0", printed: '"E0"' },
  { text: "1:30", printed: '"1:30"' },
  { text: "-.inf", printed: '"-.inf"' },
  { text: ".nan", printed: '".nan"' },
  { text: "2020-01-01", printed: '"2020-01-01"' },
  { text: "2020-01-01T00:00:00Z", printed: '"2020-01-01T00:00:00Z"' },
  { text: "=", printed: '"="' },
  { text: "<<", printed: '"<<"' },
  { text: "{{ x }}", printed: '"{{ x }}"' },
  { text: "[x]", printed: '"[x]"' },
  { text: "&x", printed: '"&x"' },
  { text: "!x", printed: '"!x"' },
  { text: "@x", printed: '"@x"' },
  { text: "%x", printed: '"%x"' },
  { text: 'say "x"', printed: 'say "x"' },
  { text: "a\nb\n", printed: '"a\\nb\\n"' },
  { text: "tab\there", printed: '"tab\\there"' },
  { text: "\u0085\u2028\uFEFF", printed: '"\\u0085\\u2028\\ufeff"' },
];

describe("printing a string", () => {
  it.each(strings)("writes $text as $printed", ({ text, printed }) => {
    expect(printScalar(text, { quote: '"', inFlow: false })).toBe(printed);
    expect(readEverywhere(`k: ${printed}\n`)).toEqual(Array(4).fill([{ k: text }]));
  });

  it("uses the file's quotes", () => {
    expect(printScalar("*.x", { quote: "'", inFlow: false })).toBe("'*.x'");
    expect(printScalar("'*'", { quote: "'", inFlow: false })).toBe("'''*'''");
    expect(printScalar("*\n", { quote: "'", inFlow: false })).toBe('"*\\n"');
  });

  it("quotes what ends a plain scalar inside brackets", () => {
    expect(printScalar("a,b", { quote: '"', inFlow: true })).toBe('"a,b"');
    expect(printScalar("a,b", { quote: '"', inFlow: false })).toBe("a,b");
  });

  it("is read back as the same string by every parser and version", () => {
    fc.assert(
      fc.property(trickyString, fc.constantFrom('"' as const, "'" as const), (text, quote) => {
        const block = printScalar(text, { quote, inFlow: false });
        const flow = printScalar(text, { quote, inFlow: true });

        expect(readEverywhere(`k: ${block}\n`)).toEqual(Array(4).fill([{ k: text }]));
        expect(readEverywhere(`k: [${flow}, ${flow}]\n`)).toEqual(Array(4).fill([{ k: [text, text] }]));
      }),
      { numRuns: 1000 },
    );
  });
});

describe("printing a value", () => {
  const value: Json = {
    kind: "HTTPRoute",
    spec: {
      hostnames: ["*.x"],
      rules: [{ matches: [{ path: "/" }], timeouts: { request: "0s" } }, {}],
      empty: [],
      none: {},
    },
    list: [["a", "b"], [], null, true, 1.5],
  };

  it("indents lists under their key", () => {
    expect(printYaml(value, defaultStyle)).toBe(
      [
        "kind: HTTPRoute",
        "spec:",
        "  hostnames:",
        '    - "*.x"',
        "  rules:",
        "    - matches:",
        "        - path: /",
        "      timeouts:",
        "        request: 0s",
        "    - {}",
        "  empty: []",
        "  none: {}",
        "list:",
        "  - - a",
        "    - b",
        "  - []",
        "  - null",
        "  - true",
        "  - 1.5",
        "",
      ].join("\n"),
    );
  });

  it("follows an indentless neighbour with Windows lines and four columns", () => {
    const style: YamlStyle = { ...defaultStyle, indentless: true, indent: 4, eol: "\r\n", quote: "'" };

    expect(printYaml(value, style)).toBe(
      [
        "kind: HTTPRoute",
        "spec:",
        "    hostnames:",
        "    - '*.x'",
        "    rules:",
        "    - matches:",
        "      - path: /",
        "      timeouts:",
        "          request: 0s",
        "    - {}",
        "    empty: []",
        "    none: {}",
        "list:",
        "- - a",
        "  - b",
        "- []",
        "- null",
        "- true",
        "- 1.5",
        "",
      ].join("\r\n"),
    );
  });

  it("writes JSON in a JSON file's style", () => {
    const style: YamlStyle = { ...defaultStyle, format: "json", jsonIndent: "\t" };

    expect(printYaml({ a: [1] }, style)).toBe('{\n\t"a": [\n\t\t1\n\t]\n}\n');
  });

  it("never folds a long string", () => {
    const long = "word ".repeat(200).trim();

    expect(printYaml({ long }, defaultStyle)).toBe(`long: ${long}\n`);
  });

  it("writes a key too long for the implicit form explicitly", () => {
    const key = "k".repeat(2000);

    const text = printYaml({ [key]: { a: ["b"] } }, { ...defaultStyle, indentless: true });

    expect(text).toBe(`? ${key}\n:\n  a:\n  - b\n`);
    expect(readEverywhere(text)).toEqual(Array(4).fill([{ [key]: { a: ["b"] } }]));
  });

  it("is read back as the same value by every parser and version", () => {
    let objects = 0;
    fc.assert(
      fc.property(anyJson, anyStyle, (data, style) => {
        const text = printYaml(data, style);

        objects += typeof data === "object" && data !== null ? 1 : 0;
        for (const documents of readEverywhere(text)) {
          expect(documents).toHaveLength(1);
          expect(equalJson(documents[0], data)).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
    expect(objects).toBeGreaterThan(50);
  });
});

const trickyString = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 12 }),
  fc.string({ unit: "binary-ascii", maxLength: 8 }),
  fc.string({
    unit: fc.constantFrom(..."0123456789.:-+_eExXobTZ ,~yYnN#&*!|>%@`'\"[]{}\\/\n\r\t=<?$()"),
    maxLength: 8,
  }),
  fc.constantFrom(...strings.map((row) => row.text)),
);

const anyJson: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    trickyString,
    fc.oneof(
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (n === 0 ? 0 : n)),
    ),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(trickyString, tie("value"), { maxKeys: 4 }),
  ),
})).value;

const anyStyle: fc.Arbitrary<YamlStyle> = fc
  .record({
    eol: fc.constantFrom("\n" as const, "\r\n" as const),
    indent: fc.integer({ min: 1, max: 6 }),
    indentless: fc.boolean(),
    quote: fc.constantFrom('"' as const, "'" as const),
  })
  .map((part) => ({ ...defaultStyle, ...part }));

/** js-yaml and yaml, each as YAML 1.2 and 1.1. */
function readEverywhere(text: string): readonly (readonly unknown[])[] {
  const byYaml = (version: "1.1" | "1.2") =>
    parseAllDocuments(text, { version }).map((document): unknown => {
      if (document.errors[0] !== undefined) throw document.errors[0];
      return document.toJS({ maxAliasCount: 0 });
    });
  return [
    loadAll(text, { schema: CORE_SCHEMA }),
    loadAll(text, { schema: YAML11_SCHEMA }),
    byYaml("1.2"),
    byYaml("1.1"),
  ];
}
