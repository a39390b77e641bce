import { describe, expect, test } from "vitest";
import { buildTexts, ingress, only, service } from "./tree-of-texts.ts";

describe("a build that misses something", () => {
  test("goes on without remote entries, and leaves patches for them out", () => {
    const { build, codes } = buildTexts({
      "entry/kustomization.yaml": `resources:
  - https://example.com/base.yaml
  - github.com/example/repo//deploy?ref=v1
  - ingress.yaml
patches:
  - patch: |-
      apiVersion: v1
      kind: Service
      metadata: {name: remote}
      spec: {type: NodePort}
replacements:
  - source: {kind: Service, name: remote}
    targets: [{select: {kind: Ingress}, fieldPaths: [spec.rules.0.host]}]
namespace: shop
`,
      "entry/ingress.yaml": ingress,
    });

    expect(codes).toEqual([
      "kustomize-build-remote entry/kustomization.yaml:2",
      "kustomize-build-remote entry/kustomization.yaml:3",
      "kustomize-build-patch-skipped entry/kustomization.yaml:6",
      "kustomize-build-patch-skipped entry/kustomization.yaml:12",
    ]);
    expect(build.state).toBe("partial");
    expect(only(build, "Ingress").object).toMatchObject({
      metadata: { namespace: "shop" },
      spec: { rules: [{ host: "web.example.com" }] },
    });
    expect(only(build, "Ingress").unfollowed).toEqual([]);
  });

  test("marks objects that a remote patch, a remote component or a plugin may change", () => {
    const { build } = buildTexts({
      "entry/kustomization.yaml": `resources:
  - ingress.yaml
components:
  - https://example.com/component
patches:
  - path: https://example.com/patch.yaml
transformers:
  - plugin.yaml
`,
      "entry/ingress.yaml": ingress,
    });

    expect(only(build, "Ingress").unfollowed.map(({ field, at }) => `${field}:${at.line}`)).toEqual([
      "components:4",
      "patches:6",
      "transformers:8",
    ]);
  });

  test("reads files outside the directory, with a warning unless that is allowed", () => {
    const texts = {
      "entry/kustomization.yaml": "resources:\n  - ../other/ingress.yaml\n",
      "other/ingress.yaml": ingress,
    };

    expect(buildTexts(texts).codes).toEqual(["kustomize-build-outside-root entry/kustomization.yaml:2"]);
    expect(buildTexts(texts, "entry", { loadRestriction: "none" }).codes).toEqual([]);
    expect(buildTexts(texts).build).toMatchObject({
      state: "complete",
      objects: [{ object: { kind: "Ingress" } }],
    });
  });
});

describe("charts", () => {
  const texts = {
    "entry/kustomization.yaml": `namePrefix: p-
helmGlobals: {chartHome: charts}
helmCharts:
  - name: web
    releaseName: web
    valuesFile: values.yaml
    valuesInline: {ingress: {enabled: true}}
patches:
  - target: {kind: Service}
    patch: |-
      - {op: add, path: /spec/type, value: NodePort}
`,
  };

  test("are left out by name when nobody renders them", () => {
    const { build, codes } = buildTexts(texts);

    expect(codes).toEqual(["kustomize-build-charts entry/kustomization.yaml:4"]);
    expect(build).toMatchObject({ state: "partial", objects: [] });
  });

  test("are objects like any other when they are rendered", () => {
    const asked: unknown[] = [];
    const { build, codes } = buildTexts(texts, "entry", {
      helm: (request) => {
        asked.push(request);
        return [{ apiVersion: "v1", kind: "Service", metadata: { name: "web" }, spec: {} }];
      },
    });

    expect(codes).toEqual([]);
    expect(asked).toEqual([
      {
        chart: {
          name: "web",
          releaseName: "web",
          valuesFile: "values.yaml",
          valuesInline: { ingress: { enabled: true } },
        },
        globals: { chartHome: "charts" },
        kustomization: "entry/kustomization.yaml",
        at: { path: "entry/kustomization.yaml", line: 4, column: 5 },
      },
    ]);
    expect(only(build, "Service")).toMatchObject({
      object: { metadata: { name: "p-web" }, spec: { type: "NodePort" } },
      origin: { generatedBy: "helmCharts", place: { line: 4 } },
    });
  });
});

test("schemas that could matter mark the objects they could matter for", () => {
  const { build, codes } = buildTexts({
    "entry/kustomization.yaml": `resources: [all.yaml]
openapi: {path: schema.json}
crds: [plain.yaml, marked.yaml]
patches:
  - path: patch.yaml
`,
    "entry/all.yaml": `${service}---\nkind: Custom\napiVersion: example.com/v1\nmetadata: {name: a}\n`,
    "entry/schema.json": "{}",
    "entry/plain.yaml": "a: {Schema: {}}\n",
    "entry/marked.yaml": "a: {Schema: {properties: {ref: {x-kubernetes-object-ref-kind: Secret}}}}\n",
    "entry/patch.yaml": "apiVersion: example.com/v1\nkind: Custom\nmetadata: {name: a}\nspec: {list: [1]}\n",
  });

  expect(codes).toEqual([
    "kustomize-build-unfollowed entry/kustomization.yaml:2",
    "kustomize-build-unfollowed entry/kustomization.yaml:3",
  ]);
  expect(only(build, "Custom").unfollowed.map(({ field }) => field)).toEqual(["crds", "openapi"]);
  expect(only(build, "Service").unfollowed).toEqual([]);
});
