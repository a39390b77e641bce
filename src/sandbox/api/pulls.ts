// Pull requests: list, open, edit, commits, files, merge, requested reviewers.

import { changeIssue } from "../actions/issues.ts";
import { pullCommits, pullFacts, pullFiles } from "../actions/pull-facts.ts";
import { branchOf, changeBase, mergePull, openPull } from "../actions/pulls.ts";
import { viewAccount } from "../views/account.ts";
import { viewCommit, viewDiffFile } from "../views/commit.ts";
import { viewPull, viewPullFull } from "../views/pull.ts";
import { ApiError, notFound, refused } from "../world/errors.ts";
import type { PullIssue } from "../world/types.ts";
import { findAccount, isPull } from "../world/world.ts";
import { param, pullInPath } from "./find.ts";
import { checkTitle } from "./issues.ts";
import { listed } from "./page.ts";
import { created, noContent, ok } from "./reply.ts";
import { type RepositoryContext, type Route, reads, writes } from "./route.ts";

const PULLS = ["pull_requests"] as const;

export const pullRoutes: readonly Route[] = [
  reads("/pulls", PULLS, (context) =>
    listed(context, selectPulls(context), (issue) =>
      viewPull(context.world, context.repository, issue, null),
    ),
  ),
  writes("POST", "/pulls", PULLS, "read", async (context) => {
    const { world, repository, actor } = context;
    const fields = context.fields("PullRequest");
    const issue = await openPull(world, repository, actor, {
      title: checkTitle(fields.text("title")),
      head: fields.text("head"),
      base: fields.text("base"),
      body: fields.nullableText("body") ?? null,
      draft: fields.flag("draft") ?? false,
    });
    const view = await viewSingle(context, issue);
    return created(view, view.url);
  }),
  reads("/pulls/{pull_number}", PULLS, async (context) => ok(await viewSingle(context, pullInPath(context)))),
  writes("PATCH", "/pulls/{pull_number}", PULLS, "read", async (context) => {
    const { world, repository, actor } = context;
    const issue = pullInPath(context);
    if (issue.user.id !== actor.account.id) context.needRole("triage");
    const fields = context.fields("PullRequest");
    const [title, body] = [fields.optionalText("title"), fields.nullableText("body")];
    const state = fields.word("state", ["open", "closed"]);
    const base = fields.optionalText("base");
    if (base !== undefined) await changeBase(world, repository, actor, issue, base);
    await changeIssue(world, repository, actor, issue, {
      ...(title === undefined ? {} : { title: checkTitle(title) }),
      ...(body === undefined ? {} : { body }),
      ...(state === undefined ? {} : { state }),
    });
    return ok(await viewSingle(context, issue));
  }),
  reads("/pulls/{pull_number}/commits", PULLS, async (context) =>
    listed(context, await pullCommits(context.repository, pullInPath(context)), (commit) =>
      viewCommit(context.world, context.repository, commit),
    ),
  ),
  reads("/pulls/{pull_number}/files", PULLS, async (context) => {
    const issue = pullInPath(context);
    return listed(context, await pullFiles(context.repository, issue), (file) =>
      viewDiffFile(context.world, context.repository, issue.pull.head.sha, file),
    );
  }),
  reads("/pulls/{pull_number}/merge", PULLS, (context) => {
    if (pullInPath(context).pull.merged === undefined) throw notFound();
    return noContent();
  }),
  writes("PUT", "/pulls/{pull_number}/merge", ["contents"], "write", async (context) => {
    const { world, repository, actor } = context;
    const issue = pullInPath(context);
    const fields = context.fields("PullRequest");
    const [sha, title] = [fields.optionalText("sha"), fields.optionalText("commit_title")];
    const message = fields.optionalText("commit_message");
    const merged = await mergePull(world, repository, actor, issue, {
      method: fields.word("merge_method", ["merge", "squash", "rebase"]) ?? "merge",
      ...(sha === undefined ? {} : { sha }),
      ...(title === undefined ? {} : { title }),
      ...(message === undefined ? {} : { message }),
    });
    return ok({ sha: merged, merged: true, message: "Pull Request successfully merged" });
  }),
  reads("/pulls/{pull_number}/requested_reviewers", PULLS, (context) => {
    const { requestedReviewers } = pullInPath(context).pull;
    return ok({ users: requestedReviewers.map((account) => viewAccount(context.world, account)), teams: [] });
  }),
  writes("POST", "/pulls/{pull_number}/requested_reviewers", PULLS, "triage", async (context) => {
    const issue = pullInPath(context);
    for (const login of context.fields("PullRequest").texts("reviewers") ?? []) {
      const account = findAccount(context.world, login);
      if (account === undefined) {
        throw new ApiError(422, "Reviews may only be requested from collaborators.");
      }
      if (account.id === issue.user.id)
        throw refused("PullRequest", "Review cannot be requested from pull request author.");
      if (!issue.pull.requestedReviewers.includes(account)) issue.pull.requestedReviewers.push(account);
    }
    return created(viewPull(context.world, context.repository, issue, null));
  }),
  writes("DELETE", "/pulls/{pull_number}/requested_reviewers", PULLS, "triage", (context) => {
    const issue = pullInPath(context);
    const logins = (context.fields("PullRequest").texts("reviewers") ?? []).map((login) =>
      login.toLowerCase(),
    );
    issue.pull.requestedReviewers = issue.pull.requestedReviewers.filter(
      (account) => !logins.includes(account.login.toLowerCase()),
    );
    return ok(viewPull(context.world, context.repository, issue, null));
  }),
  reads("/pulls/{pull_number}/reviews", PULLS, (context) => {
    pullInPath(context);
    return listed(context, [], (review) => review);
  }),
  reads("/commits/{commit_sha}/pulls", PULLS, async (context) => {
    const { world, repository } = context;
    const sha = await repository.git.resolve(param(context, "commit_sha"));
    if (sha === undefined)
      throw new ApiError(422, `No commit found for SHA: ${param(context, "commit_sha")}`);
    const holding: PullIssue[] = [];
    for (const issue of repository.issues.filter(isPull)) {
      const commits = await pullCommits(repository, issue);
      if (issue.pull.merged?.sha === sha || commits.some((commit) => commit.sha === sha)) holding.push(issue);
    }
    return listed(context, holding, (issue) => viewPull(world, repository, issue, null));
  }),
];

async function viewSingle(context: RepositoryContext, issue: PullIssue) {
  const { world, repository } = context;
  return viewPullFull(world, repository, issue, await pullFacts(repository, issue));
}

function selectPulls(context: RepositoryContext): readonly PullIssue[] {
  const { query } = context.request;
  const state = query.get("state") ?? "open";
  const head = query.get("head");
  const headRef = head?.includes(":") === true ? branchOf(context.repository, head) : undefined;
  const base = query.get("base");
  const selected = context.repository.issues.filter(isPull).filter(
    (issue) =>
      (state === "all" || issue.state === state) &&
      // Without "owner:" in front GitHub ignores the head filter and lists everything.
      (head?.includes(":") !== true || issue.pull.head.ref === headRef) &&
      (base === null || issue.pull.base.ref === base),
  );
  const sort = query.get("sort") ?? "created";
  const key = (issue: PullIssue): number =>
    (sort === "updated" ? issue.updatedAt : issue.createdAt).getTime();
  const direction = query.get("direction") ?? (sort === "created" ? "desc" : "asc");
  const sign = direction === "asc" ? 1 : -1;
  return selected.toSorted((a, b) => sign * (key(a) - key(b) || a.number - b.number));
}
