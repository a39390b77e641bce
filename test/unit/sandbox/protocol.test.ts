// What every endpoint shares: pages of lists, conditional requests, rate limits, errors, and faults on request.
import { Octokit } from "@octokit/rest";
import { describe, expect, test } from "vitest";
import { INFRA, infra, quiet, refusalOf, startAcme, statusOf } from "./acme.ts";

describe("pagination", () => {
  test("Link headers lead through all pages and keep the other parameters", async () => {
    const { sandbox, bot } = await startAcme();
    for (let count = 1; count <= 7; count += 1) await sandbox.openIssue(INFRA, "ada", { title: `${count}` });
    const page = (number: number) =>
      bot.issues.listForRepo({ ...infra, state: "all", per_page: 3, page: number, direction: "asc" });
    const relations = (link: string | undefined): readonly string[] =>
      [...(link ?? "").matchAll(/[?&]page=(\d+)[^>]*>; rel="(\w+)"/g)].map(
        (found) => `${found[2]} ${found[1]}`,
      );

    expect(relations((await page(1)).headers.link)).toEqual(["next 2", "last 3"]);
    expect(relations((await page(2)).headers.link)).toEqual(["prev 1", "next 3", "last 3", "first 1"]);
    expect(relations((await page(3)).headers.link)).toEqual(["prev 2", "first 1"]);
    expect((await page(1)).headers.link).toContain("state=all");
    expect((await page(4)).data).toEqual([]);
    const all = await bot.paginate(bot.issues.listForRepo, {
      ...infra,
      state: "all",
      per_page: 3,
      direction: "asc",
    });
    expect(all.map((issue) => issue.title)).toEqual(["1", "2", "3", "4", "5", "6", "7"]);
    expect((await bot.issues.listForRepo({ ...infra, per_page: 100 })).headers.link).toBeUndefined();
  });
});

describe("conditional requests", () => {
  test("an unchanged answer is 304 without cost, a changed one is sent", async () => {
    const { sandbox, bot } = await startAcme();
    const get = (etag?: string) =>
      bot.issues.listForRepo({ ...infra, headers: etag === undefined ? {} : { "if-none-match": etag } });
    const first = await get();
    const used = Number(first.headers["x-ratelimit-used"]);

    expect(await statusOf(get(first.headers.etag))).toBe(304);
    expect(await statusOf(get(`"other", ${first.headers.etag}`))).toBe(304);
    await sandbox.openIssue(INFRA, "ada", { title: "new" });
    const second = await get(first.headers.etag);

    expect(second.data.length).toBe(1);
    expect(second.headers.etag).not.toBe(first.headers.etag);
    expect(Number(second.headers["x-ratelimit-used"])).toBe(used + 1);
  });
});

describe("rate limits", () => {
  test("count down per caller and end in 403 with the time of the reset", async () => {
    const { sandbox } = await startAcme({ rateLimit: 3 });
    const client = (login: string): Octokit =>
      new Octokit({ baseUrl: sandbox.apiUrl, log: quiet, auth: sandbox.userToken(login) });
    const [ada, writer] = [client("ada"), client("writer")];
    const remaining = async (): Promise<string | undefined> =>
      (await ada.repos.get(infra)).headers["x-ratelimit-remaining"];

    expect([await remaining(), await remaining(), await remaining()]).toEqual(["2", "1", "0"]);
    await expect(ada.repos.get(infra)).rejects.toMatchObject({
      status: 403,
      response: {
        headers: {
          "x-ratelimit-remaining": "0",
          "x-ratelimit-reset": expect.stringMatching(/^\d+$/) as unknown,
        },
      },
    });
    expect(await statusOf(writer.repos.get(infra))).toBe(200);
  });
});

