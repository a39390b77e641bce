import { expect, test } from "vitest";
import { parseMarker } from "../../../src/report/markers.ts";
import { FakeGitHub } from "./fake-github.ts";
import { look } from "./run.ts";

const branch = "tidegate/prod/wave-1";

async function proposed(): Promise<FakeGitHub> {
  const github = new FakeGitHub({ ".github/tidegate.yml": "soak=1000", "apps/cart.yaml": "wave=1" });
  await look(github);
  github.say(1, "/migrate wave 1");
  await look(github);
  return github;
}

test("a branch somebody pushed to is left alone, and that is said once", async () => {
  const github = await proposed();
  github.push(branch, { "apps/cart.route.yaml": "mine" });
  github.push("main", { "apps/cart.yaml": "wave=1 differs=x" });

  const writes = await look(github);

  expect(writes).toEqual(["comment on 2", "label 2", "edit issue 1"]);
  expect(github.files(branch)["apps/cart.route.yaml"]).toBe("mine");
  expect(github.issue(2).labels).toContain("tidegate/edited");
  expect(github.answers().at(-1)).toContain("/migrate rebuild");
  expect(await look(github)).toEqual([]);
});

test("rebuild on the pull request throws the foreign commits away and takes the label off", async () => {
  const github = await proposed();
  github.push(branch, { "apps/cart.route.yaml": "mine" });
  await look(github);
  github.say(2, "/migrate rebuild");

  await look(github);

  expect(github.files(branch)["apps/cart.route.yaml"]).toBe("route of apps/cart.yaml\n");
  expect(github.issue(2).labels).not.toContain("tidegate/edited");
  expect(github.reactions.at(-1)?.content).toBe("rocket");
  expect(await look(github)).toEqual([]);
});

test("rebuild overwrites only the head that was there when it was asked for", async () => {
  const github = await proposed();
  github.push(branch, { "apps/cart.route.yaml": "mine" });
  await look(github);
  github.say(2, "/migrate rebuild");
  await look(github);

  github.push(branch, { "apps/cart.route.yaml": "mine again" });
  await look(github);

  expect(github.files(branch)["apps/cart.route.yaml"]).toBe("mine again");
});

test("rebuild without edits makes the branch anew on the newest base, once", async () => {
  const github = await proposed();
  const base = github.push("main", { "README.md": "news" });
  expect(await look(github)).toEqual([]);
  github.say(2, "/migrate rebuild");

  await look(github);

  expect(parseMarker("wave", github.issue(2).body)?.base).toBe(base);
  expect(await look(github)).toEqual([]);
});

test("rebuild on the dashboard needs a wave", async () => {
  const github = await proposed();
  github.say(1, "/migrate rebuild");

  await look(github);

  expect(github.reactions.at(-1)?.content).toBe("-1");
  expect(github.answers().at(-1)).toContain("`/migrate rebuild wave N`");
});

test("a branch of our name that somebody else made is left alone", async () => {
  const github = new FakeGitHub({ ".github/tidegate.yml": "soak=1000", "apps/cart.yaml": "wave=1" });
  await look(github);
  github.branches.set(branch, github.branches.get("main") ?? "");
  github.push(branch, { "apps/cart.yaml": "theirs" });
  github.say(1, "/migrate wave 1");

  await look(github);

  expect(github.files(branch)["apps/cart.yaml"]).toBe("theirs");
  expect(github.issues).toHaveLength(1);
  expect(github.answers().at(-1)).toContain("is not ours, left alone");
});

test("the plan of an open pull request that becomes empty closes it with a word", async () => {
  const github = await proposed();
  github.say(1, "/migrate hold shop/cart freeze");

  await look(github);

  expect(github.issue(2).state).toBe("closed");
  expect(github.answers().some((body) => body.startsWith("Nothing is left to change here"))).toBe(true);
});
