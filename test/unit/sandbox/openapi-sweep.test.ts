// Calls every endpoint once and more, and lets GitHub's own description judge requests and responses.
import { expect, test } from "vitest";
import { createLimits } from "../../../src/sandbox/api/limits.ts";
import { allRoutes } from "../../../src/sandbox/api/routes.ts";
import type { Exchange } from "../../../src/sandbox/exchange.ts";
import { createOpenApiCheck } from "../../support/openapi.ts";
import { commitBranch, infra, startAcme, statusOf } from "./acme.ts";

test("every endpoint answers in the shape of GitHub's OpenAPI description", async () => {
  const openapi = createOpenApiCheck();
  const { sandbox, bot, self, as, installationId } = await startAcme({ onExchange: openapi.listen });
  const ada = as("ada");

  await self.apps.getAuthenticated();
  await self.apps.listInstallations();
  await self.apps.getInstallation({ installation_id: installationId });
  await self.apps.createInstallationAccessToken({
    installation_id: installationId,
    repositories: ["infra"],
    permissions: { contents: "read" },
  });
  await self.apps.getRepoInstallation(infra);
  await self.apps.getOrgInstallation({ org: "acme" });
  await self.apps.getUserInstallation({ username: "acme" });
  await self.apps.getWebhookConfigForApp();
  await bot.apps.listReposAccessibleToInstallation();

  await ada.users.getAuthenticated();
  await ada.users.getByUsername({ username: "tidegate[bot]" });
  await ada.orgs.get({ org: "acme" });
  await ada.meta.get();
  await ada.rateLimit.get();
  await ada.request("GET /zen");

  await bot.repos.get(infra);
  await bot.repos.listCollaborators(infra);
  await bot.repos.checkCollaborator({ ...infra, username: "writer" });
  for (const username of ["ada", "writer", "triager", "stranger"]) {
    await bot.repos.getCollaboratorPermissionLevel({ ...infra, username });
  }
  await bot.repos.getContent({ ...infra, path: "apps/web/ingress.yaml" });
  await bot.repos.getContent({ ...infra, path: "apps" });
  await bot.repos.getContent({ ...infra, path: "" });

  const main = (await bot.git.getRef({ ...infra, ref: "heads/main" })).data.object.sha;
  await bot.git.listMatchingRefs({ ...infra, ref: "heads/" });
  const blob = await bot.git.createBlob({
    ...infra,
    content: Buffer.from("x").toString("base64"),
    encoding: "base64",
  });
  await bot.git.getBlob({ ...infra, file_sha: blob.data.sha });
  await bot.git.getTree({ ...infra, tree_sha: main, recursive: "true" });
  const head = await commitBranch(bot, "tidegate/prod/wave-1", {
    "apps/web/route.yaml": "kind: HTTPRoute\n",
  });
  await bot.git.getCommit({ ...infra, commit_sha: head });
  const next = await bot.git.createCommit({
    ...infra,
    message: "again",
    tree: (await bot.git.getCommit({ ...infra, commit_sha: head })).data.tree.sha,
    parents: [head],
    author: { name: "Ada", email: "ada@example.com", date: "2024-01-02T03:04:05Z" },
  });
  await bot.git.updateRef({ ...infra, ref: "heads/tidegate/prod/wave-1", sha: next.data.sha });
  await bot.repos.listCommits(infra);
  await bot.repos.getCommit({ ...infra, ref: head });
  await bot.repos.compareCommitsWithBasehead({ ...infra, basehead: "main...tidegate/prod/wave-1" });
  await bot.repos.listBranches(infra);
  await bot.repos.getBranch({ ...infra, branch: "tidegate/prod/wave-1" });

  const opened = await bot.pulls.create({
    ...infra,
    title: "Wave 1",
    head: "tidegate/prod/wave-1",
    base: "main",
    body: "text",
  });
  const pull = { ...infra, pull_number: opened.data.number };
  await bot.pulls.list({
    ...infra,
    state: "all",
    head: "acme:tidegate/prod/wave-1",
    base: "main",
    sort: "updated",
  });
  await bot.pulls.get(pull);
  await bot.pulls.update({ ...pull, title: "Wave one" });
  await bot.pulls.listCommits(pull);
  await bot.pulls.listFiles(pull);
  await bot.pulls.listReviews(pull);
  await bot.pulls.requestReviewers({ ...pull, reviewers: ["writer"] });
  await bot.pulls.listRequestedReviewers(pull);
  await bot.pulls.removeRequestedReviewers({ ...pull, reviewers: ["writer"] });
  await bot.repos.listPullRequestsAssociatedWithCommit({ ...infra, commit_sha: head });
  expect(await statusOf(bot.pulls.checkIfMerged(pull))).toBe(404);

  const run = await bot.checks.create({
    ...infra,
    name: "tidegate / proof",
    head_sha: next.data.sha,
    status: "in_progress",
    external_id: "x",
    started_at: "2024-01-02T03:04:05Z",
  });
  const check = { ...infra, check_run_id: run.data.id };
  await bot.checks.update({
    ...check,
    conclusion: "neutral",
    output: {
      title: "two differ",
      summary: "See below",
      text: "more",
      annotations: [
        {
          path: "apps/web/ingress.yaml",
          start_line: 1,
          end_line: 1,
          annotation_level: "warning",
          message: "m",
          title: "t",
        },
      ],
    },
  });
  await bot.checks.get(check);
  await bot.checks.listAnnotations(check);
  await bot.checks.listForRef({
    ...infra,
    ref: "tidegate/prod/wave-1",
    filter: "latest",
    check_name: "tidegate / proof",
  });
  const suites = await bot.checks.listSuitesForRef({ ...infra, ref: next.data.sha });
  const suite = { ...infra, check_suite_id: suites.data.check_suites[0]?.id ?? 0 };
  await bot.checks.getSuite(suite);
  await bot.checks.listForSuite(suite);
  await bot.checks.createSuite({ ...infra, head_sha: main });
  await bot.checks.createSuite({ ...infra, head_sha: main });
  await bot.checks.rerequestRun(check);
  await bot.checks.rerequestSuite(suite);
  await bot.repos.createCommitStatus({ ...infra, sha: head, state: "success", context: "argocd/prod" });
  await bot.repos.listCommitStatusesForRef({ ...infra, ref: head });
  await bot.repos.getCombinedStatusForRef({ ...infra, ref: head });

  const issue = await bot.issues.create({ ...infra, title: "Dashboard", body: "x", labels: ["tidegate"] });
  const about = { ...infra, issue_number: issue.data.number };
  await bot.issues.listForRepo({ ...infra, state: "all", labels: "tidegate", creator: "tidegate[bot]" });
  await bot.issues.get(about);
  await bot.issues.update({ ...about, body: "y" });
  const comment = await bot.issues.createComment({ ...about, body: "first" });
  const said = { ...infra, comment_id: comment.data.id };
  await bot.issues.listComments(about);
  await bot.issues.listCommentsForRepo(infra);
  await bot.issues.getComment(said);
  await bot.issues.updateComment({ ...said, body: "second" });
  const eyes = await bot.reactions.createForIssueComment({ ...said, content: "eyes" });
  await bot.reactions.createForIssueComment({ ...said, content: "eyes" });
  await bot.reactions.listForIssueComment(said);
  await bot.reactions.deleteForIssueComment({ ...said, reaction_id: eyes.data.id });
  const rocket = await bot.reactions.createForIssue({ ...about, content: "rocket" });
  await bot.reactions.listForIssue(about);
  await bot.reactions.deleteForIssue({ ...about, reaction_id: rocket.data.id });
  await bot.issues.deleteComment(said);
  await bot.issues.createLabel({ ...infra, name: "tidegate/edited", color: "ededed", description: "d" });
  await bot.issues.updateLabel({
    ...infra,
    name: "tidegate/edited",
    new_name: "tidegate/mine",
    color: "112233",
  });
  await bot.issues.getLabel({ ...infra, name: "tidegate/mine" });
  await bot.issues.listLabelsForRepo(infra);
  await bot.issues.addLabels({ ...about, labels: ["tidegate/mine"] });
  await bot.issues.listLabelsOnIssue(about);
  await bot.issues.removeLabel({ ...about, name: "tidegate/mine" });
  await bot.issues.setLabels({ ...about, labels: ["a", "b"] });
  await bot.issues.removeAllLabels(about);
  await bot.issues.deleteLabel({ ...infra, name: "a" });

  await ada.pulls.merge(pull);
  expect(await statusOf(bot.pulls.checkIfMerged(pull))).toBe(204);
  await bot.git.deleteRef({ ...infra, ref: "heads/tidegate/prod/wave-1" });

  await sandbox.waitForDeliveries();
  const deliveries = await self.apps.listWebhookDeliveries();
  const delivery = { delivery_id: deliveries.data[0]?.id ?? 0 };
  await self.apps.getWebhookDelivery(delivery);
  await self.apps.redeliverWebhookDelivery(delivery);
  await bot.apps.revokeInstallationAccessToken();

  expect(openapi.problems).toEqual([]);
  const offered = allRoutes(sandbox.deliveries, createLimits(sandbox.world, 1)).map(
    (it) => `${it.method} ${it.path}`,
  );
  expect([...openapi.covered.keys()].sort()).toEqual(offered.sort());
  expect(offered.length).toBe(93);
  expect(sandbox.requests.filter((exchange) => exchange.status >= 500)).toEqual([]);
});

