import { describe, expect, it } from "vitest";
import { toRepoPath } from "../../../src/model/brands.ts";
import { confirmChange } from "../../../src/yaml/confirm.ts";
import type { KeyPath } from "../../../src/yaml/file.ts";
import { insertListEntry } from "../../../src/yaml/insert-entry.ts";
import { readYamlFile } from "../../../src/yaml/read.ts";
import { removeListEntry } from "../../../src/yaml/remove-entry.ts";
import { applyEdits } from "../../../src/yaml/splice.ts";

interface Case {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  /** Index of the neighbour; undefined for the end. */
  readonly follow?: number;
  readonly entry?: string;
  readonly list?: KeyPath;
  readonly json?: true;
  /** Removing the entry again does not give the old text, because an empty value has become a list. */
  readonly oneWay?: true;
}

const cases: readonly Case[] = [
  {
    name: "an indented sequence",
    before: "resources:\n  - service.yaml\n  - ingress.yaml\nnamespace: x\n",
    follow: 1,
    after: "resources:\n  - service.yaml\n  - ingress.yaml\n  - new.yaml\nnamespace: x\n",
  },
  {
    name: "an indentless sequence",
    before: "resources:\n- service.yaml\n- ingress.yaml\nnamespace: x\n",
    follow: 0,
    after: "resources:\n- service.yaml\n- new.yaml\n- ingress.yaml\nnamespace: x\n",
  },
  {
    name: "the list at hand where a file mixes indented and indentless lists",
    before: "components:\n  - c\npatches:\n  - p\nresources:\n- z.yaml\n- b.yaml\n",
    follow: 0,
    after: "components:\n  - c\npatches:\n  - p\nresources:\n- z.yaml\n- new.yaml\n- b.yaml\n",
  },
  {
    name: "a last entry without final newline",
    before: "resources:\n  - z.yaml\n  - ingress.yaml",
    follow: 1,
    after: "resources:\n  - z.yaml\n  - ingress.yaml\n  - new.yaml",
  },
  {
    name: "a file with CRLF line ends",
    before: "resources:\r\n  - z.yaml\r\n  - ingress.yaml\r\n",
    follow: 0,
    after: "resources:\r\n  - z.yaml\r\n  - new.yaml\r\n  - ingress.yaml\r\n",
  },
  {
    name: "a CRLF file without final newline",
    before: "resources:\r\n  - ingress.yaml",
    follow: 0,
    after: "resources:\r\n  - ingress.yaml\r\n  - new.yaml",
  },
  {
    name: "mixed line ends, like the line before",
    before: "a: 1\nb: 2\nresources:\r\n- z.yaml\r\n- b.yaml\n",
    follow: 0,
    after: "a: 1\nb: 2\nresources:\r\n- z.yaml\r\n- new.yaml\r\n- b.yaml\n",
  },
  {
    name: "a byte order mark before an indentless list",
    before: "\uFEFFresources:\n- z.yaml\n- b.yaml\n",
    follow: 1,
    after: "\uFEFFresources:\n- z.yaml\n- b.yaml\n- new.yaml\n",
  },
  {
    name: "a trailing comment on the neighbour",
    before: "resources:\n  - ingress.yaml # the door\n  - b.yaml\n",
    follow: 0,
    after: "resources:\n  - ingress.yaml # the door\n  - new.yaml\n  - b.yaml\n",
  },
  {
    name: "comments on own lines around the neighbour",
    before: "resources:\n  # door\n  - z.yaml\n  # rest\n  - b.yaml\n",
    follow: 0,
    after: "resources:\n  # door\n  - z.yaml\n  - new.yaml\n  # rest\n  - b.yaml\n",
  },
  {
    name: "a comment indented under the neighbour",
    before: "resources:\n- z.yaml\n\n  # - old.yaml\n- b.yaml\n",
    follow: 0,
    after: "resources:\n- z.yaml\n\n  # - old.yaml\n- new.yaml\n- b.yaml\n",
  },
  {
    name: "a comment after the list",
    before: "resources:\n- z.yaml\n\n# tail\n",
    follow: 0,
    after: "resources:\n- z.yaml\n- new.yaml\n\n# tail\n",
  },
  {
    name: "single quotes of the neighbour",
    before: "resources:\n  - 'z.yaml'\n  - b.yaml\n",
    follow: 0,
    after: "resources:\n  - 'z.yaml'\n  - 'new.yaml'\n  - b.yaml\n",
  },
  {
    name: "double quotes of the neighbour",
    before: 'resources:\n  - "z.yaml"\n',
    follow: 0,
    after: 'resources:\n  - "z.yaml"\n  - "new.yaml"\n',
  },
  {
    name: "a wide gap after the dash",
    before: "resources:\n-   z.yaml\n-   b.yaml\n",
    follow: 1,
    after: "resources:\n-   z.yaml\n-   b.yaml\n-   new.yaml\n",
  },
  {
    name: "an indentation of four",
    before: "resources:\n    - z.yaml\n",
    follow: 0,
    after: "resources:\n    - z.yaml\n    - new.yaml\n",
  },
  {
    name: "an ordered list, in order",
    before: "resources:\n  - a.yaml\n  - ingress.yaml\n  - z.yaml\n",
    follow: 0,
    after: "resources:\n  - a.yaml\n  - ingress.yaml\n  - new.yaml\n  - z.yaml\n",
  },
  {
    name: "an ordered list, before its first entry",
    before: "resources:\n  - o.yaml\n  - p.yaml\n  - q.yaml\n",
    follow: 2,
    after: "resources:\n  - new.yaml\n  - o.yaml\n  - p.yaml\n  - q.yaml\n",
  },
  {
    name: "an ordered list whose first entry has a comment, after the neighbour",
    before: "resources:\n  # door\n  - o.yaml\n  - p.yaml\n  - q.yaml\n",
    follow: 1,
    after: "resources:\n  # door\n  - o.yaml\n  - p.yaml\n  - new.yaml\n  - q.yaml\n",
  },
  {
    name: "a flow sequence",
    before: "resources: [z.yaml, b.yaml]\n",
    follow: 0,
    after: "resources: [z.yaml, new.yaml, b.yaml]\n",
  },
  {
    name: "a tight flow sequence",
    before: "resources: [z.yaml,b.yaml]\n",
    follow: 0,
    after: "resources: [z.yaml,new.yaml,b.yaml]\n",
  },
  {
    name: "a flow sequence, at the end",
    before: "resources: [ z.yaml ] # all\n",
    follow: 0,
    after: "resources: [ z.yaml, new.yaml ] # all\n",
  },
  {
    name: "a flow sequence over several lines",
    before: "resources: [\n  z.yaml,\n  b.yaml\n]\n",
    follow: 0,
    after: "resources: [\n  z.yaml,\n  new.yaml,\n  b.yaml\n]\n",
  },
  {
    name: "a flow sequence over several lines, at the end",
    before: "resources: [\n  z.yaml,\n  b.yaml # last\n]\n",
    follow: 1,
    after: "resources: [\n  z.yaml,\n  b.yaml, # last\n  new.yaml\n]\n",
  },
  {
    name: "a flow sequence over several lines with a trailing comma",
    before: "resources: [\n  z.yaml,\n  b.yaml, # last\n]\n",
    follow: 1,
    after: "resources: [\n  z.yaml,\n  b.yaml, # last\n  new.yaml,\n]\n",
  },
  {
    name: "a flow sequence whose last line holds the bracket",
    before: "resources: [\n  z.yaml,\n  b.yaml]\n",
    follow: 1,
    after: "resources: [\n  z.yaml,\n  b.yaml,\n  new.yaml]\n",
  },
  {
    name: "an ordered flow sequence, before its first entry",
    before: "resources: [o, p, q]\n",
    follow: 0,
    after: "resources: [new.yaml, o, p, q]\n",
  },
  {
    name: "an empty list",
    before: "resources: []\nnamespace: x\n",
    after: "resources:\n  - new.yaml\nnamespace: x\n",
  },
  {
    name: "an empty list with a comment, in an indentless file",
    before: "patches:\n- p\nresources: [] # none yet\n",
    after: "patches:\n- p\nresources: # none yet\n- new.yaml\n",
  },
  {
    name: "a key without value",
    before: "resources:\n# end\n",
    after: "resources:\n  - new.yaml\n# end\n",
    oneWay: true,
  },
  {
    name: "a key with null",
    before: "resources: null\nnamespace: x\n",
    after: "resources:\n  - new.yaml\nnamespace: x\n",
    oneWay: true,
  },
  {
    name: "a missing key",
    before: "kind: Kustomization\nbases:\n- ../base\n",
    after: "kind: Kustomization\nbases:\n- ../base\nresources:\n- new.yaml\n",
    oneWay: true,
  },
  {
    name: "a missing key without final newline",
    before: "kind: Kustomization",
    after: "kind: Kustomization\nresources:\n  - new.yaml",
    oneWay: true,
  },
  {
    name: "a missing key in a flow map",
    before: "{kind: Kustomization}\n",
    after: "{kind: Kustomization, resources: [new.yaml]}\n",
    oneWay: true,
  },
  {
    name: "a JSON file on several lines",
    json: true,
    before: '{\n\t"resources": [\n\t\t"z.yaml",\n\t\t"b.yaml"\n\t]\n}\n',
    follow: 1,
    after: '{\n\t"resources": [\n\t\t"z.yaml",\n\t\t"b.yaml",\n\t\t"new.yaml"\n\t]\n}\n',
  },
  {
    name: "a JSON file on one line",
    json: true,
    before: '{"resources":["z.yaml","b.yaml"]}',
    follow: 0,
    after: '{"resources":["z.yaml","new.yaml","b.yaml"]}',
  },
  {
    name: "a missing key in a JSON file",
    json: true,
    before: '{\n  "kind": "Kustomization"\n}\n',
    after: '{\n  "kind": "Kustomization",\n  "resources": ["new.yaml"]\n}\n',
    oneWay: true,
  },
  {
    name: "an anchor on the list that nobody uses",
    before: "resources: &r\n  - z.yaml\n",
    follow: 0,
    after: "resources: &r\n  - z.yaml\n  - new.yaml\n",
  },
  {
    name: "an anchor on the neighbour that is used elsewhere",
    before: "resources:\n  - &f z.yaml\n  - b.yaml\nx: *f\n",
    follow: 0,
    after: "resources:\n  - &f z.yaml\n  - new.yaml\n  - b.yaml\nx: *f\n",
  },
  {
    name: "an anchor defined twice",
    before: "a: &x 1\nb: &x 2\nresources:\n  - z.yaml\nc: *x\n",
    follow: 0,
    after: "a: &x 1\nb: &x 2\nresources:\n  - z.yaml\n  - new.yaml\nc: *x\n",
  },
  {
    name: "a list of a nested map, with merge keys and custom tags around",
    before: "a: &a {b: 1}\nc:\n  <<: *a\n  d: !Ref e\n  list:\n  - z\n",
    list: ["c", "list"],
    follow: 0,
    after: "a: &a {b: 1}\nc:\n  <<: *a\n  d: !Ref e\n  list:\n  - z\n  - new.yaml\n",
  },
  {
    name: "a list after a block scalar that looks like a list",
    before: "a: |\n  resources:\n  - x\nresources:\n  - z.yaml\nb: |-\n  # no comment\n",
    follow: 0,
    after: "a: |\n  resources:\n  - x\nresources:\n  - z.yaml\n  - new.yaml\nb: |-\n  # no comment\n",
  },
  {
    name: "a modeline and non-ASCII comments",
    before: "# yaml-language-server: $schema=x\nresources:\n  - z.yaml # für Zürich 🚪\n",
    follow: 0,
    after: "# yaml-language-server: $schema=x\nresources:\n  - z.yaml # für Zürich 🚪\n  - new.yaml\n",
  },
  {
    name: "an entry that needs quotes",
    entry: "*.yaml",
    before: "resources:\n  - z.yaml\n",
    follow: 0,
    after: 'resources:\n  - z.yaml\n  - "*.yaml"\n',
  },
];

