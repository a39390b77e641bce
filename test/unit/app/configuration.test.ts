import { expect, test } from "vitest";
import { FakeGitHub } from "./fake-github.ts";
import { look } from "./run.ts";

test("a repository without Ingresses is left in peace", async () => {
  const github = new FakeGitHub({ "README.md": "hello" });

  expect(await look(github)).toEqual([]);
});

test("an archived repository is left in peace", async () => {
  const github = new FakeGitHub({ "apps/cart.yaml": "wave=1" });
  github.archived = true;

  expect(await look(github)).toEqual([]);
});

test("without a configuration there is one pull request that adds it, and nothing else", async () => {
  const github = new FakeGitHub({ "apps/cart.yaml": "wave=1" });

  const writes = await look(github);

  expect(writes).toEqual([
    "commit",
    "create branch tidegate/configure",
    "open pull tidegate/configure",
    "label 1",
  ]);
  expect(github.issue(1).body).toContain("| 1 | `shop/cart` | `prod` | low | planned |");
  expect(Object.keys(github.files("tidegate/configure"))).toContain(".github/tidegate.yml");
  expect(await look(github)).toEqual([]);
});

test("an onboarding pull request follows the repository until somebody edits it", async () => {
  const github = new FakeGitHub({ "apps/cart.yaml": "wave=1" });
  await look(github);
  github.push("main", { "apps/pay.yaml": "wave=2" });
  await look(github);
  expect(github.issue(1).body).toContain("shop/pay");
  expect(await look(github)).toEqual([]);

  github.push("tidegate/configure", { ".github/tidegate.yml": "mine" });
  github.push("main", { "apps/more.yaml": "wave=2" });

  expect(await look(github)).toEqual([]);
});

test("a closed onboarding pull request means not now", async () => {
  const github = new FakeGitHub({ "apps/cart.yaml": "wave=1" });
  await look(github);
  github.close(1);
  github.push("main", { "apps/pay.yaml": "wave=2" });

  expect(await look(github)).toEqual([]);
});

test("after the onboarding is merged there is a dashboard", async () => {
  const github = new FakeGitHub({ "apps/cart.yaml": "wave=1" });
  await look(github);
  github.merge(1);

  expect(await look(github)).toEqual(["open issue"]);
});

test("an invalid configuration stops every write but the banner and the check that say so", async () => {
  const github = new FakeGitHub({ ".github/tidegate.yml": "soak=1000", "apps/cart.yaml": "wave=1" });
  await look(github);
  github.say(1, "/migrate wave 1");
  await look(github);
  const head = github.push("main", {
    ".github/tidegate.yml": "invalid",
    "apps/cart.yaml": "wave=1 differs=x",
  });

  const writes = await look(github);

  expect(writes).toEqual(["check tidegate / config", "edit issue 1"]);
  expect(github.checks.at(-1)).toMatchObject({ sha: head, conclusion: "failure" });
  expect(github.issue(1).body).toContain("The configuration cannot be used");
  expect(github.issue(2).state).toBe("open");
});

test("a dashboard that nobody can open for want of issues keeps nothing from being looked at", async () => {
  const github = new FakeGitHub({ ".github/tidegate.yml": "soak=1000", "apps/cart.yaml": "wave=1" });
  github.hasIssues = false;

  expect(await look(github)).toEqual([]);
});

test("a configuration that comes another way closes the onboarding pull request", async () => {
  const github = new FakeGitHub({ "apps/cart.yaml": "wave=1" });
  await look(github);
  github.push("main", { ".github/tidegate.yml": "soak=1000" });

  expect(await look(github)).toEqual(["edit pull 1", "comment on 1", "open issue"]);
  expect(github.issue(1).state).toBe("closed");
  expect(await look(github)).toEqual([]);
});
