import { expect, test } from "vitest";
import { github, nockHost, useNock } from "./nock-host.ts";

useNock();

const sha = "a".repeat(40);
const runs = `/repos/acme/shop/commits/${sha}/check-runs`;

function annotations(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    path: "a.yaml",
    line: index + 1,
    level: "warning" as const,
    title: "t",
    message: "m",
  }));
}

const check = {
  name: "tidegate / translation",
  sha,
  externalId: "hash",
  conclusion: "neutral",
  title: "Title",
  summary: "Summary",
} as const;

test("up to 50 annotations go with one request that completes the run", async () => {
  github()
    .post("/repos/acme/shop/check-runs", (body: { readonly output: { readonly annotations: unknown[] } }) => {
      expect(body).toMatchObject({
        name: "tidegate / translation",
        head_sha: sha,
        external_id: "hash",
        status: "completed",
        conclusion: "neutral",
      });
      expect(body.output.annotations).toHaveLength(50);
      expect(body.output.annotations[0]).toEqual({
        path: "a.yaml",
        start_line: 1,
        end_line: 1,
        annotation_level: "warning",
        title: "t",
        message: "m",
      });
      return true;
    })
    .reply(201, { id: 7 });

  await nockHost().createCheck({ ...check, annotations: annotations(50) });
});

test("more annotations follow in batches, and the last batch completes the run", async () => {
  const sent: unknown[] = [];
  const note = (body: {
    status: string;
    conclusion?: string;
    output: { annotations: unknown[] };
  }): boolean => {
    sent.push([body.status, body.conclusion, body.output.annotations.length]);
    return true;
  };
  github().post("/repos/acme/shop/check-runs", note).reply(201, { id: 7 });
  github().patch("/repos/acme/shop/check-runs/7", note).twice().reply(200, { id: 7 });

  await nockHost().createCheck({ ...check, annotations: annotations(120) });

  expect(sent).toEqual([
    ["in_progress", undefined, 50],
    ["in_progress", undefined, 50],
    ["completed", "neutral", 20],
  ]);
});

test("only our own check runs count as ours", async () => {
  github()
    .get(runs)
    .query({ filter: "latest", per_page: 100 })
    .reply(200, {
      total_count: 2,
      check_runs: [
        { name: "a", external_id: "x", status: "completed", app: { slug: "tidegate" } },
        { name: "a", external_id: "x", status: "completed", app: { slug: "evil" } },
        { name: "b", external_id: null, status: "in_progress", app: { slug: "tidegate" } },
      ],
    });

  expect(await nockHost().ownChecks(sha)).toEqual([
    { name: "a", externalId: "x", completed: true },
    { name: "b", externalId: "", completed: false },
  ]);
});

test("reports on a commit are check runs and statuses of the wanted names, oldest first", async () => {
  const run = (conclusion: string | null, completed: string | null) => ({
    name: "argocd/prod",
    status: completed === null ? "in_progress" : "completed",
    conclusion,
    started_at: "2026-03-01T00:00:00Z",
    completed_at: completed,
  });
  github()
    .get(runs)
    .query({ check_name: "argocd/prod", filter: "all", per_page: 100 })
    .reply(200, {
      total_count: 4,
      check_runs: [
        run("success", "2026-03-01T04:00:00Z"),
        run("skipped", "2026-03-01T01:00:00Z"),
        run(null, null),
        { ...run("success", "2026-03-01T05:00:00Z"), name: "argocd/prod-2" },
      ],
    });
  github()
    .get(`/repos/acme/shop/commits/${sha}/statuses`)
    .query({ per_page: 100 })
    .reply(200, [
      { context: "argocd/prod", state: "failure", created_at: "2026-03-01T02:00:00Z" },
      { context: "argocd/prod", state: "pending", created_at: "2026-03-01T03:00:00Z" },
      { context: "other", state: "success", created_at: "2026-03-01T03:00:00Z" },
    ]);

  const reports = await nockHost().checkReports(sha, ["argocd/prod"]);

  expect(reports.map(({ state, at }) => `${at.slice(11, 13)} ${state}`)).toEqual([
    "00 running",
    "01 red",
    "02 red",
    "03 running",
    "04 green",
  ]);
});
