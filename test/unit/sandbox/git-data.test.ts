// The Git Data API as the App uses it: trees from edits, signed commits, refs that refuse to lose work.
import { describe, expect, test } from "vitest";
import { commitBranch, INFRA, infra, refusalOf, startAcme, statusOf } from "./acme.ts";

const ZERO = "0".repeat(40);

describe("trees", () => {
  test("edits on a base tree add, replace and delete; the rest stays", async () => {
    const { bot, sandbox } = await startAcme();
    const sha = await commitBranch(bot, "wave", {
      "apps/web/route.yaml": "kind: HTTPRoute\n",
      "README.md": "# changed\n",
      "apps/web/svc.yaml": null,
    });

    const { data } = await bot.git.getTree({ ...infra, tree_sha: sha, recursive: "true" });

    expect(data.tree.filter((entry) => entry.type === "blob").map((entry) => entry.path)).toEqual([
      "README.md",
      "apps/web/ingress.yaml",
      "apps/web/route.yaml",
    ]);
    expect(await sandbox.read(INFRA, "README.md", "wave")).toBe("# changed\n");
  });

  test("a directory can be deleted, a file can take the place of a directory, a tree can be put in whole", async () => {
    const { bot, sandbox } = await startAcme();
    const main = (await sandbox.head(INFRA)) ?? "";
    const apps = (await bot.git.getTree({ ...infra, tree_sha: main })).data.tree.find(
      (entry) => entry.path === "apps",
    );
    const { data } = await bot.git.createTree({
      ...infra,
      base_tree: main,
      tree: [
        { path: "apps", mode: "040000", type: "tree", sha: null },
        { path: "copy", mode: "040000", type: "tree", sha: apps?.sha ?? "" },
        { path: "README.md/inner", mode: "100755", type: "blob", content: "x" },
      ],
    });
    const { data: listed } = await bot.git.getTree({ ...infra, tree_sha: data.sha, recursive: "true" });

    expect(listed.tree.filter((entry) => entry.type === "blob").map((it) => `${it.mode} ${it.path}`)).toEqual(
      ["100755 README.md/inner", "100644 copy/web/ingress.yaml", "100644 copy/web/svc.yaml"],
    );
  });

  test.each([
    ["an empty list", [], "Invalid tree info"],
    ["a path that climbs", [{ path: "../x", mode: "100644", content: "" }], "malformed path"],
    ["a path into .git", [{ path: "a/.GIT/config", mode: "100644", content: "" }], "malformed path"],
    ["an absolute path", [{ path: "/x", mode: "100644", content: "" }], "malformed path"],
    ["an unknown mode", [{ path: "x", mode: "100600", content: "" }], "valid tree.mode"],
    ["an unknown blob", [{ path: "x", mode: "100644", sha: ZERO }], "is not a valid blob"],
    ["both sha and content", [{ path: "x", mode: "100644", sha: ZERO, content: "" }], "but not both"],
    ["a deletion of nothing", [{ path: "absent", mode: "100644", sha: null }], "BadObjectState"],
  ])("%s is refused", async (_, tree, message) => {
    const { bot, sandbox } = await startAcme();
    const base_tree = await sandbox.head(INFRA);
    const call = () =>
      bot.request("POST /repos/{owner}/{repo}/git/trees", { ...infra, base_tree, tree: tree as [] }); // wrong on purpose

    expect(await statusOf(call())).toBe(422);
    expect(await refusalOf(call())).toContain(message);
  });
});

