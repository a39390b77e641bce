import { describe, expect, test } from "vitest";
import { wordingOf } from "../../../src/diagnostics/diagnostic.ts";
import { memorySnapshot } from "../../../src/model/memory-snapshot.ts";
import { readHelmfiles } from "../../../src/sources/helmfile/read.ts";
import type { HelmfileLayer } from "../../../src/sources/helmfile/release.ts";
import { createReader } from "../../../src/sources/reader.ts";
import { readYamlFile } from "../../../src/yaml/read.ts";

function read(files: Readonly<Record<string, string>>) {
  const result = readHelmfiles(createReader(memorySnapshot(files), () => false, readYamlFile));
  return { ...result, releases: result.value.flatMap(({ releases }) => releases) };
}

function told({ diagnostics }: ReturnType<typeof read>) {
  return diagnostics.map(({ code, at }) => [code, at?.path, at?.line]);
}

const brief = (layer: HelmfileLayer) =>
  layer.kind === "file"
    ? layer.path
    : layer.kind === "inline"
      ? layer.values
      : layer.kind === "set"
        ? `set ${layer.name}`
        : `${layer.kind} ${layer.written}`;

const helmfile = `repositories:
  - {name: grafana, url: https://grafana.github.io/helm-charts}
  - {name: reg, url: ghcr.io/acme, oci: true}
environments:
  staging: {kubeContext: stage}
  prod: {}
kubeContext: main
releases:
  - name: grafana
    namespace: monitoring
    chart: grafana/grafana
    version: 8.6
    values:
      - values/common.yaml
      - values/{{ .Environment.Name }}.yaml
      - ingress: {enabled: true}
  - {name: shop, chart: ./charts/shop, installed: false}
  - {name: api, chart: reg/api}
  - {name: other, chart: oci://ghcr.io/acme/other}
`;

const files = {
  "deploy/helmfile.yaml": helmfile,
  "deploy/values/common.yaml": "",
  "deploy/values/staging.yaml": "",
  "deploy/values/prod.yaml": "",
  "deploy/charts/shop/Chart.yaml": "",
};

describe("a plain helmfile", () => {
  const result = read(files);

  test("gives its releases for every environment", () => {
    expect(
      result.releases.map(({ name, environment, kubeContext }) => [name, environment, kubeContext]),
    ).toEqual([
      ["grafana", "prod", "main"],
      ["grafana", "staging", "stage"],
      ["shop", "prod", "main"],
      ["shop", "staging", "stage"],
      ["api", "prod", "main"],
      ["api", "staging", "stage"],
      ["other", "prod", "main"],
      ["other", "staging", "stage"],
    ]);
    expect(told(result)).toEqual([]);
  });

  test("gives values in Helm's order, marks for the environment filled in", () => {
    expect(result.releases[1]?.layers.map(brief)).toEqual([
      "deploy/values/common.yaml",
      "deploy/values/staging.yaml",
      { ingress: { enabled: true } },
    ]);
    expect(result.releases[1]?.layers[2]).toMatchObject({
      keyPath: ["releases", 0, "values", 2],
      place: { path: "deploy/helmfile.yaml", line: 16 },
    });
  });

  test("says where charts are", () => {
    expect(
      result.releases.filter(({ environment }) => environment === "prod").map(({ chart }) => chart),
    ).toEqual([
      { kind: "repository", url: "https://grafana.github.io/helm-charts", chart: "grafana", isOci: false },
      { kind: "own", path: "deploy/charts/shop" },
      { kind: "repository", url: "ghcr.io/acme", chart: "api", isOci: true },
      { kind: "repository", url: "oci://ghcr.io/acme/other", chart: "other", isOci: true },
    ]);
    expect(result.releases[0]?.version).toBe("8.6");
    expect(result.releases[2]?.installed).toBe(false);
  });
});

