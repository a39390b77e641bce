// Pull requests: what can be opened, the three ways to merge, and how pushes move them.
import { describe, expect, test } from "vitest";
import { commitBranch, INFRA, infra, refusalOf, startAcme, statusOf } from "./acme.ts";

describe("opening", () => {
  test("a second one for the same branches, an unknown branch, or no commits: refused with GitHub's reasons", async () => {
    const { bot, sandbox } = await startAcme();
    await commitBranch(bot, "wave", { a: "1" });
    const open = (head: string, base = "main") => bot.pulls.create({ ...infra, title: "t", head, base });

    expect(await statusOf(open("wave"))).toBe(201);
    expect(await refusalOf(open("acme:wave"))).toContain("A pull request already exists for acme:wave.");
    expect(await refusalOf(open("absent"))).toContain('"field":"head","code":"invalid"');
    expect(await refusalOf(open("other:wave"))).toContain('"field":"head","code":"invalid"');
    expect(await refusalOf(open("wave", "absent"))).toContain('"field":"base","code":"invalid"');
    await bot.git.createRef({ ...infra, ref: "refs/heads/same", sha: (await sandbox.head(INFRA)) ?? "" });
    expect(await refusalOf(open("same"))).toContain("No commits between main and same");
  });

  test("the number is shared with issues, and the pull request is an issue too", async () => {
    const { bot, sandbox } = await startAcme();
    expect(await sandbox.openIssue(INFRA, "ada", { title: "one" })).toBe(1);
    await commitBranch(bot, "wave", { a: "1" });
    expect((await bot.pulls.create({ ...infra, title: "two", head: "wave", base: "main" })).data.number).toBe(
      2,
    );

    const issues = (await bot.issues.listForRepo(infra)).data;
    expect(issues.map((it) => `${it.number} ${it.pull_request === undefined ? "issue" : "pull"}`)).toEqual([
      "2 pull",
      "1 issue",
    ]);
    expect(await statusOf(bot.pulls.get({ ...infra, pull_number: 1 }))).toBe(404);
  });
});

describe("listing", () => {
  test("filters by state, head and base", async () => {
    const { bot, sandbox } = await startAcme();
    for (const branch of ["a", "b", "c"]) {
      await commitBranch(bot, branch, { [branch]: "1" });
      await sandbox.openPull(INFRA, "writer", { title: branch, head: branch });
    }
    await sandbox.close(INFRA, 2, "ada");
    const list = async (query: object): Promise<readonly number[]> =>
      (await bot.pulls.list({ ...infra, ...query })).data.map((it) => it.number);

    expect(await list({})).toEqual([3, 1]);
    expect(await list({ state: "closed" })).toEqual([2]);
    expect(await list({ state: "all", head: "acme:b" })).toEqual([2]);
    expect(await list({ state: "all", head: "acme:absent" })).toEqual([]);
    expect(await list({ base: "other" })).toEqual([]);
    expect(await list({ state: "all", sort: "created", direction: "asc" })).toEqual([1, 2, 3]);
  });
});

