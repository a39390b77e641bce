// The pages without a browser: who sees and does what, and that no other site can press the buttons.
import { describe, expect, test } from "vitest";
import type { Sandbox } from "../../../src/sandbox/sandbox.ts";
import { INFRA, startAcme } from "./acme.ts";

interface Visitor {
  get(path: string): Promise<{ status: number; text: string; headers: Headers }>;
  post(
    path: string,
    form: Record<string, string>,
    headers?: Record<string, string>,
  ): Promise<{ status: number; location: string | null; text: string }>;
  token(): Promise<string>;
}

/** A browser of sorts: it keeps the cookie and knows the form token of the last page. */
async function visit(sandbox: Sandbox, login?: string): Promise<Visitor> {
  let cookie = "";
  const keep = (response: Response): void => {
    const set = response.headers.get("set-cookie");
    if (set !== null) cookie = set.split(";")[0] ?? "";
  };
  const visitor: Visitor = {
    async get(path) {
      const response = await fetch(sandbox.url + path, { headers: { cookie }, redirect: "manual" });
      keep(response);
      return { status: response.status, text: await response.text(), headers: response.headers };
    },
    async post(path, form, headers = {}) {
      const response = await fetch(sandbox.url + path, {
        method: "POST",
        body: new URLSearchParams(form),
        headers: { cookie, origin: sandbox.url, ...headers },
        redirect: "manual",
      });
      keep(response);
      return {
        status: response.status,
        location: response.headers.get("location"),
        text: await response.text(),
      };
    },
    async token() {
      return /name="token" value="([^"]+)"/.exec((await visitor.get("/")).text)?.[1] ?? "";
    },
  };
  const token = await visitor.token();
  if (login !== undefined) await visitor.post("/session", { token, login, back: "/" });
  return visitor;
}

