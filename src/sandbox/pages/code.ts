// Files, branches and commits.

import { diffFiles } from "../git/diff.ts";
import { EMPTY_TREE, type GitCommit } from "../git/store.ts";
import { encodePath } from "../views/commit.ts";
import { notFound } from "../world/errors.ts";
import { atLeast, roleOf } from "../world/roles.ts";
import type { Repository } from "../world/types.ts";
import { fullName } from "../world/world.ts";
import { showDiff } from "./diff.ts";
import { type Html, html } from "./html.ts";
import { formToken, page, repositoryHead, shortSha, type View } from "./layout.ts";

/** `feature/x/dir/file` after /tree/ or /blob/: the longest leading part that is a ref is the ref. */
export async function splitRefPath(
  repository: Repository,
  rest: string,
): Promise<{ ref: string; sha: string; path: string }> {
  const parts = rest.split("/").filter((part) => part !== "");
  for (let length = parts.length; length > 0; length -= 1) {
    const ref = parts.slice(0, length).join("/");
    const sha = await repository.git.resolve(ref);
    if (sha !== undefined) return { ref, sha, path: parts.slice(length).join("/") };
  }
  throw notFound();
}

export async function treePage(view: View, repository: Repository, rest: string): Promise<string> {
  const branches = [...(await repository.git.refs("refs/heads")).keys()].map((ref) =>
    ref.slice("refs/heads/".length),
  );
  const clone = html`<p class="muted">Clone: <code>git clone ${view.world.urls.html}/${fullName(repository)}.git</code></p>`;
  if (branches.length === 0) {
    return page(
      view,
      fullName(repository),
      html`${repositoryHead(repository, "code")}<p>This repository is empty.</p>${clone}`,
    );
  }
  const { ref, sha, path } = await splitRefPath(repository, rest === "" ? repository.defaultBranch : rest);
  const entries = await repository.git.tree(path === "" ? sha : `${sha}:${path}`, false);
  const root = `/${fullName(repository)}`;
  const sorted = entries.toSorted((a, b) => Number(b.type === "tree") - Number(a.type === "tree"));
  const prefix = path === "" ? "" : `${path}/`;
  return page(
    view,
    fullName(repository),
    html`${repositoryHead(repository, "code")}
<p><strong>${ref}</strong> at <a class="mono" href="${root}/commit/${sha}">${shortSha(sha)}</a> · <a href="${root}/commits/${ref}">commits</a> · <a href="${root}/branches">${branches.length} branches</a></p>
<div class="box"><div class="head">${crumbs(root, ref, path)}</div>${sorted.map((entry) => {
      const kind = entry.type === "tree" ? "tree" : "blob";
      return html`<div class="row"><span>${entry.type === "tree" ? "📁" : "📄"}</span><a href="${root}/${kind}/${ref}/${encodePath(prefix + entry.path)}">${entry.path}</a></div>`;
    })}</div>${clone}`,
  );
}

export async function blobPage(view: View, repository: Repository, rest: string): Promise<string> {
  const { ref, sha, path } = await splitRefPath(repository, rest);
  const entry = await repository.git.entry(sha, path);
  if (entry === undefined || entry.type !== "blob") throw notFound();
  const bytes = await repository.git.blob(entry.sha);
  const root = `/${fullName(repository)}`;
  const lines = bytes.toString().replace(/\n$/, "").split("\n");
  const content = bytes.includes(0)
    ? html`<div class="body muted">Binary file, ${bytes.length} bytes.</div>`
    : html`<table class="code">${lines.map((line, at) => html`<tr><td class="n" id="L${at + 1}">${at + 1}</td><td>${line}</td></tr>`)}</table>`;
  return page(
    view,
    path,
    html`${repositoryHead(repository, "code")}<div class="box"><div class="head">${crumbs(root, ref, path)}<a href="${root}/raw/${ref}/${encodePath(path)}">Raw</a></div>${content}</div>`,
  );
}

function crumbs(root: string, ref: string, path: string): Html {
  const parts = path.split("/").filter((part) => part !== "");
  return html`<span class="mono"><a href="${root}/tree/${ref}">${ref}</a>${parts.map((part, at) =>
    at === parts.length - 1
      ? html` / ${part}`
      : html` / <a href="${root}/tree/${ref}/${encodePath(parts.slice(0, at + 1).join("/"))}">${part}</a>`,
  )}</span>`;
}

export async function branchesPage(view: View, repository: Repository): Promise<string> {
  const root = `/${fullName(repository)}`;
  const mayDelete = view.viewer !== undefined && atLeast(roleOf(repository, view.viewer), "write");
  const rows = [...(await repository.git.refs("refs/heads"))].map(([ref, sha]) => {
    const name = ref.slice("refs/heads/".length);
    const button =
      mayDelete && name !== repository.defaultBranch
        ? html`<form method="post" action="${root}/branches/delete">${formToken(view)}<input type="hidden" name="branch" value="${name}"><button class="stop">Delete</button></form>`
        : undefined;
    return html`<div class="row"><a class="grow" href="${root}/tree/${name}">${name}</a><span class="mono">${shortSha(sha)}</span>${button}</div>`;
  });
  return page(
    view,
    "Branches",
    html`${repositoryHead(repository, "code")}<h1>Branches</h1><div class="box">${rows}</div>`,
  );
}

export async function commitsPage(view: View, repository: Repository, rest: string): Promise<string> {
  const { ref, sha } = await splitRefPath(repository, rest === "" ? repository.defaultBranch : rest);
  const commits = await repository.git.log(["--max-count=100", sha]);
  return page(
    view,
    `Commits of ${ref}`,
    html`${repositoryHead(repository, "code")}<h1>Commits of ${ref}</h1>${commitList(repository, commits)}`,
  );
}

export function commitList(repository: Repository, commits: readonly GitCommit[]): Html {
  return html`<div class="box">${commits.map(
    (
      commit,
    ) => html`<div class="row"><span class="grow"><a href="/${fullName(repository)}/commit/${commit.sha}">${commit.message.split("\n")[0]}</a>
<span class="muted">${commit.author.name}, ${commit.author.date.slice(0, 10)}</span></span>
${repository.verified.has(commit.sha) ? html`<span class="verified">Verified</span>` : undefined}<span class="mono">${shortSha(commit.sha)}</span></div>`,
  )}</div>`;
}

export async function commitPage(view: View, repository: Repository, sha: string): Promise<string> {
  const found = await repository.git.resolve(sha);
  if (found === undefined) throw notFound();
  const commit = await repository.git.commit(found);
  const files = await diffFiles(repository.git, commit.parents[0] ?? EMPTY_TREE, commit.sha);
  return page(
    view,
    commit.message.split("\n")[0] ?? "",
    html`${repositoryHead(repository, "code")}${commitList(repository, [commit])}<pre>${commit.message}</pre>${showDiff(files)}`,
  );
}
