import { expect, test } from "vitest";
import { parseMarker } from "../../../src/report/markers.ts";
import { FakeGitHub } from "./fake-github.ts";
import { look } from "./run.ts";

const config = { ".github/tidegate.yml": "soak=172800000 check=argocd/prod" };
const hour = 3_600_000;

function shop(): FakeGitHub {
  return new FakeGitHub({
    ...config,
    "apps/cart.yaml": "wave=1",
    "apps/pay.yaml": "wave=2",
    "apps/old.yaml": "wave=2 blocked",
  });
}

test("the first look opens the dashboard and the second one writes nothing", async () => {
  const github = shop();

  const first = await look(github);
  const second = await look(github);

  expect(first).toEqual(["open issue"]);
  expect(second).toEqual([]);
  expect(github.issue(1).body).toContain("0 of 3 Ingresses done");
});

test("a wave is proposed when somebody asks, once", async () => {
  const github = shop();
  await look(github);
  const comment = github.say(1, "/migrate wave 1");

  const writes = await look(github);

  expect(writes).toEqual([
    "commit",
    "create branch tidegate/prod/wave-1",
    "open pull tidegate/prod/wave-1",
    "label 2",
    "check tidegate / translation",
    "edit issue 1",
    "react rocket",
    "comment on 1",
  ]);
  expect(github.reactions).toEqual([{ comment, content: "rocket" }]);
  expect(github.answers()).toHaveLength(1);
  expect(github.answers()[0]).toMatch(/^Wave 1: #2\n/);
  expect(github.files("tidegate/prod/wave-1")).toMatchObject({
    "apps/cart.route.yaml": "route of apps/cart.yaml\n",
  });
  expect(await look(github)).toEqual([]);
});

test("a merged wave soaks from the later of merge and green check, then its removal is proposed and merged", async () => {
  const github = shop();
  await look(github);
  github.say(1, "/migrate wave 1");
  await look(github);
  const merge = github.merge(2);
  await look(github);
  expect(github.issue(1).body).toContain("waiting for `argocd/prod`");

  github.pass(10 * hour);
  github.report(merge, "argocd/prod", "green");
  await look(github);
  expect(github.issue(1).body).toContain("48 h left");

  github.pass(47 * hour);
  await look(github);
  expect(github.issues).toHaveLength(2);

  github.pass(hour);
  const writes = await look(github);
  expect(writes).toContain("open pull tidegate/prod/wave-1-removal");
  expect(await look(github)).toEqual([]);

  github.merge(3);
  await look(github);
  expect(Object.keys(github.files("main"))).not.toContain("apps/cart.yaml");
  expect(github.issue(1).body).toContain("1 of 3 Ingresses done");
  expect(github.issue(1).body).toMatch(/\| 1 \| `shop\/cart` \| removed \| \[#3\]/);
  expect(await look(github)).toEqual([]);
});

test("a failed check starts the soak again", async () => {
  const github = shop();
  await look(github);
  github.say(1, "/migrate wave 1");
  await look(github);
  const merge = github.merge(2);
  github.report(merge, "argocd/prod", "green");
  github.pass(40 * hour);
  github.report(merge, "argocd/prod", "red");
  await look(github);
  expect(github.issue(1).body).toContain("failed on the merge commit: `argocd/prod`");

  github.pass(hour);
  github.report(merge, "argocd/prod", "green");
  github.pass(47 * hour);
  await look(github);
  expect(github.issues).toHaveLength(2);

  github.pass(hour);
  await look(github);
  expect(github.issues).toHaveLength(3);
});

test("remove before parity is refused and says what is missing", async () => {
  const github = shop();
  await look(github);
  github.say(1, "/migrate wave 1");
  await look(github);
  github.merge(2);
  const comment = github.say(2, "/migrate remove wave 1");

  await look(github);

  expect(github.reactions.at(-1)).toEqual({ comment, content: "-1" });
  expect(github.answers().at(-1)).toContain("- checks: waiting for `argocd/prod`");
  expect(github.issues).toHaveLength(2);
});

test("an Ingress that changed after the merge keeps its removal shut", async () => {
  const github = shop();
  await look(github);
  github.say(1, "/migrate wave 1");
  await look(github);
  github.report(github.merge(2), "argocd/prod", "green");
  github.push("main", { "apps/cart.yaml": "wave=1 changed" });
  github.pass(100 * hour);

  await look(github);

  expect(github.issues).toHaveLength(2);
  expect(github.issue(1).body).toContain("changed since the routes were made: `shop/cart`");
});

test("a difference nobody has seen keeps the removal shut, one that was shown does not", async () => {
  const github = new FakeGitHub({
    ".github/tidegate.yml": "soak=1000",
    "apps/cart.yaml": "wave=1 differs=aaa",
  });
  await look(github);
  github.say(1, "/migrate wave 1");
  await look(github);
  expect(parseMarker("wave", github.issue(2).body)?.shown).toEqual(["aaa"]);
  github.merge(2);
  github.pass(2000);

  await look(github);

  expect(github.issues.map(({ branch }) => branch)).toContain("tidegate/prod/wave-1-removal");
});

test("a closed pull request is not opened again until somebody asks", async () => {
  const github = shop();
  await look(github);
  github.say(1, "/migrate wave 1");
  await look(github);
  github.close(2);
  await look(github);
  expect(github.issue(1).body).toContain("closed: not now");
  expect(await look(github)).toEqual([]);

  github.say(1, "/migrate wave 1");
  await look(github);

  expect(github.issues.map(({ number, state }) => [number, state])).toEqual([
    [1, "open"],
    [2, "closed"],
    [3, "open"],
  ]);
});

test("a reverted wave counts as rolled back and stays so until somebody asks", async () => {
  const github = shop();
  await look(github);
  github.say(1, "/migrate wave 1");
  await look(github);
  github.merge(2);
  await look(github);
  github.push("main", { "apps/cart.route.yaml": undefined });
  github.pass(100 * hour);

  await look(github);

  expect(github.issue(1).body).toContain("rolled back");
  expect(github.issues).toHaveLength(2);
});

test("removing proposes exactly what the merged wave moved", async () => {
  const github = new FakeGitHub({
    ".github/tidegate.yml": "soak=1000",
    "apps/pay.yaml": "wave=2",
    "apps/old.yaml": "wave=2 blocked",
  });
  await look(github);
  github.say(1, "/migrate wave 2");
  await look(github);
  expect(github.answers()[0]).toContain("`shop/old` needs a decision");
  github.merge(2);
  github.pass(2000);
  await look(github);

  const files = Object.keys(github.files("tidegate/prod/wave-2-removal"));

  expect(files).toContain("apps/old.yaml");
  expect(files).not.toContain("apps/pay.yaml");
});

test("a service that becomes movable later comes with a second pull request of the same wave", async () => {
  const github = new FakeGitHub({
    ".github/tidegate.yml": "soak=1000000",
    "apps/pay.yaml": "wave=2",
    "apps/old.yaml": "wave=2 blocked",
  });
  await look(github);
  github.say(1, "/migrate wave 2");
  await look(github);
  github.merge(2);
  github.push("main", { "apps/old.yaml": "wave=2" });
  await look(github);
  expect(github.issues).toHaveLength(2);

  github.say(1, "/migrate wave 2");
  await look(github);

  expect(github.issue(3).branch).toBe("tidegate/prod/wave-2");
  expect(parseMarker("wave", github.issue(3).body)?.services).toContain("shop/old");
});

test("a hold after the merge keeps the removal shut", async () => {
  const github = new FakeGitHub({ ".github/tidegate.yml": "soak=1000", "apps/cart.yaml": "wave=1" });
  await look(github);
  github.say(1, "/migrate wave 1");
  await look(github);
  github.merge(2);
  github.say(1, "/migrate hold shop/cart");
  github.pass(5000);

  await look(github);

  expect(github.issues).toHaveLength(2);
  expect(github.issue(1).body).toContain("`shop/cart` is held");
});

test("a closed removal is proposed again when somebody asks, and not before", async () => {
  const github = new FakeGitHub({ ".github/tidegate.yml": "soak=1000", "apps/cart.yaml": "wave=1" });
  await look(github);
  github.say(1, "/migrate wave 1");
  await look(github);
  github.merge(2);
  github.pass(5000);
  await look(github);
  github.close(3);
  await look(github);
  expect(github.issue(1).body).toContain("removal closed: not now");
  expect(await look(github)).toEqual([]);

  github.say(1, "/migrate remove wave 1");
  await look(github);

  expect(github.issue(4)).toMatchObject({ branch: "tidegate/prod/wave-1-removal", state: "open" });
  expect(github.reactions.at(-1)?.content).toBe("rocket");
});

test("a removal that was merged and reverted stays so until somebody asks", async () => {
  const github = new FakeGitHub({ ".github/tidegate.yml": "soak=1000", "apps/cart.yaml": "wave=1" });
  await look(github);
  github.say(1, "/migrate wave 1");
  await look(github);
  github.merge(2);
  github.pass(5000);
  await look(github);
  github.merge(3);
  github.push("main", { "apps/cart.yaml": "wave=1" });

  await look(github);
  expect(github.issue(1).body).toContain("the removal was rolled back");
  expect(github.issues).toHaveLength(3);

  github.say(1, "/migrate remove wave 1");
  await look(github);
  expect(github.issues).toHaveLength(4);
});

test("parity that breaks while a removal is open is said on the removal itself", async () => {
  const github = new FakeGitHub({ ".github/tidegate.yml": "soak=1000 check=ci", "apps/cart.yaml": "wave=1" });
  await look(github);
  github.say(1, "/migrate wave 1");
  await look(github);
  const merge = github.merge(2);
  github.report(merge, "ci", "green");
  github.pass(5000);
  await look(github);
  expect(github.issue(3).branch).toBe("tidegate/prod/wave-1-removal");
  github.report(merge, "ci", "red");

  await look(github);

  expect(github.issue(3).body).toContain("Parity no longer holds");
  expect(github.checks.at(-1)).toMatchObject({ name: "tidegate / parity", conclusion: "failure" });
  expect(github.issue(1).body).toContain("do not merge");
  expect(await look(github)).toEqual([]);
});
