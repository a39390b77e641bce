import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type RepoPath, toRepoPath } from "../../../src/model/brands.ts";
import type { Json } from "../../../src/model/kube.ts";
import { confirmChange } from "../../../src/yaml/confirm.ts";
import { insertMapKey } from "../../../src/yaml/insert-key.ts";
import { readYamlFile } from "../../../src/yaml/read.ts";
import { removeMapKey } from "../../../src/yaml/remove-key.ts";
import { setScalar } from "../../../src/yaml/set-scalar.ts";
import { applyEdits } from "../../../src/yaml/splice.ts";

const path: RepoPath = toRepoPath("values.yaml") ?? fail();

function fail(): never {
  throw new Error("no path");
}

interface Generated {
  readonly text: string;
  readonly keys: readonly string[];
}

const fresh: Json = {
  main: {
    enabled: true,
    parentRefs: [{ name: "public", sectionName: "https" }],
    hostnames: ["{{ .Release.Name }}.$" + "{DOMAIN}"],
    rules: [{ matches: [{ path: { type: "PathPrefix", value: "/" } }], timeouts: { request: "0s" } }],
  },
};

const blocks: readonly ((column: string, step: string) => readonly string[])[] = [
  (c) => [`${c} true`],
  (c) => [`${c} "quoted" # note`],
  (c) => [`${c} {a: 1, b: [x, y]}`],
  (c, step) => [
    `${c}`,
    `${step}enabled: true`,
    `${step}hosts:`,
    `${step}- a.example.com`,
    `${step}# tls: []`,
  ],
  (c, step) => [
    `${c} # on`,
    `${step}x: 1`,
    ``,
    `${step}y:`,
    `${step}${step}- host: b`,
    `${step}${step}  path: /`,
  ],
  (c, step) => [`${c} |`, `${step}line one`, ``, `${step}line three`],
  (c) => [`${c} []`],
  (c) => [`${c}`],
  (c, step) => [`${c} &block`, `${step}deep:`, `${step}${step}deeper: "{{ .x }}"`],
];

/** A values file of several keys, with the habits of its author. */
const valuesText: fc.Arbitrary<Generated> = fc
  .record({
    kinds: fc.array(fc.nat(blocks.length - 1), { minLength: 1, maxLength: 6 }),
    step: fc.constantFrom(2, 4),
    nested: fc.boolean(),
    blank: fc.constantFrom("none", "all", "some"),
    comments: fc.array(fc.nat(3), { minLength: 6, maxLength: 6 }),
    eol: fc.constantFrom("\n", "\r\n"),
    finalNewline: fc.boolean(),
    head: fc.constantFrom("", "# Values of the shop\n", "---\n", "\uFEFF"),
    tail: fc.constantFrom("", "# The end\n", "\n"),
  })
  .map(({ kinds, step, nested, blank, comments, eol, finalNewline, head, tail }) => {
    const indent = " ".repeat(step);
    const keys = kinds.map((_, index) => `key${index}`);
    const lines = kinds.flatMap((kind, index) => {
      const isApart = index > 0 && (blank === "all" || (blank === "some" && index % 2 === 0));
      const comment = comments[index] === 0 ? ["# about the next key"] : [];
      const make = blocks[kind] ?? (() => []);
      return [...(isApart ? [""] : []), ...comment, ...make(`key${index}:`, indent)];
    });
    const whole = nested
      ? ["top:", ...lines.map((line) => (line === "" ? "" : indent + line)), "end: 1"]
      : lines;
    const body = `${head}${whole.join("\n")}${finalNewline ? "\n" : ""}`;
    const text = (finalNewline && head !== "\uFEFF" ? body + tail : body).replaceAll("\n", eol);
    return { text, keys: nested ? ["top", ...keys] : keys };
  });

function contextOf({ text, keys }: Generated) {
  const file = readYamlFile(path, text).value;
  const map = keys[0] === "top" ? ["top"] : [];
  return { file, map, own: keys.filter((key) => key !== "top") };
}

function withChange(
  value: Json | undefined,
  map: readonly string[],
  change: (inner: object) => object,
): Json {
  const root = value as { readonly [key: string]: Json }; // the generator makes maps
  const [key] = map;
  if (key === undefined) return change(root) as Json; // maps of JSON stay maps of JSON
  return { ...root, [key]: change(root[key] as object) as Json }; // "top" is a map
}

