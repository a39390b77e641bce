import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type RepoPath, toRepoPath } from "../../../src/model/brands.ts";
import type { TextEdit } from "../../../src/model/edits.ts";
import { confirmChange } from "../../../src/yaml/confirm.ts";
import { appendDocument, removeDocument } from "../../../src/yaml/documents.ts";
import { insertListEntry } from "../../../src/yaml/insert-entry.ts";
import { readYamlFile } from "../../../src/yaml/read.ts";
import { removeListEntry } from "../../../src/yaml/remove-entry.ts";
import { equalJson, readSecond } from "../../../src/yaml/second.ts";
import { applyEdits } from "../../../src/yaml/splice.ts";

const path: RepoPath = toRepoPath("app/kustomization.yaml") ?? fail();

function fail(): never {
  throw new Error("no path");
}

describe("splicing", () => {
  it("returns the same string for no edits", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(applyEdits(text, [])).toBe(text);
      }),
    );
  });

  it("does not depend on the order in which disjoint edits are given", () => {
    fc.assert(
      fc.property(textWithEdits, ({ text, edits, order }) => {
        const shuffled = order.map((index) => edits[index]).filter((edit) => edit !== undefined);

        expect(applyEdits(text, shuffled)).toBe(applyEdits(text, edits));
      }),
    );
  });

  it("gives the same text when disjoint edits are applied one after the other, from the back", () => {
    fc.assert(
      fc.property(textWithEdits, ({ text, edits }) => {
        const oneByOne = edits.toReversed().reduce((current, edit) => applyEdits(current, [edit]), text);

        expect(oneByOne).toBe(applyEdits(text, edits));
      }),
    );
  });

  it("refuses edits that overlap or leave the text", () => {
    const edit = (start: number, end: number): TextEdit => ({ start, end, text: "x", because: "test" });

    expect(() => applyEdits("abcdef", [edit(0, 3), edit(2, 4)])).toThrow("overlaps");
    expect(() => applyEdits("abc", [edit(2, 9)])).toThrow("leaves the text");
    expect(() => applyEdits("abc", [edit(2, 1)])).toThrow("overlaps");
  });
});

describe("a list entry in generated files", () => {
  it("is the only difference, leaves every other line, and goes again without a trace", () => {
    let edited = 0;
    fc.assert(
      fc.property(kustomizationText, fc.nat(), (text, seed) => {
        const file = readYamlFile(path, text).value;
        const before = file.documents[0]?.value as { readonly resources: readonly string[] };
        const after = seed % before.resources.length;
        const request = { document: 0, list: ["resources"], because: "test" };

        const inserted = insertListEntry(file, { ...request, entry: "new.yaml", after });

        expect(inserted.diagnostics).toEqual([]);
        const changed = applyEdits(text, inserted.value ?? []);
        const index = resourcesOf(changed).indexOf("new.yaml");
        const expected = { ...before, resources: before.resources.toSpliced(index, 0, "new.yaml") };
        expect(confirmChange(path, text, changed, [expected], inserted.value)).toEqual({
          value: true,
          diagnostics: [],
        });
        expect(linesLost(text, changed)).toBeLessThanOrEqual(1);
        const removed = removeListEntry(readYamlFile(path, changed).value, { ...request, entry: "new.yaml" });
        expect(applyEdits(changed, removed.value ?? [])).toBe(text);
        edited += 1;
      }),
      { numRuns: 300 },
    );
    expect(edited).toBeGreaterThanOrEqual(300);
  });

  it("can be any of the list when it is removed", () => {
    fc.assert(
      fc.property(kustomizationText, fc.nat(), (text, seed) => {
        const file = readYamlFile(path, text).value;
        const before = file.documents[0]?.value as { readonly resources: readonly string[] };
        const entry = seed % before.resources.length;

        const removed = removeListEntry(file, { document: 0, list: ["resources"], entry, because: "test" });

        const changed = applyEdits(text, removed.value ?? []);
        const expected = { ...before, resources: before.resources.toSpliced(entry, 1) };
        expect(confirmChange(path, text, changed, [expected], removed.value)).toEqual({
          value: true,
          diagnostics: [],
        });
      }),
      { numRuns: 300 },
    );
  });
});

