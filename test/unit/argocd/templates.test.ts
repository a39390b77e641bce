import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { renderText, renderValue } from "../../../src/sources/argocd/template/render.ts";

const params = {
  host: "app.example.com",
  Name: "UPPER",
  port: 8080,
  on: true,
  empty: "",
  list: ["a", "b", "c"],
  path: { path: "apps/prod/shop", basename: "shop", segments: ["apps", "prod", "shop"] },
  labels: { "example.com/env": "prod" },
};

function go(template: string, options: { readonly missingFails?: boolean; readonly open?: boolean } = {}) {
  return renderText(template, { params, engine: "go", missingFails: false, open: false, ...options });
}

describe("Go templates", () => {
  const cases: readonly (readonly [template: string, text: string])[] = [
    ["plain", "plain"],
    ["{{.host}}", "app.example.com"],
    ["{{ .host }}", "app.example.com"],
    ["https://{{ .host }}:{{ .port }}/", "https://app.example.com:8080/"],
    ["{{ .path.basename }}-{{ .on }}", "shop-true"],
    ["{{ $.path.basename }}", "shop"],
    ["{{ index .path.segments 1 }}", "prod"],
    ['{{ index .labels "example.com/env" }}', "prod"],
    ['{{ .missing | default "x" }}', "x"],
    ['{{ default "x" .empty }}', "x"],
    ['{{ default "x" .host }}', "app.example.com"],
    ["{{ .missing }}", "<no value>"],
    ["{{ .Name | lower }}", "upper"],
    ['{{ .host | replace "." "-" | upper }}', "APP-EXAMPLE-COM"],
    ["{{ .host | trunc 3 }}", "app"],
    ["{{ trunc -3 .host }}", "com"],
    ['{{ trimPrefix "app." .host }}', "example.com"],
    ['{{ trimSuffix ".com" .host }}', "app.example"],
    ['{{ printf "%s-%d%%" .path.basename 7 }}', "shop-7%"],
    ['{{ print .path.basename "-x" }}', "shop-x"],
    ["{{ .host | quote }}", '"app.example.com"'],
    ["{{ .host | squote }}", "'app.example.com'"],
    ['{{ join "/" .list }}', "a/b/c"],
    ['{{ (splitList "/" .path.path) | last }}', "shop"],
    ['{{ index (splitList "/" .path.path) 0 }}', "apps"],
    ['{{ normalize "A_b/C" }}', "a-b-c"],
    ['{{ dig "path" "nope" "else" . }}', "else"],
    ['{{ ternary "yes" "no" (eq .path.basename "shop") }}', "yes"],
    ['{{ if eq .path.basename "shop" }}a{{ else }}b{{ end }}', "a"],
    ["{{ if .empty }}a{{ else if .on }}b{{ else }}c{{ end }}", "b"],
    ['{{ if and .on (not .empty) (hasPrefix "app" .host) }}x{{ end }}', "x"],
    ["a {{- if .on }} b {{- end }} c", "a b c"],
    ["a\n{{- /* note */ -}}\nb", "ab"],
    ['{{ "}}" }}', "}}"],
    ["{{ `raw` }}", "raw"],
    ['{{ add 1 2 }}{{ len .list }}{{ contains "x" .host }}', "33true"],
  ];

  test.each(cases)("%s", (template, text) => {
    expect(go(template)).toEqual({ ok: true, value: text, unresolved: [] });
  });

  test("the table has cases", () => {
    expect(cases.length).toBeGreaterThan(30);
  });

  test.each([
    ["{{ range .list }}x{{ end }}", "unsupported", "the keyword `range`"],
    ["{{ with .host }}x{{ end }}", "unsupported", "the keyword `with`"],
    ['{{ define "x" }}{{ end }}', "unsupported", "the keyword `define`"],
    ["{{ $x := .host }}", "unsupported", "a variable"],
    ["{{ .host | sha256sum }}", "unsupported", "the function `sha256sum`"],
    ["{{ .host | constructor }}", "unsupported", "the function `constructor`"],
    ["{{ .path }}", "unsupported", "the text of a map or list"],
    ['{{ printf "%x" .host }}', "unsupported", "the format `%x`"],
    ["{{ .missing.deeper }}", "failed", "asks for `deeper` of nothing"],
    ["{{ .host.deeper }}", "failed", "asks for `deeper` of something that is no map"],
    ["{{ index .list 9 }}", "failed", "asks for item 9 of 3"],
    ["{{ .port | lower }}", "failed", "wants a text and gets a number"],
    ["{{ if .on }}x", "failed", "has no `end`"],
    ["{{ end }}", "failed", "has `end` without `if`"],
    ["{{ .host", "failed", "is not closed"],
    ["{{ }}", "failed", "has an empty command"],
    ["{{ (.host }}", "failed", "has no closing `)`"],
    ["{{ .host ) }}", "failed", "has an unexpected `)`"],
    ["{{ .host .port }}", "failed", "gives arguments to something that is no function"],
  ])("%s is refused by name", (template, kind, detail) => {
    const rendered = go(template);

    expect(rendered.ok ? rendered : { kind: rendered.problem.kind, detail: rendered.problem.detail }).toEqual(
      {
        kind,
        detail,
      },
    );
  });

  test("with missingkey=error a missing key fails, in an index it does not", () => {
    expect(go("{{ .nope }}", { missingFails: true })).toEqual({
      ok: false,
      problem: { kind: "failed", expression: "{{ .nope }}", detail: "has no value for `nope`" },
    });
    expect(go('{{ index . "nope" | default "x" }}', { missingFails: true })).toMatchObject({
      ok: true,
      value: "x",
    });
  });

  test("what depends on values that are not in the repository stays as it is written", () => {
    expect(go("{{ .name }}.{{ .host }}{{ if .metadata.x }}a{{ end }}", { open: true })).toEqual({
      ok: true,
      value: "{{ .name }}.app.example.com{{ if .metadata.x }}a{{ end }}",
      unresolved: ["{{ .name }}", "{{ if .metadata.x }}a{{ end }}"],
    });
  });
});

