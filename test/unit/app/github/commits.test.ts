import { expect, test } from "vitest";
import { github, nockHost, useNock } from "./nock-host.ts";

useNock();

const parent = "a".repeat(40);
const made = "b".repeat(40);

test("a commit is one tree on the parent's tree, without author, so that GitHub signs it", async () => {
  github()
    .get(`/repos/acme/shop/git/commits/${parent}`)
    .reply(200, { sha: parent, tree: { sha: "t0" } });
  github()
    .post("/repos/acme/shop/git/trees", {
      base_tree: "t0",
      tree: [
        { path: "apps/a.yaml", mode: "100644", type: "blob", content: "a: 1\r\n" },
        { path: "run.yaml", mode: "100755", type: "blob", content: "b: 2" },
        { path: "old.yaml", mode: "100644", type: "blob", sha: null },
      ],
    })
    .reply(201, { sha: "t1" });
  github()
    .post("/repos/acme/shop/git/commits", { message: "wave 1", tree: "t1", parents: [parent] })
    .reply(201, { sha: made });

  const sha = await nockHost().createCommit({
    parent,
    message: "wave 1",
    files: [
      { path: "apps/a.yaml", text: "a: 1\r\n", executable: false },
      { path: "run.yaml", text: "b: 2", executable: true },
      { path: "old.yaml", text: undefined, executable: false },
    ],
  });

  expect(sha).toBe(made);
});

test("a branch is created, and moved by force only when asked to", async () => {
  github()
    .post("/repos/acme/shop/git/refs", { ref: "refs/heads/tidegate/prod/wave-1", sha: made })
    .reply(201, {});
  github()
    .patch(/^\/repos\/acme\/shop\/git\/refs\/heads(\/|%2F)tidegate(\/|%2F)prod(\/|%2F)wave-1$/, {
      sha: parent,
      force: true,
    })
    .reply(200, {});

  await nockHost().createBranch("tidegate/prod/wave-1", made);
  await nockHost().moveBranch("tidegate/prod/wave-1", parent);
});

test("branches are listed by prefix", async () => {
  github()
    .get(/^\/repos\/acme\/shop\/git\/matching-refs\/heads(\/|%2F)tidegate(\/|%2F)?$/)
    .query({ per_page: 100 })
    .reply(200, [{ ref: "refs/heads/tidegate/prod/wave-1", object: { sha: made } }]);

  expect(await nockHost().branches("tidegate/")).toEqual([{ name: "tidegate/prod/wave-1", head: made }]);
});

test("a commit is ours when GitHub attributes it to our account", async () => {
  const commit = (author: object | null) => ({
    sha: made,
    commit: { message: "m" },
    parents: [{ sha: parent }],
    author,
  });
  for (const author of [{ login: "tidegate[bot]" }, { login: "alice" }, null]) {
    github().get(`/repos/acme/shop/commits/${made}`).reply(200, commit(author));
  }

  const answers = [
    await nockHost().commit(made),
    await nockHost().commit(made),
    await nockHost().commit(made),
  ];

  expect(answers.map(({ isOurs }) => isOurs)).toEqual([true, false, false]);
  expect(answers[0]?.parents).toEqual([parent]);
});