describe("commits", () => {
  test("of an App without author are by its bot and verified; with an author they are not", async () => {
    const { bot, sandbox } = await startAcme({ clock: () => new Date("2026-03-04T05:06:07.890Z") });
    const main = (await sandbox.head(INFRA)) ?? "";
    const tree = (await bot.git.getCommit({ ...infra, commit_sha: main })).data.tree.sha;
    const create = (extra: object) =>
      bot.git
        .createCommit({ ...infra, message: "m\n\nbody", tree, parents: [main], ...extra })
        .then((it) => it.data);

    const own = await create({});
    const named = await create({
      author: { name: "Ada", email: "ada@x.example", date: "2024-01-02T03:04:05+02:00" },
    });

    expect(own.author.name).toBe("tidegate[bot]");
    expect(own.author.email).toMatch(/^\d+\+tidegate\[bot\]@users\.noreply\.github\.com$/);
    expect(own.committer).toEqual({
      name: "GitHub",
      email: "noreply@github.com",
      date: "2026-03-04T05:06:07Z",
    });
    expect([own.verification.verified, own.verification.reason]).toEqual([true, "valid"]);
    expect(named.author).toEqual({ name: "Ada", email: "ada@x.example", date: "2024-01-02T01:04:05Z" });
    expect([named.verification.verified, named.verification.reason]).toEqual([false, "unsigned"]);
    expect((await bot.repos.getCommit({ ...infra, ref: own.sha })).data.author?.login).toBe("tidegate[bot]");
    expect(await create({})).toEqual(own);
  });

  test("of a person are unsigned, and parents and trees have to exist", async () => {
    const { as, sandbox } = await startAcme();
    const ada = as("ada");
    const main = (await sandbox.head(INFRA)) ?? "";
    const tree = (await ada.git.getCommit({ ...infra, commit_sha: main })).data.tree.sha;
    const create = (extra: object) =>
      ada.git.createCommit({ ...infra, message: "m", tree, parents: [main], ...extra });

    expect((await create({})).data.verification.verified).toBe(false);
    expect(await statusOf(create({ parents: [ZERO] }))).toBe(422);
    expect(await statusOf(create({ tree: main }))).toBe(422);
  });
});

describe("refs", () => {
  test("are created once, under a valid name, for a commit that exists", async () => {
    const { bot, sandbox } = await startAcme();
    const sha = (await sandbox.head(INFRA)) ?? "";
    const create = (ref: string, to = sha) => bot.git.createRef({ ...infra, ref, sha: to });

    expect(await statusOf(create("refs/heads/tidegate/prod/wave-1"))).toBe(201);
    expect(await refusalOf(create("refs/heads/tidegate/prod/wave-1"))).toContain("Reference already exists");
    expect(await statusOf(create("refs/heads/tidegate/prod"))).toBe(422);
    for (const bad of [
      "refs/heads/",
      "heads/x",
      "refs/heads/a..b",
      "refs/heads/a b",
      "refs/pull/1/head",
      "refs/heads/-x/../y",
    ]) {
      expect(await statusOf(create(bad))).toBe(422);
    }
    expect(await refusalOf(create("refs/heads/new", ZERO))).toContain("Object does not exist");
    const matching = await bot.git.listMatchingRefs({ ...infra, ref: "heads/tidegate/" });
    expect(matching.data.map((it) => it.ref)).toEqual(["refs/heads/tidegate/prod/wave-1"]);
  });

  test("move forward freely, elsewhere only by force, and are found by their exact name only", async () => {
    const { bot, sandbox } = await startAcme();
    const main = (await sandbox.head(INFRA)) ?? "";
    const ours = await commitBranch(bot, "wave", { a: "1" });
    const theirs = await commitBranch(bot, "other", { b: "1" });
    const update = (sha: string, force: boolean) =>
      bot.git.updateRef({ ...infra, ref: "heads/wave", sha, force });

    expect(await refusalOf(update(theirs, false))).toContain("Update is not a fast forward");
    expect(await sandbox.head(INFRA, "wave")).toBe(ours);
    expect(await statusOf(update(theirs, true))).toBe(200);
    expect(await sandbox.head(INFRA, "wave")).toBe(theirs);
    expect(sandbox.deliveries.log.at(-1)?.payload).toMatchObject({
      forced: true,
      before: ours,
      after: theirs,
    });
    expect(await statusOf(bot.git.getRef({ ...infra, ref: "heads/wav" }))).toBe(404);
    expect(await statusOf(bot.git.updateRef({ ...infra, ref: "heads/absent", sha: main }))).toBe(422);
  });

  test("deleting the head of an open pull request closes it; the default branch stays", async () => {
    const { bot, sandbox } = await startAcme();
    await commitBranch(bot, "wave", { a: "1" });
    const number = await sandbox.openPull(INFRA, "writer", { title: "t", head: "wave" });

    expect(await statusOf(bot.git.deleteRef({ ...infra, ref: "heads/wave" }))).toBe(204);
    expect(await statusOf(bot.git.deleteRef({ ...infra, ref: "heads/wave" }))).toBe(422);
    expect(await statusOf(bot.git.deleteRef({ ...infra, ref: "heads/main" }))).toBe(422);

    const { data } = await bot.pulls.get({ ...infra, pull_number: number });
    expect([data.state, data.merged]).toEqual(["closed", false]);
    expect(await refusalOf(bot.pulls.update({ ...infra, pull_number: number, state: "open" }))).toContain(
      "state",
    );
  });
});

