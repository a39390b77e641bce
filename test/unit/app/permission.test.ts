import { expect, test } from "vitest";
import type { Permission } from "../../../src/ports/github-host.ts";
import { FakeGitHub } from "./fake-github.ts";
import { look } from "./run.ts";

const commands = [
  "plan",
  "wave 1",
  "status",
  "rebuild wave 1",
  "hold shop/cart",
  "resume shop/cart",
  "move shop/cart wave 2",
  "remove wave 1",
  "help",
];
const permissions: readonly (readonly [Permission, boolean])[] = [
  ["none", false],
  ["read", false],
  ["triage", false],
  ["write", true],
  ["maintain", true],
  ["admin", true],
];

for (const [permission, may] of permissions) {
  test(`people with ${permission} permission ${may ? "may" : "may not"} command`, async () => {
    for (const command of commands) {
      const github = new FakeGitHub({ ".github/tidegate.yml": "soak=1000", "apps/cart.yaml": "wave=1" });
      github.permissions.set("bob", permission);
      await look(github);
      const before = github.issue(1).body;
      github.say(1, `/migrate ${command}`, "bob");

      await look(github);

      const refused = github.answers()[0]?.startsWith("Commands need write permission") ?? false;
      expect(refused, command).toBe(!may);
      if (!may) {
        expect(github.reactions.map(({ content }) => content)).toEqual(["-1"]);
        expect(github.issues).toHaveLength(1);
        expect(github.issue(1).body.replace(/<details><summary>Recent[\s\S]*/, "")).toBe(
          before.replace(/<details><summary>Commands[\s\S]*/, ""),
        );
      }
    }
  });
}

test("permission is asked for when the command is carried out", async () => {
  const github = new FakeGitHub({ ".github/tidegate.yml": "soak=1000", "apps/cart.yaml": "wave=1" });
  await look(github);
  github.say(1, "/migrate wave 1");
  github.permissions.set("alice", "read");

  await look(github);

  expect(github.issues).toHaveLength(1);
});