describe("seeing", () => {
  test("private repositories show only to those who may see them", async () => {
    const { sandbox } = await startAcme();
    for (const [login, status] of [
      [undefined, 404],
      ["stranger", 404],
      ["reader", 200],
      ["ada", 200],
    ] as const) {
      const visitor = await visit(sandbox, login);
      expect((await visitor.get("/acme/infra")).status).toBe(status);
      expect((await visitor.get("/")).text.includes("acme/infra")).toBe(status === 200);
    }
  });

  test("files, branches, commits, raw text and diffs, on branches with slashes in their names", async () => {
    const { sandbox } = await startAcme({ viewer: "ada" });
    const sha = await sandbox.push(INFRA, "writer", "tidegate/prod/wave-1", {
      "README.md": "<script>1</script>\n",
    });
    await sandbox.openPull(INFRA, "writer", { title: "Wave", head: "tidegate/prod/wave-1" });
    const visitor = await visit(sandbox);
    const textOf = async (path: string): Promise<string> => {
      const page = await visitor.get(path);
      expect([path, page.status]).toEqual([path, 200]);
      return page.text;
    };

    expect(await textOf("/acme/infra")).toContain("README.md");
    expect(await textOf("/acme/infra/tree/tidegate/prod/wave-1/apps/web")).toContain("ingress.yaml");
    expect(await textOf("/acme/infra/blob/tidegate/prod/wave-1/README.md")).toContain(
      "&lt;script&gt;1&lt;/script&gt;",
    );
    expect(await textOf("/acme/infra/raw/tidegate/prod/wave-1/README.md")).toBe("<script>1</script>\n");
    expect(await textOf("/acme/infra/branches")).toContain("tidegate/prod/wave-1");
    expect(await textOf("/acme/infra/commits/tidegate/prod/wave-1")).toContain("Change files");
    expect(await textOf(`/acme/infra/commit/${sha}`)).toContain("Change files");
    expect(await textOf("/acme/infra/pull/1/files")).toMatch(/<tr class="removed">[^\n]*# infra/);
    expect(await textOf("/acme/infra/pull/1/commits")).toContain("Change files");
    expect(await textOf("/acme/infra/pull/1.diff")).toContain("+<script>1</script>");
    expect(await textOf("/acme")).toContain("tidegate");
    for (const absent of [
      "/acme/infra/blob/main/absent",
      "/acme/infra/issues/9",
      "/acme/infra/dreams",
      "/nobody",
      "/%E0%A4%A",
    ]) {
      expect((await visitor.get(absent)).status).toBe(404);
    }
    const raw = await visitor.get("/acme/infra/raw/main/README.md");
    expect(raw.headers.get("content-type")).toContain("text/plain");
    expect(raw.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(raw.headers.get("x-content-type-options")).toBe("nosniff");
  });

  test("an issue number that is a pull request leads there", async () => {
    const { sandbox } = await startAcme({ viewer: "ada" });
    await sandbox.push(INFRA, "writer", "wave", { a: "1" });
    await sandbox.openPull(INFRA, "writer", { title: "Wave", head: "wave" });

    const page = await (await visit(sandbox)).get("/acme/infra/issues/1");

    expect([page.status, page.headers.get("location")]).toEqual([303, "/acme/infra/pull/1"]);
  });
});

describe("doing", () => {
  test("roles decide, whatever buttons are shown", async () => {
    const { sandbox } = await startAcme();
    await sandbox.openIssue(INFRA, "ada", { title: "Dashboard" });
    await sandbox.push(INFRA, "writer", "wave", { a: "1" });
    await sandbox.openPull(INFRA, "writer", { title: "Wave", head: "wave" });
    const tries: readonly [string, Record<string, string>, Record<string, number>][] = [
      ["/issues/1/comments", { body: "hello" }, { reader: 303, triager: 303, writer: 303, stranger: 404 }],
      ["/issues/1/state", { state: "closed" }, { reader: 403, triager: 303, writer: 303, stranger: 404 }],
      ["/branches/delete", { branch: "main" }, { reader: 403, triager: 403, writer: 422, stranger: 404 }],
      ["/pull/2/merge", { method: "squash" }, { reader: 403, triager: 403, writer: 303, stranger: 404 }],
      ["/issues", { title: "new" }, { reader: 303, triager: 303, writer: 303, stranger: 404 }],
      ["/issues", { title: " " }, { writer: 422 }],
      ["/issues/1/comments", { body: " " }, { writer: 422 }],
    ];
    let count = 0;
    for (const [path, form, expected] of tries) {
      for (const [login, status] of Object.entries(expected)) {
        const visitor = await visit(sandbox, login);
        const token = await visitor.token();
        expect([path, login, (await visitor.post(`/acme/infra${path}`, { token, ...form })).status]).toEqual([
          path,
          login,
          status,
        ]);
        count += 1;
      }
    }
    expect(count).toBe(22);
    expect(await sandbox.read(INFRA, "a")).toBe("1");
  });

  test("a comment keeps its line ends clean and starts the same event as the API", async () => {
    const { sandbox, bot } = await startAcme();
    await sandbox.openIssue(INFRA, "ada", { title: "Dashboard" });
    const visitor = await visit(sandbox, "writer");

    const posted = await visitor.post("/acme/infra/issues/1/comments", {
      token: await visitor.token(),
      body: "/migrate wave 1\r\nplease",
    });

    const [comment] = (await bot.issues.listComments({ owner: "acme", repo: "infra", issue_number: 1 })).data;
    expect(comment?.body).toBe("/migrate wave 1\nplease");
    expect(posted.location).toBe(`/acme/infra/issues/1#issuecomment-${comment?.id}`);
    expect(sandbox.deliveries.log.at(-1)).toMatchObject({ event: "issue_comment", action: "created" });
  });

  test("another site cannot press a button: token, origin and fetch metadata are all asked", async () => {
    const { sandbox } = await startAcme();
    await sandbox.openIssue(INFRA, "ada", { title: "Dashboard" });
    const visitor = await visit(sandbox, "writer");
    const other = await visit(sandbox, "ada");
    const token = await visitor.token();
    const post = async (
      form: Record<string, string>,
      headers: Record<string, string> = {},
    ): Promise<number> =>
      (await visitor.post("/acme/infra/issues/1/comments", { body: "x", ...form }, headers)).status;

    expect(await post({})).toBe(403);
    expect(await post({ token: await other.token() })).toBe(403);
    expect(await post({ token }, { origin: "https://evil.example" })).toBe(403);
    expect(await post({ token }, { origin: "null" })).toBe(403);
    expect(await post({ token }, { "sec-fetch-site": "cross-site" })).toBe(403);
    expect(sandbox.world.repositories[0]?.comments).toEqual([]);
    expect(await post({ token })).toBe(303);
    expect(await post({ token }, { cookie: "sandbox_session=forged.d3JpdGVy.x" })).toBe(403);
  });

  test("switching leads back to a page of the sandbox, never elsewhere, and never to a bot", async () => {
    const { sandbox } = await startAcme();
    const visitor = await visit(sandbox);
    const back = async (to: string): Promise<string | null> =>
      (await visitor.post("/session", { token: await visitor.token(), login: "ada", back: to })).location;

    expect(await back("/acme/infra")).toBe("/acme/infra");
    for (const to of ["//evil.example", "https://evil.example", "/\\evil.example"])
      expect(await back(to)).toBe("/");
    expect((await visitor.get("/acme/infra")).status).toBe(200);
    await visitor.post("/session", { token: await visitor.token(), login: "tidegate[bot]" });
    expect((await visitor.get("/acme/infra")).status).toBe(404);
  });
});
