import { describe, expect, test } from "vitest";
import { createKustomizeBuilder } from "../../../src/sources/kustomize/build/build.ts";
import { buildTexts, ingress, only, pathOf, service, type Texts } from "./tree-of-texts.ts";

function limitOf(texts: Texts, limits: Parameters<typeof buildTexts>[2] = {}): readonly string[] {
  const { build, diagnostics } = buildTexts(texts, "entry", limits);
  expect(build).toMatchObject({ state: "failed", objects: [] });
  return diagnostics.map((diagnostic) =>
    diagnostic.code === "kustomize-build-limit"
      ? `${diagnostic.params.what} at ${diagnostic.at?.path}`
      : diagnostic.code,
  );
}

describe("hostile kustomizations end with a diagnostic", () => {
  test("a chain of many levels", () => {
    const texts: Record<string, string> = { "entry/kustomization.yaml": "resources: [../d0]\n" };
    for (let level = 0; level < 60; level += 1)
      texts[`d${level}/kustomization.yaml`] = `resources: [../d${level + 1}]\n`;

    expect(limitOf(texts)).toEqual(["levels of kustomizations at entry/kustomization.yaml"]);
  });

  test("objects that double at every level", () => {
    const texts: Record<string, string> = {
      "entry/kustomization.yaml": "resources: [../a0, ../b0]\n",
      "leaf/kustomization.yaml": "resources: [s.yaml]\n",
      "leaf/s.yaml": service,
    };
    for (let level = 0; level < 30; level += 1) {
      for (const side of ["a", "b"]) {
        const below = level === 29 ? "[../leaf]" : `[../a${level + 1}, ../b${level + 1}]`;
        texts[`${side}${level}/kustomization.yaml`] = `resources: ${below}\nnamePrefix: ${side}${level}-\n`;
      }
    }

    expect(limitOf(texts)).toEqual(["files at entry/kustomization.yaml"]);
  });

  test("a JSON patch that copies a value into itself", () => {
    const copies = Array.from(
      { length: 60 },
      (_, index) => `      - {op: copy, from: /spec, path: /spec/c${index}}\n`,
    );

    expect(
      limitOf({
        "entry/kustomization.yaml": `resources: [s.yaml]\npatches:\n  - target: {kind: Service}\n    patch: |-\n${copies.join("")}`,
        "entry/s.yaml": service,
      }),
    ).toEqual(["steps at entry/kustomization.yaml"]);
  });

  test.each([
    [
      "operations that copy a value below itself",
      Array.from({ length: 12 }, (_, index) => {
        const path = "/a".repeat(2 ** index - 1);
        return JSON.stringify({ op: "copy", from: "/spec", path: `/spec${path}/a` });
      }),
    ],
    [
      "a JSON patch of brackets",
      [`{"op": "add", "path": "/spec/a", "value": ${"[".repeat(5000)}${"]".repeat(5000)}}`],
    ],
  ])("%s", (_name, operations) => {
    const { build, codes } = buildTexts({
      "entry/kustomization.yaml":
        "resources: [s.yaml]\npatches:\n  - path: p.json\n    target: {kind: Service}\n",
      "entry/s.yaml": service,
      "entry/p.json": `[${operations.join(",")}]`,
    });

    expect(build.state).toBe("failed");
    expect(codes[0]).toMatch(/^kustomize-build-patch-(fails|invalid) entry\/kustomization.yaml:3$/);
  });

  test("replacements that double a text", () => {
    const doubling =
      "  - source: {kind: Service, fieldPath: spec.text}\n    targets: [{select: {kind: Service}, fieldPaths: [spec.text], options: {delimiter: '|', index: 9}}]\n";

    expect(
      limitOf({
        "entry/kustomization.yaml": `resources: [s.yaml]\nreplacements:\n${doubling.repeat(60)}`,
        "entry/s.yaml": `${service}  text: ${"x".repeat(1000)}\n`,
      }),
    ).toEqual(["characters of one value at entry/kustomization.yaml"]);
  });

  test("a patch of many characters", () => {
    expect(
      limitOf(
        {
          "entry/kustomization.yaml": "resources: [s.yaml]\npatches:\n  - path: p.yaml\n",
          "entry/s.yaml": service,
          "entry/p.yaml": `${service}# ${"x".repeat(500)}\n`,
        },
        { limits: { patchCharacters: 200 } },
      ),
    ).toEqual(["characters of one patch at entry/kustomization.yaml"]);
  });

  test("an expression made to backtrack", () => {
    const { build } = buildTexts({
      "entry/kustomization.yaml":
        'resources: [s.yaml]\npatches:\n  - target: {name: "(a+)+b"}\n    patch: |-\n      - {op: remove, path: /spec}\n',
      "entry/s.yaml": service.replace("name: web", `name: ${"a".repeat(200)}`),
    });

    expect(only(build, "Service").object.spec).toEqual({ ports: [{ port: 80 }] });
  });

  test("keys that JavaScript objects have already", () => {
    const { build } = buildTexts({
      "entry/kustomization.yaml":
        "resources: [s.yaml]\ncommonLabels: {__proto__: a, constructor: b}\npatches:\n  - target: {kind: Service}\n    patch: |-\n      - {op: add, path: /spec/__proto__, value: {polluted: true}}\n",
      "entry/s.yaml": service,
    });

    expect(Object.entries(only(build, "Service").object.metadata.labels ?? {})).toEqual([
      ["__proto__", "a"],
      ["constructor", "b"],
    ]);
    expect({}).not.toHaveProperty("polluted");
  });
});

describe("builds that share their files", () => {
  const texts: Texts = {
    "base/kustomization.yaml": "resources: [ingress.yaml]\n",
    "base/ingress.yaml": ingress,
    "one/kustomization.yaml": "resources: [../base]\nnamePrefix: one-\n",
    "two/kustomization.yaml": "resources: [../base]\nnamePrefix: two-\n",
  };

  test("read every file once and do not see each other's changes", () => {
    const asked: string[] = [];
    const build = createKustomizeBuilder({
      read: (path) => {
        asked.push(path);
        return texts[path];
      },
    });

    const first = build(pathOf("one"));
    const second = build(pathOf("two"));
    const again = build(pathOf("one"));

    expect(first.value.objects.map(({ object }) => object.metadata.name)).toEqual(["one-web"]);
    expect(second.value.objects.map(({ object }) => object.metadata.name)).toEqual(["two-web"]);
    expect(JSON.stringify(again)).toBe(JSON.stringify(first));
    expect(asked.filter((path) => path in texts).sort()).toEqual(Object.keys(texts).sort());
  });
});
