import { expect, test } from "vitest";
import { parseMarker } from "../../../src/report/markers.ts";
import { FakeGitHub } from "./fake-github.ts";
import { look } from "./run.ts";

const files = {
  ".github/tidegate.yml": "soak=1000",
  "apps/cart.yaml": "wave=1",
  "apps/pay.yaml": "wave=2",
};

async function started(): Promise<FakeGitHub> {
  const github = new FakeGitHub(files);
  await look(github);
  return github;
}

test("a hold keeps a service back until it is resumed", async () => {
  const github = await started();
  github.say(1, "/migrate hold shop/cart until the freeze ends");
  await look(github);
  expect(github.issue(1).body).toContain("- `shop/cart`: until the freeze ends");
  github.say(1, "/migrate wave 1");
  await look(github);
  expect(github.issues).toHaveLength(1);
  expect(github.answers().at(-1)).toContain("`shop/cart` is held: until the freeze ends");

  github.say(1, "/migrate resume shop/cart");
  await look(github);

  expect(github.issue(2).branch).toBe("tidegate/prod/wave-1");
});

test("a moved service comes with the pull request of its new wave", async () => {
  const github = await started();
  github.say(1, "/migrate move shop/pay wave 1");
  github.pass(1000);
  github.say(1, "/migrate wave 1");

  await look(github);

  expect(parseMarker("wave", github.issue(2).body)?.services).toEqual(["shop/cart", "shop/pay"]);
});

test("wave numbers stay when the repository changes", async () => {
  const github = await started();
  github.push("main", { "apps/cart.yaml": "wave=7" });

  await look(github);

  expect(parseMarker("dashboard", github.issue(1).body)?.waves).toEqual({
    "1": ["shop/cart"],
    "2": ["shop/pay"],
  });
});

test("commands are carried out in the order they were written, whatever the order of their webhooks", async () => {
  const github = await started();
  github.say(1, "/migrate hold shop/cart first");
  github.pass(1000);
  github.say(1, "/migrate resume shop/cart");
  github.comments.reverse();

  await look(github);

  expect(parseMarker("dashboard", github.issue(1).body)?.holds).toEqual([]);
  expect(github.answers()).toHaveLength(2);
});

test("a command is answered once, however often somebody looks", async () => {
  const github = await started();
  github.say(1, "/migrate status");
  await look(github);

  expect(await look(github)).toEqual([]);
  github.pass(3_600_000);
  expect(await look(github)).toEqual([]);
  expect(github.answers()).toHaveLength(1);
});

test("an edited comment counts again only when its command is another one", async () => {
  const github = await started();
  const id = github.say(1, "/migrate status");
  await look(github);
  const index = github.comments.findIndex((comment) => comment.id === id);
  const edit = (body: string): void => {
    github.pass(60_000);
    const before = github.comments[index];
    if (before !== undefined) github.comments[index] = { ...before, body, updatedAt: github.time() };
  };

  edit("/migrate status\n\nplease");
  expect(await look(github)).toEqual([]);
  edit("/migrate plan");
  await look(github);

  expect(github.answers()).toHaveLength(2);
});

test("comments of bots, other issues and conversation are no commands", async () => {
  const github = await started();
  github.open({ isPull: false, author: "alice", title: "A bug", body: "" });
  github.say(2, "/migrate wave 1");
  github.say(1, "/migrate wave 1", "renovate[bot]");
  github.say(1, "> /migrate wave 1");
  github.say(1, "I would say\n/migrate wave 1");

  expect(await look(github)).toEqual([]);
});

test("a marker in somebody else's text is not believed", async () => {
  const github = await started();
  const forged = github
    .issue(1)
    .body.replace('"holds":[]', '"holds":[{"service":"shop/cart","reason":"","by":"eve"}]');
  github.open({ isPull: false, author: "eve", title: "Tidegate migration dashboard", body: forged });

  expect(await look(github)).toEqual([]);
});

test("a dashboard whose marker was destroyed is written anew and answers nothing twice", async () => {
  const github = await started();
  github.say(1, "/migrate wave 1");
  await look(github);
  const { body } = github.issue(1);
  github.issue(1).body = body.replace(/\{"schema".*\}/, "{garbled");

  const writes = await look(github);

  expect(writes).toEqual(["edit issue 1"]);
  expect(github.issue(1).body).toContain("| proposed | [#2]");
  expect(await look(github)).toEqual([]);
});

test("of two dashboards the older one is kept", async () => {
  const github = await started();
  github.open({ isPull: false, title: "Tidegate migration dashboard", body: github.issue(1).body });

  await look(github);

  expect(github.issues.map(({ number, state }) => [number, state])).toEqual([
    [1, "open"],
    [2, "closed"],
  ]);
  expect(await look(github)).toEqual([]);
});

test("a wave in which nothing can move is refused with the decisions it waits for", async () => {
  const github = new FakeGitHub({ ".github/tidegate.yml": "soak=1000", "apps/old.yaml": "wave=3 blocked" });
  await look(github);
  github.say(1, "/migrate wave 3");

  await look(github);

  expect(github.reactions.at(-1)?.content).toBe("-1");
  expect(github.answers()[0]).toContain("Say which certificate the backend has.");
  expect(parseMarker("dashboard", github.issue(1).body)?.commands[0]?.done).toBe(false);
  expect(await look(github)).toEqual([]);
});
