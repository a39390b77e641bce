import { expect, test } from "vitest";
import { type RepoPath, toRepoPath } from "../../../src/model/brands.ts";
import type { Json } from "../../../src/model/kube.ts";
import type { ReleaseLayer } from "../../../src/model/release.ts";
import { type SetValue, setLayer } from "../../../src/sources/set-values.ts";

const path: RepoPath = toRepoPath("a.yaml") ?? ("" as RepoPath); // a literal path
const setting = (name: string, value: string, line = 1, isText = false): SetValue => ({
  name,
  value,
  isText,
  place: { path, line, column: 1 },
});
const below = (value: Json): ReleaseLayer => ({
  name: "below",
  value,
  site: undefined,
  place: () => undefined,
});

test.each<[string, string, Json]>([
  ["a.b", "x", { a: { b: "x" } }],
  ["a\\.b.c", "x", { "a.b": { c: "x" } }],
  ["a", "true", { a: true }],
  ["a", "null", { a: null }],
  ["a", "8080", { a: 8080 }],
  ["a", "0", { a: 0 }],
  ["a", "-5", { a: -5 }],
  ["a", "007", { a: "007" }],
  ["a", "1.5", { a: "1.5" }],
  ["a", "", { a: "" }],
  ["a", "{x,2}", { a: ["x", 2] }],
  ["a", "{}", { a: [] }],
  ["a", "x\\,y", { a: "x,y" }],
  ["a[0]", "x", { a: ["x"] }],
  ["a[1].b", "x", { a: [null, { b: "x" }] }],
  ["a[0][1]", "x", { a: [[null, "x"]] }],
  ["__proto__.a", "x", JSON.parse('{"__proto__":{"a":"x"}}')],
])("%s=%s", (name, value, expected) => {
  const { layer, gaps } = setLayer("set", [setting(name, value)], []);

  expect(JSON.stringify(layer?.value)).toBe(JSON.stringify(expected));
  expect(gaps).toEqual([]);
});

test("a text stays a text where the setting asks for it", () => {
  expect(setLayer("set", [setting("a", "true", 1, true)], []).layer?.value).toEqual({ a: "true" });
});

test.each(["", ".", "a.", ".a", "a..b", "a[", "a[x]", "a[99999]", "a]b[0]c", `${"a.".repeat(40)}a`])(
  "%j is no name, and no later setting is lost by it",
  (name) => {
    const { layer, gaps } = setLayer("set", [setting(name, "x", 3), setting("b", "y", 4)], []);

    expect(layer?.value).toEqual({ b: "y" });
    expect(gaps).toEqual([
      { why: `the parameter \`${name}\` is not understood`, at: { path, line: 3, column: 1 } },
    ]);
  },
);

test("an index changes the item of the list below, and leaves the others", () => {
  const hosts: Json = { ingress: { hosts: [{ host: "a" }, { host: "b", paths: ["/"] }], tls: [] } };
  const { layer } = setLayer("set", [setting("ingress.hosts[1].host", "c")], [below({}), below(hosts)]);

  expect(layer?.value).toEqual({ ingress: { hosts: [{ host: "a" }, { host: "c", paths: ["/"] }] } });
});

test("later settings win, and a value has the place of the setting that gave it", () => {
  const { layer } = setLayer(
    "set",
    [setting("a.b", "1", 1), setting("a.c", "2", 2), setting("a.b", "3", 3)],
    [],
  );

  expect(layer?.value).toEqual({ a: { b: 3, c: 2 } });
  expect([
    layer?.place(["a", "b"])?.line,
    layer?.place(["a", "c", "d"])?.line,
    layer?.place(["a"])?.line,
  ]).toEqual([3, 2, 3]);
});

test("no settings are no layer", () => {
  expect(setLayer("set", [], [])).toEqual({ layer: undefined, gaps: [] });
});
