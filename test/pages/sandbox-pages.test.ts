// A person with a browser: reads the dashboard, types a command, looks at the diff and the checks, merges.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts";

const INFRA = "acme/infra";
const BODY = [
  "| service | wave |",
  "|---|---|",
  "| grafana | 1 |",
  "",
  "- [x] planned",
  "- [ ] merged",
  "",
  "<details>",
  "<summary>Blocked findings</summary>",
  "",
  "**argocd** stays",
  "",
  "</details>",
  "",
  "<script>document.title='owned'</script>",
].join("\n");

let sandbox: Sandbox;
let browser: BrowserContext;
let page: Page;
let profile: string;
const problems: string[] = [];
const foreign: string[] = [];

beforeAll(async () => {
  sandbox = await startSandbox();
  for (const login of ["ada", "writer", "reader"]) sandbox.createUser(login);
  sandbox.createOrg("acme", { ada: "admin" });
  await sandbox.createRepository({
    owner: "acme",
    name: "infra",
    private: true,
    files: { "apps/web/ingress.yaml": "kind: Ingress\nold: true\n" },
  });
  sandbox.setPermission(INFRA, "writer", "write");
  sandbox.setPermission(INFRA, "reader", "read");
  sandbox.createApp({
    slug: "tidegate",
    permissions: { contents: "write", issues: "write", pull_requests: "write", checks: "write" },
    events: ["issue_comment", "pull_request"],
  });
  sandbox.installApp("tidegate", "acme");
  await sandbox.openIssue(INFRA, "ada", {
    title: "Tidegate migration dashboard",
    body: BODY,
    labels: ["tidegate"],
  });
  const sha = await sandbox.push(INFRA, "writer", "tidegate/prod/wave-1", {
    "apps/web/ingress.yaml": "kind: Ingress\nnew: true\n",
    "apps/web/route.yaml": "kind: HTTPRoute\n",
  });
  await sandbox.openPull(INFRA, "ada", {
    title: "Wave 1",
    head: "tidegate/prod/wave-1",
    body: "Adds routes",
  });
  await sandbox.check(INFRA, "tidegate", sha, {
    name: "tidegate / proof",
    conclusion: "neutral",
    output: {
      title: "One request differs",
      summary: "See *below*",
      annotations: [
        {
          path: "apps/web/ingress.yaml",
          start_line: 2,
          end_line: 2,
          start_column: null,
          end_column: null,
          annotation_level: "warning",
          message: "60 s read timeout",
          title: "timeout",
          raw_details: null,
        },
      ],
    },
  });
  profile = await mkdtemp(join(tmpdir(), "sandbox-chromium-"));
  browser = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  page = browser.pages()[0] ?? (await browser.newPage());
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("request", (request) => {
    if (!request.url().startsWith(sandbox.url)) foreign.push(request.url());
  });
});

afterAll(async () => {
  await browser?.close();
  await sandbox?.stop();
  if (profile !== undefined) await rm(profile, { recursive: true, force: true, maxRetries: 5 });
});

async function switchTo(login: string): Promise<void> {
  await page.goto(sandbox.url);
  await page.selectOption("#user", login);
  await page.click("text=Switch");
}

test("nobody sees nothing; a member finds the repository and its files", async () => {
  await page.goto(sandbox.url);
  expect(await page.textContent("main")).toContain("Nothing to see here");

  await switchTo("writer");
  await page.click("text=acme/infra");
  await page.click("text=apps");
  await page.click("main >> text=web");
  await page.click("text=ingress.yaml");

  expect(await page.textContent("table.code")).toContain("old: true");
});

test("the dashboard shows its table, its tasks and its folded part, and runs no script", async () => {
  await page.goto(`${sandbox.url}/acme/infra/issues/1`);

  expect(await page.textContent("#description td")).toBe("grafana");
  expect(await page.locator("#description input[type=checkbox]").count()).toBe(2);
  expect(await page.isVisible("text=argocd")).toBe(false);
  await page.click("summary");
  expect(await page.isVisible("text=argocd")).toBe(true);
  expect(await page.title()).toContain("Tidegate migration dashboard #1");
});

test("a typed command becomes a comment and a webhook", async () => {
  await page.goto(`${sandbox.url}/acme/infra/issues/1`);
  await page.fill("textarea[name=body]", "/migrate wave 1");
  await page.click("button:text-is('Comment')");

  expect(await page.textContent(".comment >> nth=1")).toMatch(/writer[\s\S]*\/migrate wave 1/);
  const delivery = sandbox.deliveries.log.findLast((it) => it.event === "issue_comment");
  expect(delivery?.payload).toMatchObject({
    action: "created",
    comment: { body: "/migrate wave 1", user: { login: "writer" } },
    issue: { number: 1 },
  });
});

test("a pull request shows its diff in colours and its checks with annotations", async () => {
  await page.goto(`${sandbox.url}/acme/infra/pull/2`);
  expect(await page.textContent(".checks")).toContain("tidegate / proof");

  await page.click("text=Files changed");
  const changed = page.locator(".file[data-path='apps/web/ingress.yaml']");
  expect(await changed.locator("tr.removed").textContent()).toContain("-old: true");
  expect(await changed.locator("tr.added").textContent()).toContain("+new: true");
  const colours = await Promise.all(
    ["tr.added", "tr.removed"].map((row) =>
      page.evaluate<string>(`getComputedStyle(document.querySelector("${row}")).backgroundColor`),
    ),
  );
  expect(new Set(colours).size).toBe(2);

  await page.click("nav >> text=Checks");
  expect(await page.textContent(".annotation")).toMatch(/apps\/web\/ingress\.yaml:2[\s\S]*60 s read timeout/);
});

test("a reader has no merge button; a writer merges, and deletes the branch", async () => {
  await switchTo("reader");
  await page.goto(`${sandbox.url}/acme/infra/pull/2`);
  expect(await page.locator("text=Merge pull request").count()).toBe(0);

  await switchTo("writer");
  await page.goto(`${sandbox.url}/acme/infra/pull/2`);
  await page.click("text=Merge pull request");

  expect(await page.textContent(".state")).toBe("Merged");
  expect(await sandbox.read(INFRA, "apps/web/route.yaml")).toBe("kind: HTTPRoute\n");
  await page.click("text=Delete branch");
  expect(await page.textContent("main")).not.toContain("tidegate/prod/wave-1");
});

test("an issue is opened, closed and opened again", async () => {
  await page.goto(`${sandbox.url}/acme/infra/issues`);
  await page.click("text=New issue");
  await page.fill("input[name=title]", "A <b>question</b>");
  await page.click("text=Create");
  expect(await page.textContent("h1 >> nth=1")).toContain("A <b>question</b> #3");

  await page.click("text=Close issue");
  expect(await page.textContent(".state")).toBe("Closed");
  await page.click("text=Reopen issue");
  expect(await page.textContent(".state")).toBe("Open");
});

test("no page ran into a script error or asked for anything outside the sandbox", () => {
  expect(problems).toEqual([]);
  expect(foreign).toEqual([]);
  expect(sandbox.requests.filter((it) => it.surface === "page").length).toBeGreaterThan(20);
});