test("the check notices a wrong response, a wrong request and an invented endpoint", async () => {
  const { sandbox, bot } = await startAcme();
  await bot.issues.create({ ...infra, title: "Dashboard" });
  const exchange = sandbox.requests.find((it) => it.route === "/repos/{owner}/{repo}/issues");
  if (exchange === undefined) throw new Error("nothing was recorded");
  const { check } = createOpenApiCheck();
  const body = { ...(exchange.responseBody as object), id: "seven" }; // the recorded body is this very issue

  expect(check(exchange)).toEqual([]);
  const wrong: readonly [Partial<Exchange>, RegExp][] = [
    [{ responseBody: body }, /\/id must be integer/],
    [{ responseBody: {} }, /must have required property 'html_url'/],
    [{ requestBody: { title: ["no"] } }, /\/title must/],
    [{ requestBody: undefined }, /no body/],
    [{ query: { colour: "red" } }, /unknown query parameter colour/],
    [{ status: 299 }, /status 299 is not described/],
    [{ route: "/repos/{owner}/{repo}/dreams" }, /no such operation/],
  ];
  for (const [change, expected] of wrong) {
    expect(check({ ...exchange, ...change }).join("\n")).toMatch(expected);
  }
});

test("what is not offered is a plain 404, GraphQL says so in words", async () => {
  const { sandbox, bot } = await startAcme();

  expect(await statusOf(bot.request("GET /repos/{owner}/{repo}/pages", infra))).toBe(404);
  const answer = await fetch(`${sandbox.url}/api/graphql`, { method: "POST", body: "{}" });
  expect(answer.status).toBe(404);
  expect(await answer.text()).toContain("GraphQL is not supported");
});