describe("a document in generated files", () => {
  it("is the only difference when appended, and goes again without a trace", () => {
    fc.assert(
      fc.property(multiDocumentText, (text) => {
        const file = readYamlFile(path, text).value;
        const before = file.documents.map((document) => document.value ?? null);

        const appended = appendDocument(file, `new: 1${file.style.eol}`, "test");

        const changed = applyEdits(text, appended.value ?? []);
        expect(confirmChange(path, text, changed, [...before, { new: 1 }], appended.value).value).toBe(true);
        expect(changed.startsWith(text)).toBe(true);
        const removed = removeDocument(readYamlFile(path, changed).value, before.length, "test");
        expect(applyEdits(changed, removed.value ?? [])).toBe(text);
      }),
      { numRuns: 250 },
    );
  });

  it("is the only difference when removed", () => {
    let removals = 0;
    fc.assert(
      fc.property(multiDocumentText, fc.nat(), (text, seed) => {
        const file = readYamlFile(path, text).value;
        if (file.documents.length < 2) return;
        const index = seed % file.documents.length;
        const before = file.documents.map((document) => document.value ?? null);

        const removed = removeDocument(file, index, "test");

        const changed = applyEdits(text, removed.value ?? []);
        expect(confirmChange(path, text, changed, before.toSpliced(index, 1), removed.value).value).toBe(
          true,
        );
        removals += 1;
      }),
      { numRuns: 250 },
    );
    expect(removals).toBeGreaterThan(80);
  });
});

describe("any text at all", () => {
  it("never makes the reader or an edit throw, and an edit that is confirmed is right", () => {
    let confirmed = 0;
    fc.assert(
      fc.property(mutatedText, (text) => {
        const file = readYamlFile(path, text).value;
        const edits = insertListEntry(file, {
          document: 0,
          list: ["resources"],
          entry: "new.yaml",
          after: 0,
          because: "test",
        });
        if (edits.value === undefined) {
          expect(edits.diagnostics.length).toBeGreaterThan(0);
          return;
        }
        const changed = applyEdits(text, edits.value);
        const values = readYamlFile(path, changed).value.documents.map((document) => document.value ?? null);
        const isConfirmed = confirmChange(path, text, changed, values, edits.value).value;
        if (!isConfirmed) return;
        confirmed += 1;
        const second = readSecond(changed, file.style.format);
        expect(second.ok && equalJson(second.documents, values)).toBe(true);
        expect(values[0]).toMatchObject({ resources: expect.arrayContaining(["new.yaml"]) });
      }),
      { numRuns: 400 },
    );
    expect(confirmed).toBeGreaterThan(80);
  });
});

function resourcesOf(text: string): readonly string[] {
  const value = readYamlFile(path, text).value.documents[0]?.value as {
    readonly resources: readonly string[];
  };
  return value.resources;
}

/** Lines of the old text that are not in the new one, in order. */
function linesLost(before: string, after: string): number {
  const fresh = after.split("\n");
  let at = 0;
  let lost = 0;
  for (const line of before.split("\n")) {
    const found = fresh.indexOf(line, at);
    if (found < 0) lost += 1;
    else at = found + 1;
  }
  return lost;
}

const textWithEdits = fc
  .tuple(
    fc.string({ minLength: 1, maxLength: 40 }),
    fc.array(fc.tuple(fc.nat(6), fc.nat(6), fc.string({ maxLength: 4 })), { maxLength: 6 }),
  )
  .chain(([text, steps]) => {
    const edits: TextEdit[] = [];
    let at = 0;
    for (const [skip, length, replacement] of steps) {
      // At least one character apart: two insertions at one place would have no order of their own.
      const start = at + skip + 1;
      const end = Math.min(start + length, text.length);
      if (start > text.length) break;
      edits.push({ start, end, text: replacement, because: "test" });
      at = end;
    }
    const indices = edits.map((_, index) => index);
    return fc
      .shuffledSubarray(indices, { minLength: indices.length })
      .map((order) => ({ text, edits, order }));
  });

const comment = fc.constantFrom("", "", "", " # the door", " # für Zürich 🚪", " #");
const ownLine = fc.constantFrom("", "", "", "", "# group", "# - old.yaml", "#");
const entryText = fc.constantFrom(
  "service.yaml",
  "./ingress.yaml",
  "../base",
  "'quoted.yaml'",
  '"double.yaml"',
  "&f anchored.yaml",
  "https://example.com/x?ref=v1",
);

/** Other keys, before and after the list: block scalars, anchors, merge keys, tags, other lists. */
const surroundings = [
  "namespace: x\n",
  "# yaml-language-server: $schema=https://example.com/s.json\n",
  "a: &x 1\nb: &x 2\nc: *x\n",
  "base: &base\n  k: v\nmerged:\n  <<: *base\n  l: w\n",
  "text: |\n  resources:\n  - x\n  # no comment\n\n",
  "folded: >-\n  one\n  two\n",
  "patches:\n- target:\n    kind: Ingress\n  patch: |-\n    - op: replace\n",
  "components:\n  - ../c\n",
  "images: [{name: a, newTag: '1'}, {name: b}]\n",
  "tagged: !Ref thing\n",
  "labels:\n    deep:\n        er: 1\n",
  "\n",
  "x:   spaced   \n",
];

