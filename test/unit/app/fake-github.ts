/**
 * A repository on GitHub in memory, as far as the reconciler sees one: files per commit, branches, issues, pull requests, comments,
 * checks. It counts writes and can be killed after any of them.
 */
import { type RepoPath, toCommitSha, toRepoPath } from "../../../src/model/brands.ts";
import type {
  CheckReport,
  CommentFacts,
  GitHubHost,
  NewCheck,
  Permission,
  PullFacts,
} from "../../../src/ports/github-host.ts";
import type { CommittedSnapshot, RepositorySource } from "../../../src/ports/repository.ts";

export class Killed extends Error {
  override readonly name = "Killed";
}

type Files = ReadonlyMap<string, string>;

interface Commit {
  readonly sha: string;
  readonly files: Files;
  readonly parents: readonly string[];
  readonly message: string;
  readonly isOurs: boolean;
}

interface Issue {
  readonly number: number;
  readonly isPull: boolean;
  readonly author: string;
  title: string;
  body: string;
  state: "open" | "closed" | "merged";
  labels: string[];
  branch: string;
  closedAt: string | undefined;
  mergedAt: string | undefined;
  mergeCommit: string | undefined;
  createdAt: string;
}

const bot = "tidegate[bot]";

export class FakeGitHub {
  now = Date.parse("2026-03-01T12:00:00Z");
  archived = false;
  hasIssues = true;
  readonly commits = new Map<string, Commit>();
  readonly branches = new Map<string, string>();
  readonly issues: Issue[] = [];
  readonly comments: CommentFacts[] = [];
  readonly reactions: { readonly comment: number; readonly content: string }[] = [];
  readonly checks: NewCheck[] = [];
  readonly reports: (CheckReport & { readonly sha: string })[] = [];
  readonly permissions = new Map<string, Permission>([["alice", "write"]]);
  readonly writes: string[] = [];
  /** Number of writes after which the next one kills the run. */
  killAfter = Number.POSITIVE_INFINITY;
  #counter = 0;

