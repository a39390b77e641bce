import { describe, expect, test } from "vitest";
import { acceptanceJudge } from "../../../src/flows/reconcile/acceptances.ts";
import { readCommand } from "../../../src/handlers/commands/index.ts";
import { parseMarker, withMarker } from "../../../src/report/markers.ts";
import { FakeGitHub } from "./fake-github.ts";
import { look } from "./run.ts";

const settings = { ".github/tidegate.yml": "soak=1000" };

async function proposed(text: string, config = settings): Promise<FakeGitHub> {
  const github = new FakeGitHub({ ...config, "apps/cart.yaml": `wave=1 ${text}` });
  await look(github);
  github.say(1, "/migrate wave 1");
  await look(github);
  return github;
}

test("an accepted difference is named in the pull request with its reason and by whom", async () => {
  const github = await proposed("differs=aaaa0001");
  expect(github.issue(2).body).toContain("By merging you accept");
  github.say(2, "/migrate accept aaaa0001 nobody asks for *it*");

  await look(github);

  const { body } = github.issue(2);
  expect(body).not.toContain("By merging you accept");
  expect(body).toContain("Accepted by `alice`: nobody asks for \\*it\\*");
  expect(parseMarker("wave", body)).toMatchObject({
    shown: [],
    accepted: [
      {
        finding: "aaaa0001",
        reason: "nobody asks for *it*",
        by: "alice",
        said: { issue: 2, comment: expect.any(Number) },
      },
    ],
  });
  expect(github.answers().at(-1)).toContain("`aaaa0001` is accepted for wave 1");
  expect(await look(github)).toEqual([]);
});

test("an acceptance outlives a rebuild and a merge", async () => {
  const github = await proposed("differs=aaaa0001");
  github.say(2, "/migrate accept aaaa0001 fine");
  await look(github);
  github.say(2, "/migrate rebuild");
  await look(github);
  expect(github.issue(2).body).toContain("Accepted by `alice`: fine");

  github.merge(2);
  github.pass(2000);
  await look(github);

  expect(github.issues.map(({ branch }) => branch)).toContain("tidegate/prod/wave-1-removal");
});

test("an id nobody knows is answered with the nearest ones, and nothing is remembered", async () => {
  const github = await proposed("differs=aaaa0001 differs=bbbb0002");
  github.say(2, "/migrate accept aaaa0002 fine");

  await look(github);

  const answer = github.answers().at(-1) ?? "";
  expect(answer).toContain("There is no finding `aaaa0002`");
  expect(answer.indexOf("`aaaa0001`")).toBeGreaterThan(0);
  expect(answer.indexOf("`bbbb0002`")).toBeGreaterThan(answer.indexOf("`aaaa0001`"));
  expect(github.issue(2).body).toContain("By merging you accept");
  expect(parseMarker("dashboard", github.issue(1).body)?.accepted).toEqual([]);
});

test("accepting twice changes nothing", async () => {
  const github = await proposed("differs=aaaa0001");
  github.say(2, "/migrate accept aaaa0001 fine");
  await look(github);
  github.say(2, "/migrate accept aaaa0001 again");

  await look(github);

  expect(github.answers().at(-1)).toContain("was accepted by alice before");
  expect(parseMarker("dashboard", github.issue(1).body)?.accepted).toHaveLength(1);
});

test.each([
  ["maintain", "write", false],
  ["maintain", "maintain", true],
  ["maintain", "admin", true],
  ["admin", "maintain", false],
  ["admin", "admin", true],
] as const)(
  "with accept.security %s a difference of access is accepted by %s: %s",
  async (needed, has, may) => {
    const config = { ".github/tidegate.yml": needed === "admin" ? "soak=1000 admins" : "soak=1000" };
    const github = await proposed("opens=cccc0003", config);
    expect(github.issues).toHaveLength(1);
    github.permissions.set("bob", has);
    github.say(1, "/migrate accept cccc0003 the gateway is inside", "bob");

    await look(github);

    expect(github.issues).toHaveLength(may ? 2 : 1);
    const answer = github.answers().at(-1);
    if (may) {
      expect(answer).toContain("`cccc0003` is accepted");
      expect(github.issue(2).body).toContain("Accepted by `bob`: the gateway is inside");
    } else {
      expect(answer).toContain(`takes ${needed} permission`);
      expect(parseMarker("dashboard", github.issue(1).body)?.accepted).toEqual([]);
    }
  },
);

test("a wave that an open door keeps whole says so, with the id to accept, until it is accepted", async () => {
  const github = await proposed("opens=cccc0003");

  expect(github.answers().at(-1)).toContain("cccc0003");
  expect(github.issue(1).body).toContain("Kept out by the comparison (1)");
  expect(github.issue(1).body).toContain("cccc0003");
  expect(await look(github)).toEqual([]);

  github.permissions.set("bob", "admin");
  github.say(1, "/migrate accept cccc0003 the gateway is inside", "bob");
  await look(github);

  expect(github.issue(1).body).not.toContain("Kept out by the comparison");
});