const listText = fc
  .record({
    form: fc.constantFrom("indentless", "two", "four", "flow", "tight", "lines", "trailing"),
    entries: fc.array(fc.tuple(entryText, comment, ownLine), { minLength: 1, maxLength: 5 }),
    gap: fc.constantFrom(" ", " ", "   "),
  })
  .map(({ form, entries, gap }) => {
    const plain = entries.map(([entry], index) =>
      entry.startsWith("&f") && index > 0 ? `e${index}.yaml` : entry,
    );
    const indent = form === "indentless" ? "" : form === "four" ? "    " : "  ";
    if (form === "flow") return `resources: [${plain.join(", ")}]${entries[0]?.[1] ?? ""}\n`;
    if (form === "tight") return `resources: [${plain.map((entry) => JSON.stringify(entry)).join(",")}]\n`;
    if (form === "lines" || form === "trailing") {
      const lines = entries.map(([, note], index) => {
        const isLast = index === entries.length - 1;
        return `  ${plain[index]}${isLast && form === "lines" ? "" : ","}${note}\n`;
      });
      return `resources: [\n${lines.join("")}]\n`;
    }
    const lines = entries.map(([, note, above], index) => {
      return `${above === "" ? "" : `${indent}${above}\n`}${indent}-${gap}${plain[index]}${note}\n`;
    });
    return `resources:\n${lines.join("")}`;
  });

const kustomizationText = fc
  .record({
    before: fc.uniqueArray(fc.constantFrom(...surroundings), { maxLength: 3 }),
    list: listText,
    after: fc.uniqueArray(fc.constantFrom(...surroundings), { maxLength: 3 }),
    start: fc.constantFrom("", "", "---\n", "# head\n---\n", "%YAML 1.2\n---\n"),
    crlf: fc.boolean(),
    bom: fc.boolean(),
    noFinalNewline: fc.boolean(),
  })
  .map(({ before, list, after, start, crlf, bom, noFinalNewline }) => {
    const rest = after.filter((part) => !before.includes(part));
    const body = start + [...before, list, ...rest].join("");
    const ended = noFinalNewline ? body.trimEnd() : body;
    return (bom ? "\uFEFF" : "") + (crlf ? ended.replaceAll("\n", "\r\n") : ended);
  });

const documentText = fc.constantFrom(
  "kind: Service\n",
  "# about it\nkind: Ingress\nspec:\n- a\n",
  "a: &x 1\nb: *x\n",
  "text: |\n  ---no\n  x\n",
  "text: |+\n  kept\n\n",
  "{flow: [1, 2]}\n",
  "x: 1 # end\n# trailing\n",
  "x: 'é'\n\n\n",
);

const multiDocumentText = fc
  .record({
    documents: fc.array(
      fc.tuple(
        documentText,
        fc.constantFrom("---\n", "---\n", "--- # note\n", "...\n---\n", "...\n# c\n---\n"),
      ),
      {
        minLength: 1,
        maxLength: 4,
      },
    ),
    start: fc.constantFrom("", "---\n", "# licence\n\n", "# head\n---\n"),
    end: fc.constantFrom("", "", "...\n"),
    crlf: fc.boolean(),
    bom: fc.boolean(),
    noFinalNewline: fc.boolean(),
  })
  .map(({ documents, start, end, crlf, bom, noFinalNewline }) => {
    const body =
      start +
      documents.map(([text, separator], index) => (index === 0 ? "" : separator) + text).join("") +
      end;
    const ended = noFinalNewline && !body.endsWith("\n\n") ? body.trimEnd() : body;
    return (bom ? "\uFEFF" : "") + (crlf ? ended.replaceAll("\n", "\r\n") : ended);
  });

/** Generated files with a few characters put in, taken out or doubled. */
const mutatedText = fc
  .tuple(
    kustomizationText,
    fc.array(
      fc.record({
        at: fc.nat(),
        drop: fc.nat(3),
        put: fc.constantFrom(
          "",
          "\n",
          "  ",
          "\t",
          "- ",
          "#",
          ":",
          "[",
          "]",
          "{",
          "}",
          "&a ",
          "*a",
          "'",
          '"',
          "|",
          "---\n",
          "...\n",
          "\r",
          "é",
          "<<: ",
          "!t ",
        ),
      }),
      { maxLength: 3 },
    ),
  )
  .map(([text, mutations]) =>
    mutations.reduce((current, { at, drop, put }) => {
      const offset = at % (current.length + 1);
      return current.slice(0, offset) + put + current.slice(offset + drop);
    }, text),
  );
