import { afterEach, expect, test } from "vitest";
import { type Direct, direct } from "./direct.ts";
import { repository } from "./stage.ts";

let stage: Direct | undefined;

afterEach(async () => {
  await stage?.stop();
  stage = undefined;
});

test("looking again at an unchanged repository makes no write request, at every stage of a wave", async () => {
  stage = await direct({ ".github/tidegate.yml": "soak=100000 check=ci\n", "apps/cart.yaml": "wave=1\n" });
  const { sandbox, look, writesOf } = stage;
  const again = async (): Promise<void> => {
    expect((await writesOf(look)).length).toBeGreaterThan(0);
    expect(await writesOf(look)).toEqual([]);
  };

  await again();
  await sandbox.comment(repository, 1, "alice", "/migrate wave 1");
  await again();
  const merged = await sandbox.merge(repository, 2, "alice", "squash");
  await again();
  await sandbox.status(repository, "alice", merged, { context: "ci", state: "failure" });
  await again();
  await sandbox.status(repository, "alice", merged, { context: "ci", state: "success" });
  await again();
  stage.pass(200_000);
  await again();
  await sandbox.merge(repository, 3, "alice", "rebase");
  await again();

  expect(await sandbox.read(repository, "apps/cart.yaml")).toBeUndefined();
});

test("the commit of a wave is signed by GitHub and by the App alone", async () => {
  stage = await direct({ ".github/tidegate.yml": "soak=1000\n", "apps/cart.yaml": "wave=1\n" });
  const { sandbox, look, world } = stage;
  await look();
  await sandbox.comment(repository, 1, "alice", "/migrate wave 1");

  await look();

  const head = await sandbox.head(repository, "tidegate/prod/wave-1");
  expect(world.verified.has(head ?? "")).toBe(true);
});

test("a branch somebody pushed to is left alone", async () => {
  stage = await direct({ ".github/tidegate.yml": "soak=1000\n", "apps/cart.yaml": "wave=1\n" });
  const { sandbox, look, issue } = stage;
  await look();
  await sandbox.comment(repository, 1, "alice", "/migrate wave 1");
  await look();
  await sandbox.push(repository, "alice", "tidegate/prod/wave-1", { "apps/cart.route.yaml": "mine\n" });
  await sandbox.push(repository, "alice", "main", { "apps/cart.yaml": "wave=1 differs=x\n" });

  await look();

  expect(await sandbox.read(repository, "apps/cart.route.yaml", "tidegate/prod/wave-1")).toBe("mine\n");
  expect(issue(2).labels.map(({ name }) => name)).toContain("tidegate/edited");
});
