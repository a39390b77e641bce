import { describe, expect, test } from "vitest";
import {
  builtFrom,
  findBuilt,
  patchesTouching,
  stepsTouching,
} from "../../../src/sources/kustomize/build/touching.ts";
import { buildTexts, ingress, only, pathOf, service } from "./tree-of-texts.ts";

const texts = {
  "base/kustomization.yaml": "resources:\n  - all.yaml\n",
  "base/all.yaml": `${service}---\n${ingress}`,
  "component/kustomization.yaml": `apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
resources: [extra.yaml]
patches:
  - target: {kind: Ingress}
    patch: |-
      - {op: add, path: /spec/ingressClassName, value: nginx}
`,
  "component/extra.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: extra}\n",
  "entry/kustomization.yaml": `namePrefix: prod-
resources:
  - ../base
components:
  - ../component
patches:
  - path: patches.yaml
  - target: {kind: Ingress, name: nothing}
    patch: |-
      - {op: remove, path: /spec}
  - target: {kind: Ingress, name: web}
    patch: |-
      - {op: replace, path: /spec/rules/0/host, value: web.example.com}
`,
  "entry/patches.yaml": `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: NodePort}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
spec:
  rules:
    - host: web.prod.example.com
`,
};

describe("the way of an object", () => {
  const { build, codes } = buildTexts(texts);
  const built = only(build, "Ingress");

  test("begins at its text", () => {
    expect(codes).toEqual([]);
    expect(built.origin).toEqual({
      path: "base/all.yaml",
      document: 1,
      item: undefined,
      place: { path: "base/all.yaml", line: 9, column: 1 },
      generatedBy: undefined,
    });
  });

  test("leads through every kustomization, the outermost first", () => {
    expect(built.hops).toEqual([
      { kind: "kustomize", path: "entry/kustomization.yaml", line: 3 },
      { kind: "kustomize", path: "base/kustomization.yaml", line: 2 },
    ]);
    expect(only(build, "ConfigMap").hops).toEqual([
      { kind: "kustomize", path: "entry/kustomization.yaml", line: 5 },
      { kind: "kustomize", path: "component/kustomization.yaml", line: 3 },
    ]);
  });

  test("names the patches that selected it, with their texts and places", () => {
    const touches = patchesTouching(built).map(({ field, kustomization, index, at, changed, patch }) => ({
      where: `${field}[${index}] of ${kustomization}:${at.line}`,
      changed,
      text: `${patch.form} ${patch.inline ? "inline" : patch.path}#${patch.document}:${patch.at.line}`,
      target: patch.target,
      content: patch.content,
    }));

    expect(touches).toEqual([
      {
        where: "patches[0] of component/kustomization.yaml:5",
        changed: true,
        text: "json6902 inline#0:5",
        target: { kind: "Ingress" },
        content: [{ op: "add", path: "/spec/ingressClassName", value: "nginx" }],
      },
      {
        where: "patches[0] of entry/kustomization.yaml:7",
        changed: true,
        text: "strategic-merge entry/patches.yaml#1:6",
        target: undefined,
        content: {
          apiVersion: "networking.k8s.io/v1",
          kind: "Ingress",
          metadata: { name: "web" },
          spec: { rules: [{ host: "web.prod.example.com" }] },
        },
      },
      {
        where: "patches[2] of entry/kustomization.yaml:11",
        changed: true,
        text: "json6902 inline#0:11",
        target: { kind: "Ingress", name: "web" },
        content: [{ op: "replace", path: "/spec/rules/0/host", value: "web.example.com" }],
      },
    ]);
  });

  test("names the other steps, and its earlier names", () => {
    expect(stepsTouching(built).map(({ field, at }) => `${field}:${at.line}`)).toEqual(["namePrefix:1"]);
    expect(built.ids.map(({ name }) => name)).toEqual(["web", "web", "web", "prod-web"]);
    expect(findBuilt(build, "Ingress", "web")).toEqual([built]);
    expect(findBuilt(build, "Ingress", "web", "shop")).toEqual([]);
    expect(builtFrom(build, pathOf("base/all.yaml"), 1)).toEqual([built]);
    expect(builtFrom(build, pathOf("base/all.yaml"))).toHaveLength(2);
  });

  test("lists every file that was read", () => {
    expect(build.files).toEqual([
      "base/all.yaml",
      "base/kustomization.yaml",
      "component/extra.yaml",
      "component/kustomization.yaml",
      "entry/kustomization.yaml",
      "entry/patches.yaml",
    ]);
  });
});

test("a patch without effect is noted as one", () => {
  const { build } = buildTexts({
    "entry/kustomization.yaml":
      'resources: [all.yaml]\npatches:\n  - target: {kind: Ingress}\n    patch: \'[{"op": "test", "path": "/spec/rules/0/host", "value": "web.example.com"}]\'\n',
    "entry/all.yaml": ingress,
  });

  expect(patchesTouching(only(build, "Ingress")).map(({ changed }) => changed)).toEqual([false]);
});

test("items of a list keep their position", () => {
  const { build } = buildTexts({
    "entry/kustomization.yaml": "resources: [all.yaml]\n",
    "entry/all.yaml":
      "apiVersion: v1\nkind: List\nitems:\n  - {apiVersion: v1, kind: Service, metadata: {name: a}}\n  - {apiVersion: v1, kind: Secret, metadata: {name: b}}\n",
  });

  expect(only(build, "Service").origin).toMatchObject({ document: 0, item: 0, place: { line: 4 } });
  expect(only(build, "Secret").origin).toMatchObject({ document: 0, item: 1, place: { line: 5 } });
});

test("generated objects point at the entry that makes them", () => {
  const { build } = buildTexts({
    "entry/kustomization.yaml": "configMapGenerator:\n  - name: a\n    literals: [x=1]\n",
  });

  const { object, origin, hops } = only(build, "ConfigMap");
  // The hash is the one kustomize gives.
  expect(object.metadata.name).toBe("a-hmg6f82fh6");
  expect(origin).toMatchObject({
    path: "entry/kustomization.yaml",
    generatedBy: "configMapGenerator",
    place: { line: 2 },
  });
  expect(hops).toEqual([{ kind: "kustomize", path: "entry/kustomization.yaml", line: 2 }]);
});

test("a reference that followed a renamed object says from what to what", () => {
  const { build } = buildTexts({
    "entry/kustomization.yaml": "resources: [all.yaml]\nnamePrefix: p-\n",
    "entry/all.yaml": `${service}---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec: {defaultBackend: {service: {name: web, port: {number: 80}}}}
`,
  });

  expect(stepsTouching(only(build, "Ingress")).map(({ field, renamed }) => [field, renamed])).toEqual([
    ["namePrefix", undefined],
    ["nameReference", { from: "web", to: "p-web" }],
  ]);
});
