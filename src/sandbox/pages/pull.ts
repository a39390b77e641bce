// A pull request: conversation, commits, checks with annotations, coloured diff, merge button.

import { pullCommits, pullFacts, pullFiles } from "../actions/pull-facts.ts";
import { newestPerContext } from "../api/statuses.ts";
import { latestRuns } from "../views/check.ts";
import { atLeast, roleOf } from "../world/roles.ts";
import type { CheckRun, CommitStatus, PullIssue, Repository } from "../world/types.ts";
import { fullName } from "../world/world.ts";
import { commitList } from "./code.ts";
import { showDiff } from "./diff.ts";
import { type Html, html } from "./html.ts";
import { commentForm, conversation, issueHead, noticeBox } from "./issue.ts";
import { formToken, page, repositoryHead, type View } from "./layout.ts";
import { renderMarkdown } from "./markdown.ts";

export async function pullPage(
  view: View,
  repository: Repository,
  issue: PullIssue,
  tab: "conversation" | "commits" | "checks" | "files",
  notice?: string,
): Promise<string> {
  const root = `/${fullName(repository)}/pull/${issue.number}`;
  const link = (name: typeof tab, path: string, text: string): Html =>
    html`<a href="${root}${path}" class="${tab === name ? "here" : ""}">${text}</a>`;
  const { base, head } = issue.pull;
  return page(
    view,
    `${issue.title} #${issue.number}`,
    html`${repositoryHead(repository, "pulls")}${noticeBox(notice)}${issueHead(issue)}
<p class="muted">wants to merge <code>${head.ref}</code> into <code>${base.ref}</code></p>
<nav class="tabs">${link("conversation", "", "Conversation")}${link("commits", "/commits", "Commits")}${link("checks", "/checks", "Checks")}${link("files", "/files", "Files changed")}</nav>
${await content(view, repository, issue, tab)}`,
  );
}

async function content(
  view: View,
  repository: Repository,
  issue: PullIssue,
  tab: "conversation" | "commits" | "checks" | "files",
): Promise<Html> {
  switch (tab) {
    case "conversation":
      return html`${conversation(view, repository, issue)}${checkSummary(repository, issue.pull.head.sha)}${await mergeBox(view, repository, issue)}${commentForm(view, repository, issue)}`;
    case "commits":
      return commitList(repository, await pullCommits(repository, issue));
    case "checks":
      return checkDetails(repository, issue.pull.head.sha);
    case "files":
      return showDiff(await pullFiles(repository, issue));
  }
}

function runsOf(repository: Repository, sha: string): readonly CheckRun[] {
  return latestRuns(repository.checkRuns.filter((run) => run.suite.headSha === sha));
}

function statusesOf(repository: Repository, sha: string): readonly CommitStatus[] {
  return newestPerContext(repository.statuses.filter((status) => status.sha === sha));
}

function checkSummary(repository: Repository, sha: string): Html {
  const runs = runsOf(repository, sha).map((run) => {
    const word = run.conclusion ?? run.status;
    return html`<div class="row"><span class="${word}">●</span><span class="grow"><strong>${run.name}</strong> <span class="muted">${run.title ?? ""}</span></span><span class="${word}">${word}</span></div>`;
  });
  const statuses = statusesOf(repository, sha).map(
    (status) =>
      html`<div class="row"><span class="${status.state}">●</span><span class="grow"><strong>${status.context}</strong> <span class="muted">${status.description ?? ""}</span></span><span class="${status.state}">${status.state}</span></div>`,
  );
  const rows = [...runs, ...statuses];
  if (rows.length === 0) return html``;
  return html`<div class="box checks"><div class="head"><strong>Checks</strong></div>${rows}</div>`;
}

function checkDetails(repository: Repository, sha: string): Html {
  const runs = runsOf(repository, sha);
  if (runs.length === 0) return html`<p class="muted">No checks have reported on this commit.</p>`;
  return html`${runs.map((run) => showRun(repository, run))}`;
}

export function showRun(repository: Repository, run: CheckRun): Html {
  const word = run.conclusion ?? run.status;
  const root = `/${fullName(repository)}`;
  const text = (value: string | null): Html | undefined =>
    value === null ? undefined : html`<div class="markdown">${renderMarkdown(value, root)}</div>`;
  const annotations = run.annotations.map(
    (
      annotation,
    ) => html`<div class="row annotation"><span class="${annotation.annotation_level}">${annotation.annotation_level}</span>
<span class="grow"><a class="mono" href="${root}/blob/${run.suite.headSha}/${annotation.path}#L${annotation.start_line}">${annotation.path}:${annotation.start_line}</a>
<strong>${annotation.title ?? ""}</strong><br>${annotation.message}</span></div>`,
  );
  return html`<div class="box check" id="run-${run.id}"><div class="head"><span class="${word}">●</span> <strong>${run.name}</strong> <span class="${word}">${word}</span> <span class="muted">by ${run.suite.app.slug}</span></div>
<div class="body"><strong>${run.title ?? ""}</strong>${text(run.summary)}${text(run.text)}</div>${annotations}</div>`;
}

async function mergeBox(view: View, repository: Repository, issue: PullIssue): Promise<Html | undefined> {
  const root = `/${fullName(repository)}`;
  const mayWrite = view.viewer !== undefined && atLeast(roleOf(repository, view.viewer), "write");
  if (issue.state === "closed") {
    const exists = (await repository.git.branch(issue.pull.head.ref)) !== undefined;
    if (!exists || !mayWrite) return undefined;
    return html`<form method="post" action="${root}/branches/delete" class="actions">${formToken(view)}<input type="hidden" name="branch" value="${issue.pull.head.ref}"><button>Delete branch</button></form>`;
  }
  const { mergeable, mergeableState } = await pullFacts(repository, issue);
  const text =
    mergeable === true
      ? "This branch has no conflicts with the base branch."
      : `This branch cannot be merged (${mergeableState}).`;
  if (!mayWrite)
    return html`<div class="box"><div class="body">${text} <span class="muted">Merging needs write permission.</span></div></div>`;
  const disabled = mergeable === true && !issue.pull.draft ? html`` : html` disabled`;
  return html`<div class="box"><div class="body">${text}<form method="post" action="${root}/pull/${issue.number}/merge" class="actions">${formToken(view)}
<select name="method" aria-label="Merge method"><option value="merge">Create a merge commit</option><option value="squash">Squash and merge</option><option value="rebase">Rebase and merge</option></select>
<button class="go"${disabled}>Merge pull request</button></form></div></div>`;
}