describe("inserting a list entry", () => {
  it.each(cases)("edits $name", (row) => {
    const path = pathOf(row);
    const list = row.list ?? ["resources"];
    const entry = row.entry ?? "new.yaml";
    const file = readYamlFile(path, row.before).value;

    const result = insertListEntry(file, { document: 0, list, entry, after: row.follow, because: "test" });
    const after = applyEdits(row.before, result.value ?? []);

    expect(result.diagnostics).toEqual([]);
    expect(after).toBe(row.after);
    const expected = readYamlFile(path, row.after).value.documents.map((document) => document.value ?? null);
    expect(confirmChange(path, row.before, after, expected, result.value)).toEqual({
      value: true,
      diagnostics: [],
    });
  });

  it.each(cases.filter((row) => row.oneWay !== true))(
    "gives the old text back when removed from $name",
    (row) => {
      const file = readYamlFile(pathOf(row), row.after).value;

      const result = removeListEntry(file, {
        document: 0,
        list: row.list ?? ["resources"],
        entry: row.entry ?? "new.yaml",
        because: "test",
      });

      expect(applyEdits(row.after, result.value ?? [])).toBe(row.before);
    },
  );

  it("changes nothing when the entry is there already", () => {
    const file = readYamlFile(yamlPath, "resources: [new.yaml]\n").value;

    const result = insertListEntry(file, {
      document: 0,
      list: ["resources"],
      entry: "new.yaml",
      after: undefined,
      because: "test",
    });

    expect(result).toEqual({ value: [], diagnostics: [] });
  });

  it.each([
    { name: "an alias as the list", text: "a: &a [x]\nresources: *a\n", shape: "the list is the alias `*a`" },
    { name: "a list used twice", text: "resources: &a\n- x\nb: *a\n", shape: "anchor `&a`" },
    {
      name: "a merged list",
      text: "a: &a\n  b: [x]\nresources:\n  <<: *a\n",
      shape: "merge key",
      list: ["resources", "b"],
    },
    { name: "a scalar", text: "resources: x\n", shape: "`resources` is no list" },
    { name: "an empty file", text: "# nothing\n", shape: "no document 1" },
    { name: "an empty document", text: "---\n", shape: "is empty" },
  ])("refuses $name by name", ({ text, shape, list }) => {
    const file = readYamlFile(yamlPath, text).value;

    const result = insertListEntry(file, {
      document: 0,
      list: list ?? ["resources"],
      entry: "new.yaml",
      after: undefined,
      because: "test",
    });

    expect(result.value).toBeUndefined();
    expect(result.diagnostics).toHaveLength(1);
    expect(result.diagnostics[0]).toMatchObject({
      code: "yaml-edit-refused",
      params: { shape: expect.stringContaining(shape) },
    });
  });
});

const yamlPath = required("app/kustomization.yaml");
const jsonPath = required("app/kustomization.json");

function pathOf(row: Case) {
  return row.json === true ? jsonPath : yamlPath;
}

function required(text: string) {
  const path = toRepoPath(text);
  if (path === undefined) throw new Error(`no path: ${text}`);
  return path;
}
