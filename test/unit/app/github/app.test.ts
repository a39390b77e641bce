import { generateKeyPairSync } from "node:crypto";
import { pino } from "pino";
import { Probot, ProbotOctokit } from "probot";
import { expect, test } from "vitest";
import { connectApp } from "../../../../src/adapters/github/app.ts";
import { github, useNock } from "./nock-host.ts";

useNock();

const repository = { id: 42, owner: "acme", name: "shop", installation: 7 };

async function app() {
  const { privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const probot = new Probot({
    appId: 1,
    privateKey,
    secret: "s",
    baseUrl: "https://api.github.test",
    log: pino({ level: "silent" }),
    Octokit: ProbotOctokit.defaults((stated: object) => ({
      ...stated,
      throttle: { enabled: false },
      retry: { enabled: false },
    })),
  });
  await probot.ready();
  return connectApp(probot);
}

test("git gets a token for one repository that can only read it, and keeps it while it is good", async () => {
  const expires = new Date(Date.now() + 3_600_000).toISOString();
  github()
    .post("/app/installations/7/access_tokens", { repository_ids: [42], permissions: { contents: "read" } })
    .reply(201, { token: "ghs_narrow", expires_at: expires });
  const connected = await app();

  expect(await connected.readToken(repository)).toBe("ghs_narrow");
  expect(await connected.readToken(repository)).toBe("ghs_narrow");
});

test("a token that is about to end is replaced", async () => {
  const expires = new Date(Date.now() + 60_000).toISOString();
  github()
    .post("/app/installations/7/access_tokens")
    .twice()
    .reply(201, { token: "ghs_narrow", expires_at: expires });
  const connected = await app();

  await connected.readToken(repository);
  await connected.readToken(repository);
});

test("repositories are those of every installation that is not suspended", async () => {
  github()
    .get("/app/installations")
    .query({ per_page: 100 })
    .reply(200, [
      { id: 7, suspended_at: null },
      { id: 8, suspended_at: "2026-01-01T00:00:00Z" },
    ]);
  github()
    .post("/app/installations/7/access_tokens")
    .reply(201, {
      token: "ghs_all",
      expires_at: new Date(Date.now() + 3_600_000).toISOString(),
      permissions: {},
    });
  github()
    .get("/installation/repositories")
    .query({ per_page: 100 })
    .reply(200, { total_count: 1, repositories: [{ id: 42, name: "shop", owner: { login: "acme" } }] });

  expect(await (await app()).repositories()).toEqual([repository]);
});

test("our login is asked for once", async () => {
  github().get("/app").reply(200, { slug: "tidegate-acme", name: "Tidegate" });
  const connected = await app();

  expect([await connected.login(), await connected.login()]).toEqual([
    "tidegate-acme[bot]",
    "tidegate-acme[bot]",
  ]);
});
