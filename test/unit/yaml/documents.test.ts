import { describe, expect, it } from "vitest";
import { toRepoPath } from "../../../src/model/brands.ts";
import { confirmChange } from "../../../src/yaml/confirm.ts";
import { appendDocument, removeDocument } from "../../../src/yaml/documents.ts";
import { readYamlFile } from "../../../src/yaml/read.ts";
import { removeListItem } from "../../../src/yaml/remove-entry.ts";
import { applyEdits } from "../../../src/yaml/splice.ts";

const path = toRepoPath("app.yaml") ?? fail();

function fail(): never {
  throw new Error("no path");
}

const read = (text: string) => readYamlFile(path, text).value;
const valuesOf = (text: string) => read(text).documents.map((document) => document.value ?? null);

describe("appending a document", () => {
  const cases: readonly {
    readonly name: string;
    readonly before: string;
    readonly after: string;
    readonly oneWay?: true;
  }[] = [
    { name: "one document", before: "a: 1\n", after: "a: 1\n---\nnew: 1\n" },
    { name: "a missing final newline", before: "a: 1", after: "a: 1\n---\nnew: 1" },
    {
      name: "several documents",
      before: "---\na: 1\n---\nb: 2\n",
      after: "---\na: 1\n---\nb: 2\n---\nnew: 1\n",
    },
    { name: "CRLF", before: "a: 1\r\nb: 2\r\n", after: "a: 1\r\nb: 2\r\n---\r\nnew: 1\r\n" },
    { name: "an end mark", before: "a: 1\n...\n", after: "a: 1\n...\n---\nnew: 1\n" },
    { name: "an end mark without final newline", before: "a: 1\n...", after: "a: 1\n...\n---\nnew: 1" },
    { name: "a trailing comment", before: "a: 1\n# end\n", after: "a: 1\n# end\n---\nnew: 1\n" },
    { name: "trailing blank lines", before: "a: 1\n\n\n", after: "a: 1\n\n\n---\nnew: 1\n" },
    { name: "a block scalar at the end", before: "a: |\n  x\n", after: "a: |\n  x\n---\nnew: 1\n" },
    {
      name: "a block scalar that keeps its blank lines",
      before: "a: |+\n  x\n\n",
      after: "a: |+\n  x\n\n---\nnew: 1\n",
    },
    {
      name: "anchors in another document",
      before: "a: &x 1\nb: *x\n",
      after: "a: &x 1\nb: *x\n---\nnew: 1\n",
    },
    { name: "a byte order mark", before: "\uFEFFa: 1\n", after: "\uFEFFa: 1\n---\nnew: 1\n" },
    { name: "a trailing separator", before: "a: 1\n---\n", after: "a: 1\n---\nnew: 1\n", oneWay: true },
    {
      name: "a trailing separator with a comment",
      before: "a: 1\n--- # next\n# x\n",
      after: "a: 1\n--- # next\n# x\nnew: 1\n",
      oneWay: true,
    },
    { name: "a file of comments", before: "# nothing yet\n", after: "# nothing yet\nnew: 1\n", oneWay: true },
    { name: "an empty file", before: "", after: "new: 1\n", oneWay: true },
  ];

  it.each(cases)("edits $name", ({ before, after, oneWay }) => {
    const file = read(before);
    const printed = `new: 1${file.style.eol}`;

    const result = appendDocument(file, printed, "test");

    const text = applyEdits(before, result.value ?? []);
    expect(text).toBe(after);
    expect(confirmChange(path, before, text, valuesOf(after), result.value).value).toBe(true);
    if (oneWay === true) return;
    const appended = read(text);
    const removed = removeDocument(appended, appended.documents.length - 1, "test");
    expect(applyEdits(text, removed.value ?? [])).toBe(before);
  });

  it.each([
    { name: "JSON", text: '{"a": 1}\n' },
    { name: "a document that cannot be read", text: "a: [\n" },
  ])("refuses $name", ({ text }) => {
    const result = appendDocument(read(text), "new: 1\n", "test");

    expect(result.value).toBeUndefined();
    expect(result.diagnostics.map((diagnostic) => diagnostic.code)).toEqual(["yaml-edit-refused"]);
  });
});

