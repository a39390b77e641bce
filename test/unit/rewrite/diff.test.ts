import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FileChange } from "../../../src/model/edits.ts";
import { changeSetDiff } from "../../../src/report/diff.ts";
import { pathOf } from "./world.ts";

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "tidegate-diff-"));
  execFileSync("git", ["init", "-q"], { cwd: directory });
});

afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

const cases: readonly { readonly name: string; readonly change: FileChange }[] = [
  { name: "an added file", change: add("a/new.yaml", "a: 1\nb: 2\n") },
  { name: "an added file without final newline", change: add("new.yaml", "a: 1\nb: 2") },
  { name: "an added empty file", change: add("empty.yaml", "") },
  { name: "a deleted file", change: remove("old.yaml", "a: 1\nb: 2\n") },
  { name: "a deleted file without final newline", change: remove("old.yaml", "a: 1") },
  { name: "a deleted file of Windows lines", change: remove("old.yaml", "a: 1\r\nb: 2\r\n") },
  {
    name: "an inserted line",
    change: edit("x.yaml", "a\nb\nc\nd\ne\nf\ng\nh\n", "a\nb\nc\nd\nnew\ne\nf\ng\nh\n"),
  },
  {
    name: "two hunks",
    change: edit("x.yaml", numbers(30), numbers(30).replace("3\n", "three\n").replace("28\n", "")),
  },
  { name: "Windows line ends", change: edit("x.yaml", "a\r\nb\r\n", "a\r\nnew\r\nb\r\n") },
  { name: "a line after a missing final newline", change: edit("x.yaml", "a\nb", "a\nb\nnew") },
  { name: "a final newline that goes", change: edit("x.yaml", "a\nb\n", "a\nb") },
  { name: "a final newline that comes", change: edit("x.yaml", "a\nb", "a\nb\n") },
  { name: "a file that becomes empty", change: edit("x.yaml", "a\n", "") },
  { name: "an empty file that gets text", change: edit("x.yaml", "", "a\n") },
  {
    name: "a byte order mark and other letters",
    change: edit("x.yaml", "\uFEFFä: ö\n", "\uFEFFä: ö\n🚪: 1\n"),
  },
  { name: "a name with spaces", change: edit("a b/c d.yaml", "a\n", "b\n") },
  { name: "a name with a quote and other letters", change: edit('ä/q"q.yaml', "a\n", "b\n") },
  {
    name: "lines that look like patch headers",
    change: edit("x.yaml", "--- a\n+++ b\n", "--- a\n@@ -1 +1 @@\n+++ b\n"),
  },
];

describe("the printed patch", () => {
  it.each(cases)("is applied by git: $name", ({ change }) => {
    const before = change.action === "add" ? undefined : change.before;
    if (before !== undefined) write(change.path, before);

    gitApply(changeSetDiff({ files: [change] }));

    const after = change.action === "delete" ? undefined : change.after;
    expect(filesIn(directory)).toEqual(after === undefined ? {} : { [change.path]: after });
  });

  it("joins the files of a change set", () => {
    const changes = cases.slice(0, 1).map(({ change }) => change);
    write("x.yaml", "a\n");

    gitApply(changeSetDiff({ files: [...changes, edit("x.yaml", "a\n", "b\n")] }));

    expect(filesIn(directory)).toEqual({ "a/new.yaml": "a: 1\nb: 2\n", "x.yaml": "b\n" });
  });

  it("says what git says", () => {
    const text = changeSetDiff({ files: [edit("x.yaml", "a\nb", "a\nb\nc")] });

    expect(text).toBe(
      [
        "diff --git a/x.yaml b/x.yaml",
        "--- a/x.yaml",
        "+++ b/x.yaml",
        "@@ -1,2 +1,3 @@",
        " a",
        "-b",
        "\\ No newline at end of file",
        "+b",
        "+c",
        "\\ No newline at end of file",
        "",
      ].join("\n"),
    );
  });

  it("is empty for an empty change set", () => {
    expect(changeSetDiff({ files: [] })).toBe("");
  });
});

function gitApply(patch: string): void {
  execFileSync("git", ["-c", "core.autocrlf=false", "apply", "--whitespace=nowarn", "-"], {
    cwd: directory,
    input: patch,
  });
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(directory, path)), { recursive: true });
  writeFileSync(join(directory, path), text);
}

function filesIn(root: string, prefix = ""): Record<string, string> {
  const found: Record<string, string> = {};
  for (const entry of readdirSync(root, { withFileTypes: true })) {
    if (entry.name === ".git") continue;
    const path = `${prefix}${entry.name}`;
    if (entry.isDirectory()) Object.assign(found, filesIn(join(root, entry.name), `${path}/`));
    else found[path] = readFileSync(join(root, entry.name), "utf8");
  }
  return found;
}

function add(path: string, after: string): FileChange {
  return { action: "add", path: pathOf(path), after, because: "test" };
}

function edit(path: string, before: string, after: string): FileChange {
  return { action: "edit", path: pathOf(path), before, after, because: "test" };
}

function remove(path: string, before: string): FileChange {
  return { action: "delete", path: pathOf(path), before, because: "test" };
}

function numbers(count: number): string {
  return Array.from({ length: count }, (_, index) => `${index + 1}\n`).join("");
}
