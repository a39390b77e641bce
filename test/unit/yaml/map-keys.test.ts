import { describe, expect, it } from "vitest";
import { type RepoPath, toRepoPath } from "../../../src/model/brands.ts";
import type { Json } from "../../../src/model/kube.ts";
import { insertMapKey, type MapEntry } from "../../../src/yaml/insert-key.ts";
import { readYamlFile } from "../../../src/yaml/read.ts";
import { removeMapKey } from "../../../src/yaml/remove-key.ts";
import { setScalar } from "../../../src/yaml/set-scalar.ts";
import { applyEdits } from "../../../src/yaml/splice.ts";

const path: RepoPath = toRepoPath("values.yaml") ?? fail();

function fail(): never {
  throw new Error("no path");
}

const route: Json = { enabled: true, hostnames: ["a.example.com"] };

function insert(text: string, entry: Partial<MapEntry> = {}) {
  const file = readYamlFile(path, text).value;
  const request: MapEntry = {
    document: 0,
    map: [],
    key: "route",
    value: route,
    position: { after: "ingress" },
    because: "test",
    ...entry,
  };
  const { value, diagnostics } = insertMapKey(file, request);
  return value === undefined
    ? diagnostics
        .map((found) => (found.code === "yaml-edit-refused" ? found.params.shape : found.code))
        .join()
    : applyEdits(text, value);
}

function remove(text: string, map: readonly string[], key: string) {
  const { value, diagnostics } = removeMapKey(readYamlFile(path, text).value, {
    document: 0,
    map,
    key,
    because: "test",
  });
  return value === undefined
    ? diagnostics
        .map((found) => (found.code === "yaml-edit-refused" ? found.params.shape : found.code))
        .join()
    : applyEdits(text, value);
}

function set(text: string, at: readonly string[], value: string | number | boolean) {
  const result = setScalar(readYamlFile(path, text).value, { document: 0, path: at, value, because: "test" });
  return result.value === undefined
    ? result.diagnostics
        .map((found) => (found.code === "yaml-edit-refused" ? found.params.shape : found.code))
        .join()
    : applyEdits(text, result.value);
}

describe("inserting a key", () => {
  it("goes directly below the neighbour, with the file's indentation", () => {
    expect(insert("ingress:\n    enabled: true\nservice:\n    port: 80\n")).toBe(
      "ingress:\n    enabled: true\nroute:\n    enabled: true\n    hostnames:\n        - a.example.com\nservice:\n    port: 80\n",
    );
  });

  it("keeps comments that belong to the neighbour above the new key", () => {
    expect(insert("ingress:\n  enabled: true # on\n  # tls: []\n# The port\nservice: 80\n")).toBe(
      "ingress:\n  enabled: true # on\n  # tls: []\nroute:\n  enabled: true\n  hostnames:\n    - a.example.com\n# The port\nservice: 80\n",
    );
  });

  it("sets a blank line where all keys are set apart", () => {
    expect(insert("a: 1\n\ningress:\n  x: 1\n\nb: 2\n")).toBe(
      "a: 1\n\ningress:\n  x: 1\n\nroute:\n  enabled: true\n  hostnames:\n    - a.example.com\n\nb: 2\n",
    );
  });

  it("adds a line end where the file has none, and leaves it without one", () => {
    expect(insert("ingress:\n  x: 1")).toBe(
      "ingress:\n  x: 1\nroute:\n  enabled: true\n  hostnames:\n    - a.example.com",
    );
  });

  it("keeps Windows line ends and lists at the parent's column", () => {
    expect(insert("ingress:\r\n  hosts:\r\n  - a\r\n")).toBe(
      "ingress:\r\n  hosts:\r\n  - a\r\nroute:\r\n  enabled: true\r\n  hostnames:\r\n  - a.example.com\r\n",
    );
  });

  it("lays out lists as its neighbour does, whatever the rest of the file does", () => {
    expect(insert("ingress:\n  tls:\n  - a\nb:\n  - 1\nc:\n  - 2\n")).toContain(
      "route:\n  enabled: true\n  hostnames:\n  - a.example.com\nb:",
    );
  });

  it("goes inside a flow map as flow", () => {
    expect(insert("app: {ingress: {enabled: true}, port: 80}\n", { map: ["app"] })).toBe(
      "app: {ingress: {enabled: true}, route: {enabled: true, hostnames: [a.example.com]}, port: 80}\n",
    );
  });

  it("fills a map that is empty or null", () => {
    const filled = "ingress: 1\nroute:\n  main:\n    a: 1\n";

    for (const empty of ["ingress: 1\nroute: {}\n", "ingress: 1\nroute:\n", "ingress: 1\nroute: null\n"]) {
      expect(insert(empty, { map: ["route"], key: "main", value: { a: 1 } })).toBe(filled);
    }
  });

  it("makes the maps on the way", () => {
    expect(insert("server:\n  a: 1\n", { map: ["server", "route"], key: "main", value: { b: 2 } })).toBe(
      "server:\n  a: 1\n  route:\n    main:\n      b: 2\n",
    );
  });

  it("goes first directly below the parent's line, above comments of the next key", () => {
    const first = { map: ["ingress"], key: "enabled", value: false, position: "first" } as const;

    expect(insert("ingress: # web\n  # The class\n  className: nginx\n", first)).toBe(
      "ingress: # web\n  enabled: false\n  # The class\n  className: nginx\n",
    );
  });

  it.each([
    ["a: &x\n  ingress: 1\nb: *x\n", { map: ["a"] }, "anchor `&x`"],
    ["b: &x {i: 1}\na: *x\n", { map: ["a"] }, "alias `*x`"],
    ["b: &x {r: {i: 1}}\na:\n  <<: *x\n", { map: ["a", "r"] }, "merge key"],
    ["ingress: 1\nroute: 2\n", {}, "there already"],
    ["a: text\n", { map: ["a"] }, "no map"],
  ])("refuses %j", (text, entry, words) => {
    expect(insert(text, entry)).toContain(words);
  });
});

