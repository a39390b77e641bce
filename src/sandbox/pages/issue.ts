// Lists of issues and pull requests, and the conversation both share.

import { atLeast, roleOf } from "../world/roles.ts";
import type { Account, Comment, Issue, Reaction, ReactionContent, Repository } from "../world/types.ts";
import { fullName } from "../world/world.ts";
import { type Html, html } from "./html.ts";
import { formToken, labels, page, repositoryHead, stateBadge, type View, when, who } from "./layout.ts";
import { renderMarkdown } from "./markdown.ts";

export function issuesPage(view: View, repository: Repository, kind: "issues" | "pulls"): string {
  const root = `/${fullName(repository)}`;
  const all = repository.issues
    .filter((issue) => (issue.pull !== undefined) === (kind === "pulls"))
    .toReversed();
  const sorted = all.toSorted((a, b) => Number(a.state === "closed") - Number(b.state === "closed"));
  const rows = sorted.map(
    (
      issue,
    ) => html`<div class="row">${stateBadge(issue)}<span class="grow"><a href="${root}/${kind === "pulls" ? "pull" : "issues"}/${issue.number}"><strong>${issue.title}</strong></a>${labels(issue)}
<br><span class="muted">#${issue.number} by</span> ${who(issue.user)} ${when(issue.createdAt)}</span></div>`,
  );
  const none = html`<div class="row muted">None yet.</div>`;
  const button =
    kind === "issues" ? html`<p><a class="button" href="${root}/issues/new">New issue</a></p>` : undefined;
  return page(
    view,
    kind === "pulls" ? "Pull requests" : "Issues",
    html`${repositoryHead(repository, kind)}${button}<div class="box">${rows.length === 0 ? none : rows}</div>`,
  );
}

export function newIssuePage(view: View, repository: Repository): string {
  return page(
    view,
    "New issue",
    html`${repositoryHead(repository, "issues")}<form method="post" action="/${fullName(repository)}/issues">${formToken(view)}
<p><input type="text" name="title" aria-label="Title" placeholder="Title" required></p>
<p><textarea name="body" aria-label="Body"></textarea></p><div class="actions"><button class="go">Create</button></div></form>`,
  );
}

export function issuePage(view: View, repository: Repository, issue: Issue, notice?: string): string {
  return page(
    view,
    `${issue.title} #${issue.number}`,
    html`${repositoryHead(repository, "issues")}${noticeBox(notice)}${issueHead(issue)}${conversation(view, repository, issue)}${commentForm(view, repository, issue)}`,
  );
}

export function noticeBox(notice: string | undefined): Html | undefined {
  return notice === undefined ? undefined : html`<div class="notice" role="alert">${notice}</div>`;
}

export function issueHead(issue: Issue): Html {
  return html`<h1>${issue.title} <span class="number">#${issue.number}</span></h1><p>${stateBadge(issue)} ${labels(issue)}</p>`;
}

export function conversation(view: View, repository: Repository, issue: Issue): Html {
  const comments = repository.comments.filter((comment) => comment.issue === issue);
  return html`${said(repository, issue.user, issue.createdAt, issue.body ?? "", issue.reactions, "description")}
${comments.map((comment: Comment) => said(repository, comment.user, comment.createdAt, comment.body, comment.reactions, `issuecomment-${comment.id}`))}
${view.viewer === undefined ? html`<p class="muted">Switch to somebody (top right) to comment.</p>` : undefined}`;
}

const EMOJI: Readonly<Record<ReactionContent, string>> = {
  "+1": "👍",
  "-1": "👎",
  laugh: "😄",
  confused: "😕",
  heart: "❤️",
  hooray: "🎉",
  rocket: "🚀",
  eyes: "👀",
};

function said(
  repository: Repository,
  user: Account,
  date: Date,
  body: string,
  reactions: readonly Reaction[],
  id: string,
): Html {
  return html`<div class="box comment" id="${id}"><div class="head">${who(user)} ${when(date)}</div>
<div class="body markdown">${body === "" ? html`<span class="muted">No description.</span>` : renderMarkdown(body, `/${fullName(repository)}`)}
${reactions.map((reaction) => html`<span class="reaction" title="${reaction.user.login}">${EMOJI[reaction.content]} ${reaction.user.login}</span>`)}</div></div>`;
}

export function commentForm(view: View, repository: Repository, issue: Issue): Html | undefined {
  const { viewer } = view;
  if (viewer === undefined) return undefined;
  const root = `/${fullName(repository)}/issues/${issue.number}`;
  const mayClose = viewer.id === issue.user.id || atLeast(roleOf(repository, viewer), "triage");
  const isMerged = issue.pull?.merged !== undefined;
  const noun = issue.pull === undefined ? "issue" : "pull request";
  const [verb, state] = issue.state === "open" ? ["Close", "closed"] : ["Reopen", "open"];
  const closing =
    mayClose && !isMerged
      ? html`<form method="post" action="${root}/state" class="actions">${formToken(view)}<button name="state" value="${state}">${verb} ${noun}</button></form>`
      : undefined;
  return html`<form method="post" action="${root}/comments">${formToken(view)}
<textarea name="body" aria-label="Comment" placeholder="Comment, or a command such as /migrate wave 1"></textarea>
<div class="actions"><button class="go">Comment</button></div></form>${closing}`;
}