test("a dashboard of an earlier release has accepted nothing", async () => {
  const github = await proposed("differs=aaaa0001");
  const { accepted, ...earlier } = parseMarker("dashboard", github.issue(1).body) ?? { accepted: undefined };
  const line = `<!-- tidegate:dashboard ${JSON.stringify(earlier)} -->`;

  expect(accepted).toEqual([]);
  expect(parseMarker("dashboard", line)?.accepted).toEqual([]);
});

describe("an open door that the dashboard calls accepted", () => {
  const finding = "cccc0003";

  /** As somebody with write permission would edit the App's issue. */
  async function forged(acceptance: Readonly<Record<string, unknown>>): Promise<FakeGitHub> {
    const github = await proposed(`opens=${finding}`);
    github.permissions.set("bob", "maintain");
    const marker = parseMarker("dashboard", github.issue(1).body) ?? expect.fail();
    const accepted = [{ finding, reason: "trust me", by: "bob", ...acceptance }];
    github.issue(1).body = withMarker("Dashboard", "dashboard", { ...marker, accepted });
    return github;
  }

  async function acceptedByBob(): Promise<{ readonly github: FakeGitHub; readonly comment: number }> {
    const github = await proposed(`opens=${finding}`);
    github.permissions.set("bob", "maintain");
    const comment = github.say(1, `/migrate accept ${finding} the gateway is inside`, "bob");
    return { github, comment };
  }

  test("without a comment stays shut, and the dashboard says why", async () => {
    const github = await forged({});

    await look(github);

    expect(github.issues).toHaveLength(1);
    const { body } = github.issue(1);
    expect(body).toContain("Kept out by the comparison (1)");
    expect(body).toContain("the dashboard does not name the comment that accepted it");
    const judged = await acceptanceJudge(github.host, readCommand)(
      [{ finding, reason: "trust me", by: "bob" }],
      "maintain",
    );
    expect([...judged.unproven.values()]).toMatchObject([
      { code: "acceptance-unproven", params: { finding, by: "bob" } },
    ]);
  });

  test.each([
    ["a comment that does not exist", 4242, "a comment that"],
    ["a comment of the maintainer about something else", undefined, "nice work"],
    ["a comment that accepts something else", undefined, "/migrate accept dddd0004 fine"],
    ["a comment that quotes the command", undefined, `> /migrate accept ${finding} fine`],
  ])("with %s stays shut", async (_name, id, text) => {
    const github = await forged({});
    const comment = id ?? github.say(1, text, "bob");
    const marker = parseMarker("dashboard", github.issue(1).body) ?? expect.fail();
    const accepted = [{ finding, reason: "trust me", by: "bob", said: { issue: 1, comment } }];
    github.issue(1).body = withMarker("Dashboard", "dashboard", { ...marker, accepted });

    await look(github);

    expect(github.issues).toHaveLength(1);
  });

  test("by a comment of somebody with write permission stays shut", async () => {
    const github = await proposed(`opens=${finding}`);
    const comment = github.say(1, `/migrate accept ${finding} fine`, "alice");
    await look(github);
    const marker = parseMarker("dashboard", github.issue(1).body) ?? expect.fail();
    const accepted = [{ finding, reason: "fine", by: "bob", said: { issue: 1, comment } }];
    github.issue(1).body = withMarker("Dashboard", "dashboard", { ...marker, accepted });

    await look(github);

    expect(github.permissions.get("alice") ?? "write").not.toBe("maintain");
    expect(github.issues).toHaveLength(1);
  });

  test("opens while its comment stands and its author may, and no longer", async () => {
    for (const end of ["permission", "comment"] as const) {
      const { github, comment } = await acceptedByBob();
      await look(github);
      expect(github.issues).toHaveLength(2);
      expect(await look(github)).toEqual([]);

      if (end === "permission") github.permissions.set("bob", "write");
      else
        github.comments.splice(
          github.comments.findIndex(({ id }) => id === comment),
          1,
        );
      await look(github);

      expect(github.issue(2).state, end).toBe("closed");
    }
  });

  test("can be accepted anew once its acceptance does not count", async () => {
    const github = await forged({});
    github.say(1, `/migrate accept ${finding} the gateway is inside`, "bob");

    await look(github);

    expect(github.answers().at(-1)).toContain(`\`${finding}\` is accepted`);
    expect(github.issues).toHaveLength(2);
    expect(parseMarker("dashboard", github.issue(1).body)?.accepted).toHaveLength(1);
  });

  test("a difference of another kind needs no comment", async () => {
    const github = await proposed("differs=aaaa0001");
    const marker = parseMarker("dashboard", github.issue(1).body) ?? expect.fail();
    const accepted = [{ finding: "aaaa0001", reason: "fine", by: "bob" }];
    github.issue(1).body = withMarker("Dashboard", "dashboard", { ...marker, accepted });

    await look(github);

    expect(github.issue(2).body).not.toContain("By merging you accept");
  });
});
