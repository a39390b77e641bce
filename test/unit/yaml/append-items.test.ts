import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toRepoPath } from "../../../src/model/brands.ts";
import type { Json } from "../../../src/model/kube.ts";
import { appendListItems } from "../../../src/yaml/append-items.ts";
import { readYamlFile } from "../../../src/yaml/read.ts";
import { readSecond } from "../../../src/yaml/second.ts";
import { applyEdits } from "../../../src/yaml/splice.ts";

const path = toRepoPath("values.yaml");
const fresh: Json = { kind: "Route", spec: { hosts: ["a"] } };

function append(text: string, items: readonly Json[] = [fresh], list: readonly string[] = ["extra"]) {
  if (path === undefined) throw new Error("no path");
  const file = readYamlFile(path, text).value;
  const position = { after: "ingress" } as const;
  const edits = appendListItems(file, { document: 0, list, items, position, because: "test" });
  return {
    after: edits.value === undefined ? undefined : applyEdits(text, edits.value),
    codes: edits.diagnostics.map(({ code }) => code),
  };
}

describe("values added to a list", () => {
  test.each([
    [
      "go behind the last entry and its comments",
      "extra:\n  - a: 1 # one\n    # of a\n# next\nfoo: 1\n",
      "extra:\n  - a: 1 # one\n    # of a\n  - kind: Route\n    spec:\n      hosts:\n        - a\n# next\nfoo: 1\n",
    ],
    [
      "keep the dash at the key's column",
      "extra:\n- a: 1\nfoo: 1\n",
      "extra:\n- a: 1\n- kind: Route\n  spec:\n    hosts:\n    - a\nfoo: 1\n",
    ],
    [
      "keep CRLF",
      "extra:\r\n  - a\r\n",
      "extra:\r\n  - a\r\n  - kind: Route\r\n    spec:\r\n      hosts:\r\n        - a\r\n",
    ],
    [
      "keep a missing final newline",
      "extra:\n  - a",
      "extra:\n  - a\n  - kind: Route\n    spec:\n      hosts:\n        - a",
    ],
    [
      "fill `[]`",
      "extra: []\nfoo: 1\n",
      "extra:\n  - kind: Route\n    spec:\n      hosts:\n        - a\nfoo: 1\n",
    ],
    [
      "fill nothing",
      "extra: # later\nfoo: 1\n",
      "extra: # later\n  - kind: Route\n    spec:\n      hosts:\n        - a\nfoo: 1\n",
    ],
    ["stay in flow style", "extra: [{a: 1}]\n", "extra: [{a: 1}, {kind: Route, spec: {hosts: [a]}}]\n"],
    [
      "make the list beside the neighbour",
      "ingress: {}\nfoo: 1\n",
      "ingress: {}\nextra:\n  - kind: Route\n    spec:\n      hosts:\n        - a\nfoo: 1\n",
    ],
  ])("%s", (_, text, expected) => {
    expect(append(text)).toEqual({ after: expected, codes: [] });
  });

  test.each([
    ["a list that an alias repeats", "extra: &list\n  - a\nother: *list\n"],
    ["what is no list", "extra: {a: 1}\n"],
    ["an anchored empty list", "extra: &list []\n"],
  ])("are refused for %s", (_, text) => {
    expect(append(text)).toEqual({ after: undefined, codes: ["yaml-edit-refused"] });
  });

  test("are what a second parser sees, behind what was there", () => {
    const item = fc.dictionary(fc.constantFrom("a", "b", "name"), fc.constantFrom("x", "y: z", "# no", ""), {
      minKeys: 1,
    });
    fc.assert(
      fc.property(
        fc.array(item, { maxLength: 3 }),
        fc.array(item, { minLength: 1, maxLength: 3 }),
        (old, added) => {
          const lines = old.map((one) => `  - ${JSON.stringify(one)}\n`).join("");
          const { after } = append(`extra:${lines === "" ? " []" : ""}\n${lines}foo: 1\n`, added);
          const read = readSecond(after ?? "", "yaml");
          expect(read).toMatchObject({ ok: true, documents: [{ extra: [...old, ...added], foo: 1 }] });
        },
      ),
    );
  });
});
