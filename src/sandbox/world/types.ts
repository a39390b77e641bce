// The nouns of the sandbox: what this GitHub on localhost remembers. They are mutable records on purpose, it is a
// simulation; git objects and refs are not here but in the bare repository behind `Repository.git`.
import type { KeyObject } from "node:crypto";
import type { GitStore } from "../git/store.ts";
import type { Mutex } from "./mutex.ts";

export type Role = "read" | "triage" | "write" | "maintain" | "admin";

export interface Account {
  readonly id: number;
  readonly login: string;
  readonly kind: "User" | "Organization" | "Bot";
  readonly createdAt: Date;
  /** Members of an organisation, by login; owners are `admin`. */
  readonly members: Map<string, "admin" | "member">;
}

export type Access = "read" | "write" | "admin";
export type Permissions = Readonly<Record<string, Access>>;

export interface App {
  readonly id: number;
  readonly slug: string;
  readonly owner: Account;
  readonly bot: Account;
  readonly publicKey: KeyObject;
  readonly clientId: string;
  readonly createdAt: Date;
  permissions: Permissions;
  events: readonly string[];
  readonly hook: { readonly id: number; url: string | undefined; secret: string | undefined };
}

export interface Installation {
  readonly id: number;
  readonly app: App;
  readonly account: Account;
  selection: "all" | "selected";
  readonly repositoryIds: Set<number>;
  readonly permissions: Permissions;
  readonly events: readonly string[];
  readonly createdAt: Date;
  updatedAt: Date;
  suspended: { readonly at: Date; readonly by: Account } | undefined;
}

export interface Label {
  readonly id: number;
  name: string;
  color: string;
  description: string | null;
}

export interface Reaction {
  readonly id: number;
  readonly user: Account;
  readonly content: ReactionContent;
  readonly createdAt: Date;
}

export type ReactionContent = "+1" | "-1" | "laugh" | "confused" | "heart" | "hooray" | "rocket" | "eyes";

export interface Issue {
  readonly id: number;
  readonly number: number;
  readonly user: Account;
  readonly via: App | undefined;
  title: string;
  body: string | null;
  state: "open" | "closed";
  stateReason: "completed" | "not_planned" | "reopened" | "duplicate" | null;
  labels: Label[];
  assignees: Account[];
  reactions: Reaction[];
  readonly createdAt: Date;
  updatedAt: Date;
  closedAt: Date | undefined;
  closedBy: Account | undefined;
  /** Present when the issue is a pull request: GitHub numbers both from one counter and gives each two ids. */
  readonly pull: Pull | undefined;
}

export interface Pull {
  readonly id: number;
  base: { ref: string; sha: string };
  readonly head: { readonly ref: string; sha: string };
  draft: boolean;
  merged: { readonly at: Date; readonly by: Account; readonly sha: string } | undefined;
  requestedReviewers: Account[];
}

export interface PullIssue extends Issue {
  readonly pull: Pull;
}

export interface Comment {
  readonly id: number;
  readonly issue: Issue;
  readonly user: Account;
  readonly via: App | undefined;
  body: string;
  reactions: Reaction[];
  readonly createdAt: Date;
  updatedAt: Date;
}

export type CheckStatus = "queued" | "in_progress" | "completed" | "waiting" | "requested" | "pending";
export type Conclusion =
  | "success"
  | "failure"
  | "neutral"
  | "cancelled"
  | "skipped"
  | "timed_out"
  | "action_required"
  | "stale";

export interface Annotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly start_column: number | null;
  readonly end_column: number | null;
  readonly annotation_level: "notice" | "warning" | "failure";
  readonly message: string;
  readonly title: string | null;
  readonly raw_details: string | null;
}

export interface CheckSuite {
  readonly id: number;
  readonly app: App;
  readonly headSha: string;
  readonly headBranch: string | null;
  readonly before: string | null;
  readonly createdAt: Date;
  updatedAt: Date;
}

export interface CheckRun {
  readonly id: number;
  readonly suite: CheckSuite;
  name: string;
  externalId: string;
  detailsUrl: string | null;
  status: CheckStatus;
  conclusion: Conclusion | null;
  startedAt: Date | undefined;
  completedAt: Date | undefined;
  title: string | null;
  summary: string | null;
  text: string | null;
  annotations: Annotation[];
  actions: readonly { readonly label: string; readonly description: string; readonly identifier: string }[];
}

export interface CommitStatus {
  readonly id: number;
  readonly sha: string;
  readonly state: "error" | "failure" | "pending" | "success";
  readonly description: string | null;
  readonly targetUrl: string | null;
  readonly context: string;
  readonly creator: Account;
  readonly createdAt: Date;
}

export interface Repository {
  readonly id: number;
  readonly owner: Account;
  readonly name: string;
  readonly private: boolean;
  readonly description: string | null;
  readonly defaultBranch: string;
  readonly git: GitStore;
  readonly lock: Mutex;
  /** Direct collaborators by login; owners of the account are admins without standing here. */
  readonly roles: Map<string, Role>;
  hasIssues: boolean;
  archived: boolean;
  readonly issues: Issue[];
  readonly comments: Comment[];
  readonly labels: Label[];
  readonly checkSuites: CheckSuite[];
  readonly checkRuns: CheckRun[];
  readonly statuses: CommitStatus[];
  /** Commits this GitHub signed itself, the only ones shown as Verified. */
  readonly verified: Set<string>;
  readonly createdAt: Date;
  updatedAt: Date;
  pushedAt: Date;
}

/** Who does something: the account that shows as author, and the App it came through, if any. */
export interface Actor {
  readonly account: Account;
  readonly app: App | undefined;
}

export interface InstallationToken {
  readonly token: string;
  readonly installation: Installation;
  readonly permissions: Permissions;
  /** Narrowed repositories; undefined is everything the installation can see. */
  readonly repositoryIds: ReadonlySet<number> | undefined;
  readonly expiresAt: Date;
}