describe("removing a document", () => {
  const cases: readonly {
    readonly name: string;
    readonly before: string;
    readonly index: number;
    readonly after: string;
  }[] = [
    { name: "the first of two", before: "a: 1\n---\nb: 2\n", index: 0, after: "b: 2\n" },
    {
      name: "the first with its own separator",
      before: "---\na: 1\n---\nb: 2\n",
      index: 0,
      after: "---\nb: 2\n",
    },
    {
      name: "the first, keeping a separator that says something",
      before: "a: 1\n--- # b\nb: 2\n",
      index: 0,
      after: "--- # b\nb: 2\n",
    },
    {
      name: "the first with the comment at its head",
      before: "# about a\na: 1\n---\n# about b\nb: 2\n",
      index: 0,
      after: "# about b\nb: 2\n",
    },
    {
      name: "the first, keeping a header set off by a blank line",
      before: "# licence\n\n# about a\na: 1\n---\nb: 2\n",
      index: 0,
      after: "# licence\n\nb: 2\n",
    },
    {
      name: "the first, keeping comments above its separator",
      before: "# file\n---\na: 1\n---\nb: 2\n",
      index: 0,
      after: "# file\n---\nb: 2\n",
    },
    {
      name: "the first after a byte order mark",
      before: "\uFEFFa: 1\n---\nb: 2\n",
      index: 0,
      after: "\uFEFFb: 2\n",
    },
    { name: "the first before an end mark", before: "a: 1\n...\nb: 2\n", index: 0, after: "b: 2\n" },
    {
      name: "the first with directives",
      before: "%YAML 1.2\n---\na: 1\n---\nb: 2\n",
      index: 0,
      after: "b: 2\n",
    },
    { name: "the middle", before: "a: 1\n---\nb: 2\n---\nc: 3\n", index: 1, after: "a: 1\n---\nc: 3\n" },
    {
      name: "the middle with its comments",
      before: "a: 1\n---\n# b\nb: 2 # two\n# end of b\n---\nc: 3\n",
      index: 1,
      after: "a: 1\n---\nc: 3\n",
    },
    {
      name: "the middle, keeping the end mark the next one needs",
      before: "a: 1\n---\nb: 2\n...\nc: 3\n",
      index: 1,
      after: "a: 1\n...\nc: 3\n",
    },
    {
      name: "the middle, keeping comments behind its end mark",
      before: "a: 1\n...\n---\nb: 2\n...\n# c\n---\nc: 3\n",
      index: 1,
      after: "a: 1\n...\n# c\n---\nc: 3\n",
    },
    { name: "the last", before: "a: 1\n---\nb: 2\n", index: 1, after: "a: 1\n" },
    { name: "the last without final newline", before: "a: 1\n---\nb: 2", index: 1, after: "a: 1" },
    { name: "the last with its end mark", before: "a: 1\n---\nb: 2\n...\n", index: 1, after: "a: 1\n" },
    {
      name: "one of Windows lines",
      before: "a: 1\r\n---\r\nb: 2\r\n---\r\nc: 3\r\n",
      index: 1,
      after: "a: 1\r\n---\r\nc: 3\r\n",
    },
    {
      name: "one on the separator's line",
      before: "a: 1\n--- {b: 2}\n--- {c: 3}\n",
      index: 1,
      after: "a: 1\n--- {c: 3}\n",
    },
    {
      name: "one beside an empty document",
      before: "---\n---\na: 1\n---\nb: 2\n",
      index: 1,
      after: "---\n---\nb: 2\n",
    },
    {
      name: "one whose anchor name another document has too",
      before: "a: &x 1\nb: *x\n---\nc: &x 2\nd: *x\n",
      index: 0,
      after: "c: &x 2\nd: *x\n",
    },
  ];

  it.each(cases)("takes $name", ({ before, index, after }) => {
    const result = removeDocument(read(before), index, "test");

    const text = applyEdits(before, result.value ?? []);
    expect(text).toBe(after);
    expect(confirmChange(path, before, text, valuesOf(before).toSpliced(index, 1), result.value).value).toBe(
      true,
    );
  });

  it("refuses the only document", () => {
    const result = removeDocument(read("a: 1\n"), 0, "test");

    expect(result.value).toBeUndefined();
    expect(result.diagnostics).toHaveLength(1);
  });
});

