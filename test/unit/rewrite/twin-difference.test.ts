/** The difference of two objects, applied to the first, gives the second: as operations and as a merge. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../../../src/model/kube.ts";
import type { JsonOperation } from "../../../src/model/twins.ts";
import { mergeOf, operationsOf } from "../../../src/rewrite/twins/difference.ts";

const route = (hostnames: readonly string[], paths: readonly string[]): Json => ({
  kind: "HTTPRoute",
  spec: { hostnames, rules: paths.map((value) => ({ matches: [{ path: { type: "PathPrefix", value } }] })) },
});

describe("operations", () => {
  it.each([
    [
      "a host",
      route(["a"], ["/"]),
      route(["b"], ["/"]),
      [{ op: "replace", path: "/spec/hostnames/0", value: "b" }],
    ],
    [
      "a host more",
      route(["a"], ["/"]),
      route(["a", "b"], ["/"]),
      [{ op: "add", path: "/spec/hostnames/-", value: "b" }],
    ],
    [
      "a rule before others",
      route(["a"], ["/x", "/"]),
      route(["a"], ["/x", "/y", "/"]),
      [
        {
          op: "add",
          path: "/spec/rules/1",
          value: { matches: [{ path: { type: "PathPrefix", value: "/y" } }] },
        },
      ],
    ],
    [
      "rules less",
      route(["a"], ["/x", "/y", "/"]),
      route(["a"], ["/"]),
      [
        { op: "remove", path: "/spec/rules/1" },
        { op: "remove", path: "/spec/rules/0" },
      ],
    ],
    [
      "a key with a slash",
      { metadata: { annotations: { "a/b~c": "1" } } },
      { metadata: { annotations: { "a/b~c": "2" } } },
      [{ op: "replace", path: "/metadata/annotations/a~1b~0c", value: "2" }],
    ],
    [
      "fields that come and go",
      { spec: { old: 1 } },
      { spec: { fresh: 2 } },
      [
        { op: "remove", path: "/spec/old" },
        { op: "add", path: "/spec/fresh", value: 2 },
      ],
    ],
  ])("%s", (_name, before, after, expected) => {
    expect(operationsOf(before, after)).toEqual(expected);
  });

  it("lead from any object to any other", () => {
    fc.assert(
      fc.property(object, object, (before, after) => {
        expect(operationsOf(before, after).reduce(applied, before)).toEqual(after);
      }),
    );
  });
});

describe("a merge", () => {
  it("replaces lists whole and takes fields away with null", () => {
    const before = { spec: { hostnames: ["a"], rules: [1, 2], gone: { a: 1 } } };
    const after = { spec: { hostnames: ["b"], rules: [1, 2] } };

    expect(mergeOf(before, after)).toEqual({ spec: { hostnames: ["b"], gone: null } });
    expect(mergeOf(before, before)).toBeUndefined();
  });

  it("leads from any object without nulls to any other", () => {
    fc.assert(
      fc.property(object, object, (before, after) => {
        expect(merged(before, mergeOf(before, after))).toEqual(after);
      }),
    );
  });
});

const key = fc.constantFrom("a", "b", "c/d", "e~f");
const { value } = fc.letrec<{ value: Json; list: Json; map: Json }>((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, fc.constantFrom(1, 2, "x", true), tie("list"), tie("map")),
  list: fc.array(tie("value"), { maxLength: 4 }),
  map: fc.dictionary(key, tie("value"), { maxKeys: 3, noNullPrototype: true }),
}));
const object = fc.dictionary(key, value, { maxKeys: 3, noNullPrototype: true });

/** RFC 6902, as far as these operations go. */
function applied(document: Json, { op, path, value: fresh }: JsonOperation): Json {
  const keys = path
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  const change = (node: Json, depth: number): Json => {
    const name = keys[depth] ?? "";
    const isLast = depth === keys.length - 1;
    if (isListValue(node)) {
      const at = name === "-" ? node.length : Number(name);
      if (!isLast) return node.with(at, change(node[at] ?? null, depth + 1));
      if (op === "remove") return node.toSpliced(at, 1);
      return node.toSpliced(at, op === "add" ? 0 : 1, fresh ?? null);
    }
    if (typeof node !== "object" || node === null) throw new Error(`${path} leads nowhere`);
    const entries = Object.entries(node).filter(([one]) => one !== name);
    if (isLast && op === "remove") return Object.fromEntries(entries);
    const inner = Object.entries(node).find(([one]) => one === name)?.[1] ?? null;
    return Object.fromEntries([...entries, [name, isLast ? (fresh ?? null) : change(inner, depth + 1)]]);
  };
  return change(document, 0);
}

/** RFC 7396. */
function merged(node: Json, patch: Json | undefined): Json {
  if (patch === undefined) return node;
  if (!isMapValue(patch)) return patch;
  const result = new Map(isMapValue(node) ? Object.entries<Json>(node) : []);
  for (const [name, inner] of Object.entries<Json>(patch)) {
    if (inner === null) result.delete(name);
    else result.set(name, merged(result.get(name) ?? {}, inner));
  }
  return Object.fromEntries(result);
}

function isListValue(node: Json): node is readonly Json[] {
  return Array.isArray(node);
}

function isMapValue(node: Json): node is { readonly [key: string]: Json } {
  return typeof node === "object" && node !== null && !Array.isArray(node);
}
