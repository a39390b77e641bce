// The permission matrix: what each role of a person and each permission of an App may do, on a private and on a public repository.
import { Octokit } from "@octokit/rest";
import { describe, expect, test } from "vitest";
import type { Permissions } from "../../../src/sandbox/world/types.ts";
import { commitBranch, INFRA, infra, PERMISSIONS, quiet, startAcme, statusOf } from "./acme.ts";

interface Ground {
  readonly dashboard: number;
  readonly comment: number;
  readonly pull: number;
  readonly sha: string;
}

type Call = (octokit: Octokit, ground: Ground) => Promise<{ readonly status: number }>;

/** Each call may be made again and again. */
const calls = {
  "read the repository": (octokit) => octokit.repos.get(infra),
  "read a file": (octokit) => octokit.repos.getContent({ ...infra, path: "README.md" }),
  "read an issue": (octokit, { dashboard }) => octokit.issues.get({ ...infra, issue_number: dashboard }),
  "read a pull request": (octokit, { pull }) => octokit.pulls.get({ ...infra, pull_number: pull }),
  "read checks": (octokit, { sha }) => octokit.checks.listForRef({ ...infra, ref: sha }),
  "ask for a role": (octokit) => octokit.repos.getCollaboratorPermissionLevel({ ...infra, username: "ada" }),
  "open an issue": (octokit) => octokit.issues.create({ ...infra, title: "t" }),
  "comment on an issue": (octokit, { dashboard }) =>
    octokit.issues.createComment({ ...infra, issue_number: dashboard, body: "b" }),
  "comment on a pull request": (octokit, { pull }) =>
    octokit.issues.createComment({ ...infra, issue_number: pull, body: "b" }),
  react: (octokit, { comment }) =>
    octokit.reactions.createForIssueComment({ ...infra, comment_id: comment, content: "eyes" }),
  "edit another's comment": (octokit, { comment }) =>
    octokit.issues.updateComment({ ...infra, comment_id: comment, body: "b" }),
  label: (octokit, { dashboard }) =>
    octokit.issues.addLabels({ ...infra, issue_number: dashboard, labels: ["x"] }),
  "close another's issue": (octokit, { dashboard }) =>
    octokit.issues.update({ ...infra, issue_number: dashboard, state: "closed" }),
  "write a blob": (octokit) => octokit.git.createBlob({ ...infra, content: "x" }),
  "move a branch": (octokit, { sha }) => octokit.git.updateRef({ ...infra, ref: "heads/wave", sha }),
  "edit another's pull request": (octokit, { pull }) =>
    octokit.pulls.update({ ...infra, pull_number: pull, title: "t" }),
  "write a check": (octokit, { sha }) => octokit.checks.create({ ...infra, name: "n", head_sha: sha }),
  "set a status": (octokit, { sha }) => octokit.repos.createCommitStatus({ ...infra, sha, state: "success" }),
} satisfies Record<string, Call>;

type CallName = keyof typeof calls;

const allCalls = Object.entries(calls) as [CallName, Call][]; // the keys of the table above

async function prepare(options: { readonly private?: boolean; readonly permissions?: Permissions }) {
  const acme = await startAcme({ private: options.private ?? true, permissions: PERMISSIONS });
  const { sandbox, bot } = acme;
  const dashboard = await sandbox.openIssue(INFRA, "ada", { title: "Dashboard" });
  const comment = await sandbox.comment(INFRA, dashboard, "ada", "hello");
  const sha = await commitBranch(bot, "wave", { "x.yaml": "x\n" });
  const pull = await sandbox.openPull(INFRA, "ada", { title: "Wave", head: "wave" });
  return { ...acme, ground: { dashboard, comment, pull, sha } };
}

/** The calls that were refused, with their status. */
async function refusalsOf(octokit: Octokit, ground: Ground): Promise<Partial<Record<CallName, number>>> {
  const refused: Partial<Record<CallName, number>> = {};
  for (const [name, call] of allCalls) {
    const status = await statusOf(call(octokit, ground));
    if (status >= 300) refused[name] = status;
  }
  return refused;
}

const everything = (status: number): Record<string, number> =>
  Object.fromEntries(allCalls.map(([name]) => [name, status]));

const writerRefusals = { "write a check": 403 };
const triagerRefusals = {
  ...writerRefusals,
  "edit another's comment": 403,
  "write a blob": 403,
  "move a branch": 403,
  "set a status": 403,
};
const readerRefusals = {
  ...triagerRefusals,
  label: 403,
  "close another's issue": 403,
  "edit another's pull request": 403,
};

describe("people", () => {
  test.each([
    ["ada", writerRefusals],
    ["writer", writerRefusals],
    ["triager", triagerRefusals],
    ["reader", readerRefusals],
    ["stranger", everything(404)],
  ])("%s in a private repository", async (login, refusals) => {
    const { as, ground } = await prepare({ private: true });

    expect(await refusalsOf(as(login), ground)).toEqual(refusals);
  });

  test("a stranger reads, opens and comments in a public repository, and no more", async () => {
    const { as, ground } = await prepare({ private: false });

    expect(await refusalsOf(as("stranger"), ground)).toEqual(readerRefusals);
  });

  test("without a login a public repository can be read and nothing else", async () => {
    const { sandbox, ground } = await prepare({ private: false });
    const nobody = new Octokit({ baseUrl: sandbox.apiUrl, log: quiet });
    const reading = Object.entries(everything(401)).filter(([name]) => !name.startsWith("read "));

    expect(await refusalsOf(nobody, ground)).toEqual(Object.fromEntries(reading));
  });
});