  constructor(files: Readonly<Record<string, string>>) {
    this.branches.set("main", this.#commit(new Map(Object.entries(files)), [], "initial", false));
  }

  get host(): GitHubHost {
    return fakeHost(this);
  }

  get source(): RepositorySource {
    return {
      snapshot: async (_repository, branch) => snapshotOf(this.commits.get(this.branches.get(branch) ?? "")),
    };
  }

  time(): string {
    return new Date(this.now).toISOString().replace(/\.\d+Z$/, "Z");
  }

  pass(milliseconds: number): void {
    this.now += milliseconds;
  }

  files(branch: string): Readonly<Record<string, string>> {
    return Object.fromEntries(this.commits.get(this.branches.get(branch) ?? "")?.files ?? []);
  }

  /** Somebody pushes: undefined deletes a file. */
  push(branch: string, changes: Readonly<Record<string, string | undefined>>): string {
    const before = this.branches.get(branch) ?? "";
    const sha = this.#commit(changed(this.commits.get(before)?.files, changes), [before], "by hand", false);
    this.branches.set(branch, sha);
    return sha;
  }

  commitOfOurs(
    parent: string,
    message: string,
    changes: Readonly<Record<string, string | undefined>>,
  ): string {
    return this.#commit(changed(this.commits.get(parent)?.files, changes), [parent], message, true);
  }

  open(issue: {
    readonly isPull: boolean;
    readonly author?: string;
    readonly title: string;
    readonly body: string;
    readonly branch?: string;
  }): number {
    const number = this.issues.length + 1;
    this.issues.push({
      number,
      author: bot,
      branch: "",
      state: "open",
      labels: [],
      closedAt: undefined,
      mergedAt: undefined,
      mergeCommit: undefined,
      createdAt: this.time(),
      ...issue,
    });
    return number;
  }

  issue(number: number): Issue {
    const found = this.issues.find((one) => one.number === number);
    if (found === undefined) throw new Error(`no issue ${number}`);
    return found;
  }

  /** Somebody presses the merge button: the changes of the branch's commit come to main. */
  merge(number: number): string {
    const pull = this.issue(number);
    const head = this.commits.get(this.branches.get(pull.branch) ?? "");
    const base = this.commits.get(head?.parents[0] ?? "");
    const main = this.branches.get("main") ?? "";
    const files = changed(this.commits.get(main)?.files, difference(base?.files, head?.files));
    const sha = this.#commit(files, [main], `merge #${number}`, false);
    this.branches.set("main", sha);
    Object.assign(pull, { state: "merged", mergedAt: this.time(), closedAt: this.time(), mergeCommit: sha });
    return sha;
  }

  close(number: number): void {
    Object.assign(this.issue(number), { state: "closed", closedAt: this.time() });
  }

  say(issue: number, body: string, author = "alice"): number {
    const id = 1000 + this.comments.length;
    const at = this.time();
    const isOurs = author === bot;
    this.comments.push({
      id,
      issue,
      author,
      isOurs,
      isBot: author.endsWith("[bot]"),
      body,
      createdAt: at,
      updatedAt: at,
      url: `https://github.example/acme/shop/issues/${issue}#issuecomment-${id}`,
    });
    return id;
  }

  report(sha: string, name: string, state: CheckReport["state"]): void {
    this.reports.push({ sha, name, state, at: this.time() });
  }

  answers(): readonly string[] {
    return this.comments.filter(({ isOurs }) => isOurs).map(({ body }) => body);
  }

  /** Counts a write, or dies instead of it. */
  wrote(what: string): void {
    if (this.writes.length >= this.killAfter) throw new Killed(`killed before: ${what}`);
    this.writes.push(what);
  }

  #commit(files: Files, parents: readonly string[], message: string, isOurs: boolean): string {
    this.#counter += 1;
    const sha = this.#counter.toString(16).padStart(40, "0");
    this.commits.set(sha, { sha, files, parents, message, isOurs });
    return sha;
  }
}

