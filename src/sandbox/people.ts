// What people (and other Apps) do in the story, without a browser: each function acts as a named account and goes through the
// same actions as the API and the pages, so the same events follow.
import { asFiles, requireRepository } from "./actions/accounts.ts";
import { createCheckRun, type RunFields, rerequestRun, setStatus } from "./actions/checks.ts";
import { addComment, editComment } from "./actions/comments.ts";
import {
  announceRepositories,
  changeInstalledRepositories,
  installApp,
  suspendInstallation,
  uninstallApp,
} from "./actions/installs.ts";
import { addLabels, changeIssue, openIssue } from "./actions/issues.ts";
import { mergePull, openPull } from "./actions/pulls.ts";
import { moveRef } from "./actions/refs.ts";
import { issueInstallationToken, issueUserToken } from "./auth/callers.ts";
import { writeFiles } from "./git/write.ts";
import type { Account, App, Installation, Issue, PullIssue, Repository, Role } from "./world/types.ts";
import {
  actingAs,
  findAccount,
  findIssue,
  findPull,
  gitDate,
  noreplyEmail,
  type World,
} from "./world/world.ts";

export interface People {
  /** Installs on `owner`, on named repositories (without the owner) or all; returns the installation id. */
  installApp(slug: string, owner: string, repositories?: readonly string[] | "all", sender?: string): number;
  uninstallApp(slug: string, owner: string): void;
  suspendApp(slug: string, owner: string): void;
  changeInstallation(
    slug: string,
    owner: string,
    change: { add?: readonly string[]; remove?: readonly string[] },
  ): void;
  setWebhook(slug: string, url: string, secret: string): void;
  setPermission(repository: string, login: string, role: Role | undefined): void;
  /** A personal token of a person. */
  userToken(login: string): string;
  /** An installation token, as another App's server would hold. */
  appToken(slug: string, owner: string): string;
  openIssue(
    repository: string,
    login: string,
    input: { title: string; body?: string; labels?: readonly string[] },
  ): Promise<number>;
  comment(repository: string, number: number, login: string, body: string): Promise<number>;
  editComment(repository: string, id: number, login: string, body: string): Promise<void>;
  editIssue(
    repository: string,
    number: number,
    login: string,
    change: { title?: string; body?: string },
  ): Promise<void>;
  label(repository: string, number: number, login: string, labels: readonly string[]): Promise<void>;
  close(repository: string, number: number, login: string): Promise<void>;
  reopen(repository: string, number: number, login: string): Promise<void>;
  openPull(
    repository: string,
    login: string,
    input: { title: string; head: string; base?: string; body?: string },
  ): Promise<number>;
  /** Returns the commit the base branch is at afterwards. */
  merge(
    repository: string,
    number: number,
    login: string,
    method?: "merge" | "squash" | "rebase",
  ): Promise<string>;
  /** Commits files (null deletes) onto a branch, which is created from the default branch when absent; returns the commit. */
  push(
    repository: string,
    login: string,
    branch: string,
    files: Readonly<Record<string, string | Buffer | null>>,
    message?: string,
  ): Promise<string>;
  deleteBranch(repository: string, login: string, branch: string): Promise<void>;
  /** A check run of an installed App (Argo CD, Flux, a smoke test). */
  check(
    repository: string,
    slug: string,
    sha: string,
    run: RunFields & { readonly name: string },
  ): Promise<number>;
  rerequestCheck(repository: string, id: number, login: string): Promise<void>;
  status(
    repository: string,
    login: string,
    sha: string,
    status: { context: string; state: "error" | "failure" | "pending" | "success"; description?: string },
  ): Promise<void>;
  /** The commit of a branch, undefined when there is no such branch. */
  head(repository: string, branch?: string): Promise<string | undefined>;
  /** The text of a file at a branch, tag or commit. */
  read(repository: string, path: string, ref?: string): Promise<string | undefined>;
}

