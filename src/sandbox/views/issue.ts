// Issues, comments, labels and reactions. A pull request is an issue here as well, with a `pull_request` member.

import { roleOf } from "../world/roles.ts";
import type {
  Account,
  Comment,
  Issue,
  Label,
  Reaction,
  ReactionContent,
  Repository,
} from "../world/types.ts";
import type { World } from "../world/world.ts";
import { nodeId, viewAccount } from "./account.ts";
import { viewApp } from "./app.ts";
import { repositoryApi, repositoryHtml } from "./repository.ts";

export function viewLabel(world: World, repository: Repository, label: Label) {
  return {
    id: label.id,
    node_id: nodeId("Label", label.id),
    url: `${repositoryApi(world, repository)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    color: label.color,
    default: false,
    description: label.description,
  };
}

export function viewReaction(world: World, reaction: Reaction) {
  return {
    id: reaction.id,
    node_id: nodeId("Reaction", reaction.id),
    user: viewAccount(world, reaction.user),
    content: reaction.content,
    created_at: reaction.createdAt.toISOString(),
  };
}

const CONTENTS: readonly ReactionContent[] = [
  "+1",
  "-1",
  "laugh",
  "hooray",
  "confused",
  "heart",
  "rocket",
  "eyes",
];

export function viewReactionCounts(url: string, reactions: readonly Reaction[]) {
  const count = (content: ReactionContent): number =>
    reactions.filter((reaction) => reaction.content === content).length;
  return {
    url,
    total_count: reactions.length,
    ...Object.fromEntries(CONTENTS.map((content) => [content, count(content)])),
  };
}

export function authorAssociation(repository: Repository, account: Account): string {
  if (repository.owner.id === account.id) return "OWNER";
  if (repository.owner.members.has(account.login)) return "MEMBER";
  if (repository.roles.has(account.login)) return "COLLABORATOR";
  return repository.private && roleOf(repository, account) !== undefined ? "COLLABORATOR" : "NONE";
}

export function issueHtml(world: World, repository: Repository, issue: Issue): string {
  const kind = issue.pull === undefined ? "issues" : "pull";
  return `${repositoryHtml(world, repository)}/${kind}/${issue.number}`;
}

export function viewIssue(world: World, repository: Repository, issue: Issue) {
  const api = `${repositoryApi(world, repository)}/issues/${issue.number}`;
  return {
    url: api,
    repository_url: repositoryApi(world, repository),
    labels_url: `${api}/labels{/name}`,
    comments_url: `${api}/comments`,
    events_url: `${api}/events`,
    html_url: issueHtml(world, repository, issue),
    id: issue.id,
    node_id: nodeId(issue.pull === undefined ? "Issue" : "PullRequest", issue.id),
    number: issue.number,
    title: issue.title,
    user: viewAccount(world, issue.user),
    labels: issue.labels.map((label) => viewLabel(world, repository, label)),
    state: issue.state,
    locked: false,
    assignee: issue.assignees[0] === undefined ? null : viewAccount(world, issue.assignees[0]),
    assignees: issue.assignees.map((account) => viewAccount(world, account)),
    milestone: null,
    comments: repository.comments.filter((comment) => comment.issue === issue).length,
    created_at: issue.createdAt.toISOString(),
    updated_at: issue.updatedAt.toISOString(),
    closed_at: issue.closedAt?.toISOString() ?? null,
    author_association: authorAssociation(repository, issue.user),
    active_lock_reason: null,
    body: issue.body,
    reactions: viewReactionCounts(`${api}/reactions`, issue.reactions),
    timeline_url: `${api}/timeline`,
    performed_via_github_app: issue.via === undefined ? null : viewApp(world, issue.via),
    state_reason: issue.stateReason,
    ...pullMember(world, repository, issue),
  };
}

function pullMember(world: World, repository: Repository, issue: Issue): object {
  if (issue.pull === undefined) return {};
  const html = issueHtml(world, repository, issue);
  return {
    draft: issue.pull.draft,
    pull_request: {
      url: `${repositoryApi(world, repository)}/pulls/${issue.number}`,
      html_url: html,
      diff_url: `${html}.diff`,
      patch_url: `${html}.patch`,
      merged_at: issue.pull.merged?.at.toISOString() ?? null,
    },
  };
}

/** The single-issue form says who closed it. */
export function viewIssueFull(world: World, repository: Repository, issue: Issue) {
  return {
    ...viewIssue(world, repository, issue),
    closed_by: issue.closedBy === undefined ? null : viewAccount(world, issue.closedBy),
  };
}

export function viewComment(world: World, repository: Repository, comment: Comment) {
  const api = `${repositoryApi(world, repository)}/issues/comments/${comment.id}`;
  return {
    url: api,
    html_url: `${issueHtml(world, repository, comment.issue)}#issuecomment-${comment.id}`,
    issue_url: `${repositoryApi(world, repository)}/issues/${comment.issue.number}`,
    id: comment.id,
    node_id: nodeId("IssueComment", comment.id),
    user: viewAccount(world, comment.user),
    created_at: comment.createdAt.toISOString(),
    updated_at: comment.updatedAt.toISOString(),
    author_association: authorAssociation(repository, comment.user),
    body: comment.body,
    reactions: viewReactionCounts(`${api}/reactions`, comment.reactions),
    performed_via_github_app: comment.via === undefined ? null : viewApp(world, comment.via),
  };
}
