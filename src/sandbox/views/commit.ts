// Commits in their two forms (Git Data API and Commits API), files of a diff, trees, refs and branches.

import type { DiffFile } from "../git/diff.ts";
import type { GitCommit, TreeEntry } from "../git/store.ts";
import type { Account, Repository } from "../world/types.ts";
import { accountOfEmail, type World } from "../world/world.ts";
import { nodeId, viewAccount } from "./account.ts";
import { repositoryApi, repositoryHtml } from "./repository.ts";

const SIGNATURE = "-----BEGIN PGP SIGNATURE-----\n\nc2FuZGJveA==\n-----END PGP SIGNATURE-----\n";

export function viewVerification(repository: Repository, commit: GitCommit) {
  const verified = repository.verified.has(commit.sha);
  return {
    verified,
    reason: verified ? "valid" : "unsigned",
    signature: verified ? SIGNATURE : null,
    payload: verified ? `tree ${commit.tree}\n` : null,
    verified_at: verified ? commit.committer.date : null,
  };
}

export function viewGitCommit(world: World, repository: Repository, commit: GitCommit) {
  const api = `${repositoryApi(world, repository)}/git`;
  const html = repositoryHtml(world, repository);
  return {
    sha: commit.sha,
    node_id: nodeId("Commit", commit.sha),
    url: `${api}/commits/${commit.sha}`,
    html_url: `${html}/commit/${commit.sha}`,
    author: commit.author,
    committer: commit.committer,
    tree: { sha: commit.tree, url: `${api}/trees/${commit.tree}` },
    message: commit.message,
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${api}/commits/${sha}`,
      html_url: `${html}/commit/${sha}`,
    })),
    verification: viewVerification(repository, commit),
  };
}

export function viewCommit(world: World, repository: Repository, commit: GitCommit) {
  const api = repositoryApi(world, repository);
  const html = repositoryHtml(world, repository);
  const account = (email: string): object | null => {
    const found = commitAccount(world, email);
    return found === undefined ? null : viewAccount(world, found);
  };
  return {
    sha: commit.sha,
    node_id: nodeId("Commit", commit.sha),
    commit: {
      author: commit.author,
      committer: commit.committer,
      message: commit.message,
      tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
      url: `${api}/git/commits/${commit.sha}`,
      comment_count: 0,
      verification: viewVerification(repository, commit),
    },
    url: `${api}/commits/${commit.sha}`,
    html_url: `${html}/commit/${commit.sha}`,
    comments_url: `${api}/commits/${commit.sha}/comments`,
    author: account(commit.author.email),
    committer: account(commit.committer.email),
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${api}/commits/${sha}`,
      html_url: `${html}/commit/${sha}`,
    })),
  };
}

/** Commits GitHub makes itself are committed by the account `web-flow`. */
export function commitAccount(world: World, email: string): Account | undefined {
  return email === "noreply@github.com" ? world.accounts.get("web-flow") : accountOfEmail(world, email);
}

export function viewDiffFile(world: World, repository: Repository, ref: string, file: DiffFile) {
  const path = encodePath(file.path);
  const html = repositoryHtml(world, repository);
  return {
    sha: file.sha,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${html}/blob/${ref}/${path}`,
    raw_url: `${html}/raw/${ref}/${path}`,
    contents_url: `${repositoryApi(world, repository)}/contents/${path}?ref=${ref}`,
    ...(file.patch === undefined ? {} : { patch: file.patch }),
    ...(file.previousPath === undefined ? {} : { previous_filename: file.previousPath }),
  };
}

export function encodePath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

export function viewTreeEntry(world: World, repository: Repository, entry: TreeEntry) {
  const api = `${repositoryApi(world, repository)}/git`;
  const kind = entry.type === "blob" ? "blobs" : "trees";
  return {
    path: entry.path,
    mode: entry.mode,
    type: entry.type,
    sha: entry.sha,
    ...(entry.size === undefined ? {} : { size: entry.size }),
    ...(entry.type === "commit" ? {} : { url: `${api}/${kind}/${entry.sha}` }),
  };
}

export function viewRef(world: World, repository: Repository, ref: string, sha: string) {
  const api = `${repositoryApi(world, repository)}/git`;
  return {
    ref,
    node_id: nodeId("Ref", `${repository.id}:${ref}`),
    url: `${api}/${ref}`,
    object: { sha, type: "commit", url: `${api}/commits/${sha}` },
  };
}

export function viewBranch(world: World, repository: Repository, name: string, sha: string) {
  const api = repositoryApi(world, repository);
  return { name, commit: { sha, url: `${api}/commits/${sha}` }, protected: false };
}