export function createPeople(world: World): People {
  const account = (login: string): Account => existing(findAccount(world, login), `account ${login}`);
  const app = (slug: string): App =>
    existing(
      world.apps.find((known) => known.slug === slug),
      `App ${slug}`,
    );
  const installation = (slug: string, owner: string): Installation =>
    existing(
      world.installations.find(
        (known) => known.app.slug === slug && known.account.login.toLowerCase() === owner.toLowerCase(),
      ),
      `installation of ${slug} on ${owner}`,
    );
  const repo = (name: string): Repository => requireRepository(world, name);
  const issue = (repository: Repository, number: number): Issue =>
    existing(findIssue(repository, number), `issue ${number}`);
  const pull = (repository: Repository, number: number): PullIssue =>
    existing(findPull(repository, number), `pull request ${number}`);
  const inRepository = <T>(name: string, work: (repository: Repository) => Promise<T> | T): Promise<T> => {
    const repository = repo(name);
    return repository.lock.run(async () => work(repository));
  };
  const named = (owner: string, names: readonly string[]): readonly Repository[] =>
    names.map((name) => repo(`${owner}/${name}`));

  return {
    installApp(slug, owner, repositories = "all", sender) {
      const target = account(owner);
      const list = repositories === "all" ? "all" : named(owner, repositories);
      return installApp(world, app(slug), target, list, installer(world, target, sender)).id;
    },
    uninstallApp: (slug, owner) =>
      uninstallApp(world, installation(slug, owner), installer(world, account(owner), undefined)),
    suspendApp: (slug, owner) =>
      suspendInstallation(world, installation(slug, owner), installer(world, account(owner), undefined)),
    changeInstallation(slug, owner, { add = [], remove = [] }) {
      const change = { added: named(owner, add), removed: named(owner, remove) };
      const found = installation(slug, owner);
      const sender = installer(world, account(owner), undefined);
      if (found.selection === "all") announceRepositories(world, found, change, sender);
      else changeInstalledRepositories(world, found, change, sender);
    },
    setWebhook(slug, url, secret) {
      Object.assign(app(slug).hook, { url, secret });
    },
    setPermission(repository, login, role) {
      const known = account(login).login;
      if (role === undefined) repo(repository).roles.delete(known);
      else repo(repository).roles.set(known, role);
    },
    userToken: (login) => issueUserToken(world, account(login)),
    appToken(slug, owner) {
      const found = installation(slug, owner);
      return issueInstallationToken(world, found, found.permissions, undefined).token;
    },
    openIssue: (name, login, input) =>
      inRepository(name, async (repository) => {
        return (await openIssue(world, repository, actingAs(account(login)), input)).number;
      }),
    comment: (name, number, login, body) =>
      inRepository(name, (repository) => {
        return addComment(world, repository, actingAs(account(login)), issue(repository, number), body).id;
      }),
    editComment: (name, id, login, body) =>
      inRepository(name, (repository) => {
        const found = existing(
          repository.comments.find((known) => known.id === id),
          `comment ${id}`,
        );
        editComment(world, repository, actingAs(account(login)), found, body);
      }),
    editIssue: (name, number, login, change) =>
      inRepository(name, (repository) =>
        changeIssue(world, repository, actingAs(account(login)), issue(repository, number), change),
      ),
    label: (name, number, login, labels) =>
      inRepository(name, (repository) =>
        addLabels(world, repository, actingAs(account(login)), issue(repository, number), labels),
      ),
    close: (name, number, login) =>
      inRepository(name, (repository) =>
        changeIssue(world, repository, actingAs(account(login)), issue(repository, number), {
          state: "closed",
        }),
      ),
    reopen: (name, number, login) =>
      inRepository(name, (repository) =>
        changeIssue(world, repository, actingAs(account(login)), issue(repository, number), {
          state: "open",
        }),
      ),
    openPull: (name, login, input) =>
      inRepository(name, async (repository) => {
        const base = input.base ?? repository.defaultBranch;
        return (await openPull(world, repository, actingAs(account(login)), { ...input, base })).number;
      }),
    merge: (name, number, login, method = "merge") =>
      inRepository(name, (repository) =>
        mergePull(world, repository, actingAs(account(login)), pull(repository, number), { method }),
      ),
    push: (name, login, branch, files, message = "Change files") =>
      inRepository(name, async (repository) => {
        const ref = `refs/heads/${branch}`;
        const main = `refs/heads/${repository.defaultBranch}`;
        const parent = (await repository.git.resolve(ref)) ?? (await repository.git.resolve(main));
        const who = account(login);
        const author = { name: who.login, email: noreplyEmail(who), date: gitDate(world.now()) };
        const commit = { parent, files: asFiles(files), author, committer: author, message };
        const sha = await writeFiles(repository.git, commit);
        await moveRef(world, repository, actingAs(who), ref, sha);
        return sha;
      }),
    deleteBranch: (name, login, branch) =>
      inRepository(name, (repository) =>
        moveRef(world, repository, actingAs(account(login)), `refs/heads/${branch}`, undefined),
      ),
    check: (name, slug, sha, run) =>
      inRepository(
        name,
        async (repository) => (await createCheckRun(world, repository, app(slug), sha, run)).id,
      ),
    rerequestCheck: (name, id, login) =>
      inRepository(name, (repository) => {
        const run = existing(
          repository.checkRuns.find((known) => known.id === id),
          `check run ${id}`,
        );
        rerequestRun(world, repository, account(login), run);
      }),
    status: (name, login, sha, status) =>
      inRepository(name, async (repository) => {
        const { context, state, description = null } = status;
        await setStatus(world, repository, account(login), {
          sha,
          state,
          description,
          context,
          targetUrl: null,
        });
      }),
    head: (name, branch) => {
      const repository = repo(name);
      return repository.git.branch(branch ?? repository.defaultBranch);
    },
    async read(name, path, ref) {
      const repository = repo(name);
      const commit = await repository.git.resolve(ref ?? repository.defaultBranch);
      const entry = commit === undefined ? undefined : await repository.git.entry(commit, path);
      return entry === undefined ? undefined : (await repository.git.blob(entry.sha)).toString();
    },
  };
}

function existing<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the sandbox has no ${what}`);
  return value;
}

/** Whoever clicks "Install": the named person, else an owner of the organisation, else the account itself. */
function installer(world: World, target: Account, sender: string | undefined): Account {
  const owner = [...target.members].find(([, role]) => role === "admin")?.[0];
  return findAccount(world, sender ?? owner ?? target.login) ?? target;
}
