import { expect, test } from "vitest";
import { HostError } from "../../src/ports/failures.ts";
import { type Direct, direct } from "./direct.ts";
import { repository } from "./stage.ts";

const files = {
  ".github/tidegate.yml": "soak=1000\n",
  "apps/cart.yaml": "wave=1\n",
  "apps/pay.yaml": "wave=1 differs=aaa\n",
};
const branch = "tidegate/prod/wave-1";

async function asked(): Promise<Direct> {
  const stage = await direct(files);
  await stage.look();
  await stage.sandbox.comment(repository, 1, "alice", "/migrate wave 1");
  return stage;
}

/** What people see of a wave. */
async function visible({ sandbox, world }: Direct) {
  return {
    pulls: world.issues.flatMap(({ pull, state, title, labels }) =>
      pull === undefined
        ? []
        : [{ branch: pull.head.ref, state, title, labels: labels.map(({ name }) => name) }],
    ),
    routes: [
      await sandbox.read(repository, "apps/cart.route.yaml", branch),
      await sandbox.read(repository, "apps/pay.route.yaml", branch),
      await sandbox.read(repository, "apps/cart.yaml", branch),
    ],
    answers: world.comments.filter(({ user }) => user.kind === "Bot").length,
    checks: [...new Set(world.checkRuns.map(({ name, status }) => `${name} ${status}`))],
  };
}

test("killed after each write of a wave, the next look ends with one pull request and the same tree", async () => {
  const whole = await asked();
  const writes = await whole.writesOf(() => whole.look());
  const expected = await visible(whole);
  await whole.stop();
  expect(expected.pulls).toEqual([
    {
      branch,
      state: "open",
      title: "feat(gateway): wave 1: routes for shop/cart, shop/pay",
      labels: ["tidegate/wave"],
    },
  ]);
  expect(writes.length).toBeGreaterThan(7);

  for (let nth = 1; nth <= writes.length; nth++) {
    const stage = await asked();
    stage.sandbox.faults.crashAfterWrite(nth, () => {});

    await expect(stage.look(), `write ${nth}`).rejects.toBeInstanceOf(HostError);
    await stage.look();

    expect(await visible(stage), `killed after write ${nth}: ${writes[nth - 1]}`).toEqual(expected);
    expect(await stage.writesOf(() => stage.look())).toEqual([]);
    await stage.stop();
  }
}, 300_000);