describe("contents", () => {
  test("come as JSON, raw, or as a listing, at any ref", async () => {
    const { bot, sandbox } = await startAcme();
    await sandbox.push(INFRA, "ada", "feature/x", {
      "apps/web/ingress.yaml": "kind: Other\n",
      "odd name?#.yaml": "o\n",
    });
    const get = (path: string, extra: object = {}) => bot.repos.getContent({ ...infra, path, ...extra });

    const file = (await get("apps/web/ingress.yaml")).data;
    expect(file).toMatchObject({
      type: "file",
      encoding: "base64",
      content: "a2luZDogSW5ncmVzcwo=\n",
      size: 14,
    });
    const raw = await get("apps/web/ingress.yaml", { ref: "feature/x", mediaType: { format: "raw" } });
    expect(raw.data).toBe("kind: Other\n");
    expect((await get("odd name?#.yaml", { ref: "feature/x" })).status).toBe(200);
    const listing = (await get("apps/web")).data;
    expect(Array.isArray(listing) ? listing.map((it) => `${it.type} ${it.path}`) : listing).toEqual([
      "file apps/web/ingress.yaml",
      "file apps/web/svc.yaml",
    ]);
    for (const [path, ref] of [
      ["absent", undefined],
      ["README.md", "absent"],
      ["README.md/x", undefined],
    ]) {
      expect(await statusOf(get(path ?? "", ref === undefined ? {} : { ref }))).toBe(404);
    }
  });

  test("names are never taken for git expressions", async () => {
    const { bot } = await startAcme();
    for (const ref of ["HEAD~0", "main^{tree}", "--all", "main@{0}", ":/Initial", "main:README.md"]) {
      expect(await statusOf(bot.repos.getCommit({ ...infra, ref }))).toBe(422);
    }
  });
});

test("a comparison tells both sides, with three dots from where they parted", async () => {
  const { bot, sandbox } = await startAcme();
  await commitBranch(bot, "wave", { "a.yaml": "1\n", "apps/web/svc.yaml": null });
  await sandbox.push(INFRA, "ada", "main", { "b.yaml": "two\n" });
  const compare = (basehead: string) =>
    bot.repos.compareCommitsWithBasehead({ ...infra, basehead }).then((it) => it.data);
  const filesOf = (data: Awaited<ReturnType<typeof compare>>): readonly string[] =>
    (data.files ?? []).map((file) => `${file.status} ${file.filename} +${file.additions} -${file.deletions}`);

  const three = await compare("main...acme:wave");
  expect([three.status, three.ahead_by, three.behind_by, three.total_commits]).toEqual(["diverged", 1, 1, 1]);
  expect(filesOf(three)).toEqual(["added a.yaml +1 -0", "removed apps/web/svc.yaml +0 -1"]);
  expect(three.files?.[0]?.patch).toBe("@@ -0,0 +1 @@\n+1");
  expect(filesOf(await compare("main..wave"))).toContain("removed b.yaml +0 -1");
  expect((await compare("main...main")).status).toBe("identical");
  expect((await compare("wave...main")).merge_base_commit.sha).toBe(three.merge_base_commit.sha);
  expect(await statusOf(bot.repos.compareCommitsWithBasehead({ ...infra, basehead: "main...absent" }))).toBe(
    404,
  );
});
