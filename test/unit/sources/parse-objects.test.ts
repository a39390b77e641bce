import { expect, test } from "vitest";
import type { RepoPath } from "../../../src/model/brands.ts";
import { parseObjects } from "../../../src/sources/objects/parse.ts";

const read = (text: string, path = "a.yaml") => parseObjects(path as RepoPath, text);
const seen = (text: string, path?: string) =>
  read(text, path).value.map(({ object, document, item, place }) => [
    `${object.kind}/${object.metadata.name}`,
    document,
    item,
    place.line,
  ]);

test("documents keep their numbers, empty ones and other YAML included", () => {
  const text =
    "# nothing\n---\nfoo: bar\n---\napiVersion: v1\nkind: Service\nmetadata: {name: a}\n---\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: b}\n";

  expect(seen(text)).toEqual([
    ["Service/a", 1, undefined, 5],
    ["Secret/b", 3, undefined, 10],
  ]);
});

test("a List is opened, with the index of each item", () => {
  const text =
    "apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Service\n    metadata: {name: a}\n  - {}\n  - apiVersion: v1\n    kind: Pod\n    metadata: {name: b}\n";

  expect(seen(text)).toEqual([
    ["Service/a", 0, 0, 4],
    ["Pod/b", 0, 2, 8],
  ]);
});

test("items of an IngressList take version and kind from it", () => {
  const text = "apiVersion: networking.k8s.io/v1\nkind: IngressList\nitems:\n- metadata: {name: a}\n";

  expect(seen(text)).toEqual([["Ingress/a", 0, 0, 4]]);
});

test("JSON is read with places", () => {
  expect(
    seen('{\n  "apiVersion": "v1",\n  "kind": "Service",\n  "metadata": {"name": "a"}\n}\n', "a.json"),
  ).toEqual([["Service/a", 0, undefined, 1]]);
});

test("a document that cannot be read does not take the others along", () => {
  const result = read("a: [\n---\napiVersion: v1\nkind: Service\nmetadata: {name: a}\n");

  expect(result.value.map(({ object }) => object.kind)).toEqual(["Service"]);
  expect(result.diagnostics.map(({ code }) => code)).toEqual(["yaml-unreadable"]);
});

test("a key that stands twice is told with its line", () => {
  const result = read("apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n  name: b\n");

  expect(result.value).toEqual([]);
  expect(result.diagnostics.map(({ at }) => at?.line)).toEqual([5]);
});

test("fields have places inside list items, and their source text", () => {
  const [first] = read(
    'apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Service\n    metadata:\n      name: "a"\n',
  ).value;

  expect(first?.placeOf(["metadata", "name"])).toEqual({ path: "a.yaml", line: 7, column: 7 });
  expect(first?.sourceOf(["metadata", "name"])).toBe('"a"');
  expect(first?.sourceOf(["metadata", "nothing"])).toBeUndefined();
});
