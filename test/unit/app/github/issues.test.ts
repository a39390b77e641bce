import { expect, test } from "vitest";
import { github, nockHost, useNock } from "./nock-host.ts";

useNock();

const listed = { creator: "tidegate[bot]", state: "all", sort: "created", direction: "asc", per_page: "100" };
const issue = {
  title: "t",
  body: "b",
  state: "open",
  created_at: "2026-03-01T00:00:00Z",
  labels: [{ name: "tidegate" }],
};

test("our issues are those our account opened, whatever the list holds", async () => {
  github()
    .get("/repos/acme/shop/issues")
    .query(listed)
    .reply(200, [
      { ...issue, number: 1, user: { login: "tidegate[bot]" } },
      {
        ...issue,
        number: 2,
        user: { login: "tidegate[bot]" },
        pull_request: {},
        state: "closed",
        body: null,
      },
      { ...issue, number: 3, user: { login: "eve" } },
      { ...issue, number: 4, user: null },
    ]);

  expect(await nockHost().ownedIssues()).toEqual([
    {
      number: 1,
      isPull: false,
      title: "t",
      body: "b",
      open: true,
      createdAt: "2026-03-01T00:00:00Z",
      labels: ["tidegate"],
    },
    {
      number: 2,
      isPull: true,
      title: "t",
      body: "",
      open: false,
      createdAt: "2026-03-01T00:00:00Z",
      labels: ["tidegate"],
    },
  ]);
});

test("lists go on to the next page", async () => {
  const next = '<https://api.github.test/repos/acme/shop/issues?page=2>; rel="next"';
  github()
    .get("/repos/acme/shop/issues")
    .query(listed)
    .reply(200, [{ ...issue, number: 1, user: { login: "tidegate[bot]" } }], { link: next });
  github()
    .get("/repos/acme/shop/issues")
    .query({ page: "2" })
    .reply(200, [{ ...issue, number: 2, user: { login: "tidegate[bot]" } }]);

  expect((await nockHost().ownedIssues()).map(({ number }) => number)).toEqual([1, 2]);
});

test("a comment says whose it is and where it stands", async () => {
  const comment = (login: string, type: string, id: number) => ({
    id,
    issue_url: "https://api.github.test/repos/acme/shop/issues/12",
    user: { login, type },
    body: "/migrate help",
    created_at: "2026-03-01T00:00:00Z",
    updated_at: "2026-03-02T00:00:00Z",
    html_url: "https://github.test/acme/shop/issues/12#issuecomment-1",
  });
  github()
    .get("/repos/acme/shop/issues/comments")
    .query({ since: "2026-02-01T00:00:00.000Z", sort: "updated", direction: "asc", per_page: "100" })
    .reply(200, [
      comment("alice", "User", 1),
      comment("tidegate[bot]", "Bot", 2),
      comment("renovate[bot]", "Bot", 3),
    ]);

  const comments = await nockHost().commentsSince("2026-02-01T00:00:00.000Z");

  expect(comments.map(({ issue, isOurs, isBot }) => [issue, isOurs, isBot])).toEqual([
    [12, false, false],
    [12, true, true],
    [12, false, true],
  ]);
  expect(comments[0]?.updatedAt).toBe("2026-03-02T00:00:00Z");
});

test("a label is created once, when it does not exist, and one that exists keeps its looks", async () => {
  github().get("/repos/acme/shop/labels/tidegate%2Fwave").reply(404, { message: "Not Found" });
  github()
    .post(
      "/repos/acme/shop/labels",
      (body: { readonly name: string; readonly color: string }) =>
        body.name === "tidegate/wave" && /^[0-9a-f]{6}$/.test(body.color),
    )
    .reply(201, {});
  github().get("/repos/acme/shop/labels/tidegate%2Fedited").reply(200, { color: "ff0000" });
  github()
    .post("/repos/acme/shop/issues/3/labels", { labels: ["tidegate/wave", "tidegate/edited"] })
    .reply(200, []);
  github()
    .post("/repos/acme/shop/issues/4/labels", { labels: ["tidegate/wave"] })
    .reply(200, []);
  const host = nockHost();

  await host.addLabels(3, ["tidegate/wave", "tidegate/edited"]);
  await host.addLabels(4, ["tidegate/wave"]);
});

test("a label that is already off and a comment that is gone are no failures", async () => {
  github()
    .delete("/repos/acme/shop/issues/3/labels/tidegate%2Fedited")
    .reply(404, { message: "Label does not exist" });
  github()
    .post("/repos/acme/shop/issues/comments/9/reactions", { content: "eyes" })
    .reply(404, { message: "Not Found" });

  await nockHost().removeLabel(3, "tidegate/edited");
  await nockHost().react(9, "eyes");
});

test("issues and comments are written as given", async () => {
  github().get("/repos/acme/shop/labels/tidegate").reply(200, {});
  github()
    .post("/repos/acme/shop/issues", { title: "T", body: "B", labels: ["tidegate"] })
    .reply(201, { number: 8 });
  github().patch("/repos/acme/shop/issues/8", { body: "C" }).reply(200, {});
  github().post("/repos/acme/shop/issues/8/comments", { body: "D" }).reply(201, {});
  const host = nockHost();

  expect(await host.openIssue({ title: "T", body: "B", labels: ["tidegate"] })).toBe(8);
  await host.editIssue(8, { body: "C" });
  await host.comment(8, "D");
});
