/** Values below a certain entry of a list, printed with blocks and maps on one line where asked. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toRepoPath } from "../../../src/model/brands.ts";
import type { Json } from "../../../src/model/kube.ts";
import { appendListItems } from "../../../src/yaml/append-items.ts";
import { defaultStyle } from "../../../src/yaml/file.ts";
import { printYaml } from "../../../src/yaml/print.ts";
import { readYamlFile } from "../../../src/yaml/read.ts";
import { readSecond } from "../../../src/yaml/second.ts";
import { applyEdits } from "../../../src/yaml/splice.ts";

const path = toRepoPath("kustomization.yaml");
const patch: Json = { target: { kind: "HTTPRoute", name: "a" }, patch: "- op: remove\n  path: /x" };
const print = { blocks: true, flowKeys: ["target"] };

function below(text: string, after: number): string | undefined {
  if (path === undefined) throw new Error("no path");
  const file = readYamlFile(path, text).value;
  const edits = appendListItems(file, {
    document: 0,
    list: ["patches"],
    items: [patch],
    after,
    position: "last",
    print,
    because: "test",
  });
  return edits.value === undefined ? undefined : applyEdits(text, edits.value);
}

const printed = (column: string) =>
  `${column}- target: {kind: HTTPRoute, name: a}\n${column}  patch: |-\n${column}    - op: remove\n${column}      path: /x\n`;

describe("an entry below another", () => {
  test.each([
    [
      "between two",
      "patches:\n  - path: a\n  - path: b\n",
      `patches:\n  - path: a\n${printed("  ")}  - path: b\n`,
    ],
    [
      "below a block, above the comment of the next",
      "patches:\n- patch: |-\n    - a\n# of b\n- path: b\n",
      `patches:\n- patch: |-\n    - a\n${printed("")}# of b\n- path: b\n`,
    ],
    [
      "above the blank line that sets the next one apart",
      "patches:\n  - patch: |\n      - a\n\n  - path: b\n",
      `patches:\n  - patch: |\n      - a\n${printed("  ")}\n  - path: b\n`,
    ],
    [
      "on one line in a list on one line",
      "patches: [{path: a}, {path: b}]\n",
      'patches: [{path: a}, {target: {kind: HTTPRoute, name: a}, patch: "- op: remove\\n  path: /x"}, {path: b}]\n',
    ],
  ])("%s", (_name, before, after) => {
    expect(below(before, 0)).toBe(after);
  });
});

describe("blocks", () => {
  test("give back every text", () => {
    const line = fc.string({
      unit: fc.constantFrom("a", " ", "-", ":", "#", "'", '"', "é", "\t"),
      maxLength: 6,
    });
    const text = fc.array(line, { maxLength: 4 }).map((lines) => lines.join("\n"));
    fc.assert(
      fc.property(fc.array(fc.record({ text, list: fc.array(text, { maxLength: 2 }) })), (values) => {
        const yaml = printYaml(values, { ...defaultStyle, blocks: true });
        const read = readSecond(yaml, "yaml");

        expect(read.ok && read.documents).toEqual([values]);
      }),
    );
  });

  test("are for texts of several lines and for lists", () => {
    const value = { a: "- x", b: "one", c: "1", d: "one\ntwo" };

    expect(printYaml(value, { ...defaultStyle, blocks: true })).toBe(
      'a: |-\n  - x\nb: one\nc: "1"\nd: |-\n  one\n  two\n',
    );
    expect(printYaml(value, defaultStyle)).toBe('a: "- x"\nb: one\nc: "1"\nd: "one\\ntwo"\n');
  });
});
