import { afterEach, expect, test } from "vitest";
import { raise, repository, type Stage } from "./stage.ts";

const files = {
  ".github/tidegate.yml": "soak=100000\n",
  "apps/cart.yaml": "wave=1\n",
  "apps/pay.yaml": "wave=2\n",
};

let stage: Stage | undefined;

afterEach(async () => {
  await stage?.stop();
  stage = undefined;
});

/** Installation, a hold that is taken back, a wave, its merge. */
async function story(one: Stage): Promise<void> {
  const { sandbox, settle } = one;
  sandbox.installApp("tidegate", "acme", "all", "alice");
  await settle();
  await one.app.sweep();
  await settle();
  await sandbox.comment(repository, 1, "alice", "/migrate hold shop/pay");
  await sandbox.comment(repository, 1, "alice", "/migrate resume shop/pay");
  await sandbox.comment(repository, 1, "alice", "/migrate wave 1");
  await settle();
  await one.app.sweep();
  await settle();
  await sandbox.merge(repository, 2, "alice");
  await settle();
  await one.app.sweep();
  await settle();
}

/** Everything but ids and times. */
function visible(one: Stage) {
  const first = one.issue(1);
  return {
    dashboard: first.body
      ?.replace(/<!-- tidegate:dashboard.*-->/, "")
      .replace(/\d{4}-\d\d-\d\d \d\d:\d\d( UTC)?/g, "TIME")
      .replace(/http:\/\/[^)]*/g, "URL"),
    wave: one.issue(2).title,
    issues: first.number + (one.sandbox.world.repositories[0]?.issues.length ?? 0),
    answers: one.sandbox.world.repositories[0]?.comments.filter(({ user }) => user.kind === "Bot").length,
  };
}

const effects = [
  ["doubled", "duplicate"],
  ["reordered", "hold"],
  ["lost", "drop"],
] as const;

test("doubled, reordered and lost webhooks end in the same state", async () => {
  stage = await raise({ files });
  await story(stage);
  const plain = visible(stage);
  await stage.stop();
  expect(plain.answers).toBe(3);
  expect(plain.dashboard).toContain("merged");

  for (const [name, effect] of effects) {
    stage = await raise({ files });
    stage.sandbox.deliveries.inject({ effect, count: 1000 });
    await story(stage);
    expect(visible(stage), name).toEqual(plain);
    await stage.stop();
  }
  stage = undefined;
}, 240_000);

test("a comment is acknowledged with eyes before it is answered", async () => {
  stage = await raise({ files });
  const { sandbox, settle } = stage;
  sandbox.installApp("tidegate", "acme", "all", "alice");
  await settle();

  await sandbox.comment(repository, 1, "alice", "/migrate status");
  await settle();

  const comment = sandbox.world.repositories[0]?.comments[0];
  expect(comment?.reactions.map(({ content }) => content).sort()).toEqual(["eyes", "rocket"]);
});
