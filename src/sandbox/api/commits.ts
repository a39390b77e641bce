// Commits, comparisons and branches.

import { branchOf } from "../actions/pulls.ts";
import { diffFiles } from "../git/diff.ts";
import { EMPTY_TREE, type GitCommit } from "../git/store.ts";
import { viewBranch, viewCommit, viewDiffFile } from "../views/commit.ts";
import { repositoryApi, repositoryHtml } from "../views/repository.ts";
import { ApiError, notFound } from "../world/errors.ts";
import { commitNamed, param } from "./find.ts";
import { listed, pageOf } from "./page.ts";
import { ok } from "./reply.ts";
import { type RepositoryContext, type Route, reads } from "./route.ts";

const CONTENTS = ["contents"] as const;

export const commitRoutes: readonly Route[] = [
  reads("/commits", CONTENTS, async (context) => {
    const { world, repository, request } = context;
    const name = request.query.get("sha") ?? repository.defaultBranch;
    const sha = await repository.git.resolve(name);
    if (sha === undefined)
      throw name === repository.defaultBranch ? new ApiError(409, "Git Repository is empty.") : notFound();
    const filters = ["since", "until", "author"].flatMap((key) => {
      const value = request.query.get(key);
      return value === null ? [] : [`--${key}=${value}`];
    });
    const path = request.query.get("path");
    const commits = await repository.git.log([
      ...filters,
      sha,
      ...(path === null ? [] : ["--", `:(literal)${path}`]),
    ]);
    return listed(context, commits, (commit) => viewCommit(world, repository, commit));
  }),
  reads("/commits/{ref}", CONTENTS, async (context) => {
    const { world, repository } = context;
    const commit = await repository.git.commit(await commitNamed(context, param(context, "ref")));
    if (context.request.accept.includes("sha")) {
      return {
        status: 200,
        bytes: Buffer.from(commit.sha),
        contentType: "application/vnd.github.sha; charset=utf-8",
      };
    }
    const files = await diffFiles(repository.git, commit.parents[0] ?? EMPTY_TREE, commit.sha);
    const additions = files.reduce((sum, file) => sum + file.additions, 0);
    const deletions = files.reduce((sum, file) => sum + file.deletions, 0);
    return ok({
      ...viewCommit(world, repository, commit),
      stats: { total: additions + deletions, additions, deletions },
      files: files.map((file) => viewDiffFile(world, repository, commit.sha, file)),
    });
  }),
  reads("/compare/{basehead}", CONTENTS, compare),
  reads("/branches", CONTENTS, async (context) => {
    const branches = [...(await context.repository.git.refs("refs/heads"))];
    return listed(context, branches, ([ref, sha]) =>
      viewBranch(context.world, context.repository, ref.slice("refs/heads/".length), sha),
    );
  }),
  reads("/branches/{branch}", CONTENTS, async (context) => {
    const { world, repository } = context;
    const name = param(context, "branch");
    const sha = (await repository.git.refs("refs/heads")).get(`refs/heads/${name}`);
    if (sha === undefined) throw new ApiError(404, "Branch not found");
    const self = `${repositoryApi(world, repository)}/branches/${encodeURIComponent(name)}`;
    return ok({
      ...viewBranch(world, repository, name, sha),
      commit: viewCommit(world, repository, await repository.git.commit(sha)),
      _links: { self, html: `${repositoryHtml(world, repository)}/tree/${name}` },
      protection: {
        enabled: false,
        required_status_checks: { enforcement_level: "off", contexts: [], checks: [] },
      },
      protection_url: `${self}/protection`,
    });
  }),
];

const COMMITS_PER_COMPARISON = 250;
const FILES_PER_COMPARISON = 300;

async function compare(context: RepositoryContext) {
  const { world, repository } = context;
  const { git } = repository;
  const basehead = param(context, "basehead");
  const threeDots = basehead.includes("...");
  const [baseName = "", headName = ""] = basehead.split(threeDots ? "..." : "..");
  const base = await namedSide(context, baseName);
  const head = await namedSide(context, headName);
  const mergeBase = await git.mergeBase(base, head);
  if (mergeBase === undefined)
    throw new ApiError(404, `No common ancestor between ${baseName} and ${headName}.`);
  const ahead = await git.log(["--reverse", "--topo-order", `${base}..${head}`]);
  const behind = await git.log([`${head}..${base}`]);
  const files = await diffFiles(git, threeDots ? mergeBase : base, head);
  const view = (commit: GitCommit) => viewCommit(world, repository, commit);
  const api = `${repositoryApi(world, repository)}/compare/${baseName}...${headName}`;
  const html = `${repositoryHtml(world, repository)}/compare`;
  const pages = context.request.query.has("per_page") || context.request.query.has("page");
  const page = pages
    ? pageOf(context, ahead)
    : { items: ahead.slice(0, COMMITS_PER_COMPARISON), headers: {} };
  return ok(
    {
      url: api,
      html_url: `${html}/${baseName}...${headName}`,
      permalink_url: `${html}/${base}...${head}`,
      diff_url: `${html}/${baseName}...${headName}.diff`,
      patch_url: `${html}/${baseName}...${headName}.patch`,
      base_commit: view(await git.commit(base)),
      merge_base_commit: view(await git.commit(mergeBase)),
      status: comparisonStatus(ahead.length, behind.length),
      ahead_by: ahead.length,
      behind_by: behind.length,
      total_commits: ahead.length,
      commits: page.items.map(view),
      files: files.slice(0, FILES_PER_COMPARISON).map((file) => viewDiffFile(world, repository, head, file)),
    },
    page.headers,
  );
}

async function namedSide(context: RepositoryContext, name: string): Promise<string> {
  const branch = branchOf(context.repository, name);
  const sha = branch === undefined ? undefined : await context.repository.git.resolve(branch);
  if (sha === undefined) throw notFound();
  return sha;
}

function comparisonStatus(ahead: number, behind: number): "identical" | "ahead" | "behind" | "diverged" {
  if (ahead === 0) return behind === 0 ? "identical" : "behind";
  return behind === 0 ? "ahead" : "diverged";
}
