import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { dispatch, eventHandlers } from "../../../src/handlers/index.ts";
import { quiet } from "./run.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const bot = "tidegate[bot]";
const repository = { id: 1, name: "shop", owner: { login: "acme" }, default_branch: "main" };
const about = { repository, installation: { id: 7 }, sender: { login: "alice", type: "User" } };
const byUs = { ...about, sender: { login: bot, type: "Bot" } };
const issue = { user: { login: bot, type: "Bot" } };
const comment = { id: 9, body: "/migrate wave 1", user: { login: "alice", type: "User" } };
const pull_request = { head: { ref: "tidegate/prod/wave-1" } };

async function jobs(
  name: string,
  payload: unknown,
  deliveries: readonly string[] = ["d1"],
): Promise<readonly string[]> {
  const seen = new Set<string>();
  const found: string[] = [];
  for (const id of deliveries) {
    await dispatch(
      { id, name, payload },
      {
        log: quiet,
        login: async () => bot,
        deliveries: { wasSeen: async (one) => seen.has(one), remember: async (one) => void seen.add(one) },
        queue: {
          look: async (ref, why) =>
            void found.push(`look ${ref.owner}/${ref.name} ${ref.id} ${ref.installation} ${why}`),
          lookLater: async () => void found.push("later"),
          acknowledge: async (_ref, id_) => void found.push(`acknowledge ${id_}`),
          sweep: async () => void found.push("sweep"),
          sweepInstallation: async (id_) => void found.push(`sweep ${id_}`),
        },
      },
    );
  }
  return found;
}

const look = (why: string): readonly string[] => [`look acme/shop 1 7 ${why}`];

const table: readonly (readonly [string, string, unknown, readonly string[]])[] = [
  ["a push to the default branch", "push", { ...about, ref: "refs/heads/main" }, look("push")],
  ["a push to a branch of ours", "push", { ...about, ref: "refs/heads/tidegate/prod/wave-1" }, look("push")],
  ["a push of our own", "push", { ...byUs, ref: "refs/heads/tidegate/prod/wave-1" }, []],
  [
    "a push of another bot",
    "push",
    { ...about, sender: { login: "flux[bot]", type: "Bot" }, ref: "refs/heads/main" },
    look("push"),
  ],
  ["a push to some branch", "push", { ...about, ref: "refs/heads/feature" }, []],
  ["a tag", "push", { ...about, ref: "refs/tags/main" }, []],
  [
    "our pull request merged",
    "pull_request",
    { ...about, action: "closed", pull_request },
    look("pull request"),
  ],
  ["our pull request opened by us", "pull_request", { ...byUs, action: "opened", pull_request }, []],
  [
    "somebody's pull request",
    "pull_request",
    { ...about, action: "closed", pull_request: { head: { ref: "fix" } } },
    [],
  ],
  ["the dashboard edited", "issues", { ...about, action: "edited", issue }, look("dashboard")],
  ["the dashboard edited by us", "issues", { ...byUs, action: "edited", issue }, []],
  ["somebody's issue", "issues", { ...about, action: "edited", issue: { user: { login: "eve" } } }, []],
  [
    "a command",
    "issue_comment",
    { ...about, action: "created", issue, comment },
    ["acknowledge 9", ...look("command")],
  ],
  [
    "an edited command",
    "issue_comment",
    { ...about, action: "edited", issue, comment },
    ["acknowledge 9", ...look("command")],
  ],
  ["a deleted command", "issue_comment", { ...about, action: "deleted", issue, comment }, []],
  [
    "conversation",
    "issue_comment",
    { ...about, action: "created", issue, comment: { ...comment, body: "nice" } },
    [],
  ],
  [
    "a command on somebody's issue",
    "issue_comment",
    { ...about, action: "created", issue: { user: { login: "eve" } }, comment },
    [],
  ],
  [
    "a command of a bot",
    "issue_comment",
    { ...about, action: "created", issue, comment: { ...comment, user: { login: "x[bot]", type: "Bot" } } },
    [],
  ],
  [
    "a check of somebody",
    "check_run",
    { ...about, action: "completed", check_run: { app: { slug: "argocd" } } },
    look("check"),
  ],
  [
    "a check of ours",
    "check_run",
    { ...about, action: "completed", check_run: { app: { slug: "tidegate" } } },
    [],
  ],
  [
    "our check asked for again",
    "check_run",
    { ...about, action: "rerequested", check_run: { app: { slug: "tidegate" } } },
    look("check"),
  ],
  ["all checks asked for again", "check_suite", { ...about, action: "rerequested" }, look("check suite")],
  ["a check suite that ended", "check_suite", { ...about, action: "completed" }, []],
  ["a status", "status", { ...about, state: "success" }, look("status")],
  ["a pending status", "status", { ...about, state: "pending" }, []],
  ["installed", "installation", { action: "created", installation: { id: 7 } }, ["sweep 7"]],
  ["uninstalled", "installation", { action: "deleted", installation: { id: 7 } }, []],
  [
    "repositories added",
    "installation_repositories",
    {
      action: "added",
      installation: { id: 7 },
      repositories_added: [{ id: 1, name: "shop", full_name: "acme/shop" }],
    },
    look("added"),
  ],
  ["an event nobody asked for", "star", about, []],
  ["a payload of another shape", "push", { ref: 1 }, []],
  ["no payload", "issue_comment", null, []],
];

test("each event causes exactly these jobs", async () => {
  expect(table.length).toBeGreaterThan(25);
  for (const [name, event, payload, expected] of table)
    expect(await jobs(event, payload), name).toEqual(expected);
});

test("a delivery that comes twice is dealt with once", async () => {
  const payload = { ...about, ref: "refs/heads/main" };

  expect(await jobs("push", payload, ["d1", "d1", "d2"])).toHaveLength(2);
});

test("the App's manifest asks for the events there are handlers for", () => {
  const manifest = z
    .object({ default_events: z.array(z.string()) })
    .parse(parse(readFileSync(join(root, "app.yml"), "utf8")));
  const fromGitHubAnyway = ["installation", "installation_repositories"];

  expect([...manifest.default_events, ...fromGitHubAnyway].sort()).toEqual(Object.keys(eventHandlers).sort());
});
