// Creates people, organisations, Apps and repositories: what a person would click together on github.com before the story
// begins. Seeding a repository announces nothing.
import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { join } from "node:path";
import { createGitStore } from "../git/store.ts";
import { type FileContent, writeFiles } from "../git/write.ts";
import { createMutex } from "../world/mutex.ts";
import type { Account, App, Permissions, Repository } from "../world/types.ts";
import { findRepository, gitDate, noreplyEmail, type World } from "../world/world.ts";
import { readDirectory } from "./seed.ts";

export function createAccount(
  world: World,
  login: string,
  kind: Account["kind"],
  members: Readonly<Record<string, "admin" | "member">> = {},
): Account {
  if (world.accounts.has(login.toLowerCase())) throw new Error("there is already an account of this name");
  const account: Account = {
    id: world.nextId(),
    login,
    kind,
    createdAt: world.now(),
    members: new Map(Object.entries(members)),
  };
  world.accounts.set(login.toLowerCase(), account);
  return account;
}

export interface NewApp {
  readonly slug: string;
  readonly owner: Account;
  readonly permissions: Permissions;
  readonly events: readonly string[];
  readonly webhookUrl: string | undefined;
  readonly webhookSecret: string | undefined;
  /** PEM; a fresh key is made when absent. */
  readonly privateKey: string | undefined;
}

export function createApp(world: World, input: NewApp): { readonly app: App; readonly privateKey: string } {
  const privateKey = input.privateKey ?? newPrivateKey();
  const id = world.nextId();
  const app: App = {
    id,
    slug: input.slug,
    owner: input.owner,
    bot: createAccount(world, `${input.slug}[bot]`, "Bot"),
    publicKey: createPublicKey(privateKey),
    clientId: `Iv1.sandbox${id}`,
    createdAt: world.now(),
    permissions: input.permissions,
    events: input.events,
    hook: { id: world.nextId(), url: input.webhookUrl, secret: input.webhookSecret },
  };
  world.apps.push(app);
  return { app, privateKey };
}

function newPrivateKey(): string {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return privateKey.export({ type: "pkcs1", format: "pem" }).toString();
}

export interface NewRepository {
  readonly owner: Account;
  readonly name: string;
  readonly isPrivate: boolean;
  readonly description: string | null;
  readonly defaultBranch: string;
  /** A directory on disk, or paths and contents; none leaves the repository empty. */
  readonly files: string | Readonly<Record<string, string | Buffer>> | undefined;
  readonly author: Account;
}

export async function createRepository(world: World, input: NewRepository): Promise<Repository> {
  if (findRepository(world, input.owner.login, input.name) !== undefined) {
    throw new Error("there is already a repository of this name");
  }
  const id = world.nextId();
  const now = world.now();
  const repository: Repository = {
    id,
    owner: input.owner,
    name: input.name,
    private: input.isPrivate,
    description: input.description,
    defaultBranch: input.defaultBranch,
    git: await createGitStore(join(world.root, "repositories", `${id}.git`), input.defaultBranch),
    lock: createMutex(),
    roles: new Map(),
    hasIssues: true,
    archived: false,
    issues: [],
    comments: [],
    labels: [],
    checkSuites: [],
    checkRuns: [],
    statuses: [],
    verified: new Set(),
    createdAt: now,
    updatedAt: now,
    pushedAt: now,
  };
  if (input.files !== undefined) {
    const files = typeof input.files === "string" ? await readDirectory(input.files) : asFiles(input.files);
    const author = { name: input.author.login, email: noreplyEmail(input.author), date: gitDate(now) };
    const commit = { parent: undefined, files, author, committer: author, message: "Initial commit" };
    await repository.git.setRef(
      `refs/heads/${input.defaultBranch}`,
      await writeFiles(repository.git, commit),
    );
  }
  world.repositories.push(repository);
  return repository;
}

export function asFiles(
  files: Readonly<Record<string, string | Buffer | null>>,
): Readonly<Record<string, FileContent | undefined>> {
  return Object.fromEntries(
    Object.entries(files).map(([path, content]) => [
      path,
      content === null ? undefined : { content, mode: "100644" as const },
    ]),
  );
}

export function requireRepository(world: World, name: string): Repository {
  const [owner = "", repo = ""] = name.split("/");
  const repository = findRepository(world, owner, repo);
  if (repository === undefined) throw new Error(`the sandbox has no repository ${name}`);
  return repository;
}
