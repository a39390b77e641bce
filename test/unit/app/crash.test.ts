import { expect, test } from "vitest";
import { FakeGitHub, Killed } from "./fake-github.ts";
import { look } from "./run.ts";

const files = {
  ".github/tidegate.yml": "soak=1000",
  "apps/cart.yaml": "wave=1",
  "apps/pay.yaml": "wave=1 differs=aaa",
};

/** The state people see: what must be the same whatever was interrupted. */
function visible(github: FakeGitHub) {
  return {
    issues: github.issues.map(({ isPull, state, branch, labels, title }) => ({
      isPull,
      state,
      branch,
      labels,
      title,
    })),
    trees: [...github.branches.keys()].sort().map((branch) => [branch, github.files(branch)]),
    answers: github.answers().map((body) => body.replace(/<!--.*-->/, "")),
    checks: [...new Set(github.checks.map(({ name }) => name))],
  };
}

async function runs(github: FakeGitHub): Promise<void> {
  await look(github).catch((error: unknown) => {
    if (!(error instanceof Killed)) throw error;
  });
}

/** A dashboard, a wave that was asked for, its removal: each step is killed after every number of writes it makes. */
async function story(
  killStep: number,
  killAfter: number,
): Promise<{ readonly github: FakeGitHub; readonly killed: boolean }> {
  const github = new FakeGitHub(files);
  let killed = false;
  const steps = [
    () => {},
    () => void github.say(1, "/migrate wave 1"),
    () => void github.merge(2),
    () => github.pass(5000),
    () => void github.merge(3),
  ];
  for (const [index, step] of steps.entries()) {
    step();
    if (index === killStep) github.killAfter = github.writes.length + killAfter;
    await runs(github);
    killed ||= github.writes.length >= github.killAfter;
    github.killAfter = Number.POSITIVE_INFINITY;
    await look(github);
    await look(github);
  }
  return { github, killed };
}

test("killed before any write of any step, the next look ends in the same world", async () => {
  const whole = visible((await story(-1, 0)).github);
  let kills = 0;

  for (let step = 0; step < 5; step++) {
    for (let writes = 0; writes < 12; writes++) {
      const { github, killed } = await story(step, writes);
      if (killed) kills += 1;
      expect(visible(github), `killed in step ${step} after ${writes} writes`).toEqual(whole);
      expect(await look(github)).toEqual([]);
    }
  }

  expect(whole.issues).toHaveLength(3);
  expect(kills).toBeGreaterThan(15);
});

test("killed while rebuilding, the branch is still recognised as ours", async () => {
  for (let writes = 0; writes < 6; writes++) {
    const github = new FakeGitHub(files);
    await look(github);
    github.say(1, "/migrate wave 1");
    await look(github);
    github.push("main", { "apps/cart.yaml": "wave=1 differs=bbb" });
    github.killAfter = github.writes.length + writes;
    await runs(github);
    github.killAfter = Number.POSITIVE_INFINITY;

    await look(github);

    expect(github.issue(2).labels).not.toContain("tidegate/edited");
    expect(github.issue(2).body).toContain("bbb");
    expect(await look(github)).toEqual([]);
  }
});