describe("merging", () => {
  test.each([
    ["merge", 2, "Merge pull request #1 from acme/wave\n\nWave 1", true],
    ["squash", 1, "Wave 1 (#1)", true],
    ["rebase", 1, "Change files", false],
  ] as const)("by %s", async (method, parents, message, verified) => {
    const { bot, sandbox, as } = await startAcme();
    await sandbox.push(INFRA, "writer", "wave", { "a.yaml": "1\n" });
    await sandbox.push(INFRA, "ada", "main", { "b.yaml": "1\n" });
    const number = await sandbox.openPull(INFRA, "writer", { title: "Wave 1", head: "wave" });

    const { data } = await as("ada").pulls.merge({ ...infra, pull_number: number, merge_method: method });

    expect(data).toMatchObject({ merged: true, message: "Pull Request successfully merged" });
    expect(await sandbox.head(INFRA)).toBe(data.sha);
    const commit = (await bot.git.getCommit({ ...infra, commit_sha: data.sha })).data;
    expect([commit.parents.length, commit.message, commit.verification.verified]).toEqual([
      parents,
      message,
      verified,
    ]);
    for (const file of ["a.yaml", "b.yaml"]) expect(await sandbox.read(INFRA, file)).toBe("1\n");
    const merged = (await bot.pulls.get({ ...infra, pull_number: number })).data;
    expect(merged).toMatchObject({
      state: "closed",
      merged: true,
      merge_commit_sha: data.sha,
      merged_by: { login: "ada" },
    });
    const files = (await bot.pulls.listFiles({ ...infra, pull_number: number })).data;
    expect(files.map((file) => file.filename)).toEqual(["a.yaml"]);
    const events = sandbox.deliveries.log.slice(-3).map((it) => `${it.event}.${it.action ?? ""}`);
    expect(events).toEqual(["pull_request.closed", "push.", "check_suite.requested"]);
  });

  test("a conflict, a draft, a moved head and a closed pull request are not merged", async () => {
    const { bot, sandbox, as } = await startAcme();
    const merge = (extra: object = {}) => as("ada").pulls.merge({ ...infra, pull_number: 1, ...extra });
    const head = await sandbox.push(INFRA, "writer", "wave", { "README.md": "mine\n" });
    await bot.pulls.create({ ...infra, title: "t", head: "wave", base: "main", draft: true });
    expect(await refusalOf(merge())).toContain("still a draft");
    await bot.pulls.update({ ...infra, pull_number: 1, state: "closed" });
    expect(await statusOf(merge())).toBe(405);

    await bot.pulls.create({ ...infra, title: "t", head: "wave", base: "main" });
    const second = (extra: object = {}) => as("ada").pulls.merge({ ...infra, pull_number: 2, ...extra });
    expect(await statusOf(second({ sha: "0".repeat(40) }))).toBe(409);
    await sandbox.push(INFRA, "ada", "main", { "README.md": "theirs\n" });
    const { data } = await bot.pulls.get({ ...infra, pull_number: 2 });
    expect([data.mergeable, data.mergeable_state]).toEqual([false, "dirty"]);
    for (const merge_method of ["merge", "squash", "rebase"]) {
      expect(await statusOf(second({ sha: head, merge_method }))).toBe(405);
    }
    expect(await sandbox.read(INFRA, "README.md")).toBe("theirs\n");
  });

  test("pushing the head into the base merges without the button", async () => {
    const { bot, sandbox } = await startAcme();
    const sha = await commitBranch(bot, "wave", { a: "1" });
    const number = await sandbox.openPull(INFRA, "writer", { title: "t", head: "wave" });

    await bot.git.updateRef({ ...infra, ref: "heads/main", sha });

    expect((await bot.pulls.get({ ...infra, pull_number: number })).data.merged).toBe(true);
    expect(
      (await bot.repos.listPullRequestsAssociatedWithCommit({ ...infra, commit_sha: sha })).data[0]?.number,
    ).toBe(1);
  });
});

describe("checks", () => {
  test("a push opens a suite for each App that writes checks; runs fill it and close it", async () => {
    const { bot, sandbox } = await startAcme();
    const sha = await commitBranch(bot, "wave", { a: "1" });
    const suite = async () =>
      (await bot.checks.listSuitesForRef({ ...infra, ref: "wave" })).data.check_suites[0];
    expect(await suite()).toMatchObject({
      status: "queued",
      conclusion: null,
      head_branch: "wave",
      latest_check_runs_count: 0,
    });

    const run = (await bot.checks.create({ ...infra, name: "a", head_sha: sha, status: "in_progress" })).data;
    await bot.checks.create({ ...infra, name: "b", head_sha: sha, conclusion: "success" });
    expect((await suite())?.status).toBe("in_progress");
    await bot.checks.update({ ...infra, check_run_id: run.id, conclusion: "failure" });
    expect(await suite()).toMatchObject({
      status: "completed",
      conclusion: "failure",
      latest_check_runs_count: 2,
    });

    await bot.checks.create({ ...infra, name: "a", head_sha: sha, conclusion: "success" });
    const list = async (filter: "latest" | "all") =>
      (await bot.checks.listForRef({ ...infra, ref: sha, check_name: "a", filter })).data.check_runs.map(
        (it) => it.conclusion,
      );
    expect(await list("latest")).toEqual(["success"]);
    expect(await list("all")).toEqual(["failure", "success"]);
    expect(
      sandbox.deliveries.log.filter((it) => it.event === "check_suite").map((it) => it.action),
    ).toContain("completed");
  });

  test("fifty annotations at a time, more by updating", async () => {
    const { bot, sandbox } = await startAcme();
    const head_sha = (await sandbox.head(INFRA)) ?? "";
    const annotations = (count: number) =>
      Array.from({ length: count }, (_, at) => ({
        path: "README.md",
        start_line: at + 1,
        end_line: at + 1,
        annotation_level: "notice" as const,
        message: "m",
      }));
    const output = (count: number) => ({ title: "t", summary: "s", annotations: annotations(count) });

    expect(await statusOf(bot.checks.create({ ...infra, name: "n", head_sha, output: output(51) }))).toBe(
      422,
    );
    const run = (await bot.checks.create({ ...infra, name: "n", head_sha, output: output(50) })).data;
    await bot.checks.update({ ...infra, check_run_id: run.id, output: output(20) });

    const all = await bot.paginate(bot.checks.listAnnotations, { ...infra, check_run_id: run.id });
    expect(all.length).toBe(70);
    expect(await statusOf(bot.checks.create({ ...infra, name: "n", head_sha: "0".repeat(40) }))).toBe(422);
  });
});