describe("a key in generated values", () => {
  it("is the only difference when inserted, and goes again without a trace", () => {
    let inserted = 0;
    fc.assert(
      fc.property(
        valuesText,
        fc.nat(),
        fc.constantFrom("after", "first", "last"),
        (generated, seed, where) => {
          const { file, map, own } = contextOf(generated);
          const after = own[seed % own.length] ?? "";
          const position = where === "after" ? { after } : where === "first" ? "first" : "last";

          const result = insertMapKey(file, {
            document: 0,
            map,
            key: "route",
            value: fresh,
            position,
            because: "test",
          });

          expect(result.diagnostics).toEqual([]);
          const changed = applyEdits(generated.text, result.value ?? []);
          const expected = withChange(file.documents[0]?.value, map, (inner) => ({ ...inner, route: fresh }));
          expect(confirmChange(path, generated.text, changed, [expected], result.value).diagnostics).toEqual(
            [],
          );
          expect(linesLost(generated.text, changed)).toBe(0);
          const removed = removeMapKey(readYamlFile(path, changed).value, {
            document: 0,
            map,
            key: "route",
            because: "test",
          });
          expect(applyEdits(changed, removed.value ?? [])).toBe(generated.text);
          inserted += 1;
        },
      ),
      { numRuns: 600 },
    );
    expect(inserted).toBeGreaterThanOrEqual(600);
  });

  it("is the only difference when any key is removed", () => {
    let removals = 0;
    fc.assert(
      fc.property(valuesText, fc.nat(), (generated, seed) => {
        const { file, map, own } = contextOf(generated);
        const key = own[seed % own.length] ?? "";
        if (own.length === 1 && map.length === 0) return;

        const result = removeMapKey(file, { document: 0, map, key, because: "test" });

        expect(result.diagnostics).toEqual([]);
        const changed = applyEdits(generated.text, result.value ?? []);
        const expected = withChange(file.documents[0]?.value, map, (inner) =>
          Object.fromEntries(Object.entries(inner).filter(([name]) => name !== key)),
        );
        expect(confirmChange(path, generated.text, changed, [expected], result.value).diagnostics).toEqual(
          [],
        );
        removals += 1;
      }),
      { numRuns: 500 },
    );
    expect(removals).toBeGreaterThan(350);
  });

  it("is the only difference when a switch is turned, and turning it back gives the old text", () => {
    let turned = 0;
    fc.assert(
      fc.property(valuesText, fc.nat(), (generated, seed) => {
        const { file, map, own } = contextOf(generated);
        const key = own[seed % own.length] ?? "";
        const at = { document: 0, path: [...map, key], because: "test" };

        const result = setScalar(file, { ...at, value: false });

        if (result.value === undefined) {
          expect(result.diagnostics.map(({ code }) => code)).toEqual(["yaml-edit-refused"]);
          return;
        }
        const changed = applyEdits(generated.text, result.value);
        const expected = withChange(file.documents[0]?.value, map, (inner) => ({ ...inner, [key]: false }));
        expect(confirmChange(path, generated.text, changed, [expected], result.value).diagnostics).toEqual(
          [],
        );
        if (valueAt(file.documents[0]?.value, at.path) !== true) return;
        const back = setScalar(readYamlFile(path, changed).value, { ...at, value: true });
        expect(applyEdits(changed, back.value ?? [])).toBe(generated.text);
        turned += 1;
      }),
      { numRuns: 500 },
    );
    expect(turned).toBeGreaterThan(20);
  });
});

function valueAt(root: unknown, keys: readonly string[]): unknown {
  return keys.reduce((value, key) => new Map(Object.entries(value ?? {})).get(key), root);
}

/** Lines of the old text that the new text no longer has, in order. */
function linesLost(before: string, after: string): number {
  const rest = after.split(/\r?\n/);
  let at = 0;
  let lost = 0;
  for (const line of before.split(/\r?\n/)) {
    const found = rest.indexOf(line, at);
    if (found < 0) lost += 1;
    else at = found + 1;
  }
  return lost;
}
