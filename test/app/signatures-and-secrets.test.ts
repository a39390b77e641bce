import { spawnSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { raise, repository, type Stage, secret } from "./stage.ts";

let stage: Stage | undefined;
let directory: string | undefined;

afterEach(async () => {
  await stage?.stop();
  if (directory !== undefined) await rm(directory, { recursive: true, force: true });
  stage = undefined;
  directory = undefined;
});

const payload = JSON.stringify({
  action: "created",
  installation: { id: 1 },
  repositories: [],
});

async function post(url: string, headers: Readonly<Record<string, string>>): Promise<number> {
  const response = await fetch(url, {
    method: "POST",
    body: payload,
    headers: {
      "content-type": "application/json",
      "x-github-event": "installation",
      "x-github-delivery": "11111111-1111-4111-8111-111111111111",
      ...headers,
    },
  });
  return response.status;
}

function sign(key: string): string {
  return `sha256=${createHmac("sha256", key).update(payload).digest("hex")}`;
}

test("a delivery that is not signed with our secret is refused and causes nothing", async () => {
  stage = await raise({ sweepAtStart: false });
  const { app, sandbox } = stage;
  const before = sandbox.requests.length;

  expect(await post(app.webhookUrl, {})).toBe(400);
  expect(await post(app.webhookUrl, { "x-hub-signature-256": "sha256=00" })).toBe(400);
  expect(await post(app.webhookUrl, { "x-hub-signature-256": sign("another secret") })).toBe(400);
  await app.idle();

  expect(sandbox.requests.length).toBe(before);
  expect(await post(app.webhookUrl, { "x-hub-signature-256": sign(secret) })).toBe(200);
});

test("healthz and readyz answer, everything else is not found", async () => {
  stage = await raise({ sweepAtStart: false });
  const { url } = stage.app;

  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  expect((await fetch(`${url}/probot`)).status).toBe(404);
});

test("no token stands in logs, in addresses git is given, in its arguments or in the cache", async () => {
  directory = await mkdtemp(join(tmpdir(), "tidegate-git-"));
  const record = join(directory, "record");
  const wrapper = join(directory, "git");
  await writeFile(wrapper, `#!/bin/sh\nprintf '%s\\n' "argv: $*" >> ${record}\nexec /usr/bin/env git "$@"\n`);
  await chmod(wrapper, 0o755);
  stage = await raise({ gitBinary: wrapper, dataDir: join(directory, "data"), sweepAtStart: false });
  const { sandbox, settle, logs, app } = stage;
  sandbox.installApp("tidegate", "acme", "all", "alice");
  await settle();
  sandbox.faults.inject({ path: /\.git\//, fault: { kind: "status", status: 500 } });
  await sandbox.push(repository, "alice", "main", { "apps/pay.yaml": "wave=1\n" });
  await settle();

  const tokens = [...sandbox.world.installationTokens.keys()];
  const forms = tokens.flatMap((token) => [token, Buffer.from(`x-access-token:${token}`).toString("base64")]);
  const argv = await readFile(record, "utf8");
  const pattern = forms.map((form) => form.replace(/[+/=]/g, "\\$&")).join("|");
  const found = spawnSync("grep", ["-rlaE", pattern, join(directory, "data", "git")], { encoding: "utf8" });

  expect(tokens.length).toBeGreaterThan(1);
  expect(argv).toContain("argv: fetch");
  expect(logs.length).toBeGreaterThan(5);
  for (const form of [...forms, secret]) {
    expect(argv).not.toContain(form);
    expect(logs.join("")).not.toContain(form);
  }
  expect(logs.join("")).not.toContain("PRIVATE KEY");
  expect([found.status, found.stdout]).toEqual([1, ""]);
  await app.idle();
});
