// Who an App is: its own JWT, installation tokens, and how both run out.
import { createPrivateKey, createSign, generateKeyPairSync } from "node:crypto";
import { Octokit } from "@octokit/rest";
import { describe, expect, test } from "vitest";
import { type Acme, infra, quiet, refusalOf, startAcme, statusOf } from "./acme.ts";

function jwt(key: string, claims: object, header: object = { alg: "RS256", typ: "JWT" }): string {
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const content = `${encode(header)}.${encode(claims)}`;
  const signature = createSign("RSA-SHA256").update(content).sign(createPrivateKey(key), "base64url");
  return `${content}.${signature}`;
}

const withToken = ({ sandbox }: Pick<Acme, "sandbox">, auth: string): Octokit =>
  new Octokit({ baseUrl: sandbox.apiUrl, log: quiet, auth });

const now = (): number => Math.floor(Date.now() / 1000);

describe("the App's own token", () => {
  test("is accepted by number, by text and by client id", async () => {
    const acme = await startAcme();
    const { app } = acme;
    for (const iss of [app.appId, String(app.appId), app.clientId]) {
      const token = jwt(app.privateKey, { iss, iat: now() - 30, exp: now() + 300 });
      expect((await withToken(acme, token).apps.getAuthenticated()).data?.slug).toBe("tidegate");
    }
  });

  test.each([
    ["expired", { iat: -700, exp: -60 }, 401, "'Expiration time' claim"],
    ["living too long", { iat: 0, exp: 900 }, 401, "too far in the future"],
    ["issued in the future", { iat: 120, exp: 300 }, 401, "'Issued at' claim"],
    ["without an end", { iat: 0 }, 401, "'Expiration time' claim"],
    ["of an unknown App", { iat: 0, exp: 300, iss: 999_999 }, 404, "Integration not found"],
  ])("%s is refused", async (_, claims, status, message) => {
    const acme = await startAcme();
    const offsets = Object.entries(claims).map(
      ([name, value]) => [name, name === "iss" ? value : now() + value] as const,
    );
    const token = jwt(acme.app.privateKey, { iss: acme.app.appId, ...Object.fromEntries(offsets) });
    const call = () => withToken(acme, token).apps.getAuthenticated();

    expect(await statusOf(call())).toBe(status);
    expect(await refusalOf(call())).toContain(message);
  });

  test("signed by another key, or not by RS256, is refused", async () => {
    const acme = await startAcme();
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const other = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
    const claims = { iss: acme.app.appId, iat: now(), exp: now() + 300 };
    const unsigned = jwt(acme.app.privateKey, claims, { alg: "none" });

    for (const token of [jwt(other, claims), unsigned, "a.b.c"]) {
      expect(await statusOf(withToken(acme, token).apps.getAuthenticated())).toBe(401);
    }
  });

  test("opens no repository; tokens of one kind open no endpoint of the other", async () => {
    const acme = await startAcme();
    const { app } = acme;
    const self = withToken(acme, jwt(app.privateKey, { iss: app.appId, iat: now(), exp: now() + 60 }));
    const bot = withToken(acme, acme.sandbox.appToken("tidegate", "acme"));
    const ada = acme.as("ada");

    expect(await statusOf(self.apps.getAuthenticated())).toBe(200);
    expect(await statusOf(self.repos.get(infra))).toBe(403);
    expect(await statusOf(bot.apps.listReposAccessibleToInstallation())).toBe(200);
    expect(await statusOf(bot.apps.getAuthenticated())).toBe(401);
    expect(await statusOf(bot.users.getAuthenticated())).toBe(403);
    expect(await statusOf(ada.apps.getAuthenticated())).toBe(401);
    expect(await statusOf(ada.apps.listReposAccessibleToInstallation())).toBe(403);
    expect(await statusOf(withToken(acme, "ghs_invented").repos.get(infra))).toBe(401);
  });
});

describe("installation tokens", () => {
  test("can be narrowed to repositories and permissions, never widened", async () => {
    const acme = await startAcme({ permissions: { contents: "read", issues: "write" } });
    const { sandbox, self, installationId } = acme;
    await sandbox.createRepository({ owner: "acme", name: "other", private: true, files: { a: "a" } });
    const create = (body: object) =>
      self.apps.createInstallationAccessToken({ installation_id: installationId, ...body });

    const { data } = await create({ repositories: ["other"], permissions: { contents: "read" } });
    expect(data.permissions).toEqual({ metadata: "read", contents: "read" });
    expect(data.repositories?.map((repository) => repository.full_name)).toEqual(["acme/other"]);
    const narrow = withToken(acme, data.token);
    expect(await statusOf(narrow.repos.get({ owner: "acme", repo: "other" }))).toBe(200);
    expect(await statusOf(narrow.repos.get(infra))).toBe(404);
    expect(await statusOf(narrow.issues.listForRepo({ owner: "acme", repo: "other" }))).toBe(403);

    expect(await statusOf(create({ permissions: { contents: "write" } }))).toBe(422);
    expect(await statusOf(create({ permissions: { administration: "read" } }))).toBe(422);
    expect(await statusOf(create({ repositories: ["elsewhere"] }))).toBe(422);
  });

  test("run out after an hour, by the clock of logins and not by the clock of the story", async () => {
    let clock = new Date("2026-01-01T00:00:00Z");
    const acme = await startAcme({ authClock: () => clock });
    const token = acme.sandbox.appToken("tidegate", "acme");
    const call = () => statusOf(withToken(acme, token).repos.get(infra));

    acme.sandbox.advance(48 * 3_600_000);
    expect(await call()).toBe(200);
    clock = new Date("2026-01-01T00:59:59Z");
    expect(await call()).toBe(200);
    clock = new Date("2026-01-01T01:00:00Z");
    expect(await call()).toBe(401);
  });

  test("die with the installation, and see nothing while it is suspended", async () => {
    const acme = await startAcme();
    const { sandbox } = acme;
    const call = (token: string) => statusOf(withToken(acme, token).repos.get(infra));
    const token = sandbox.appToken("tidegate", "acme");

    sandbox.suspendApp("tidegate", "acme");
    expect(await call(token)).toBe(403);
    sandbox.uninstallApp("tidegate", "acme");
    expect(await call(token)).toBe(401);
    sandbox.installApp("tidegate", "acme", ["infra"]);
    const second = sandbox.appToken("tidegate", "acme");
    expect(await call(second)).toBe(200);
    sandbox.changeInstallation("tidegate", "acme", { remove: ["infra"] });
    expect(await call(second)).toBe(404);
  });

  test("an App finds its installation by repository, organisation and account", async () => {
    const { self, sandbox, installationId } = await startAcme();
    sandbox.createOrg("empty");
    await sandbox.createRepository({ owner: "empty", name: "repo", files: {} });

    expect((await self.apps.getRepoInstallation(infra)).data.id).toBe(installationId);
    expect((await self.apps.getOrgInstallation({ org: "ACME" })).data.id).toBe(installationId);
    expect(await statusOf(self.apps.getRepoInstallation({ owner: "empty", repo: "repo" }))).toBe(404);
    expect(await statusOf(self.apps.getOrgInstallation({ org: "empty" }))).toBe(404);
  });
});