describe("errors", () => {
  test("have GitHub's bodies", async () => {
    const { sandbox, bot } = await startAcme();
    const post = (body: string) =>
      fetch(`${sandbox.apiUrl}/repos/acme/infra/issues`, {
        method: "POST",
        body,
        headers: { authorization: `Bearer ${sandbox.userToken("ada")}` },
      });

    const broken = await post("{");
    expect([broken.status, await broken.json()]).toMatchObject([400, { message: "Problems parsing JSON" }]);
    const missing = await post("{}");
    expect([missing.status, await missing.json()]).toEqual([
      422,
      {
        message: "Validation Failed",
        errors: [{ resource: "Issue", field: "title", code: "missing_field" }],
        documentation_url: "https://docs.github.com/rest",
        status: "422",
      },
    ]);
    const wrong = await post('{"title": 7}');
    expect(await wrong.json()).toMatchObject({
      message: expect.stringContaining("7 is not a string") as unknown,
    });
    const long = bot.issues.create({ ...infra, title: "t", body: "x".repeat(65_537) });
    expect(await refusalOf(long)).toContain("body is too long (maximum is 65536 characters)");
    expect(await statusOf(bot.issues.create({ ...infra, title: "t", body: "x".repeat(65_536) }))).toBe(201);
  });

  test("the server answers to its own name only", async () => {
    const { sandbox } = await startAcme();
    const { request } = await import("node:http");
    const status = await new Promise<number | undefined>((resolve) => {
      request(`${sandbox.url}/`, { headers: { host: "evil.example" } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).end();
    });

    expect(status).toBe(421);
  });
});

describe("faults", () => {
  const issues = "/repos/{owner}/{repo}/issues";

  test("strike the nth matching request, as often as told, and leave the others alone", async () => {
    const { sandbox, bot } = await startAcme();
    sandbox.faults.inject({
      method: "GET",
      path: issues,
      nth: 2,
      count: 2,
      fault: { kind: "status", status: 502 },
    });
    const statuses: number[] = [];
    for (let count = 0; count < 4; count += 1) statuses.push(await statusOf(bot.issues.listForRepo(infra)));

    expect(statuses).toEqual([200, 502, 502, 200]);
    expect(await statusOf(bot.issues.listLabelsForRepo(infra))).toBe(200);
  });

  test("secondary and primary limits look as GitHub sends them", async () => {
    const { sandbox, bot } = await startAcme();
    sandbox.faults.inject({ path: issues, fault: { kind: "secondary-limit", retryAfter: 7 } });
    sandbox.faults.inject({ path: issues, nth: 2, fault: { kind: "primary-limit" } });

    await expect(bot.issues.listForRepo(infra)).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining("secondary rate limit") as unknown,
      response: { headers: { "retry-after": "7" } },
    });
    await expect(bot.issues.listForRepo(infra)).rejects.toMatchObject({
      response: { headers: { "x-ratelimit-remaining": "0" } },
    });
  });

  test("a reset and a timeout give no answer at all", async () => {
    const { sandbox, bot } = await startAcme();
    sandbox.faults.inject({ path: issues, fault: { kind: "reset" } });
    sandbox.faults.inject({ path: issues, nth: 2, fault: { kind: "timeout" } });

    expect(await statusOf(bot.issues.listForRepo(infra))).toBe(500);
    const signal = AbortSignal.timeout(200);
    await expect(bot.issues.listForRepo({ ...infra, request: { signal } })).rejects.toThrow(/abort/);
  });

  test("`after` applies the work and loses the answer", async () => {
    const { sandbox, bot } = await startAcme();
    sandbox.faults.inject({
      method: "POST",
      path: issues,
      when: "after",
      fault: { kind: "status", status: 504 },
    });

    expect(await statusOf(bot.issues.create({ ...infra, title: "made" }))).toBe(504);
    expect((await bot.issues.listForRepo(infra)).data.map((it) => it.title)).toEqual(["made"]);
  });

  test("a crash comes right after the nth write was applied, before anybody hears of it", async () => {
    const { sandbox, bot } = await startAcme();
    const seen: number[] = [];
    sandbox.faults.crashAfterWrite(2, () => {
      seen.push(sandbox.writes().length);
    });

    expect(await statusOf(bot.issues.create({ ...infra, title: "1" }))).toBe(201);
    expect(await statusOf(bot.issues.listForRepo(infra))).toBe(200);
    expect(await statusOf(bot.issues.create({ ...infra, title: "2" }))).toBe(500);
    expect(await statusOf(bot.issues.create({ ...infra, title: "3" }))).toBe(201);

    expect(seen).toEqual([2]);
    expect((await bot.issues.listForRepo(infra)).data.length).toBe(3);
  });

  test("the log tells writes from everything else", async () => {
    const { sandbox, bot, self, installationId } = await startAcme();
    await bot.issues.listForRepo(infra);
    await self.apps.createInstallationAccessToken({ installation_id: installationId });
    await statusOf(bot.issues.create({ ...infra, title: "" }));
    expect(sandbox.writes()).toEqual([]);

    await bot.issues.create({ ...infra, title: "t" });
    expect(sandbox.writes().map((it) => [it.method, it.route, it.caller, it.status])).toEqual([
      ["POST", issues, "installation:tidegate:acme", 201],
    ]);
  });
});

test("two sandboxes at the same time of day make the same commits and ids, on different ports", async () => {
  const clock = (): Date => new Date("2026-01-01T00:00:00Z");
  const [one, other] = [await startAcme({ clock }), await startAcme({ clock })];

  expect(await one.sandbox.head(INFRA)).toBe(await other.sandbox.head(INFRA));
  expect(one.installationId).toBe(other.installationId);
  expect(one.sandbox.url).not.toBe(other.sandbox.url);
  one.sandbox.advance(48 * 3_600_000);
  const issue = await one.sandbox.openIssue(INFRA, "ada", { title: "later" });
  expect((await one.bot.issues.get({ ...infra, issue_number: issue })).data.created_at).toBe(
    "2026-01-03T00:00:00.000Z",
  );
});
