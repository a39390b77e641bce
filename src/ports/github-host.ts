/**
 * What the reconciler reads from and does to one repository on GitHub, in our words. Implementations fail with HostError.
 */
import type { RepositoryRef } from "./repository.ts";

export interface RepositoryFacts {
  readonly defaultBranch: string;
  /** Address of the repository's page; every link in our texts starts with it (GHES has other hosts). */
  readonly url: string;
  readonly archived: boolean;
  readonly hasIssues: boolean;
}

/** An issue or pull request that our App opened; others are never returned. */
export interface OwnedIssue {
  readonly number: number;
  readonly isPull: boolean;
  readonly title: string;
  readonly body: string;
  readonly open: boolean;
  /** RFC 3339. */
  readonly createdAt: string;
  readonly labels: readonly string[];
}

export interface PullFacts {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly branch: string;
  /** Commit at the head of the pull request. */
  readonly head: string;
  readonly state: "open" | "closed" | "merged";
  /** RFC 3339. */
  readonly closedAt: string | undefined;
  readonly mergedAt: string | undefined;
  readonly mergeCommit: string | undefined;
  readonly labels: readonly string[];
}

export interface BranchFacts {
  readonly name: string;
  readonly head: string;
}

export interface CommitFacts {
  readonly sha: string;
  readonly message: string;
  readonly parents: readonly string[];
  /** True when GitHub attributes the commit to our App's account. */
  readonly isOurs: boolean;
}

export interface CommentFacts {
  readonly id: number;
  /** Number of the issue or pull request. */
  readonly issue: number;
  readonly author: string;
  readonly isOurs: boolean;
  readonly isBot: boolean;
  readonly body: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly url: string;
}

export type Permission = "none" | "read" | "triage" | "write" | "maintain" | "admin";

export type CheckConclusion = "success" | "failure" | "neutral" | "action_required";

export interface OwnCheck {
  readonly name: string;
  readonly externalId: string;
  readonly completed: boolean;
}

/** One report of a named check about a commit: a check run, or one commit status of its history. */
export interface CheckReport {
  readonly name: string;
  readonly state: "green" | "red" | "running";
  /** RFC 3339: when it was completed, or started while it runs. */
  readonly at: string;
}

export interface CheckAnnotation {
  readonly path: string;
  readonly line: number;
  readonly level: "notice" | "warning" | "failure";
  readonly title: string;
  readonly message: string;
}

export interface NewCheck {
  readonly name: string;
  readonly sha: string;
  readonly externalId: string;
  readonly conclusion: CheckConclusion;
  readonly title: string;
  readonly summary: string;
  readonly annotations: readonly CheckAnnotation[];
}

export interface CommitFile {
  readonly path: string;
  /** New text; undefined deletes the file. */
  readonly text: string | undefined;
  readonly executable: boolean;
}

export interface NewCommit {
  readonly parent: string;
  readonly message: string;
  readonly files: readonly CommitFile[];
}

export type Reaction = "eyes" | "rocket" | "-1";

export interface GitHubHost {
  repository(): Promise<RepositoryFacts>;
  /** Every issue and pull request of our App, oldest first. */
  ownedIssues(): Promise<readonly OwnedIssue[]>;
  /** One of our pull requests. */
  pull(number: number): Promise<PullFacts>;
  /** Pull requests whose head is this branch of this repository, oldest first. */
  pullsOf(branch: string): Promise<readonly PullFacts[]>;
  branches(prefix: string): Promise<readonly BranchFacts[]>;
  commit(sha: string): Promise<CommitFacts>;
  /** Comments of the whole repository changed at or after a time, oldest first. */
  commentsSince(time: string): Promise<readonly CommentFacts[]>;
  commentsOn(issue: number): Promise<readonly CommentFacts[]>;
  permissionOf(login: string): Promise<Permission>;
  /** Our latest check run of each name on a commit. */
  ownChecks(sha: string): Promise<readonly OwnCheck[]>;
  /** Everything reported on a commit under one of these names, oldest first. */
  checkReports(sha: string, names: readonly string[]): Promise<readonly CheckReport[]>;
  /** The text of `.github/tidegate.yml` in the owner's `.github` repository, when the App can read it. */
  ownerConfig(): Promise<string | undefined>;

  /** One commit through the Git Data API; GitHub signs it because no author is stated. Returns its id. */
  createCommit(commit: NewCommit): Promise<string>;
  createBranch(branch: string, sha: string): Promise<void>;
  /** Moves a branch of ours, also backwards. */
  moveBranch(branch: string, sha: string): Promise<void>;
  openPull(pull: {
    readonly branch: string;
    readonly base: string;
    readonly title: string;
    readonly body: string;
  }): Promise<number>;
  editPull(
    number: number,
    change: { readonly title?: string; readonly body?: string; readonly state?: "closed" },
  ): Promise<void>;
  openIssue(issue: {
    readonly title: string;
    readonly body: string;
    readonly labels: readonly string[];
  }): Promise<number>;
  editIssue(
    number: number,
    change: { readonly title?: string; readonly body?: string; readonly state?: "closed" },
  ): Promise<void>;
  comment(issue: number, body: string): Promise<void>;
  react(comment: number, reaction: Reaction): Promise<void>;
  /** Adds labels, creating those that do not exist; colours people chose stay. */
  addLabels(issue: number, labels: readonly string[]): Promise<void>;
  removeLabel(issue: number, label: string): Promise<void>;
  createCheck(check: NewCheck): Promise<void>;
}

/** The App as a whole: where it is installed, and a host per repository. */
export interface GitHubApp {
  repositories(): Promise<readonly RepositoryRef[]>;
  repositoriesOf(installation: number): Promise<readonly RepositoryRef[]>;
  host(repository: RepositoryRef): Promise<GitHubHost>;
}
