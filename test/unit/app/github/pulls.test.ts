import { expect, test } from "vitest";
import { github, nockHost, useNock } from "./nock-host.ts";

useNock();

const pull = {
  number: 5,
  title: "t",
  body: null,
  state: "closed",
  user: { login: "tidegate[bot]" },
  head: { ref: "tidegate/prod/wave-1", sha: "a".repeat(40) },
  closed_at: "2026-03-01T00:00:00Z",
  merged_at: null,
  merge_commit_sha: "b".repeat(40),
  labels: [{ name: "tidegate/wave" }],
};

test("closed and merged are told apart, and only a merge has a merge commit", async () => {
  github().get("/repos/acme/shop/pulls/5").reply(200, pull);
  github()
    .get("/repos/acme/shop/pulls/5")
    .reply(200, { ...pull, merged_at: "2026-03-01T00:00:00Z" });

  const [closed, merged] = [await nockHost().pull(5), await nockHost().pull(5)];

  expect([closed.state, closed.mergeCommit]).toEqual(["closed", undefined]);
  expect([merged.state, merged.mergeCommit]).toEqual(["merged", "b".repeat(40)]);
  expect(merged).toMatchObject({
    number: 5,
    body: "",
    branch: "tidegate/prod/wave-1",
    labels: ["tidegate/wave"],
  });
});

test("pull requests of a branch are ours only when our account opened them", async () => {
  github()
    .get("/repos/acme/shop/pulls")
    .query({
      head: "acme:tidegate/prod/wave-1",
      state: "all",
      sort: "created",
      direction: "asc",
      per_page: "100",
    })
    .reply(200, [pull, { ...pull, number: 6, user: { login: "eve" } }]);

  expect((await nockHost().pullsOf("tidegate/prod/wave-1")).map(({ number }) => number)).toEqual([5]);
});

test("a pull request is opened from our branch and edited in place", async () => {
  github()
    .post("/repos/acme/shop/pulls", { head: "tidegate/prod/wave-1", base: "main", title: "T", body: "B" })
    .reply(201, { number: 5 });
  github().patch("/repos/acme/shop/pulls/5", { state: "closed" }).reply(200, {});
  const host = nockHost();

  expect(await host.openPull({ branch: "tidegate/prod/wave-1", base: "main", title: "T", body: "B" })).toBe(
    5,
  );
  await host.editPull(5, { state: "closed" });
});