describe("Apps", () => {
  const reading: readonly string[] = allCalls
    .map(([name]) => name)
    .filter((name) => name.startsWith("read "));
  const needs: Readonly<Record<CallName, readonly (readonly [string, "read" | "write"])[]>> = {
    "read the repository": [["metadata", "read"]],
    "read a file": [["contents", "read"]],
    "read an issue": [
      ["issues", "read"],
      ["pull_requests", "read"],
    ],
    "read a pull request": [["pull_requests", "read"]],
    "read checks": [["checks", "read"]],
    "ask for a role": [["metadata", "read"]],
    "open an issue": [["issues", "write"]],
    "comment on an issue": [["issues", "write"]],
    "comment on a pull request": [
      ["issues", "write"],
      ["pull_requests", "write"],
    ],
    react: [["issues", "write"]],
    "edit another's comment": [["issues", "write"]],
    label: [["issues", "write"]],
    "close another's issue": [["issues", "write"]],
    "write a blob": [["contents", "write"]],
    "move a branch": [["contents", "write"]],
    "edit another's pull request": [["pull_requests", "write"]],
    "write a check": [["checks", "write"]],
    "set a status": [["statuses", "write"]],
  };

  test.each([
    ["nothing but metadata", {}],
    ["contents: read", { contents: "read" }],
    ["contents: write", { contents: "write" }],
    ["issues: read", { issues: "read" }],
    ["issues: write", { issues: "write" }],
    ["pull_requests: write", { pull_requests: "write" }],
    ["checks: write", { checks: "write" }],
    ["statuses: write", { statuses: "write" }],
  ] as const)("with %s", async (_, permissions) => {
    const { self, installationId, sandbox, ground } = await prepare({});
    const { data } = await self.apps.createInstallationAccessToken({
      installation_id: installationId,
      permissions,
    });
    const octokit = new Octokit({ baseUrl: sandbox.apiUrl, log: quiet, auth: data.token });
    const held: Readonly<Record<string, string>> = { metadata: "read", ...permissions };
    const expected = allCalls
      .map(([name]) => name)
      .filter((name) => !needs[name].some(([key, access]) => held[key] === "write" || held[key] === access));

    const refused = await refusalsOf(octokit, ground);

    expect(refused).toEqual(Object.fromEntries(expected.map((name) => [name, 403])));
    expect(expected.length).toBeGreaterThan(4);
  });

  test("a public repository is read without permissions, except who belongs to it; one not installed on is read only", async () => {
    const { sandbox, ground } = await prepare({ private: false });
    sandbox.createApp({ slug: "other", permissions: {}, events: [] });
    sandbox.installApp("other", "stranger");
    const octokit = new Octokit({
      baseUrl: sandbox.apiUrl,
      log: quiet,
      auth: sandbox.appToken("other", "stranger"),
    });

    const refused = await refusalsOf(octokit, ground);

    expect(reading.filter((name) => name in refused)).toEqual([]);
    expect(refused["ask for a role"]).toBe(403);
    expect(Object.keys(refused).length).toBe(allCalls.length - reading.length);
  });

  test("the refusal has GitHub's words and names the permission that was missing", async () => {
    const { sandbox, bot } = await startAcme({ permissions: { contents: "read" } });
    const call = bot.checks.create({ ...infra, name: "n", head_sha: (await sandbox.head(INFRA)) ?? "" });

    await expect(call).rejects.toMatchObject({
      status: 403,
      response: {
        data: { message: "Resource not accessible by integration", status: "403" },
        headers: { "x-accepted-github-permissions": "checks=write" },
      },
    });
  });

  test("only the App that made a check run may change it", async () => {
    const { sandbox, bot } = await startAcme();
    sandbox.createApp({ slug: "argocd", permissions: { checks: "write" }, events: [] });
    sandbox.installApp("argocd", "acme");
    const sha = (await sandbox.head(INFRA)) ?? "";
    const id = await sandbox.check(INFRA, "argocd", sha, { name: "argocd/prod", conclusion: "success" });

    expect(await statusOf(bot.checks.update({ ...infra, check_run_id: id, conclusion: "failure" }))).toBe(
      403,
    );
  });
});

test.each([
  ["ada", "admin", "admin"],
  ["writer", "write", "write"],
  ["triager", "read", "triage"],
  ["reader", "read", "read"],
  ["stranger", "none", "none"],
])("the role of %s is told as %s and %s", async (username, permission, role) => {
  const { bot, sandbox } = await startAcme();
  sandbox.createUser("keeper");
  sandbox.setPermission(INFRA, "keeper", "maintain");

  const { data } = await bot.repos.getCollaboratorPermissionLevel({ ...infra, username });
  const keeper = (await bot.repos.getCollaboratorPermissionLevel({ ...infra, username: "keeper" })).data;

  expect([data.permission, data.role_name]).toEqual([permission, role]);
  expect([keeper.permission, keeper.role_name]).toEqual(["write", "maintain"]);
  expect(await statusOf(bot.repos.getCollaboratorPermissionLevel({ ...infra, username: "nobody" }))).toBe(
    404,
  );
});
