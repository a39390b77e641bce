// Repositories: one list of links, and the fields that the short, the full and the webhook form add to it.

import { atLeast } from "../world/roles.ts";
import type { Repository, Role } from "../world/types.ts";
import { fullName, type World } from "../world/world.ts";
import { nodeId, viewAccount, viewOrganization } from "./account.ts";

export function repositoryApi(world: World, repository: Repository): string {
  return `${world.urls.api}/repos/${fullName(repository)}`;
}

export function repositoryHtml(world: World, repository: Repository): string {
  return `${world.urls.html}/${fullName(repository)}`;
}

/** GitHub's "minimal repository" without the optional rest. */
export function viewRepositoryLite(world: World, repository: Repository) {
  const api = repositoryApi(world, repository);
  return {
    id: repository.id,
    node_id: nodeId("Repository", repository.id),
    name: repository.name,
    full_name: fullName(repository),
    private: repository.private,
    owner: viewAccount(world, repository.owner),
    html_url: repositoryHtml(world, repository),
    description: repository.description,
    fork: false,
    url: api,
    forks_url: `${api}/forks`,
    keys_url: `${api}/keys{/key_id}`,
    collaborators_url: `${api}/collaborators{/collaborator}`,
    teams_url: `${api}/teams`,
    hooks_url: `${api}/hooks`,
    issue_events_url: `${api}/issues/events{/number}`,
    events_url: `${api}/events`,
    assignees_url: `${api}/assignees{/user}`,
    branches_url: `${api}/branches{/branch}`,
    tags_url: `${api}/tags`,
    blobs_url: `${api}/git/blobs{/sha}`,
    git_tags_url: `${api}/git/tags{/sha}`,
    git_refs_url: `${api}/git/refs{/sha}`,
    trees_url: `${api}/git/trees{/sha}`,
    statuses_url: `${api}/statuses/{sha}`,
    languages_url: `${api}/languages`,
    stargazers_url: `${api}/stargazers`,
    contributors_url: `${api}/contributors`,
    subscribers_url: `${api}/subscribers`,
    subscription_url: `${api}/subscription`,
    commits_url: `${api}/commits{/sha}`,
    git_commits_url: `${api}/git/commits{/sha}`,
    comments_url: `${api}/comments{/number}`,
    issue_comment_url: `${api}/issues/comments{/number}`,
    contents_url: `${api}/contents/{+path}`,
    compare_url: `${api}/compare/{base}...{head}`,
    merges_url: `${api}/merges`,
    archive_url: `${api}/{archive_format}{/ref}`,
    downloads_url: `${api}/downloads`,
    issues_url: `${api}/issues{/number}`,
    pulls_url: `${api}/pulls{/number}`,
    milestones_url: `${api}/milestones{/number}`,
    notifications_url: `${api}/notifications{?since,all,participating}`,
    labels_url: `${api}/labels{/name}`,
    releases_url: `${api}/releases{/id}`,
    deployments_url: `${api}/deployments`,
  };
}

/** The form inside pull requests, installation lists and webhooks. */
export function viewRepository(world: World, repository: Repository) {
  const html = repositoryHtml(world, repository);
  const open = repository.issues.filter((issue) => issue.state === "open").length;
  return {
    ...viewRepositoryLite(world, repository),
    created_at: repository.createdAt.toISOString(),
    updated_at: repository.updatedAt.toISOString(),
    pushed_at: repository.pushedAt.toISOString(),
    git_url: `${html}.git`,
    ssh_url: `git@127.0.0.1:${fullName(repository)}.git`,
    clone_url: `${html}.git`,
    svn_url: html,
    homepage: null,
    size: 0,
    stargazers_count: 0,
    watchers_count: 0,
    language: null,
    has_issues: repository.hasIssues,
    has_projects: false,
    has_downloads: true,
    has_wiki: false,
    has_pages: false,
    has_discussions: false,
    forks_count: 0,
    mirror_url: null,
    archived: repository.archived,
    disabled: false,
    open_issues_count: open,
    license: null,
    allow_forking: true,
    is_template: false,
    web_commit_signoff_required: false,
    topics: [],
    visibility: repository.private ? "private" : "public",
    forks: 0,
    open_issues: open,
    watchers: 0,
    default_branch: repository.defaultBranch,
    custom_properties: {},
  };
}

export function viewRepositoryFull(world: World, repository: Repository, role: Role | undefined) {
  return {
    ...viewRepository(world, repository),
    permissions: viewPermissions(role),
    allow_rebase_merge: true,
    allow_squash_merge: true,
    allow_merge_commit: true,
    allow_auto_merge: false,
    allow_update_branch: false,
    delete_branch_on_merge: false,
    temp_clone_token: null,
    network_count: 0,
    subscribers_count: 0,
    ...(repository.owner.kind === "Organization"
      ? { organization: viewAccount(world, repository.owner) }
      : {}),
  };
}

export function viewPermissions(role: Role | undefined) {
  return {
    admin: atLeast(role, "admin"),
    maintain: atLeast(role, "maintain"),
    push: atLeast(role, "write"),
    triage: atLeast(role, "triage"),
    pull: atLeast(role, "read"),
  };
}

/** Push events alone carry the dates as numbers, and the branch twice. */
export function viewRepositoryForPush(world: World, repository: Repository) {
  return {
    ...viewRepository(world, repository),
    created_at: Math.floor(repository.createdAt.getTime() / 1000),
    pushed_at: Math.floor(repository.pushedAt.getTime() / 1000),
    stargazers: 0,
    master_branch: repository.defaultBranch,
    ...(repository.owner.kind === "Organization" ? { organization: repository.owner.login } : {}),
  };
}

export function organizationOf(world: World, repository: Repository): object | undefined {
  return repository.owner.kind === "Organization" ? viewOrganization(world, repository.owner) : undefined;
}

export function viewRepositoryRef(world: World, repository: Repository) {
  return { id: repository.id, url: repositoryApi(world, repository), name: repository.name };
}
