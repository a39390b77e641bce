import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { applyChangeSet } from "../../../src/adapters/directory/apply.ts";
import type { RepoPath } from "../../../src/model/brands.ts";
import type { FileChange } from "../../../src/model/edits.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "tidegate-apply-"));
  writeFileSync(join(root, "a.yaml"), "a: é\r\n");
  writeFileSync(join(root, "b.yaml"), "b");
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const path = (text: string) => text as RepoPath;
const add = (to: string, after = "new\n"): FileChange => ({
  action: "add",
  path: path(to),
  after,
  because: "",
});
const edit = (to: string, before: string, after: string): FileChange => ({
  action: "edit",
  path: path(to),
  before,
  after,
  because: "",
});
const remove = (to: string, before: string): FileChange => ({
  action: "delete",
  path: path(to),
  before,
  because: "",
});
const read = (name: string) => readFileSync(join(root, name), "utf8");

test("adds, edits and deletes, byte for byte, and keeps a file's mode", async () => {
  chmodSync(join(root, "a.yaml"), 0o640);

  const result = await applyChangeSet(root, {
    files: [add("x/y/new.yaml", "\uFEFFn: ü"), edit("a.yaml", "a: é\r\n", "a: 2\r\n"), remove("b.yaml", "b")],
  });

  expect(result).toEqual({ applied: true, paths: ["x/y/new.yaml", "a.yaml", "b.yaml"] });
  expect(read("x/y/new.yaml")).toBe("\uFEFFn: ü");
  expect(read("a.yaml")).toBe("a: 2\r\n");
  expect(lstatSync(join(root, "a.yaml")).mode & 0o777).toBe(0o640);
  expect(existsSync(join(root, "b.yaml"))).toBe(false);
  expect(readdirSync(root).sort()).toEqual(["a.yaml", "x"]);
});

test.each<readonly [string, FileChange, string]>([
  ["a file that changed since", edit("a.yaml", "a: e\r\n", "x"), "has changed since it was read"],
  ["a deletion of a file that changed", remove("b.yaml", "c"), "has changed since it was read"],
  ["a new file that exists", add("a.yaml"), "exists already"],
  ["a file that is gone", edit("gone.yaml", "", "x"), "is not there any more"],
  ["a link", edit("link.yaml", "b", "x"), "is a symbolic link"],
  ["a new file over a link to nowhere", add("dangling.yaml"), "exists already"],
  ["a path through a link", add("linked/x.yaml"), "leads through a symbolic link"],
  ["a path below a file", add("a.yaml/x.yaml"), "lies below a file"],
  ["a directory", edit("dir", "", "x"), "is no regular file"],
  ["a path out of the tree", add("../x.yaml"), "is no path of the repository"],
  ["an absolute path", add("/tmp/x.yaml"), "is no path of the repository"],
  ["git's own files", add(".git/hooks/pre-commit"), "lies inside .git"],
  ["git's own files by another spelling", add("x/.GIT/config"), "lies inside .git"],
])("refuses %s, and then writes nothing at all", async (_name, change, reason) => {
  mkdirSync(join(root, "dir"));
  symlinkSync("b.yaml", join(root, "link.yaml"));
  symlinkSync("nowhere", join(root, "dangling.yaml"));
  symlinkSync(tmpdir(), join(root, "linked"));
  const before = readdirSync(root).sort();

  const result = await applyChangeSet(root, { files: [add("fine.yaml"), change] });

  expect(result).toEqual({ applied: false, refused: [{ path: change.path, reason }] });
  expect(readdirSync(root).sort()).toEqual(before);
});

test("one path changed twice is refused", async () => {
  const result = await applyChangeSet(root, { files: [edit("b.yaml", "b", "c"), edit("b.yaml", "b", "d")] });

  expect(result).toEqual({ applied: false, refused: [{ path: "b.yaml", reason: "is changed twice" }] });
  expect(read("b.yaml")).toBe("b");
});
