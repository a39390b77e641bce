// Real git against the sandbox: clone, partial and shallow clone, push, and who may.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { INFRA, infra, runGit, scratch, startAcme } from "./acme.ts";

describe("fetching", () => {
  test("a clone with an installation token brings the files", async () => {
    const { sandbox } = await startAcme();
    const directory = await scratch();
    const token = sandbox.appToken("tidegate", "acme");

    const cloned = await runGit(["clone", `${sandbox.url}/acme/infra.git`, directory], { token });

    expect(cloned.code).toBe(0);
    expect(await readFile(join(directory, "apps/web/ingress.yaml"), "utf8")).toBe("kind: Ingress\n");
  });

  test("a blobless clone leaves the files on the server, a shallow one the history", async () => {
    const { sandbox } = await startAcme();
    await sandbox.push(INFRA, "ada", "main", { "second.yaml": "2\n" });
    const token = sandbox.appToken("tidegate", "acme");
    const [partial, shallow] = [await scratch(), await scratch()];
    const url = `${sandbox.url}/acme/infra.git`;

    expect((await runGit(["clone", "--bare", "--filter=blob:none", url, partial], { token })).code).toBe(0);
    expect((await runGit(["clone", "--bare", "--depth=1", url, shallow], { token })).code).toBe(0);

    const missing = await runGit(["rev-list", "--objects", "--missing=print", "--all"], { cwd: partial });
    expect(missing.output.split("\n").filter((line) => line.startsWith("?")).length).toBe(4);
    expect((await runGit(["rev-list", "--count", "HEAD"], { cwd: shallow })).output.trim()).toBe("1");
    expect((await runGit(["rev-list", "--count", "HEAD"], { cwd: partial })).output.trim()).toBe("2");
  });

  test("the head of a pull request can be fetched by its number", async () => {
    const { sandbox } = await startAcme();
    const sha = await sandbox.push(INFRA, "writer", "wave", { a: "1" });
    const number = await sandbox.openPull(INFRA, "writer", { title: "t", head: "wave" });
    const token = sandbox.appToken("tidegate", "acme");

    const listed = await runGit(["ls-remote", `${sandbox.url}/acme/infra`, `refs/pull/${number}/head`], {
      token,
    });

    expect(listed.output).toBe(`${sha}\trefs/pull/${number}/head\n`);
  });
});

describe("who may", () => {
  test("private repositories do not exist for strangers, and ask nobody to log in", async () => {
    const { sandbox } = await startAcme();
    const info = (authorization?: string) =>
      fetch(`${sandbox.url}/acme/infra.git/info/refs?service=git-upload-pack`, {
        headers: authorization === undefined ? {} : { authorization },
      });
    const bearer = (login: string): string => `Bearer ${sandbox.userToken(login)}`;

    const anonymous = await info();
    expect([anonymous.status, anonymous.headers.get("www-authenticate")]).toEqual([
      401,
      'Basic realm="GitHub"',
    ]);
    expect((await info(bearer("stranger"))).status).toBe(404);
    expect((await info(bearer("reader"))).status).toBe(200);
    expect((await info("Bearer ghs_wrong")).status).toBe(401);
    const absent = await fetch(`${sandbox.url}/acme/absent.git/info/refs?service=git-upload-pack`);
    expect(absent.status).toBe(401);
  });

  test("a public repository is cloned by anybody and pushed to by those who may write", async () => {
    const { sandbox } = await startAcme({ private: false });
    const directory = await scratch();
    expect((await runGit(["clone", `${sandbox.url}/acme/infra.git`, directory])).code).toBe(0);
    await writeFile(join(directory, "new.yaml"), "new\n");
    await runGit(["add", "."], { cwd: directory });
    await runGit(["commit", "-m", "new"], { cwd: directory });
    const push = (token?: string) =>
      runGit(["push", "origin", "HEAD:refs/heads/new"], {
        cwd: directory,
        ...(token === undefined ? {} : { token }),
      });

    expect((await push()).code).not.toBe(0);
    const denied = await push(sandbox.userToken("stranger"));
    expect([denied.code, denied.output]).toEqual([128, expect.stringContaining("403")]);
    expect((await push(sandbox.userToken("writer"))).code).toBe(0);
    expect(await sandbox.read(INFRA, "new.yaml", "new")).toBe("new\n");
  });

  test("an App pushes with contents: write, and not with contents: read", async () => {
    const { sandbox } = await startAcme({ permissions: { contents: "read" } });
    const url = `${sandbox.url}/acme/infra.git/info/refs?service=`;
    const authorization = `Bearer ${sandbox.appToken("tidegate", "acme")}`;

    expect((await fetch(`${url}git-upload-pack`, { headers: { authorization } })).status).toBe(200);
    expect((await fetch(`${url}git-receive-pack`, { headers: { authorization } })).status).toBe(403);
  });

  test("nothing but the smart protocol is served", async () => {
    const { sandbox } = await startAcme({ private: false });
    for (const path of ["HEAD", "config", "objects/info/packs", "info/refs", "../../etc/passwd"]) {
      expect((await fetch(`${sandbox.url}/acme/infra.git/${path}`)).status).toBe(404);
    }
  });
});

