/**
 * The App on GitHub: who we are, where we are installed, a host per repository, and tokens for git.
 */
import type { GitHubApp, GitHubHost } from "../../ports/github-host.ts";
import type { RepositoryRef } from "../../ports/repository.ts";
import { checksPart } from "./checks-part.ts";
import { guarded } from "./failure.ts";
import { issuesPart } from "./issues-part.ts";
import type { HostParts, Octokit } from "./octokit.ts";
import { pullsPart } from "./pulls-part.ts";
import { repositoryPart } from "./repository-part.ts";

/** What Probot offers: a client as the App, or as one installation. */
export interface Authenticator {
  auth(installation?: number): Promise<Octokit>;
}

export interface ConnectedApp extends GitHubApp {
  /** Login of the App's account. */
  login(): Promise<string>;
  /** A token that reads one repository and nothing else, for git. */
  readToken(repository: RepositoryRef): Promise<string>;
}

/** A token is not used in its last minutes: a fetch may take that long. */
const tokenMargin = 15 * 60_000;

export function connectApp(authenticator: Authenticator): ConnectedApp {
  const readTokens = new Map<number, { readonly token: string; readonly expires: number }>();
  let ownLogin: Promise<string> | undefined;
  const login = (): Promise<string> => {
    ownLogin ??= readLogin(authenticator).catch((error: unknown) => {
      ownLogin = undefined;
      throw error;
    });
    return ownLogin;
  };

  const repositoriesOf = (installation: number): Promise<readonly RepositoryRef[]> =>
    guarded("list the repositories of an installation", async () => {
      const octokit = await authenticator.auth(installation);
      const found = await octokit.paginate(octokit.rest.apps.listReposAccessibleToInstallation, {
        per_page: 100,
      });
      return found.map(({ id, name, owner }) => ({ id, name, owner: owner.login, installation }));
    });

  return {
    login,
    repositoriesOf,

    repositories: async () => {
      const installations = await guarded("list installations", async () => {
        const octokit = await authenticator.auth();
        return octokit.paginate(octokit.rest.apps.listInstallations, { per_page: 100 });
      });
      const found: RepositoryRef[] = [];
      for (const { id, suspended_at } of installations) {
        if (suspended_at === null || suspended_at === undefined) found.push(...(await repositoriesOf(id)));
      }
      return found;
    },

    host: async (repository) => {
      const octokit = await guarded("authenticate", () => authenticator.auth(repository.installation));
      return hostOf({
        octokit,
        repo: { owner: repository.owner, repo: repository.name },
        login: await login(),
      });
    },

    readToken: (repository) =>
      guarded("get a token for git", async () => {
        const cached = readTokens.get(repository.id);
        if (cached !== undefined && cached.expires - Date.now() > tokenMargin) return cached.token;
        const octokit = await authenticator.auth();
        const { data } = await octokit.rest.apps.createInstallationAccessToken({
          installation_id: repository.installation,
          repository_ids: [repository.id],
          permissions: { contents: "read" },
        });
        readTokens.set(repository.id, { token: data.token, expires: Date.parse(data.expires_at) });
        return data.token;
      }),
  };
}

export function hostOf(parts: HostParts): GitHubHost {
  return { ...repositoryPart(parts), ...issuesPart(parts), ...pullsPart(parts), ...checksPart(parts) };
}

async function readLogin(authenticator: Authenticator): Promise<string> {
  return guarded("read who we are", async () => {
    const octokit = await authenticator.auth();
    const { data } = await octokit.rest.apps.getAuthenticated();
    if (data === null) throw new TypeError("no App in the answer");
    return `${data.slug ?? data.name}[bot]`;
  });
}
