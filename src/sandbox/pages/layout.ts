// The frame of every page, and the small pieces pages share.

import type { Account, Issue, Repository } from "../world/types.ts";
import { fullName, type World } from "../world/world.ts";
import { type Html, html } from "./html.ts";

export interface View {
  readonly world: World;
  readonly viewer: Account | undefined;
  readonly formToken: string;
  readonly path: string;
}

export function page(view: View, title: string, content: Html): string {
  const people = [...view.world.accounts.values()].filter(
    (account) =>
      account.kind === "User" && account.login !== "web-flow" && account.login !== "github-sandbox",
  );
  const selected = (login: string | undefined): Html =>
    html`${view.viewer?.login === login ? " selected" : ""}`;
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title} · sandbox</title><link rel="stylesheet" href="/assets/style.css"></head>
<body><header class="top"><a href="/">Sandbox GitHub</a>
<form method="post" action="/session">${formToken(view)}<input type="hidden" name="back" value="${view.path}">
<label for="user">Signed in as</label> <select id="user" name="login"><option value=""${selected(undefined)}>nobody</option>
${people.map((account) => html`<option value="${account.login}"${selected(account.login)}>${account.login}</option>`)}</select>
<button>Switch</button></form></header>
<main>${content}</main></body></html>`.html;
}

export function formToken(view: View): Html {
  return html`<input type="hidden" name="token" value="${view.formToken}">`;
}

export function repositoryHead(repository: Repository, here: "code" | "issues" | "pulls"): Html {
  const root = `/${fullName(repository)}`;
  const open = (isPull: boolean): number =>
    repository.issues.filter((issue) => issue.state === "open" && (issue.pull !== undefined) === isPull)
      .length;
  const tab = (name: typeof here, href: string, text: string): Html =>
    html`<a href="${href}" class="${here === name ? "here" : ""}">${text}</a>`;
  return html`<h1><a href="/${repository.owner.login}">${repository.owner.login}</a> / <a href="${root}">${repository.name}</a>
<span class="label">${repository.private ? "Private" : "Public"}</span></h1>
<nav class="tabs">${tab("code", root, "Code")}${tab("issues", `${root}/issues`, `Issues (${open(false)})`)}${tab("pulls", `${root}/pulls`, `Pull requests (${open(true)})`)}</nav>`;
}

export function who(account: Account): Html {
  return account.kind === "Bot"
    ? html`<strong>${account.login.replace(/\[bot\]$/, "")}</strong> <span class="bot">bot</span>`
    : html`<strong>${account.login}</strong>`;
}

export function when(date: Date): Html {
  const text = date.toISOString();
  return html`<time class="muted" datetime="${text}">${text.slice(0, 16).replace("T", " ")} UTC</time>`;
}

export function stateBadge(issue: Issue): Html {
  if (issue.pull?.merged !== undefined) return html`<span class="state merged">Merged</span>`;
  if (issue.state === "closed") {
    return html`<span class="state ${issue.pull === undefined ? "done" : "closed"}">Closed</span>`;
  }
  return issue.pull?.draft === true
    ? html`<span class="state draft">Draft</span>`
    : html`<span class="state">Open</span>`;
}

export function labels(issue: Issue): Html {
  return html`${issue.labels.map((label) => html` <span class="label">${label.name}</span>`)}`;
}

export function shortSha(sha: string): string {
  return sha.slice(0, 7);
}
