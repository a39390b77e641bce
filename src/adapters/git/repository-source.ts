/**
 * Snapshots of repositories through a cache: one bare repository per GitHub repository (by id, because names change), fetched one
 * commit deep and without large blobs. The cache may be deleted at any time.
 */
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { type CommitSha, toCommitSha } from "../../model/brands.ts";
import { HostError } from "../../ports/failures.ts";
import type { CommittedSnapshot, RepositoryRef, RepositorySource } from "../../ports/repository.ts";
import { type GitClient, gitClient } from "./client.ts";
import type { GitAccess } from "./environment.ts";
import { isLocalHttp } from "./environment.ts";
import { largestBlob, readSnapshot } from "./snapshot.ts";

export interface GitSourceSettings {
  readonly cacheDirectory: string;
  /** Where repositories are served: "https://github.com". */
  readonly gitUrl: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly binary?: string;
  token(repository: RepositoryRef): Promise<string>;
}

/** Every fetch leaves a pack; after so many a fresh start is cheaper than housekeeping. */
const mostPacks = 50;
const head = "refs/tidegate/head";

export function gitSource(settings: GitSourceSettings): RepositorySource {
  const locks = new Map<number, Promise<unknown>>();
  return {
    snapshot(repository, branch) {
      const before = locks.get(repository.id) ?? Promise.resolve();
      const mine = before.catch(() => undefined).then(() => fetchSnapshot(settings, repository, branch));
      locks.set(repository.id, mine);
      const forget = (): void => {
        if (locks.get(repository.id) === mine) locks.delete(repository.id);
      };
      mine.then(forget, forget);
      return mine;
    },
  };
}

async function fetchSnapshot(
  settings: GitSourceSettings,
  repository: RepositoryRef,
  branch: string,
): Promise<CommittedSnapshot | undefined> {
  const directory = join(settings.cacheDirectory, `${repository.id}.git`);
  const url = repositoryUrl(settings.gitUrl, repository);
  const access = { url, token: await settings.token(repository) };
  const git = await openCache(directory, settings);
  const commit = await fetchHead(git, access, branch);
  return commit === undefined ? undefined : { ...(await readSnapshot(git, commit)), urls: [url] };
}

/** Names come from GitHub, yet only what GitHub allows in a name may become part of an address. */
export function repositoryUrl(gitUrl: string, { owner, name }: RepositoryRef): string {
  const isName = /^[A-Za-z0-9._-]+$/;
  const url = `${gitUrl.replace(/\/+$/, "")}/${owner}/${name}.git`;
  const isSafe = isName.test(owner) && isName.test(name) && owner !== ".." && name !== "..";
  if (!isSafe || !(url.startsWith("https://") || isLocalHttp(url)))
    throw new HostError("could not fetch: the address of the repository is not allowed", {
      doing: "fetch",
      retryable: false,
    });
  return url;
}

async function openCache(directory: string, settings: GitSourceSettings): Promise<GitClient> {
  if ((await packCount(directory)) > mostPacks) await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const git = gitClient({ directory, environment: settings.environment, binary: settings.binary });
  if (!(await exists(join(directory, "HEAD"))))
    await git.run(["init", "--bare", "--quiet", "--template=", "."], { doing: "prepare the cache" });
  return git;
}

async function fetchHead(git: GitClient, access: GitAccess, branch: string): Promise<CommitSha | undefined> {
  const heads = await git.run(["ls-remote", "--heads", "--", access.url, `refs/heads/${branch}`], {
    doing: "ask for the head of the default branch",
    access,
  });
  const listed = toCommitSha((heads.split("\t")[0] ?? "").trim());
  if (listed === undefined) return undefined;
  if ((await cachedHead(git)) === listed) return listed;
  await git.run(
    [
      "fetch",
      "--quiet",
      "--no-tags",
      "--no-write-fetch-head",
      "--depth=1",
      "--force",
      `--filter=blob:limit=${largestBlob}`,
      "--",
      access.url,
      `+refs/heads/${branch}:${head}`,
    ],
    { doing: "fetch the default branch", access },
  );
  return cachedHead(git);
}

async function cachedHead(git: GitClient): Promise<CommitSha | undefined> {
  const printed = await git.run(["for-each-ref", "--format=%(objectname)", head], {
    doing: "read the cached head",
  });
  return toCommitSha(printed.trim());
}

async function packCount(directory: string): Promise<number> {
  try {
    const files = await readdir(join(directory, "objects", "pack"));
    return files.filter((name) => name.endsWith(".pack")).length;
  } catch {
    return 0; // no cache yet
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}
