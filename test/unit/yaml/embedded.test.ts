import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TextEdit } from "../../../src/model/edits.ts";
import { lineOf } from "../../../src/yaml/embedded/block.ts";
import { type EmbeddedYaml, readEmbeddedYaml } from "../../../src/yaml/embedded/read.ts";
import { maskTemplates } from "../../../src/yaml/embedded/templates.ts";
import type { YamlFile } from "../../../src/yaml/file.ts";
import { readYamlFile } from "../../../src/yaml/read.ts";
import { applyEdits } from "../../../src/yaml/splice.ts";
import { pathOf } from "../argocd/repository.ts";

const keyPath = ["spec", "helm", "values"];

function read(text: string): { readonly file: YamlFile; readonly embedded: EmbeddedYaml } {
  const file = readYamlFile(pathOf("app.yaml"), text).value;
  const embedded = readEmbeddedYaml(file, 0, keyPath).value;
  if (embedded === undefined) throw new Error("no string");
  return { file, embedded };
}

function application(block: string): string {
  return `spec:\n  helm:\n    releaseName: x\n    values: ${block}`;
}

const values = application(`|
      # about the ingress
      ingress:
        enabled: true

        host: app.example.com
  project: default
`);

describe("a literal block", () => {
  test("is read as a document with places in the file around it", () => {
    const { embedded } = read(values);

    expect(embedded.text).toBe("# about the ingress\ningress:\n  enabled: true\n\n  host: app.example.com\n");
    expect(embedded.value).toEqual({ ingress: { enabled: true, host: "app.example.com" } });
    expect(embedded.placeOf(["ingress", "host"])).toEqual({ path: "app.yaml", line: 9, column: 9 });
  });

  test("gives the span of a value in the file around it", () => {
    const { file, embedded } = read(values);
    const span = embedded.spanOf(["ingress", "host"]);

    expect(file.text.slice(span?.start, span?.end)).toBe("app.example.com");
    expect(embedded.spanOf(["ingress", "nothing"])).toBeUndefined();
  });

  test("is edited in its own indentation", () => {
    const { file, embedded } = read(values);
    const edit: TextEdit = {
      start: embedded.text.length,
      end: embedded.text.length,
      text: "route:\n  enabled: true\n",
      because: "adds the route",
    };
    const edits = embedded.outerEdits([edit]);

    expect(edits.diagnostics).toEqual([]);
    expect(applyEdits(file.text, edits.value ?? [])).toBe(
      values.replace("  project", "      route:\n        enabled: true\n  project"),
    );
  });

  test.each([
    ["keeps its CRLF", values.replaceAll("\n", "\r\n")],
    ["may be chomped", values.replace("values: |", "values: |-")],
    ["may be kept", values.replace("values: |", "values: |+")],
    ["may state its indentation", values.replace("values: |", "values: |2")],
    ["may have a comment", values.replace("values: |", "values: | # ours")],
    ["may have an anchor", values.replace("values: |", "values: &v |")],
    ["may be the last thing of the file", values.replace("  project: default\n", "")],
    ["may end without a line end", values.replace("\n  project: default\n", "")],
    ["may hold non-ASCII text", values.replace("# about", "# über 🎉")],
    ["may hold blanks on an empty line", values.replace("true\n\n", "true\n   \n")],
    ["may hold deeper blanks on an empty line", values.replace("true\n\n", "true\n         \n")],
  ])("%s", (_name, text) => {
    const { file, embedded } = read(text);
    const at = embedded.text.indexOf("  host:");
    const edits = embedded.outerEdits([{ start: at, end: at, text: "  path: /\n", because: "" }]);
    const eol = text.includes("\r\n") ? "\r\n" : "\n";

    expect(edits.diagnostics).toEqual([]);
    expect(applyEdits(file.text, edits.value ?? [])).toBe(
      text.replace("        host:", `        path: /${eol}        host:`),
    );
  });
});

describe("other styles are read and not edited", () => {
  test.each([
    [">\n      a: b\n", "folded block", { a: "b" }],
    ['"a: b\\nc: d\\n"\n', "double-quoted string", { a: "b", c: "d" }],
    ["'a: b'\n", "single-quoted string", { a: "b" }],
    ["plain\n", "plain string", "plain"],
  ])("%s", (block, style, value) => {
    const { embedded } = read(application(block));
    const edits = embedded.outerEdits([{ start: 0, end: 0, text: "x: y\n", because: "" }]);

    expect(embedded.value).toEqual(value);
    expect(edits.value).toBeUndefined();
    expect(edits.diagnostics.map(({ code, params, at }) => [code, params, at?.line])).toEqual([
      ["embedded-yaml-style", { field: "spec.helm.values", style }, 4],
    ]);
  });

  test("something that is no string is nothing", () => {
    const file = readYamlFile(pathOf("a.yaml"), "spec: {helm: {values: {a: b}}}\n").value;

    expect(readEmbeddedYaml(file, 0, keyPath).value).toBeUndefined();
    expect(readEmbeddedYaml(file, 3, keyPath).value).toBeUndefined();
  });
});

