// Issues. Every pull request is in these lists as well; an App sees and changes it with either permission.

import { changeIssue, openIssue } from "../actions/issues.ts";
import { viewIssue, viewIssueFull } from "../views/issue.ts";
import { forbidden, invalid } from "../world/errors.ts";
import { atLeast, roleOf } from "../world/roles.ts";
import type { Issue } from "../world/types.ts";
import { issueInPath } from "./find.ts";
import { listed } from "./page.ts";
import { created, ok } from "./reply.ts";
import { type RepositoryContext, type Route, reads, writes } from "./route.ts";

export const ISSUE_OR_PULL = ["issues", "pull_requests"] as const;

export const issueRoutes: readonly Route[] = [
  reads("/issues", ISSUE_OR_PULL, (context) =>
    listed(context, selectIssues(context), (issue) => viewIssue(context.world, context.repository, issue)),
  ),
  writes("POST", "/issues", ["issues"], "read", async (context) => {
    const { world, repository, actor } = context;
    const fields = context.fields("Issue");
    const title = checkTitle(fields.text("title"));
    const mayLabel = actor.app !== undefined || atLeast(roleOf(repository, actor.account), "triage");
    const issue = await openIssue(world, repository, actor, {
      title,
      body: fields.nullableText("body") ?? null,
      // People without triage may send labels and assignees; GitHub drops them without a word.
      labels: mayLabel ? (fields.texts("labels") ?? []) : [],
      assignees: mayLabel ? (fields.texts("assignees") ?? []) : [],
    });
    const view = viewIssueFull(world, repository, issue);
    return created(view, view.url);
  }),
  reads("/issues/{issue_number}", ISSUE_OR_PULL, (context) => {
    return ok(viewIssueFull(context.world, context.repository, issueInPath(context)));
  }),
  writes("PATCH", "/issues/{issue_number}", ISSUE_OR_PULL, "read", async (context) => {
    const { world, repository, actor } = context;
    const issue = issueInPath(context);
    needForIssue(context, issue);
    const fields = context.fields("Issue");
    const mayEdit = issue.user.id === actor.account.id;
    if (!mayEdit) context.needRole("triage");
    const title = fields.optionalText("title");
    const body = fields.nullableText("body");
    const state = fields.word("state", ["open", "closed"]);
    const stateReason = fields.word("state_reason", ["completed", "not_planned", "duplicate", "reopened"]);
    const labels = fields.texts("labels");
    const assignees = fields.texts("assignees");
    await changeIssue(world, repository, actor, issue, {
      ...(title === undefined ? {} : { title: checkTitle(title) }),
      ...(body === undefined ? {} : { body }),
      ...(state === undefined ? {} : { state }),
      ...(stateReason === undefined ? {} : { stateReason }),
      ...(labels === undefined ? {} : { labels }),
      ...(assignees === undefined ? {} : { assignees }),
    });
    return ok(viewIssueFull(world, repository, issue));
  }),
];

export function checkTitle(title: string): string {
  if (title.trim() === "") throw invalid("Issue", "title", "missing_field");
  if (title.length > 256) throw invalid("Issue", "title");
  return title;
}

/** An App that holds only `pull_requests` reaches pull requests, not plain issues. */
export function needForIssue(context: RepositoryContext, issue: Issue): void {
  if (issue.pull === undefined) context.need("write", "issues");
}

function selectIssues(context: RepositoryContext): readonly Issue[] {
  const { query } = context.request;
  const state = query.get("state") ?? "open";
  const labels = (query.get("labels") ?? "").split(",").filter((label) => label !== "");
  const creator = query.get("creator")?.toLowerCase();
  const assignee = query.get("assignee")?.toLowerCase();
  const since = query.get("since");
  const selected = context.repository.issues.filter(
    (issue) =>
      (state === "all" || issue.state === state) &&
      labels.every((name) => issue.labels.some((label) => label.name.toLowerCase() === name.toLowerCase())) &&
      (creator === undefined || issue.user.login.toLowerCase() === creator) &&
      (assignee === undefined || matchesAssignee(issue, assignee)) &&
      (since === null || issue.updatedAt >= new Date(since)),
  );
  const sort = query.get("sort") ?? "created";
  const key = (issue: Issue): number => {
    if (sort === "updated") return issue.updatedAt.getTime();
    if (sort === "comments") return context.repository.comments.filter((it) => it.issue === issue).length;
    return issue.createdAt.getTime();
  };
  const ascending = query.get("direction") === "asc" ? 1 : -1;
  return selected.toSorted((a, b) => ascending * (key(a) - key(b) || a.number - b.number));
}

function matchesAssignee(issue: Issue, wanted: string): boolean {
  if (wanted === "*") return issue.assignees.length > 0;
  if (wanted === "none") return issue.assignees.length === 0;
  return issue.assignees.some((account) => account.login.toLowerCase() === wanted);
}

export function needOwnOrRole(context: RepositoryContext, ownerId: number): void {
  if (context.actor.account.id === ownerId || context.actor.app !== undefined) return;
  if (!atLeast(roleOf(context.repository, context.actor.account), "write")) {
    throw forbidden("Must have admin rights to Repository.");
  }
}
