import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { gitClient, redact } from "../../../src/adapters/git/client.ts";
import { gitEnvironment, isLocalHttp } from "../../../src/adapters/git/environment.ts";
import { repositoryUrl } from "../../../src/adapters/git/repository-source.ts";
import { isCandidate, parseBatch, parseTree, readSnapshot } from "../../../src/adapters/git/snapshot.ts";
import { toCommitSha, toRepoPath } from "../../../src/model/brands.ts";

let directory = "";

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "tidegate-git-test-"));
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

function git(...args: readonly string[]): string {
  const env = {
    ...process.env,
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_AUTHOR_NAME: "a",
    GIT_AUTHOR_EMAIL: "a@b",
    GIT_COMMITTER_NAME: "a",
    GIT_COMMITTER_EMAIL: "a@b",
  };
  return execFileSync("git", [...args], { cwd: directory, env, encoding: "utf8" }).trim();
}

function write(path: string, content: string | Buffer): void {
  mkdirSync(join(directory, path, ".."), { recursive: true });
  writeFileSync(join(directory, path), content);
}

async function snapshot() {
  git("add", "--all");
  git("commit", "--quiet", "--message", "x");
  const commit = toCommitSha(git("rev-parse", "HEAD"));
  if (commit === undefined) throw new Error("no commit");
  const client = gitClient({ directory: join(directory, ".git"), environment: process.env });
  const read = await readSnapshot(client, commit);
  return { read, text: (path: string) => read.bytes(toRepoPath(path) ?? ("" as never)) }; // "" is no path: nothing is read
}

test("text comes byte for byte: line ends, marks, bytes that are no UTF-8", async () => {
  git("init", "--quiet", ".");
  const bytes = Buffer.from([0xef, 0xbb, 0xbf, 0x61, 0x3a, 0x0d, 0x0a, 0xff, 0x00, 0x0a]);
  write("apps/a.yaml", bytes);
  write("apps/empty.yaml", "");
  write("apps/twin.yaml", bytes);
  write(".gitattributes", "*.yaml filter=evil diff=evil\n");

  const { text } = await snapshot();

  expect(Buffer.from(text("apps/empty.yaml") ?? [1])).toEqual(Buffer.alloc(0));
  expect(Buffer.from(text("apps/a.yaml") ?? [])).toEqual(bytes);
  expect(Buffer.from(text("apps/twin.yaml") ?? [])).toEqual(bytes);
});

test("links are listed and never followed, and other files are only counted", async () => {
  git("init", "--quiet", ".");
  symlinkSync("/etc/hostname", join(directory, "host.yaml"));
  symlinkSync("..", join(directory, "up"));
  write("photo.png", "not read");
  write("run.yaml", "a: 1\n");
  execFileSync("chmod", ["+x", join(directory, "run.yaml")]);

  const { read, text } = await snapshot();

  expect(read.files.map(({ path, kind }) => `${path} ${kind}`)).toEqual([
    "host.yaml symlink",
    "photo.png file",
    "run.yaml file",
    "up symlink",
  ]);
  expect([text("host.yaml"), text("photo.png")]).toEqual([undefined, undefined]);
  expect(read.isExecutable("run.yaml")).toBe(true);
});

test("a hook of the repository never runs", async () => {
  git("init", "--quiet", ".");
  write("a.yaml", "a: 1\n");
  mkdirSync(join(directory, "hooks"), { recursive: true });
  const hook = `#!/bin/sh\ntouch ${join(directory, "ran")}\n`;
  await snapshot();
  for (const name of ["reference-transaction", "post-checkout"]) {
    write(`.git/hooks/${name}`, hook);
    execFileSync("chmod", ["+x", join(directory, ".git", "hooks", name)]);
  }
  const client = gitClient({ directory: join(directory, ".git"), environment: process.env });

  await client.run(["update-ref", "refs/tidegate/head", "HEAD"], { doing: "test" });

  expect(existsSync(join(directory, "ran"))).toBe(false);
  expect(readdirSync(join(directory, ".git", "refs", "tidegate"))).toEqual(["head"]);
});