describe("what is not followed is told by name", () => {
  const release = (more: string) => `releases:\n  - name: x\n    chart: ./c\n${more}`;

  test.each([
    ["    values: [a.yaml.gotmpl]\n", "helmfile-values-templated", "template a.yaml.gotmpl"],
    [
      '    values: ["{{ .Values.file }}.yaml"]\n',
      "helmfile-values-templated",
      "template {{ .Values.file }}.yaml",
    ],
    ["    values: [nope.yaml]\n", "helmfile-values-missing", "absent nope.yaml"],
    ["    values: [git::https://x/y.yaml]\n", "helmfile-elsewhere", "absent git::https://x/y.yaml"],
    ["    secrets: [s.yaml]\n", "helmfile-values-secret", "secret s.yaml"],
    ["    set: [{name: ingress.enabled, value: true}]\n", "helmfile-values-set", "set ingress.enabled"],
  ])("%j", (more, code, layer) => {
    const result = read({ "helmfile.yaml": release(more) });

    expect(told(result)).toEqual([[code, "helmfile.yaml", 4]]);
    expect(result.releases[0]?.layers.map(brief)).toEqual([layer]);
    for (const diagnostic of result.diagnostics)
      expect(wordingOf(diagnostic).message).not.toMatch(/undefined|\[object/);
  });

  test.each(["jsonPatches", "strategicMergePatches", "transformers"])("%s", (field) => {
    expect(told(read({ "helmfile.yaml": release(`    ${field}: [{}]\n`) }))).toEqual([
      ["helmfile-release-changed", "helmfile.yaml", 4],
    ]);
  });

  test("a release without chart or name", () => {
    expect(told(read({ "helmfile.yaml": "releases:\n  - name: x\n  - chart: y\n" }))).toEqual([
      ["helmfile-field-unreadable", "helmfile.yaml", 2],
      ["helmfile-field-unreadable", "helmfile.yaml", 3],
    ]);
  });

  test.each([
    ["helmfile.yaml.gotmpl", "releases: []\n", ".gotmpl", 1],
    [
      "helmfile.yaml",
      "releases:\n{{ range .Values.apps }}\n  - name: x\n{{ end }}\n",
      "{{ range .Values.apps }}",
      2,
    ],
    [
      "helmfile.d/01.yaml",
      "releases:\n  - name: x\n    chart: {{ .Values.chart }}\n",
      "chart: {{ .Values.chart }}",
      3,
    ],
  ])("a template in %s", (path, text, mark, line) => {
    const result = read({ [path]: text });

    expect(told(result)).toEqual([["helmfile-templated", path, line]]);
    expect(result.diagnostics[0]?.params).toEqual({ mark });
    expect(result.releases).toEqual([]);
  });

  test("a missing file is fine where the helmfile says so", () => {
    expect(
      told(read({ "helmfile.yaml": release("    missingFileHandler: Warn\n    values: [nope.yaml]\n") })),
    ).toEqual([]);
  });
});

test("parts, includes and templates are joined", () => {
  const result = read({
    "helmfile.yaml": `helmfiles: [more/app.yaml, ./parts, https://example.com/x.yaml]
templates:
  default: {namespace: apps, values: ["values/{{ .Release.Name }}.yaml"], version: 1.0.0}
---
releases:
  - {name: a, chart: ./c, inherit: [{template: default, except: [version]}]}
`,
    "more/app.yaml": "releases: [{name: b, chart: ./c}]\n",
    "parts/c.yaml": "releases: [{name: c, chart: ./c}]\n",
    "values/a.yaml": "",
  });

  expect(result.releases.map(({ name, namespace, version }) => [name, namespace, version])).toEqual([
    ["a", "apps", undefined],
    ["b", undefined, undefined],
    ["c", undefined, undefined],
  ]);
  expect(result.releases[0]?.layers.map(brief)).toEqual(["values/a.yaml"]);
  expect(told(result)).toEqual([["helmfile-elsewhere", "helmfile.yaml", 1]]);
});

test("helmfiles that include each other are read once", () => {
  const result = read({
    "helmfile.yaml": "helmfiles: [other.yaml]\nreleases: [{name: a, chart: c/d}]\n",
    "other.yaml": "helmfiles: [helmfile.yaml]\nreleases: [{name: b, chart: c/d}]\n",
  });

  expect(result.releases.map(({ name, chart }) => [name, chart.kind])).toEqual([
    ["a", "unknown"],
    ["b", "unknown"],
  ]);
});
