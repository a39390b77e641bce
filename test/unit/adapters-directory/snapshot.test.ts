import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { directorySnapshot, maxFileBytes } from "../../../src/adapters/directory/snapshot.ts";
import type { RepoPath } from "../../../src/model/brands.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "tidegate-directory-"));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function git(...args: string[]): void {
  execFileSync(
    "git",
    ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main", ...args],
    {
      cwd: root,
      stdio: "ignore",
    },
  );
}

const listed = async (directory = root) =>
  (await directorySnapshot(directory)).files.map(({ path, kind }) => `${kind} ${path}`);
const path = (text: string) => text as RepoPath;

test("a plain directory is walked, without .git and node_modules", async () => {
  write("b/c.yaml", "c: 1\n");
  write("a.yaml", "a: 1\n");
  write("node_modules/x/y.yaml", "");
  write("deep/.git/config", "");

  expect(await listed()).toEqual(["file a.yaml", "file b/c.yaml"]);
  const snapshot = await directorySnapshot(root);
  expect(snapshot.commit).toBeUndefined();
  expect(snapshot.files[0]?.size).toBe(5);
  expect(new TextDecoder().decode(snapshot.bytes(path("b/c.yaml")))).toBe("c: 1\n");
  expect(snapshot.bytes(path("b/c.yaml"))).toBe(snapshot.bytes(path("b/c.yaml")));
  expect(snapshot.bytes(path("nothing.yaml"))).toBeUndefined();
});

test("in a work tree the files are those that git knows or would add", async () => {
  git("init");
  write(".gitignore", "ignored/\n");
  write("ignored/x.yaml", "");
  write("tracked.yaml", "t");
  write("deleted.yaml", "d");
  write("sub/été file.yaml", "e");
  git("add", ".");
  git("commit", "-m", "x");
  write("untracked.yaml", "u");
  rmSync(join(root, "deleted.yaml"));

  expect(await listed()).toEqual([
    "file .gitignore",
    "file sub/été file.yaml",
    "file tracked.yaml",
    "file untracked.yaml",
  ]);
});

test("paths are relative to the given directory, and nothing above it is listed", async () => {
  git("init");
  write("above.yaml", "");
  write("sub/a.yaml", "");
  git("add", ".");

  expect(await listed(join(root, "sub"))).toEqual(["file a.yaml"]);
});

test("a directory that git ignores is walked as a plain one", async () => {
  git("init");
  write(".gitignore", "scratch/\n");
  write("scratch/a.yaml", "");

  expect(await listed(join(root, "scratch"))).toEqual(["file a.yaml"]);
});

test("links are listed and never followed, wherever they lead", async () => {
  write("real/a.yaml", "a: 1\n");
  symlinkSync("/etc/passwd", join(root, "passwd.yaml"));
  symlinkSync("real", join(root, "linked"));
  symlinkSync("real/a.yaml", join(root, "alias.yaml"));

  const snapshot = await directorySnapshot(root);

  expect(snapshot.files.map(({ path: name, kind }) => `${kind} ${name}`)).toEqual([
    "symlink alias.yaml",
    "symlink linked",
    "symlink passwd.yaml",
    "file real/a.yaml",
  ]);
  for (const name of ["alias.yaml", "passwd.yaml", "linked/a.yaml", "../x", "linked"]) {
    expect(snapshot.bytes(path(name))).toBeUndefined();
  }
});

test("a file that becomes a link, or comes to lie behind one, after the listing is not read", async () => {
  write("a.yaml", "a: 1\n");
  write("dir/b.yaml", "b: 1\n");
  write("elsewhere/b.yaml", "secret");
  const snapshot = await directorySnapshot(root);
  rmSync(join(root, "a.yaml"));
  symlinkSync("/etc/passwd", join(root, "a.yaml"));
  rmSync(join(root, "dir"), { recursive: true });
  symlinkSync("elsewhere", join(root, "dir"));

  expect(snapshot.bytes(path("a.yaml"))).toBeUndefined();
  expect(snapshot.bytes(path("dir/b.yaml"))).toBeUndefined();
});

test("a tracked path behind a link is left out of the listing", async () => {
  git("init");
  write("dir/b.yaml", "b: 1\n");
  write("elsewhere/b.yaml", "c: 1\n");
  git("add", ".");
  rmSync(join(root, "dir"), { recursive: true });
  symlinkSync("elsewhere", join(root, "dir"));

  expect(await listed()).toEqual(["symlink dir", "file elsewhere/b.yaml"]);
});

test("a nested repository is listed as a submodule", async () => {
  git("init");
  write("nested/a.yaml", "");
  execFileSync("git", ["init"], { cwd: join(root, "nested"), stdio: "ignore" });
  execFileSync(
    "git",
    ["-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "--allow-empty", "-m", "x"],
    { cwd: join(root, "nested"), stdio: "ignore" },
  );
  write("b.yaml", "");

  expect(await listed()).toEqual(["file b.yaml", "submodule nested"]);
});

test("a file over the limit is listed with its size and not read", async () => {
  write("big.yaml", "x".repeat(maxFileBytes + 1));
  write("fits.yaml", "x".repeat(maxFileBytes));
  const snapshot = await directorySnapshot(root);

  expect(snapshot.files.map(({ size }) => size)).toEqual([maxFileBytes + 1, maxFileBytes]);
  expect(snapshot.bytes(path("big.yaml"))).toBeUndefined();
  expect(snapshot.bytes(path("fits.yaml"))).toHaveLength(maxFileBytes);
});

test("a repository cannot have a program run by being listed", async () => {
  git("init");
  write("a.yaml", "");
  git("config", "core.fsmonitor", `touch ${join(root, "ran")}; false`);

  expect(await listed()).toEqual(["file a.yaml"]);
});

test("the addresses of a work tree are those of its remotes, without credentials", async () => {
  git("init");
  write("apps/a.yaml", "a: 1\n");
  git("remote", "add", "origin", "https://me:secret@example.com/me/fork.git");
  git("remote", "add", "upstream", "git@example.com:acme/fleet.git");
  git("remote", "add", "broken", "https://me:p/w@example.com/x");

  expect((await directorySnapshot(root)).urls).toEqual([
    "git@example.com:acme/fleet.git",
    "https://example.com/me/fork.git",
  ]);
  expect((await directorySnapshot(join(root, "apps"))).urls).toEqual([]);
});

test("a directory that is no work tree has no address", async () => {
  write("a.yaml", "a: 1\n");

  expect((await directorySnapshot(root)).urls).toEqual([]);
});