test("the environment holds the token in one header for one server, and little else", () => {
  const own = {
    PATH: "/bin",
    HOME: "/root",
    GITHUB_TOKEN: "other",
    GIT_DIR: "/evil",
    GIT_SSH_COMMAND: "evil",
    HTTPS_PROXY: "http://proxy",
  };

  const environment = gitEnvironment(own, "/cache", {
    url: "https://ghe.example/acme/shop.git",
    token: "t0ken",
  });

  const basic = Buffer.from("x-access-token:t0ken").toString("base64");
  const header = Object.entries(environment).find(([, value]) => value.includes(basic));
  const index = header?.[0].replace("GIT_CONFIG_VALUE_", "") ?? "";
  expect(environment[`GIT_CONFIG_KEY_${index}`]).toBe("http.https://ghe.example/.extraHeader");
  expect(environment).toMatchObject({
    PATH: "/bin",
    HOME: "/cache",
    HTTPS_PROXY: "http://proxy",
    GIT_TERMINAL_PROMPT: "0",
    GIT_ALLOW_PROTOCOL: "https",
    GIT_CONFIG_NOSYSTEM: "1",
  });
  for (const name of ["GITHUB_TOKEN", "GIT_DIR", "GIT_SSH_COMMAND"])
    expect(environment).not.toHaveProperty(name);
});

test("only https, and http on this machine, is an address", () => {
  const at = (gitUrl: string, owner = "acme", name = "shop") =>
    repositoryUrl(gitUrl, { id: 1, installation: 1, owner, name });

  expect(at("https://github.com")).toBe("https://github.com/acme/shop.git");
  expect(at("http://127.0.0.1:8080/")).toBe("http://127.0.0.1:8080/acme/shop.git");
  for (const url of [
    "http://ghe.example",
    "ssh://git@x",
    "file:///etc",
    "ext::sh -c evil",
    "http://localhost.evil.example",
    "http://127.0.0.1@evil.example",
  ])
    expect(() => at(url), url).toThrow("not allowed");
  for (const name of ["..", "a/b", "a b", "-x;y", "a%2f"])
    expect(() => at("https://github.com", "acme", name), name).toThrow("not allowed");
  expect(isLocalHttp("http://localhost:1/x")).toBe(true);
});

test("names that are no path of a snapshot are left out", () => {
  const object = "a".repeat(40);
  const record = (name: string, mode = "100644") => `${mode} blob ${object}\t${name}\0`;

  const entries = parseTree(
    [
      record("a.yaml"),
      record("dir/with\ttab\n.yaml"),
      record("../up.yaml"),
      record("bad\uFFFD.yaml"),
      record("back\\slash.yaml"),
    ].join(""),
  );

  expect(entries.map(({ path }) => path)).toEqual(["a.yaml", "dir/with\ttab\n.yaml"]);
});

test("a batch is read by its sizes, not by its lines", () => {
  const a = "a".repeat(40);
  const b = "b".repeat(40);
  const output = Buffer.from(
    `${a} blob 6\nx\n${b.slice(0, 3)}y\n\n${b} missing\n${b} blob 0\n\n`.replace(
      `${b.slice(0, 3)}y\n`,
      "bbby",
    ),
  );

  const blobs = parseBatch(output);

  expect(Buffer.from(blobs.get(a) ?? []).toString()).toBe("x\nbbby");
  expect(blobs.get(b)?.length).toBe(0);
});

test("files are read for their names", () => {
  const read = [
    "a.yaml",
    "a.YML",
    "b.json",
    "templates/_helpers.tpl",
    "kustomization",
    "values-prod.txt",
    "Chart.lock",
  ];
  const counted = ["a.png", "README.md", "yaml", "a.yaml.bak.zip"];

  expect(read.filter(isCandidate)).toEqual(read);
  expect(counted.filter(isCandidate)).toEqual([]);
});

test("a secret is struck out of what git says", () => {
  expect(redact("fatal: https://user:t0ken@host/x: t0ken", "t0ken")).toBe("fatal: https://host/x: [secret]");
});

test("a failure of git says what was being done and whether to try again", async () => {
  mkdirSync(join(directory, "empty.git"));
  const client = gitClient({ directory: join(directory, "empty.git"), environment: process.env });
  const access = { url: "http://127.0.0.1:1/acme/shop.git", token: "t0ken" };

  const error = await client
    .run(["ls-remote", "--", access.url], { doing: "ask for the head", access })
    .catch((caught: unknown) => caught);

  expect(error).toMatchObject({ name: "HostError", doing: "ask for the head", retryable: true });
  expect(String(error)).not.toContain("t0ken");
});
