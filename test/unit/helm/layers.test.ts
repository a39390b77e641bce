import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toRepoPath } from "../../../src/model/brands.ts";
import type { Json } from "../../../src/model/kube.ts";
import {
  fileLayer,
  layerValues,
  mergeValues,
  subchartValues,
  type ValuesLayer,
} from "../../../src/sources/helm/layers.ts";
import { readYamlFile } from "../../../src/yaml/read.ts";

function layer(name: string, text: string): ValuesLayer {
  const path = toRepoPath(name);
  if (path === undefined) throw new Error("no path");
  return fileLayer(name, readYamlFile(path, text).value, 0, []);
}

const layers = [
  layer(
    "chart/values.yaml",
    "ingress:\n  enabled: false\n  hosts: [default.local]\n  tls: []\n  annotations:\n    a: '1'\n    b: '2'\n",
  ),
  layer(
    "values.yaml",
    "ingress:\n  enabled: true\n  hosts:\n    - shop.example.com\n    - www.example.com\n",
  ),
  layer("values-prod.yaml", "ingress:\n  annotations:\n    b: null\n    c: '3'\n"),
];

describe("values in layers", () => {
  const merged = layerValues(layers);

  it("merge maps, replace lists, and take keys away with null", () => {
    expect(merged.value).toEqual({
      ingress: {
        enabled: true,
        hosts: ["shop.example.com", "www.example.com"],
        tls: [],
        annotations: { a: "1", c: "3" },
      },
    });
  });

  it.each([
    [["ingress", "enabled"], "values.yaml", 2],
    [["ingress", "hosts", 1], "values.yaml", 5],
    [["ingress", "tls"], "chart/values.yaml", 4],
    [["ingress", "annotations", "a"], "chart/values.yaml", 6],
    [["ingress", "annotations", "c"], "values-prod.yaml", 4],
  ])("know where %j comes from", (path, file, line) => {
    expect(merged.origin(path)?.place).toMatchObject({ path: file, line });
  });

  it.each([
    [["ingress", "annotations", "b"]],
    [["ingress", "hosts", 2]],
    [["ingress", "enabled", "x"]],
    [["nothing"]],
  ])("know that %j comes from nowhere", (path) => {
    expect(merged.origin(path)).toBeUndefined();
  });

  it("a list or a scalar in a higher layer hides what is below it", () => {
    const hidden = layerValues([layer("a.yaml", "x: {y: 1}\n"), layer("b.yaml", "x: [2]\n")]);

    expect(hidden.value).toEqual({ x: [2] });
    expect(hidden.origin(["x", "y"])).toBeUndefined();
    expect(hidden.origin(["x", 0])?.place?.path).toBe("b.yaml");
  });

  it("one layer is itself, and merging is associative for maps", () => {
    const json: fc.Arbitrary<Json> = fc.letrec<{ node: Json }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 3 },
        fc.integer(),
        fc.array(fc.integer(), { maxLength: 2 }),
        fc.dictionary(fc.constantFrom("a", "b", "c"), tie("node"), { maxKeys: 3 }),
      ),
    })).node;
    const map = fc.dictionary(fc.constantFrom("a", "b", "c"), json, { maxKeys: 3 });
    fc.assert(
      fc.property(map, map, (a, b) => {
        expect(mergeValues({}, a)).toEqual(a);
        expect(mergeValues(a, a)).toEqual(a);
        expect(mergeValues(mergeValues(a, b), b)).toEqual(mergeValues(a, b));
      }),
    );
  });
});

describe("values of a sub-chart", () => {
  it("are its defaults, what the parent's layers have under its key, and the parent's globals", () => {
    const parent = [
      layer(
        "values.yaml",
        "global: {domain: a.io}\ngrafana:\n  ingress: {enabled: true}\n  global: {domain: low, own: 1}\n",
      ),
      layer("prod.yaml", "grafana: {ingress: {hosts: [g.io]}}\n"),
    ];

    const sub = subchartValues(parent, "grafana", layer("sub.yaml", "ingress: {enabled: false, path: /}\n"));

    expect(sub.value).toEqual({
      ingress: { enabled: true, path: "/", hosts: ["g.io"] },
      global: { domain: "a.io", own: 1 },
    });
    expect(sub.origin(["ingress", "hosts"])?.place).toMatchObject({ path: "prod.yaml", line: 1 });
    expect(sub.origin(["ingress", "path"])?.place?.path).toBe("sub.yaml");
    expect(sub.origin(["global", "domain"])?.place).toMatchObject({ path: "values.yaml", line: 1 });
  });
});
