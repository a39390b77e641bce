/** Reading a repository: facts, branches, commits, who may write, the owner's defaults. */
import type { GitHubHost, Permission } from "../../ports/github-host.ts";
import { guarded, statusOf } from "./failure.ts";
import type { HostParts } from "./octokit.ts";

type RepositoryPart = Pick<GitHubHost, "repository" | "branches" | "commit" | "permissionOf" | "ownerConfig">;

const permissions: readonly Permission[] = ["none", "read", "triage", "write", "maintain", "admin"];

/** A configuration is small; a larger file is none. */
const largestConfig = 256 * 1024;

export function repositoryPart({ octokit, repo, login }: HostParts): RepositoryPart {
  return {
    repository: () =>
      guarded("read the repository", async () => {
        const { data } = await octokit.rest.repos.get(repo);
        return {
          defaultBranch: data.default_branch,
          url: data.html_url,
          archived: data.archived || data.disabled,
          hasIssues: data.has_issues,
        };
      }),

    branches: (prefix) =>
      guarded("list branches", async () => {
        const refs = await octokit.paginate(octokit.rest.git.listMatchingRefs, {
          ...repo,
          ref: `heads/${prefix}`,
          per_page: 100,
        });
        return refs.map(({ ref, object }) => ({ name: ref.replace(/^refs\/heads\//, ""), head: object.sha }));
      }),

    commit: (sha) =>
      guarded("read a commit", async () => {
        const { data } = await octokit.rest.repos.getCommit({ ...repo, ref: sha });
        return {
          sha: data.sha,
          message: data.commit.message,
          parents: data.parents.map((parent) => parent.sha),
          isOurs: data.author !== null && "login" in data.author && data.author.login === login,
        };
      }),

    permissionOf: (username) =>
      guarded("read a permission", async () => {
        try {
          const { data } = await octokit.rest.repos.getCollaboratorPermissionLevel({ ...repo, username });
          return knownPermission(data.role_name) ?? knownPermission(data.permission) ?? "none";
        } catch (error) {
          if (statusOf(error) === 404) return "none";
          throw error;
        }
      }),

    ownerConfig: () =>
      guarded("read the owner's configuration", async () => {
        if (repo.repo === ".github") return undefined;
        try {
          const { data } = await octokit.rest.repos.getContent({
            owner: repo.owner,
            repo: ".github",
            path: ".github/tidegate.yml",
          });
          if (Array.isArray(data) || data.type !== "file" || data.size > largestConfig) return undefined;
          return Buffer.from(data.content, "base64").toString("utf8");
        } catch (error) {
          // no such repository or file, or the App is not installed there: there are no defaults
          if (statusOf(error) === 404 || statusOf(error) === 403) return undefined;
          throw error;
        }
      }),
  };
}

/** `role_name` may be a role the organisation made up; `permission` then tells its base. */
function knownPermission(name: string): Permission | undefined {
  return permissions.find((permission) => permission === name);
}
