// Deliveries: who hears what, in which shape, signed how, and what faults do to them.
import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { createWebhookCheck } from "../../support/webhooks.ts";
import { atEnd, commitBranch, INFRA, infra, startAcme } from "./acme.ts";

/** The fields of a payload that these tests look at. */
interface Payload {
  readonly action?: string;
  readonly comment?: { readonly body: string };
}

const readPayload = (text: string): Payload => JSON.parse(text) as Payload; // what the sandbox sends

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

async function startReceiver(status = 200): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => {
      text += chunk;
    });
    request.on("end", () => {
      received.push({ headers: request.headers, text });
      response.writeHead(status).end("seen");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  atEnd(() => new Promise((resolve) => server.close(() => resolve())));
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a string
  return { url: `http://127.0.0.1:${port}/hook`, received };
}

const namesOf = (received: readonly Received[]): readonly string[] =>
  received.map(({ headers, text }) => {
    const { action } = readPayload(text);
    const event = String(headers["x-github-event"]);
    return action === undefined ? event : `${event}.${action}`;
  });

describe("payloads", () => {
  test("every event of a wave's life has the shape of GitHub's schemas", async () => {
    const hooks = createWebhookCheck();
    const { sandbox, bot } = await startAcme({ onDelivery: hooks.listen });
    const { data: main } = await bot.git.getRef({ ...infra, ref: "heads/main" });

    const dashboard = await sandbox.openIssue(INFRA, "ada", { title: "Dashboard", body: "x" });
    await sandbox.editIssue(INFRA, dashboard, "ada", { title: "Waves", body: "y" });
    await sandbox.label(INFRA, dashboard, "ada", ["tidegate"]);
    const comment = await sandbox.comment(INFRA, dashboard, "writer", "/migrate wave 1");
    await sandbox.editComment(INFRA, comment, "writer", "/migrate wave 2");
    await bot.issues.deleteComment({ ...infra, comment_id: comment });
    await bot.issues.setLabels({ ...infra, issue_number: dashboard, labels: [] });
    await sandbox.close(INFRA, dashboard, "ada");
    await sandbox.reopen(INFRA, dashboard, "ada");

    const head = await commitBranch(bot, "wave", { "x.yaml": "x\n" });
    const pull = (await bot.pulls.create({ ...infra, title: "Wave", head: "wave", base: "main" })).data
      .number;
    await bot.pulls.update({ ...infra, pull_number: pull, title: "Wave 1" });
    await bot.issues.addLabels({ ...infra, issue_number: pull, labels: ["tidegate"] });
    await bot.issues.removeLabel({ ...infra, issue_number: pull, name: "tidegate" });
    await sandbox.comment(INFRA, pull, "writer", "looks good");
    await sandbox.push(INFRA, "writer", "wave", { "y.yaml": "y\n" });
    const run = await bot.checks.create({ ...infra, name: "proof", head_sha: head, conclusion: "success" });
    await sandbox.rerequestCheck(INFRA, run.data.id, "ada");
    await bot.checks.rerequestSuite({ ...infra, check_suite_id: run.data.check_suite?.id ?? 0 });
    await sandbox.status(INFRA, "ada", main.object.sha, { context: "argocd/prod", state: "success" });
    await sandbox.close(INFRA, pull, "ada");
    await sandbox.reopen(INFRA, pull, "ada");
    await sandbox.merge(INFRA, pull, "ada");
    await sandbox.deleteBranch(INFRA, "ada", "wave");

    await sandbox.createRepository({ owner: "acme", name: "more", files: {} });
    sandbox.changeInstallation("tidegate", "acme", { add: ["more"] });
    sandbox.changeInstallation("tidegate", "acme", { remove: ["more"] });
    sandbox.suspendApp("tidegate", "acme");
    sandbox.uninstallApp("tidegate", "acme");
    await sandbox.waitForDeliveries();

    expect(hooks.problems).toEqual([]);
    expect([...hooks.covered].sort()).toEqual([
      "check_run.completed",
      "check_run.created",
      "check_run.rerequested",
      "check_suite.completed",
      "check_suite.requested",
      "check_suite.rerequested",
      "installation.created",
      "installation.deleted",
      "installation.suspend",
      "installation_repositories.added",
      "installation_repositories.removed",
      "issue_comment.created",
      "issue_comment.deleted",
      "issue_comment.edited",
      "issues.closed",
      "issues.edited",
      "issues.labeled",
      "issues.opened",
      "issues.reopened",
      "issues.unlabeled",
      "pull_request.closed",
      "pull_request.edited",
      "pull_request.labeled",
      "pull_request.opened",
      "pull_request.reopened",
      "pull_request.synchronize",
      "pull_request.unlabeled",
      "push",
      "status",
    ]);
  });

  test("the check refuses a payload with a field too many or too few", async () => {
    const { check } = createWebhookCheck();
    const { sandbox } = await startAcme();
    await sandbox.openIssue(INFRA, "ada", { title: "Dashboard" });
    const delivery = sandbox.deliveries.log.find((it) => it.event === "issues");
    if (delivery === undefined) throw new Error("nothing was delivered");
    const { sender: _, ...withoutSender } = delivery.payload;

    expect(check(delivery)).toEqual([]);
    expect(check({ ...delivery, payload: { ...delivery.payload, extra: 1 } }).join()).toContain(
      "additional properties",
    );
    expect(check({ ...delivery, payload: withoutSender }).join()).toContain("'sender'");
    expect(check({ ...delivery, event: "dream" })).toEqual(["dream.opened: GitHub has no such event"]);
  });

  test("a push names its commits and the files they touch", async () => {
    const { sandbox } = await startAcme();
    const before = await sandbox.head(INFRA);

    const after = await sandbox.push(INFRA, "writer", "main", {
      "README.md": "new\n",
      "b.yaml": "b\n",
      "apps/web/svc.yaml": null,
    });

    const push = sandbox.deliveries.log.find((it) => it.event === "push")?.payload;
    expect(push).toMatchObject({
      ref: "refs/heads/main",
      before,
      after,
      created: false,
      forced: false,
      pusher: { name: "writer" },
      commits: [{ id: after, added: ["b.yaml"], modified: ["README.md"], removed: ["apps/web/svc.yaml"] }],
    });
  });
});

describe("targets", () => {
  test("only subscribed Apps that are installed on the repository hear of an event", async () => {
    const { sandbox } = await startAcme();
    await sandbox.createRepository({ owner: "acme", name: "other", files: { a: "a" } });
    sandbox.createApp({ slug: "argocd", permissions: { checks: "write" }, events: ["push"] });
    sandbox.createApp({ slug: "deaf", permissions: {}, events: [] });
    sandbox.installApp("argocd", "acme", ["other"]);
    sandbox.installApp("deaf", "acme");
    const heard = (event: string): readonly string[] =>
      sandbox.deliveries.log
        .filter((it) => it.event === event)
        .map((it) => `${it.app.slug} ${it.repositoryId}`);

    await sandbox.push(INFRA, "ada", "main", { a: "1" });
    await sandbox.push("acme/other", "ada", "main", { a: "2" });
    await sandbox.openIssue("acme/other", "ada", { title: "t" });

    const [one, two] = sandbox.world.repositories.map((repository) => repository.id);
    expect(heard("push")).toEqual([`tidegate ${one}`, `tidegate ${two}`, `argocd ${two}`]);
    expect(heard("issues")).toEqual([`tidegate ${two}`]);
  });

  test("a re-run request reaches only the App that owns the check", async () => {
    const { sandbox } = await startAcme();
    sandbox.createApp({ slug: "argocd", permissions: { checks: "write" }, events: ["check_run"] });
    sandbox.installApp("argocd", "acme");
    const sha = (await sandbox.head(INFRA)) ?? "";
    const id = await sandbox.check(INFRA, "argocd", sha, { name: "argocd/prod", conclusion: "failure" });

    await sandbox.rerequestCheck(INFRA, id, "ada");

    const heard = sandbox.deliveries.log
      .filter((it) => it.event === "check_run")
      .map((it) => `${it.app.slug}.${it.action}`);
    expect(heard.sort()).toEqual([
      "argocd.completed",
      "argocd.created",
      "argocd.rerequested",
      "tidegate.completed",
      "tidegate.created",
    ]);
  });
});

describe("sending", () => {
  test("deliveries are signed over their exact bytes and arrive in order", async () => {
    const { url, received } = await startReceiver();
    const { sandbox, app } = await startAcme({ webhookUrl: url });
    const issue = await sandbox.openIssue(INFRA, "ada", { title: "Dashboard — ünïcode" });
    await sandbox.comment(INFRA, issue, "writer", "one");
    await sandbox.comment(INFRA, issue, "writer", "two");
    await sandbox.waitForDeliveries();

    expect(namesOf(received)).toEqual([
      "installation.created",
      "issues.opened",
      "issue_comment.created",
      "issue_comment.created",
    ]);
    for (const { headers, text } of received) {
      const signature = createHmac("sha256", "s3cret").update(text).digest("hex");
      expect(headers["x-hub-signature-256"]).toBe(`sha256=${signature}`);
      expect(headers["x-github-hook-installation-target-id"]).toBe(String(app.appId));
      expect(headers["x-github-delivery"]).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/,
      );
    }
    expect(new Set(received.map(({ headers }) => headers["x-github-delivery"])).size).toBe(4);
  });

  test.each([
    ["drop", ["one", "three"]],
    ["duplicate", ["one", "two", "two", "three"]],
    ["hold", ["one", "three", "two"]],
    [{ delay: 300 }, ["one", "three", "two"]],
  ] as const)("%j makes of the second comment: %j", async (effect, expected) => {
    const { url, received } = await startReceiver();
    const { sandbox } = await startAcme({ webhookUrl: url });
    const issue = await sandbox.openIssue(INFRA, "ada", { title: "Dashboard" });
    sandbox.deliveries.inject({ event: "issue_comment", action: "created", nth: 2, effect });

    for (const body of ["one", "two", "three"]) await sandbox.comment(INFRA, issue, "writer", body);
    await sandbox.waitForDeliveries();

    const comments = received.flatMap(({ text }) => readPayload(text).comment?.body ?? []);
    expect(comments).toEqual(expected);
  });

  test("a held delivery goes out by itself when nothing follows, and duplicates share their id", async () => {
    const { url, received } = await startReceiver();
    const { sandbox } = await startAcme({ webhookUrl: url });
    sandbox.deliveries.inject({ event: "issues", nth: 1, effect: "hold" });
    sandbox.deliveries.inject({ event: "push", effect: "duplicate" });

    await sandbox.openIssue(INFRA, "ada", { title: "Dashboard" });
    await sandbox.waitForDeliveries();
    await sandbox.push(INFRA, "ada", "main", { a: "1" });
    await sandbox.waitForDeliveries();

    expect(namesOf(received).slice(0, 4)).toEqual(["installation.created", "issues.opened", "push", "push"]);
    expect(received[2]?.headers["x-github-delivery"]).toBe(received[3]?.headers["x-github-delivery"]);
  });

  test("a failed delivery is never retried, is listed as failed, and can be asked for again under the same id", async () => {
    const { url, received } = await startReceiver(500);
    const { sandbox, self } = await startAcme({ webhookUrl: url });
    await sandbox.waitForDeliveries();
    expect(namesOf(received)).toEqual(["installation.created"]);

    const [failed] = (await self.apps.listWebhookDeliveries()).data;
    expect(failed).toMatchObject({
      status_code: 500,
      event: "installation",
      action: "created",
      redelivery: false,
    });
    const { data: whole } = await self.apps.getWebhookDelivery({ delivery_id: failed?.id ?? 0 });
    expect(whole.response.payload).toBe("seen");
    await self.apps.redeliverWebhookDelivery({ delivery_id: failed?.id ?? 0 });
    await sandbox.waitForDeliveries();

    expect(namesOf(received)).toEqual(["installation.created", "installation.created"]);
    expect(received[1]?.headers["x-github-delivery"]).toBe(received[0]?.headers["x-github-delivery"]);
    expect((await self.apps.listWebhookDeliveries()).data.map((it) => it.redelivery)).toEqual([true, false]);
  });

  test("the list of deliveries is paged by cursor, newest first, without the dropped ones", async () => {
    const { sandbox, self } = await startAcme();
    sandbox.deliveries.inject({ event: "issues", nth: 2, effect: "drop" });
    for (const title of ["1", "2", "3", "4"]) await sandbox.openIssue(INFRA, "ada", { title });

    const ids = await self.paginate(self.apps.listWebhookDeliveries, { per_page: 2 });

    expect(ids.map((it) => it.event)).toEqual(["issues", "issues", "issues", "installation"]);
    expect(ids.map((it) => it.id)).toEqual(ids.map((it) => it.id).toSorted((a, b) => b - a));
  });

  test("an address where nobody listens is a failed delivery, not a failed sandbox", async () => {
    const { sandbox } = await startAcme({ webhookUrl: "http://127.0.0.1:1/hook" });
    await sandbox.waitForDeliveries();

    expect(sandbox.deliveries.log.map((it) => `${it.outcome} ${it.statusCode}`)).toEqual(["failed 502"]);
  });
});