describe("removing a key", () => {
  it("takes the lines, the comment that heads it alone, and the blank line", () => {
    expect(remove("a: 1\n\n# The ingress\ningress:\n  x: 1\n  # tls: []\n\nb: 2\n", [], "ingress")).toBe(
      "a: 1\n\nb: 2\n",
    );
  });

  it("leaves a comment that may head a group", () => {
    expect(remove("# Web\ningress: 1\nservice: 2\n", [], "ingress")).toBe("# Web\nservice: 2\n");
  });

  it("leaves an empty map where the key was the only one", () => {
    expect(remove("server:\n  ingress:\n    a: 1\nb: 2\n", ["server"], "ingress")).toBe("server: {}\nb: 2\n");
  });

  it("leaves no final newline where there was none", () => {
    expect(remove("a: 1\ningress:\n  b: 1", [], "ingress")).toBe("a: 1");
  });

  it("goes out of a flow map with its comma", () => {
    expect(remove("a: {ingress: {b: 1}, c: 2}\n", ["a"], "ingress")).toBe("a: {c: 2}\n");
  });

  it("moves an anchored scalar to its first use", () => {
    expect(remove('ingress:\n  host: &h "a.b"\nurl: *h\nother: *h\n', [], "ingress")).toBe(
      'url: &h "a.b"\nother: *h\n',
    );
  });

  it("refuses when an anchored collection is used outside", () => {
    expect(remove("ingress:\n  hosts: &h [a]\nurl: *h\n", [], "ingress")).toContain("the anchor `&h`");
  });

  it("refuses the first key of a list item, which shares the dash's line", () => {
    const file = readYamlFile(path, "a:\n  - x: 1\n    y: 2\n").value;
    const removed = removeMapKey(file, { document: 0, map: ["a", 0], key: "x", because: "test" });

    expect(removed.value).toBeUndefined();
    expect(removed.diagnostics.map(({ code }) => code)).toEqual(["yaml-edit-refused"]);
  });
});

describe("setting a scalar", () => {
  it.each([
    ["ingress:\n  enabled: true # on\n", "ingress:\n  enabled: false # on\n"],
    ["ingress: {enabled: true, a: 1}\n", "ingress: {enabled: false, a: 1}\n"],
    ["ingress:\n  enabled:\n", "ingress:\n  enabled: false\n"],
    ["ingress:\n  enabled: ~\n", "ingress:\n  enabled: false\n"],
    ["ingress:\n  enabled: &on true\n", "ingress:\n  enabled: &on false\n"],
  ])("changes %j", (before, after) => {
    expect(set(before, ["ingress", "enabled"], false)).toBe(after);
  });

  it("keeps the quotes of a string", () => {
    expect(set("a: 'x'\n", ["a"], "it's")).toBe("a: 'it''s'\n");
    expect(set('a: "x"\n', ["a"], "y")).toBe('a: "y"\n');
  });

  it("changes nothing where the value is there", () => {
    expect(set("a: false\n", ["a"], false)).toBe("a: false\n");
  });

  it.each([
    ["a: &x true\nb: *x\n", "anchor `&x`"],
    ["b: &x true\na: *x\n", "alias `*x`"],
    ["a: [1]\n", "no single value"],
    ["b: 1\n", "it has no `a`"],
    ["a: |\n  x\n", "block of text"],
  ])("refuses %j", (text, words) => {
    expect(set(text, ["a"], false)).toContain(words);
  });
});
