// Accounts as the REST API and the webhooks show them.
import type { Account } from "../world/types.ts";
import type { World } from "../world/world.ts";

export function nodeId(kind: string, id: number | string): string {
  return Buffer.from(`${kind}:${id}`).toString("base64url");
}

/** GitHub's "simple user": the shape of every user inside another object. */
export function viewAccount(world: World, account: Account) {
  const api = `${world.urls.api}/users/${encodeURIComponent(account.login)}`;
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId(account.kind, account.id),
    avatar_url: `${world.urls.html}/assets/avatar.svg`,
    gravatar_id: "",
    url: api,
    html_url: htmlUrl(world, account),
    followers_url: `${api}/followers`,
    following_url: `${api}/following{/other_user}`,
    gists_url: `${api}/gists{/gist_id}`,
    starred_url: `${api}/starred{/owner}{/repo}`,
    subscriptions_url: `${api}/subscriptions`,
    organizations_url: `${api}/orgs`,
    repos_url: `${api}/repos`,
    events_url: `${api}/events{/privacy}`,
    received_events_url: `${api}/received_events`,
    type: account.kind,
    site_admin: false,
  };
}

function htmlUrl(world: World, account: Account): string {
  return account.kind === "Bot"
    ? `${world.urls.html}/apps/${account.login.replace(/\[bot\]$/, "")}`
    : `${world.urls.html}/${account.login}`;
}

export function viewPublicUser(world: World, account: Account) {
  const created = account.createdAt.toISOString();
  return {
    ...viewAccount(world, account),
    name: account.login,
    company: null,
    blog: "",
    location: null,
    email: null,
    hireable: null,
    bio: null,
    twitter_username: null,
    public_repos: world.repositories.filter((repo) => repo.owner.id === account.id && !repo.private).length,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: created,
    updated_at: created,
  };
}

export function viewPrivateUser(world: World, account: Account) {
  const privateRepositories = world.repositories.filter(
    (repo) => repo.owner.id === account.id && repo.private,
  ).length;
  return {
    ...viewPublicUser(world, account),
    private_gists: 0,
    total_private_repos: privateRepositories,
    owned_private_repos: privateRepositories,
    disk_usage: 0,
    collaborators: 0,
    two_factor_authentication: true,
  };
}

export function viewOrganization(world: World, account: Account) {
  const api = `${world.urls.api}/orgs/${account.login}`;
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId("Organization", account.id),
    url: api,
    repos_url: `${api}/repos`,
    events_url: `${api}/events`,
    hooks_url: `${api}/hooks`,
    issues_url: `${api}/issues`,
    members_url: `${api}/members{/member}`,
    public_members_url: `${api}/public_members{/member}`,
    avatar_url: `${world.urls.html}/assets/avatar.svg`,
    description: null,
  };
}

export function viewOrganizationFull(world: World, account: Account) {
  const created = account.createdAt.toISOString();
  return {
    ...viewOrganization(world, account),
    html_url: `${world.urls.html}/${account.login}`,
    has_organization_projects: false,
    has_repository_projects: false,
    public_repos: world.repositories.filter((repo) => repo.owner.id === account.id && !repo.private).length,
    public_gists: 0,
    followers: 0,
    following: 0,
    type: "Organization",
    created_at: created,
    updated_at: created,
    archived_at: null,
  };
}
