// Everything the sandbox knows, in one place: accounts, repositories, apps, tokens, ids and time.
// Two clocks: `now` dates things and may be moved by a test or the demo; `authNow` judges JWTs and token lifetimes
// and stays with the real time its callers sign with, so that moving the story forward never logs anybody out.
import type {
  Account,
  Actor,
  App,
  Installation,
  InstallationToken,
  Issue,
  PullIssue,
  Repository,
} from "./types.ts";

/** An event as it happened; `webhooks/` turns it into one delivery per subscribed App. */
export interface WorldEvent {
  readonly name: string;
  readonly action: string | undefined;
  readonly repository: Repository | undefined;
  readonly sender: Account;
  readonly body: Readonly<Record<string, unknown>>;
  /** Only this App hears of it (check re-runs, installation events). */
  readonly onlyApp?: App;
  readonly installation?: Installation;
}

export interface World {
  readonly root: string;
  readonly urls: { html: string; api: string };
  readonly accounts: Map<string, Account>;
  readonly repositories: Repository[];
  readonly apps: App[];
  readonly installations: Installation[];
  readonly installationTokens: Map<string, InstallationToken>;
  readonly userTokens: Map<string, Account>;
  now(): Date;
  authNow(): Date;
  advance(milliseconds: number): void;
  nextId(): number;
  emit(event: WorldEvent): void;
  listen(listener: (event: WorldEvent) => void): void;
}

export interface WorldOptions {
  readonly root: string;
  readonly clock: () => Date;
  readonly authClock: () => Date;
}

export function createWorld(options: WorldOptions): World {
  let lastId = 1000;
  let ahead = 0;
  const listeners: ((event: WorldEvent) => void)[] = [];
  return {
    root: options.root,
    urls: { html: "", api: "" },
    accounts: new Map(),
    repositories: [],
    apps: [],
    installations: [],
    installationTokens: new Map(),
    userTokens: new Map(),
    now: () => new Date(options.clock().getTime() + ahead),
    authNow: options.authClock,
    advance(milliseconds) {
      ahead += milliseconds;
    },
    nextId() {
      lastId += 1;
      return lastId;
    },
    emit(event) {
      for (const listener of listeners) listener(event);
    },
    listen(listener) {
      listeners.push(listener);
    },
  };
}

export function fullName(repository: Repository): string {
  return `${repository.owner.login}/${repository.name}`;
}

/** GitHub compares names without case and keeps the case they were given. */
export function findRepository(world: World, owner: string, name: string): Repository | undefined {
  const wanted = `${owner}/${name}`.toLowerCase();
  return world.repositories.find((repository) => fullName(repository).toLowerCase() === wanted);
}

export function findAccount(world: World, login: string): Account | undefined {
  return world.accounts.get(login.toLowerCase());
}

export function findIssue(repository: Repository, number: number): Issue | undefined {
  return repository.issues.find((issue) => issue.number === number);
}

export function isPull(issue: Issue): issue is PullIssue {
  return issue.pull !== undefined;
}

export function findPull(repository: Repository, number: number): PullIssue | undefined {
  return repository.issues.filter(isPull).find((issue) => issue.number === number);
}

export function actingAs(account: Account): Actor {
  return { account, app: undefined };
}

export function actingThrough(app: App): Actor {
  return { account: app.bot, app };
}

/** The address GitHub gives people who hide theirs; it is also how a commit finds its account again. */
export function noreplyEmail(account: Account): string {
  return `${account.id}+${account.login}@users.noreply.github.com`;
}

export function accountOfEmail(world: World, email: string): Account | undefined {
  const match = /^(\d+)\+[^@]+@users\.noreply\.github\.com$/.exec(email);
  if (match === null) return undefined;
  const id = Number(match[1]);
  for (const account of world.accounts.values()) if (account.id === id) return account;
  return undefined;
}

export function gitDate(date: Date): string {
  return date.toISOString().replace(/\.\d{3}Z$/, "Z");
}
