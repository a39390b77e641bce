// One bare repository: refs and objects, read and written through plumbing commands. Names that come from requests are
// never handed to git as revisions; `resolve` accepts ref names and hexadecimal ids only.
import { appendFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { git, gitText, tryGit } from "./run.ts";

export const EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
export const ZERO = "0".repeat(40);

export interface Person {
  readonly name: string;
  readonly email: string;
  readonly date: string;
}

export interface GitCommit {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Person;
  readonly committer: Person;
  readonly message: string;
}

export interface TreeEntry {
  readonly mode: string;
  readonly type: "blob" | "tree" | "commit";
  readonly sha: string;
  readonly size: number | undefined;
  readonly path: string;
}

export interface GitStore {
  readonly directory: string;
  refs(prefix?: string): Promise<ReadonlyMap<string, string>>;
  /** A branch, tag, `refs/...`, `heads/...` or (abbreviated) id, to a commit. */
  resolve(name: string): Promise<string | undefined>;
  /** The commit of a branch of exactly this name. */
  branch(name: string): Promise<string | undefined>;
  typeOf(sha: string): Promise<"commit" | "tree" | "blob" | "tag" | undefined>;
  commit(sha: string): Promise<GitCommit>;
  log(args: readonly string[]): Promise<readonly GitCommit[]>;
  tree(treeish: string, recursive: boolean): Promise<readonly TreeEntry[]>;
  entry(commit: string, path: string): Promise<TreeEntry | undefined>;
  blob(sha: string): Promise<Buffer>;
  setRef(ref: string, sha: string): Promise<void>;
  deleteRef(ref: string): Promise<void>;
  isAncestor(ancestor: string, descendant: string): Promise<boolean>;
  mergeBase(one: string, other: string): Promise<string | undefined>;
  /**
   * Keeps an answer that can never change because the key holds object ids only. One key belongs to one kind of answer.
   * It spares most of the git processes: a pull request is described anew with every event.
   */
  remember<T>(key: string, work: () => Promise<T>): Promise<T>;
}

export async function createGitStore(directory: string, defaultBranch: string): Promise<GitStore> {
  await mkdir(directory, { recursive: true });
  await git(directory, ["init", "--quiet", "--bare", `--initial-branch=${defaultBranch}`, directory]);
  await appendFile(join(directory, "config"), SETTINGS);
  return gitStore(directory);
}

const SETTINGS = `[http]
	receivepack = true
[uploadpack]
	allowFilter = true
	allowAnySHA1InWant = true
[receive]
	hideRefs = refs/pull
	denyDeleteCurrent = refuse
	autogc = false
[gc]
	auto = 0
`;

/** Enough for any story; beyond it everything is asked again. */
const REMEMBERED_AT_MOST = 5000;

function gitStore(directory: string): GitStore {
  const remembered = new Map<string, Promise<unknown>>();
  const store: GitStore = {
    directory,
    async refs(prefix = "refs") {
      const text = await gitText(directory, [
        "for-each-ref",
        "--format=%(objectname) %(refname)",
        ...(prefix === "refs" ? [] : [prefix]),
      ]);
      const refs = new Map<string, string>();
      for (const line of text.split("\n")) {
        if (line !== "") refs.set(line.slice(41), line.slice(0, 40));
      }
      return refs;
    },
    async resolve(name) {
      if (name === "" || !(await isRefName(directory, name))) return undefined;
      const candidates = name.startsWith("refs/")
        ? [name]
        : [
            `refs/heads/${name}`,
            `refs/tags/${name}`,
            ...(/^(?:heads|tags)\//.test(name) ? [`refs/${name}`] : []),
          ];
      if (name === "HEAD") candidates.push("HEAD");
      if (/^[0-9a-f]{7,40}$/.test(name)) candidates.push(name);
      for (const candidate of candidates) {
        const found = await tryGit(directory, ["rev-parse", "--verify", "--quiet", `${candidate}^{commit}`]);
        if (found.code === 0) return found.stdout.toString().trim();
      }
      return undefined;
    },
    async branch(name) {
      const ref = `refs/heads/${name}`;
      return (await store.refs(ref)).get(ref);
    },
    async typeOf(sha) {
      if (!/^[0-9a-f]{40}$/.test(sha)) return undefined;
      const found = await tryGit(directory, ["cat-file", "-t", sha]);
      if (found.code !== 0) return undefined;
      const type = found.stdout.toString().trim();
      return type === "commit" || type === "tree" || type === "blob" || type === "tag" ? type : undefined;
    },
    commit: (sha) =>
      store.remember(`commit ${sha}`, async () => {
        const [commit] = await store.log(["--no-walk", sha]);
        if (commit === undefined) throw new Error("commit is gone from the sandbox repository");
        return commit;
      }),
    async log(args) {
      const text = await gitText(directory, ["log", "-z", `--format=${LOG_FORMAT}`, ...args]);
      return text
        .split("\0")
        .filter((record) => record !== "")
        .map(readLogRecord);
    },
    async tree(treeish, recursive) {
      const flags = recursive ? ["-r", "-t"] : [];
      const text = await gitText(directory, ["ls-tree", "-z", "--long", ...flags, treeish]);
      return text
        .split("\0")
        .filter((record) => record !== "")
        .map(readTreeRecord);
    },
    async entry(commit, path) {
      const found = await tryGit(directory, [
        "--literal-pathspecs",
        "ls-tree",
        "-z",
        "--long",
        commit,
        "--",
        path,
      ]);
      if (found.code !== 0) return undefined;
      const record = found.stdout.toString().split("\0")[0];
      return record === undefined || record === "" ? undefined : readTreeRecord(record);
    },
    blob: (sha) => git(directory, ["cat-file", "blob", sha]),
    async setRef(ref, sha) {
      await git(directory, ["update-ref", "--no-deref", ref, sha]);
    },
    async deleteRef(ref) {
      await git(directory, ["update-ref", "--no-deref", "-d", ref]);
    },
    isAncestor: (ancestor, descendant) =>
      store.remember(`is-ancestor ${ancestor} ${descendant}`, async () => {
        return (await tryGit(directory, ["merge-base", "--is-ancestor", ancestor, descendant])).code === 0;
      }),
    mergeBase: (one, other) =>
      store.remember(`merge-base ${one} ${other}`, async () => {
        const found = await tryGit(directory, ["merge-base", one, other]);
        return found.code === 0 ? found.stdout.toString().trim() : undefined;
      }),
    remember<T>(key: string, work: () => Promise<T>): Promise<T> {
      const known = remembered.get(key);
      if (known !== undefined) return known as Promise<T>; // one key belongs to one kind of answer
      if (remembered.size >= REMEMBERED_AT_MOST) remembered.clear();
      const answer = work();
      remembered.set(key, answer);
      answer.catch(() => remembered.delete(key));
      return answer;
    },
  };
  return store;
}

/** Is `name` something a ref may be called, with or without its `refs/heads/`? */
export async function isRefName(directory: string, name: string): Promise<boolean> {
  if (name.startsWith("-")) return false;
  return (await tryGit(directory, ["check-ref-format", "--allow-onelevel", name])).code === 0;
}

const LOG_FORMAT = "%H%x01%T%x01%P%x01%an%x01%ae%x01%at%x01%cn%x01%ce%x01%ct%x01%B";

function readLogRecord(record: string): GitCommit {
  const [
    sha = "",
    tree = "",
    parents = "",
    an = "",
    ae = "",
    at = "0",
    cn = "",
    ce = "",
    ct = "0",
    ...message
  ] = record.split("\x01");
  return {
    sha,
    tree,
    parents: parents.split(" ").filter((parent) => parent !== ""),
    author: { name: an, email: ae, date: secondsToDate(at) },
    committer: { name: cn, email: ce, date: secondsToDate(ct) },
    message: message.join("\x01").replace(/\n$/, ""),
  };
}

function secondsToDate(seconds: string): string {
  return new Date(Number(seconds) * 1000).toISOString().replace(".000Z", "Z");
}

function readTreeRecord(record: string): TreeEntry {
  const tab = record.indexOf("\t");
  const [mode = "", type = "", sha = "", size = "-"] = record.slice(0, tab).split(/ +/);
  return {
    mode: mode.padStart(6, "0"),
    type: type === "tree" || type === "commit" ? type : "blob",
    sha,
    size: size === "-" ? undefined : Number(size),
    path: record.slice(tab + 1),
  };
}
