import { describe, expect, it } from "vitest";
import { toRepoPath } from "../../../src/model/brands.ts";
import { readIngressBlocks } from "../../../src/sources/helm/blocks/find.ts";
import { findSite } from "../../../src/sources/helm/charts/registry.ts";
import { accidentalText } from "../../../src/sources/helm/edit/accidental.ts";
import { planRoute } from "../../../src/sources/helm/edit/add-route.ts";
import { removeBlock } from "../../../src/sources/helm/edit/remove-block.ts";
import { untouchable, type ValuesText } from "../../../src/sources/helm/edit/untouchable.ts";
import { readYamlFile } from "../../../src/yaml/read.ts";
import { applyEdits } from "../../../src/yaml/splice.ts";

function valuesOf(text: string, name = "values.yaml", more: Partial<ValuesText> = {}): ValuesText {
  const path = toRepoPath(name);
  if (path === undefined) throw new Error("no path");
  const file = readYamlFile(path, text).value;
  return { file, document: 0, base: [], generatedMark: undefined, vendoredIn: undefined, ...more };
}

const plain = "ingress:\n  enabled: true\n  hosts: [a.example.com]\n";

describe("values that are never edited", () => {
  it.each([
    ["encrypted by its block", `${plain}sops:\n  mac: ENC[x]\n`, "values.yaml", {}, "helm-values-encrypted"],
    [
      "encrypted by its values",
      `${plain}password: ENC[AES256_GCM,data:x]\n`,
      "values.yaml",
      {},
      "helm-values-encrypted",
    ],
    ["encrypted by its name", plain, "apps/values.sops.yaml", {}, "helm-values-encrypted"],
    ["generated", plain, "values.yaml", { generatedMark: "DO NOT EDIT" }, "helm-values-generated"],
    ["vendored", plain, "charts/x/values.yaml", { vendoredIn: "x" }, "helm-values-vendored"],
    ["a template by its name", plain, "values.yaml.gotmpl", {}, "helm-values-templated"],
    [
      "a template by its text",
      "ingress:\n  enabled: {{ .on }}\n",
      "values.yaml",
      {},
      "helm-values-templated",
    ],
    [
      "a Jinja template",
      "{% if x %}\ningress: {}\n{% endif %}\n",
      "values.yaml",
      {},
      "helm-values-templated",
    ],
  ])("%s", (_, text, name, more, code) => {
    expect(untouchable(valuesOf(text, name, more))?.code).toBe(code);
  });

  it.each([
    ["templates in strings", 'ingress:\n  host: "{{ .Release.Name }}.a"\n'],
    ["templates in blocks of text", "config: |\n  {{ if .x }}\n  a\n  {{ end }}\n"],
    ["variables", `ingress:\n  host: app.\${DOMAIN}\n`],
    ["a service called sops", "sops: {enabled: true}\n"],
  ])("are not those with %s", (_, text) => {
    expect(untouchable(valuesOf(text))).toBeUndefined();
  });

  it("are left alone by adding and by removing", () => {
    const values = valuesOf(`${plain}sops: {mac: x}\n`);
    const [block] = readIngressBlocks(values.file.documents[0]?.value ?? {});
    if (block === undefined) throw new Error("no block");
    const site = findSite({ name: "grafana", version: "11.4.0" }, ["ingress"]);
    const context = { release: "r", namespace: "n", chart: "grafana", version: "11.4.0", values: {} };
    const request = {
      block,
      site,
      context,
      files: undefined,
      routes: [],
      backend: undefined,
      mayOmitTimeouts: true,
    };

    expect(planRoute({ ...request, values })).toMatchObject({
      value: undefined,
      diagnostics: [{ code: "helm-values-encrypted" }],
    });
    expect(removeBlock({ values, block, how: "disable", isOffByDefault: true })).toMatchObject({
      value: undefined,
      diagnostics: [{ code: "helm-values-encrypted" }],
    });
    const generated = valuesOf(plain, "values.yaml", { generatedMark: "managed by Ansible" });
    expect(planRoute({ ...request, values: generated }).value).toMatchObject({ kind: "companion" });
  });
});

describe("text that another tool would replace", () => {
  it("is found in keys and values, unless the ingress values hold it", () => {
    expect(accidentalText({ a: ["x", { b: `/\${1}` }] }, [])).toBe(`/\${1}`);
    expect(accidentalText(Object.fromEntries([[`\${A}`, 1]]), [])).toBe(`\${A}`);
    expect(accidentalText({ a: "{{ .x }}" }, [])).toBe("{{ .x }}");
    expect(accidentalText({ a: `app.\${DOMAIN}` }, [`app.\${DOMAIN}`])).toBeUndefined();
    expect(accidentalText({ a: "/$1", b: "^/x$", c: "{1}" }, [])).toBeUndefined();
  });
});

describe("switching a block off", () => {
  const remove = (text: string, how: "disable" | "delete" = "disable", isOffByDefault?: boolean) => {
    const values = valuesOf(text);
    const [block] = readIngressBlocks(values.file.documents[0]?.value ?? {});
    if (block === undefined) throw new Error("no block");
    const { value, diagnostics } = removeBlock({ values, block, how, isOffByDefault });
    return value === undefined ? diagnostics.map(({ code }) => code).join() : applyEdits(text, value);
  };

  it.each([
    ["ingress:\n  enabled: true # on\n  host: a\n", "ingress:\n  enabled: false # on\n  host: a\n"],
    ["ingress:\n  # The host\n  host: a\n", "ingress:\n  enabled: false\n  # The host\n  host: a\n"],
    ["ingress: {host: a}\n", "ingress: {enabled: false, host: a}\n"],
    ["ingress:\n  enabled: false\n  host: a\n", "ingress:\n  enabled: false\n  host: a\n"],
    ["ingress:\n  - host: a\n  - host: b\n", "ingress:\n  - host: b\n"],
    [`ingress:\n  enabled: "\${ON}"\n  host: a\n`, "helm-values-shape"],
    ["on: &on true\ningress: {enabled: *on, host: a}\n", "yaml-edit-refused"],
  ])("%j", (before, after) => {
    expect(remove(before)).toBe(after);
  });

  it("deletes only where the chart is off without the block", () => {
    expect(remove("a: 1\ningress:\n  host: a\n", "delete", true)).toBe("a: 1\n");
    expect(remove("a: 1\ningress:\n  host: a\n", "delete", undefined)).toBe(
      "a: 1\ningress:\n  enabled: false\n  host: a\n",
    );
    expect(remove("a: 1\ningress:\n  host: a\n", "delete", false)).toBe(
      "a: 1\ningress:\n  enabled: false\n  host: a\n",
    );
  });

  it("keeps an anchored host alive, and refuses what cannot move", () => {
    expect(remove("ingress:\n  host: &h a\nurl: *h\n", "delete", true)).toBe("url: &h a\n");
    expect(remove("ingress:\n  hosts: &h [a]\nurl: *h\n", "delete", true)).toBe("yaml-edit-refused");
  });
});
