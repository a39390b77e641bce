// Files and directories of a commit. Content above 1 MB is given raw only, as on GitHub.

import type { TreeEntry } from "../git/store.ts";
import { encodePath } from "../views/commit.ts";
import { repositoryApi, repositoryHtml } from "../views/repository.ts";
import { ApiError, notFound } from "../world/errors.ts";
import { param } from "./find.ts";
import { wrapBase64 } from "./git-data.ts";
import { ok, type Reply } from "./reply.ts";
import { type RepositoryContext, type Route, reads } from "./route.ts";

const INLINE_LIMIT = 1024 * 1024;

export const contentRoutes: readonly Route[] = [reads("/contents/{path}", ["contents"], getContents)];

async function getContents(context: RepositoryContext): Promise<Reply> {
  const { git, defaultBranch } = context.repository;
  const path = param(context, "path").replace(/\/+$/, "");
  const named = context.request.query.get("ref");
  const ref = named === null || named === "" ? defaultBranch : named;
  const commit = await git.resolve(ref);
  if (commit === undefined)
    throw named === null
      ? new ApiError(404, "This repository is empty.")
      : new ApiError(404, `No commit found for the ref ${ref}`);
  if (path.split("/").includes("..")) throw notFound();
  const entry = path === "" ? undefined : await git.entry(commit, path);
  if (path !== "" && entry === undefined) throw notFound();
  if (entry === undefined || entry.type === "tree") return directory(context, ref, commit, path);
  return file(context, ref, entry);
}

async function directory(
  context: RepositoryContext,
  ref: string,
  commit: string,
  path: string,
): Promise<Reply> {
  const entries = await context.repository.git.tree(path === "" ? commit : `${commit}:${path}`, false);
  const prefix = path === "" ? "" : `${path}/`;
  return ok(entries.map((entry) => viewEntry(context, ref, { ...entry, path: prefix + entry.path })));
}

async function file(context: RepositoryContext, ref: string, entry: TreeEntry): Promise<Reply> {
  const bytes = entry.type === "blob" ? await context.repository.git.blob(entry.sha) : Buffer.alloc(0);
  if (context.request.accept.includes("raw")) return { status: 200, bytes };
  const small = bytes.length <= INLINE_LIMIT;
  const view = viewEntry(context, ref, entry);
  if (entry.mode === "120000") return ok({ ...view, type: "symlink", target: bytes.toString() });
  return ok({
    ...view,
    content: small ? wrapBase64(bytes) : "",
    encoding: small ? "base64" : "none",
  });
}

function viewEntry(context: RepositoryContext, ref: string, entry: TreeEntry) {
  const { world, repository } = context;
  const path = encodePath(entry.path);
  const api = repositoryApi(world, repository);
  const kind = entry.type === "tree" ? "tree" : "blob";
  const url = `${api}/contents/${path}?ref=${encodeURIComponent(ref)}`;
  const gitUrl = `${api}/git/${kind}s/${entry.sha}`;
  const htmlUrl = `${repositoryHtml(world, repository)}/${kind}/${encodePath(ref)}/${path}`;
  return {
    name: entry.path.slice(entry.path.lastIndexOf("/") + 1),
    path: entry.path,
    sha: entry.sha,
    size: entry.size ?? 0,
    url,
    html_url: htmlUrl,
    git_url: gitUrl,
    download_url:
      entry.type === "blob" ? `${repositoryHtml(world, repository)}/raw/${encodePath(ref)}/${path}` : null,
    type: entry.type === "tree" ? "dir" : entry.type === "commit" ? "submodule" : "file",
    _links: { self: url, git: gitUrl, html: htmlUrl },
  };
}