function fakeHost(github: FakeGitHub): GitHubHost {
  const pullFacts = (issue: Issue): PullFacts => ({
    number: issue.number,
    title: issue.title,
    body: issue.body,
    branch: issue.branch,
    head: github.branches.get(issue.branch) ?? "",
    state: issue.state,
    closedAt: issue.closedAt,
    mergedAt: issue.mergedAt,
    mergeCommit: issue.mergeCommit,
    labels: [...issue.labels],
  });
  return {
    repository: async () => ({
      defaultBranch: "main",
      url: "https://github.example/acme/shop",
      archived: github.archived,
      hasIssues: github.hasIssues,
    }),
    ownedIssues: async () =>
      github.issues
        .filter(({ author }) => author === bot)
        .map(({ number, isPull, title, body, state, createdAt, labels }) => ({
          number,
          isPull,
          title,
          body,
          createdAt,
          labels: [...labels],
          open: state === "open",
        })),
    pull: async (number) => pullFacts(github.issue(number)),
    pullsOf: async (branch) =>
      github.issues.filter((one) => one.isPull && one.author === bot && one.branch === branch).map(pullFacts),
    branches: async (prefix) =>
      [...github.branches]
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, head]) => ({ name, head })),
    commit: async (sha) => {
      const { message, parents, isOurs } = github.commits.get(sha) ?? {
        message: "",
        parents: [],
        isOurs: false,
      };
      return { sha, message, parents, isOurs };
    },
    commentsSince: async (time) =>
      github.comments.filter(({ updatedAt }) => Date.parse(updatedAt) >= Date.parse(time)),
    commentsOn: async (issue) => github.comments.filter((comment) => comment.issue === issue),
    permissionOf: async (login) => github.permissions.get(login) ?? "none",
    ownChecks: async (sha) =>
      github.checks
        .filter((check) => check.sha === sha)
        .map(({ name, externalId }) => ({ name, externalId, completed: true })),
    checkReports: async (sha, names) =>
      github.reports.filter((report) => report.sha === sha && names.includes(report.name)),
    ownerConfig: async () => undefined,

    createCommit: async ({ parent, message, files }) => {
      github.wrote("commit");
      return github.commitOfOurs(
        parent,
        message,
        Object.fromEntries(files.map(({ path, text }) => [path, text])),
      );
    },
    createBranch: async (branch, sha) => {
      github.wrote(`create branch ${branch}`);
      if (github.branches.has(branch)) throw new Error("Reference already exists");
      github.branches.set(branch, sha);
    },
    moveBranch: async (branch, sha) => {
      github.wrote(`move branch ${branch}`);
      if (!github.branches.has(branch)) throw new Error("Reference does not exist");
      github.branches.set(branch, sha);
    },
    openPull: async ({ branch, title, body }) => {
      github.wrote(`open pull ${branch}`);
      const isOpen = github.issues.some((one) => one.isPull && one.branch === branch && one.state === "open");
      if (isOpen) throw new Error("A pull request already exists");
      return github.open({ isPull: true, title, body, branch });
    },
    editPull: async (number, change) => {
      github.wrote(`edit pull ${number}`);
      Object.assign(github.issue(number), change);
      if (change.state === "closed") github.close(number);
    },
    openIssue: async ({ title, body, labels }) => {
      github.wrote("open issue");
      const number = github.open({ isPull: false, title, body });
      github.issue(number).labels.push(...labels);
      return number;
    },
    editIssue: async (number, change) => {
      github.wrote(`edit issue ${number}`);
      Object.assign(github.issue(number), change);
    },
    comment: async (issue, body) => {
      github.wrote(`comment on ${issue}`);
      github.say(issue, body, bot);
    },
    react: async (comment, content) => {
      github.wrote(`react ${content}`);
      github.reactions.push({ comment, content });
    },
    addLabels: async (number, labels) => {
      github.wrote(`label ${number}`);
      const issue = github.issue(number);
      issue.labels = [...new Set([...issue.labels, ...labels])];
    },
    removeLabel: async (number, label) => {
      github.wrote(`unlabel ${number}`);
      const issue = github.issue(number);
      issue.labels = issue.labels.filter((one) => one !== label);
    },
    createCheck: async (check) => {
      github.wrote(`check ${check.name}`);
      github.checks.push(check);
    },
  };
}

function snapshotOf(commit: Commit | undefined): CommittedSnapshot | undefined {
  const sha = toCommitSha(commit?.sha ?? "");
  if (commit === undefined || sha === undefined) return undefined;
  const paths = [...commit.files.keys()].sort().flatMap((path) => toRepoPath(path) ?? []);
  const bytesOf = (path: RepoPath): Uint8Array | undefined => {
    const text = commit.files.get(path);
    return text === undefined ? undefined : new TextEncoder().encode(text);
  };
  return {
    commit: sha,
    files: paths.map((path) => ({ path, kind: "file", size: bytesOf(path)?.length ?? 0 })),
    bytes: bytesOf,
    isExecutable: () => false,
  };
}

function changed(files: Files = new Map(), changes: Readonly<Record<string, string | undefined>>): Files {
  const after = new Map(files);
  for (const [path, text] of Object.entries(changes)) {
    if (text === undefined) after.delete(path);
    else after.set(path, text);
  }
  return after;
}

function difference(
  before: Files = new Map(),
  after: Files = new Map(),
): Readonly<Record<string, string | undefined>> {
  const paths = [...new Set([...before.keys(), ...after.keys()])];
  return Object.fromEntries(
    paths.filter((path) => before.get(path) !== after.get(path)).map((path) => [path, after.get(path)]),
  );
}
