// Pull requests: the list form, and the single form with its counts and whether it can be merged.

import type { PullFacts } from "../actions/pull-facts.ts";
import type { PullIssue, Repository } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { nodeId, viewAccount } from "./account.ts";
import { authorAssociation, issueHtml, viewLabel } from "./issue.ts";
import { repositoryApi, viewRepository, viewRepositoryRef } from "./repository.ts";

export function viewPull(world: World, repository: Repository, issue: PullIssue, mergeCommit: string | null) {
  const { pull } = issue;
  const root = repositoryApi(world, repository);
  const api = `${root}/pulls/${issue.number}`;
  const html = issueHtml(world, repository, issue);
  const href = (url: string): { href: string } => ({ href: url });
  const comments = `${root}/issues/${issue.number}/comments`;
  const side = (end: { readonly ref: string; readonly sha: string }): object => ({
    label: `${repository.owner.login}:${end.ref}`,
    ref: end.ref,
    sha: end.sha,
    user: viewAccount(world, repository.owner),
    repo: viewRepository(world, repository),
  });
  return {
    url: api,
    id: pull.id,
    node_id: nodeId("PullRequest", pull.id),
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: `${root}/issues/${issue.number}`,
    number: issue.number,
    state: issue.state,
    locked: false,
    title: issue.title,
    user: viewAccount(world, issue.user),
    body: issue.body,
    created_at: issue.createdAt.toISOString(),
    updated_at: issue.updatedAt.toISOString(),
    closed_at: issue.closedAt?.toISOString() ?? null,
    merged_at: pull.merged?.at.toISOString() ?? null,
    merge_commit_sha: pull.merged?.sha ?? mergeCommit,
    assignee: issue.assignees[0] === undefined ? null : viewAccount(world, issue.assignees[0]),
    assignees: issue.assignees.map((account) => viewAccount(world, account)),
    requested_reviewers: pull.requestedReviewers.map((account) => viewAccount(world, account)),
    requested_teams: [],
    labels: issue.labels.map((label) => viewLabel(world, repository, label)),
    milestone: null,
    draft: pull.draft,
    commits_url: `${api}/commits`,
    review_comments_url: `${api}/comments`,
    review_comment_url: `${root}/pulls/comments{/number}`,
    comments_url: comments,
    statuses_url: `${root}/statuses/${pull.head.sha}`,
    head: side(pull.head),
    base: side(pull.base),
    _links: {
      self: href(api),
      html: href(html),
      issue: href(`${root}/issues/${issue.number}`),
      comments: href(comments),
      review_comments: href(`${api}/comments`),
      review_comment: href(`${root}/pulls/comments{/number}`),
      commits: href(`${api}/commits`),
      statuses: href(`${root}/statuses/${pull.head.sha}`),
    },
    author_association: authorAssociation(repository, issue.user),
    auto_merge: null,
    active_lock_reason: null,
  };
}

export function viewPullFull(world: World, repository: Repository, issue: PullIssue, facts: PullFacts) {
  const { merged } = issue.pull;
  return {
    ...viewPull(world, repository, issue, facts.testMerge ?? null),
    merged: merged !== undefined,
    mergeable: facts.mergeable,
    rebaseable: facts.mergeable,
    mergeable_state: facts.mergeableState,
    merged_by: merged === undefined ? null : viewAccount(world, merged.by),
    comments: repository.comments.filter((comment) => comment.issue === issue).length,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: facts.commits,
    additions: facts.additions,
    deletions: facts.deletions,
    changed_files: facts.changedFiles,
  };
}

/** The stub that check runs and suites carry. */
export function viewPullStub(world: World, repository: Repository, issue: PullIssue) {
  const repo = viewRepositoryRef(world, repository);
  return {
    url: `${repositoryApi(world, repository)}/pulls/${issue.number}`,
    id: issue.pull.id,
    number: issue.number,
    head: { ref: issue.pull.head.ref, sha: issue.pull.head.sha, repo },
    base: { ref: issue.pull.base.ref, sha: issue.pull.base.sha, repo },
  };
}