describe("classic templates", () => {
  const context = {
    params: { name: "shop", "path.basename": "app", n: 3 },
    engine: "classic",
    missingFails: true,
    open: false,
  } as const;

  test.each([
    ["{{name}}-{{ path.basename }}", "shop-app"],
    ["{{ name }}", "shop"],
    ["{{unknown}} {{ .Release.Name }} {{n}}", "{{unknown}} {{ .Release.Name }} {{n}}"],
    ["{{name", "{{name"],
    ["{{}}", "{{}}"],
  ])("%s", (template, text) => {
    expect(renderText(template, context)).toEqual({ ok: true, value: text, unresolved: [] });
  });

  test("unknown names count as open where values are missing", () => {
    expect(renderText("{{server}}", { ...context, open: true })).toMatchObject({
      unresolved: ["{{server}}"],
    });
  });
});

test("objects are rendered with the keys of their maps", () => {
  const context = { params, engine: "go", missingFails: false, open: false } as const;

  expect(renderValue({ "{{ .path.basename }}": ["{{ .host }}", 1, true, null] }, context)).toEqual({
    ok: true,
    value: { shop: ["app.example.com", 1, true, null] },
    unresolved: [],
  });
  expect(renderValue({ a: "{{ range }}" }, context)).toMatchObject({ ok: false });
});

test("any text gives an answer, the same twice", () => {
  const sign = fc.constantFrom(
    "{{",
    "}}",
    " ",
    ".host",
    "|",
    "(",
    ")",
    '"',
    "if ",
    "else",
    "end",
    "$",
    "-",
    "lower",
    "1",
    "`",
    "x",
  );
  fc.assert(
    fc.property(fc.array(sign, { maxLength: 25 }), (signs) => {
      const template = signs.join("");
      const first = go(template);

      expect(go(template)).toEqual(first);
      if (!template.includes("{{")) expect(first).toEqual({ ok: true, value: template, unresolved: [] });
    }),
    { numRuns: 2000 },
  );
});