describe("pushing", () => {
  test("a push is an event, follows the pull request, and is over when the client returns", async () => {
    const { sandbox, bot } = await startAcme();
    const before = await sandbox.push(INFRA, "writer", "wave", { "a.yaml": "1\n" });
    const number = await sandbox.openPull(INFRA, "writer", { title: "t", head: "wave" });
    const directory = await scratch();
    const token = sandbox.userToken("writer");
    await runGit(["clone", "--branch=wave", `${sandbox.url}/acme/infra.git`, directory], { token });
    await writeFile(join(directory, "a.yaml"), "2\n");
    await runGit(["commit", "-am", "by hand"], { cwd: directory });

    const pushed = await runGit(["push", "origin", "wave"], { cwd: directory, token });

    expect(pushed.code).toBe(0);
    const { data } = await bot.pulls.get({ ...infra, pull_number: number });
    expect(data.head.sha).toBe(await sandbox.head(INFRA, "wave"));
    expect(data.commits).toBe(2);
    const synchronize = sandbox.deliveries.log.find((it) => it.action === "synchronize")?.payload;
    expect(synchronize).toMatchObject({ before, after: data.head.sha, sender: { login: "writer" } });
    expect(sandbox.writes().map((it) => `${it.surface} ${it.method} ${it.path}`)).toEqual([
      "git POST /acme/infra.git/git-receive-pack",
    ]);
  });

  test("a push of nothing is no write", async () => {
    const { sandbox } = await startAcme();
    const directory = await scratch();
    const token = sandbox.userToken("writer");
    await runGit(["clone", `${sandbox.url}/acme/infra.git`, directory], { token });

    await runGit(["push", "origin", "main"], { cwd: directory, token });

    expect(sandbox.writes()).toEqual([]);
    expect(sandbox.requests.filter((it) => it.surface === "git").length).toBeGreaterThan(2);
  });

  test("pull request refs cannot be pushed to", async () => {
    const { sandbox } = await startAcme();
    await sandbox.push(INFRA, "writer", "wave", { a: "1" });
    const number = await sandbox.openPull(INFRA, "writer", { title: "t", head: "wave" });
    const directory = await scratch();
    const token = sandbox.userToken("writer");
    await runGit(["clone", `${sandbox.url}/acme/infra.git`, directory], { token });

    const pushed = await runGit(["push", "origin", `+main:refs/pull/${number}/head`], {
      cwd: directory,
      token,
    });

    expect(pushed.code).not.toBe(0);
    expect(pushed.output).toContain("hidden ref");
  });
});