describe("removing an item of a List", () => {
  const cases: readonly {
    readonly name: string;
    readonly before: string;
    readonly item: number;
    readonly after: string;
  }[] = [
    { name: "a block item", before: "items:\n- a: 1\n  b: 2\n- c: 3\n", item: 0, after: "items:\n- c: 3\n" },
    {
      name: "an indented item with its comments",
      before: "items:\n  - a: 1\n  # b stands alone\n\n  - b: 2 # two\n    # inside b\n\n  - c: 3\n",
      item: 1,
      after: "items:\n  - a: 1\n  # b stands alone\n\n  - c: 3\n",
    },
    {
      name: "the comment of an item that stands alone under it",
      before: "items:\n  - a: 1\n  # b\n  - b: 2\n  # c\n  - c: 3\n",
      item: 1,
      after: "items:\n  - a: 1\n  # c\n  - c: 3\n",
    },
    {
      name: "not the comment that heads a group",
      before: "items:\n  # first two\n  - a: 1\n  - b: 2\n",
      item: 0,
      after: "items:\n  # first two\n  - b: 2\n",
    },
    {
      name: "an item that ends in a block scalar",
      before: "items:\n- a: |\n    x\n\n    y\n- b: 2\n",
      item: 0,
      after: "items:\n- b: 2\n",
    },
    {
      name: "the last item without final newline",
      before: "items:\n- a: 1\n- b: 2",
      item: 1,
      after: "items:\n- a: 1",
    },
    {
      name: "the only item",
      before: "kind: List\nitems:\n  - a: 1\nmetadata: {}\n",
      item: 0,
      after: "kind: List\nitems: []\nmetadata: {}\n",
    },
    {
      name: "a flow item",
      before: "items: [{a: 1}, {b: 2}, {c: 3}]\n",
      item: 1,
      after: "items: [{a: 1}, {c: 3}]\n",
    },
    { name: "the first flow item", before: "items: [{a: 1}, {b: 2}]\n", item: 0, after: "items: [{b: 2}]\n" },
    {
      name: "a JSON item over several lines",
      before: '{\n  "items": [\n    {\n      "a": 1\n    },\n    {\n      "b": 2\n    }\n  ]\n}\n',
      item: 1,
      after: '{\n  "items": [\n    {\n      "a": 1\n    }\n  ]\n}\n',
    },
    {
      name: "a JSON item between brackets that share lines",
      before: '{"items": [{\n  "a": 1\n}, {\n  "b": 2\n}]}\n',
      item: 1,
      after: '{"items": [{\n  "a": 1\n}]}\n',
    },
    {
      name: "an item whose anchor is used inside it",
      before: "items:\n- a: &x 1\n  b: *x\n- c: 3\n",
      item: 0,
      after: "items:\n- c: 3\n",
    },
    {
      name: "an item with a tag and an anchor nobody uses",
      before: "items:\n- !t &x\n  a: 1\n- c: 3\n",
      item: 0,
      after: "items:\n- c: 3\n",
    },
    {
      name: "an item that is null",
      before: "items:\n- # nothing\n- c: 3\n",
      item: 0,
      after: "items:\n- c: 3\n",
    },
  ];

  it.each(cases)("takes $name", ({ before, item, after }) => {
    const result = removeListItem(read(before), { document: 0, item, because: "test" });

    const text = applyEdits(before, result.value ?? []);
    expect(text).toBe(after);
    expect(confirmChange(path, before, text, valuesOf(after), result.value).value).toBe(true);
    const items = (source: string) => (valuesOf(source)[0] as { readonly items: readonly unknown[] }).items;
    expect(items(after)).toEqual(items(before).toSpliced(item, 1));
  });

  it.each([
    { name: "an anchor that is used outside", text: "items:\n- &x {a: 1}\n- *x\n", shape: "the anchor `&x`" },
    { name: "an item that shares its line", text: "- items\n- - a\n  - b\n", shape: "holds no `items`" },
  ])("refuses $name", ({ text, shape }) => {
    const result = removeListItem(read(text), { document: 0, item: 0, because: "test" });

    expect(result.value).toBeUndefined();
    expect(result.diagnostics).toMatchObject([{ params: { shape: expect.stringContaining(shape) } }]);
  });
});