describe("templates inside", () => {
  test("are covered while the text is parsed, and come back as written", () => {
    const { embedded } = read(
      application(
        "|\n      host: {{ .host }}\n      url: https://{{ .host }}.x.org/{{path}}\n      list: [{{.a}}, '{{ .b }}']\n",
      ),
    );

    expect(embedded.value).toEqual({
      host: "{{ .host }}",
      url: "https://{{ .host }}.x.org/{{path}}",
      list: ["{{.a}}", "{{ .b }}"],
    });
    expect(embedded.placeOf(["url"])).toMatchObject({ line: 6, column: 7 });
  });

  test("marks of a plugin stay as they are", () => {
    const { embedded } = read(application("|\n      host: app.<path:secrets/data#domain>\n"));

    expect(embedded.value).toEqual({ host: "app.<path:secrets/data#domain>" });
  });

  test("lines that are templates keep the text from being edited", () => {
    const { embedded } = read(
      application("|\n      a: b\n      {{- if .x }}\n      c: d\n      {{- end }}\n"),
    );
    const edits = embedded.outerEdits([{ start: 0, end: 0, text: "x: y\n", because: "" }]);

    expect(embedded.value).toEqual({ a: "b", c: "d" });
    expect(edits.diagnostics.map(({ code, params, at }) => [code, params, at?.line])).toEqual([
      ["embedded-yaml-templated", { field: "spec.helm.values", mark: "{{- if .x }}" }, 6],
    ]);
  });

  test("text that is no YAML is told where it stands in the file", () => {
    const file = readYamlFile(pathOf("app.yaml"), application("|\n      a: b\n      c: [d\n")).value;
    const { value, diagnostics } = readEmbeddedYaml(file, 0, keyPath);

    expect(value?.value).toBeUndefined();
    expect(diagnostics.map(({ code, at }) => [code, at?.path, at?.line])).toEqual([
      ["yaml-unreadable", "app.yaml", 7],
    ]);
  });

  test("masking keeps the length, and restoring gives the text back", () => {
    const sign = fc.constantFrom("{{", "}}", "{", "}", " ", "a", ".b", "\n", "'");
    fc.assert(
      fc.property(fc.array(sign, { maxLength: 40 }), (signs) => {
        const text = signs.join("");
        const masked = maskTemplates(text);

        expect(masked.text).toHaveLength(text.length);
        if (masked.lines.length === 0) expect(masked.restore(masked.text)).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("laws of literal blocks", () => {
  const line = fc.constantFrom("a: b", "  c: d", "", "# note", "  - e", "f: 'g'", "   ");
  const lines = fc
    .array(line, { minLength: 1, maxLength: 12 })
    .map((found) => `first: 1\n${found.join("\n")}\nlast: 2\n`);
  const indent = fc.constantFrom(5, 6, 8);

  function wrapped(text: string, spaces: number, eol: string): string {
    const block = text
      .split("\n")
      .map((found) => (found === "" ? "" : " ".repeat(spaces) + found))
      .join("\n");
    return application(`|\n${block}  project: default\n`).replaceAll("\n", eol);
  }

  test("every offset inside leads out and back", () => {
    fc.assert(
      fc.property(lines, indent, fc.constantFrom("\n", "\r\n"), (text, spaces, eol) => {
        const outer = wrapped(text, spaces, eol);
        const { file, embedded } = read(outer);
        expect(embedded.text).toBe(text);
        for (let at = 0; at < text.length; at += 1) {
          const span = { start: at, end: at + 1 };
          const place = embeddedSpan(file, embedded, span);
          if (text[at] !== "\n") expect(file.text.slice(place.start, place.end)).toBe(text[at]);
          expect(place.back).toBe(at);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("an edit inside comes out as exactly that edit, or is refused", () => {
    const edit = fc.record({
      start: fc.nat(),
      length: fc.nat({ max: 12 }),
      text: fc.constantFrom("", "x: y\n", "\nz: 1", "n", "\n", "- a\n\n- b\n", "  "),
    });
    let accepted = 0;
    fc.assert(
      fc.property(lines, indent, fc.constantFrom("\n", "\r\n"), edit, (text, spaces, eol, wanted) => {
        const { file, embedded } = read(wrapped(text, spaces, eol));
        const start = wanted.start % (text.length + 1);
        const inner = {
          start,
          end: Math.min(text.length, start + wanted.length),
          text: wanted.text,
          because: "",
        };
        const edits = embedded.outerEdits([inner]);
        if (edits.value === undefined) {
          expect(edits.diagnostics).toHaveLength(1);
          return;
        }
        accepted += 1;
        const after = applyEdits(file.text, edits.value);
        const value = readYamlFile(file.path, after).value.documents[0]?.value as {
          readonly spec: { readonly helm: { readonly values: string }; readonly project: string };
        };
        // a clipped block ends with exactly one line end
        expect(value.spec.helm.values.replace(/\n+$/, "")).toBe(
          applyEdits(text, [inner]).replace(/\n+$/, ""),
        );
        expect(value.spec.project).toBe("default");
        expect(after).not.toMatch(eol === "\r\n" ? /[^\r]\n/ : /\r/);
      }),
      { numRuns: 1500 },
    );
    expect(accepted).toBeGreaterThan(1000);
  });
});

function embeddedSpan(
  file: YamlFile,
  embedded: EmbeddedYaml,
  span: { readonly start: number; readonly end: number },
) {
  const block = embedded.block;
  if (block === undefined) throw new Error("no block");
  expect(lineOf(block.lines, span.start)).toBeDefined();
  expect(block.toOuter(span.start)).toBeLessThan(file.text.length);
  return { ...block.outerSpan(span), back: block.toInner(block.toOuter(span.start)) };
}
