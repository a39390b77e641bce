// The little world most sandbox tests live in: organisation `acme` with the private repository `infra`, its owner ada, people with
// one role each, and the App `tidegate` installed with the permissions the product asks for.
import { execFile } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAppAuth } from "@octokit/auth-app";
import { Octokit } from "@octokit/rest";
import { afterEach } from "vitest";
import {
  type Sandbox,
  type SandboxApp,
  type SandboxOptions,
  startSandbox,
} from "../../../src/sandbox/sandbox.ts";
import type { Permissions } from "../../../src/sandbox/world/types.ts";

export const infra = { owner: "acme", repo: "infra" } as const;
export const INFRA = "acme/infra";

export const EVENTS = [
  "push",
  "pull_request",
  "issue_comment",
  "issues",
  "check_run",
  "check_suite",
  "status",
] as const;

export const PERMISSIONS: Permissions = {
  metadata: "read",
  contents: "write",
  issues: "write",
  pull_requests: "write",
  checks: "write",
  statuses: "write",
};

export interface Acme {
  readonly sandbox: Sandbox;
  readonly app: SandboxApp;
  readonly installationId: number;
  /** Calls as the installed App. */
  readonly bot: Octokit;
  /** Calls as the App itself (JWT). */
  readonly self: Octokit;
  as(login: string): Octokit;
}

/** One key for all tests of a file: making one takes longer than most of them. */
const privateKey = generateKeyPairSync("rsa", { modulusLength: 2048 })
  .privateKey.export({ type: "pkcs1", format: "pem" })
  .toString();

const endings: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

export function atEnd(work: () => Promise<void>): void {
  endings.push(work);
}

export async function startAcme(
  options: SandboxOptions & {
    readonly permissions?: Permissions;
    readonly webhookUrl?: string;
    readonly private?: boolean;
  } = {},
): Promise<Acme> {
  const sandbox = await startSandbox(options);
  atEnd(() => sandbox.stop());
  for (const login of ["ada", "reader", "triager", "writer", "stranger"]) sandbox.createUser(login);
  sandbox.createOrg("acme", { ada: "admin" });
  await sandbox.createRepository({
    owner: "acme",
    name: "infra",
    private: options.private ?? true,
    files: {
      "README.md": "# infra\n",
      "apps/web/ingress.yaml": "kind: Ingress\n",
      "apps/web/svc.yaml": "a: 1\n",
    },
  });
  sandbox.setPermission(INFRA, "reader", "read");
  sandbox.setPermission(INFRA, "triager", "triage");
  sandbox.setPermission(INFRA, "writer", "write");
  const app = sandbox.createApp({
    slug: "tidegate",
    permissions: options.permissions ?? PERMISSIONS,
    events: EVENTS,
    webhookSecret: "s3cret",
    privateKey,
    ...(options.webhookUrl === undefined ? {} : { webhookUrl: options.webhookUrl }),
  });
  const installationId = sandbox.installApp("tidegate", "acme");
  const client = (auth: object): Octokit =>
    new Octokit({ baseUrl: sandbox.apiUrl, log: quiet, authStrategy: createAppAuth, auth });
  const keys = { appId: app.appId, privateKey: app.privateKey };
  return {
    sandbox,
    app,
    installationId,
    bot: client({ ...keys, installationId }),
    self: client(keys),
    as: (login) => new Octokit({ baseUrl: sandbox.apiUrl, log: quiet, auth: sandbox.userToken(login) }),
  };
}

export const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/** The status a call ends with; octokit throws from 400 on. */
export async function statusOf(call: Promise<{ readonly status: number }>): Promise<number> {
  try {
    return (await call).status;
  } catch (error) {
    if (error instanceof Error && "status" in error && typeof error.status === "number") return error.status;
    throw error;
  }
}

/** The message of a refusal. */
export async function refusalOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error("the call was not refused");
}

export interface GitRun {
  readonly code: number;
  readonly output: string;
}

/** Runs git without the machine's configuration; a token goes in by header, as git credential helpers send it. */
export function runGit(
  args: readonly string[],
  options: { readonly cwd?: string; readonly token?: string } = {},
): Promise<GitRun> {
  const basic = Buffer.from(`x-access-token:${options.token}`).toString("base64");
  const header = options.token === undefined ? [] : ["-c", `http.extraHeader=Authorization: Basic ${basic}`];
  const identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"];
  return new Promise((resolve) => {
    execFile(
      "git",
      [...header, ...identity, ...args],
      {
        cwd: options.cwd,
        env: { PATH: process.env.PATH, HOME: tmpdir(), GIT_CONFIG_NOSYSTEM: "1", GIT_TERMINAL_PROMPT: "0" },
      },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
        resolve({ code, output: `${stdout}${stderr}` });
      },
    );
  });
}

export async function scratch(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "sandbox-test-"));
  atEnd(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** One commit on a new branch through the Git Data API, as the App makes it. */
export async function commitBranch(
  octokit: Octokit,
  branch: string,
  files: Readonly<Record<string, string | null>>,
): Promise<string> {
  const base = (await octokit.git.getRef({ ...infra, ref: "heads/main" })).data.object.sha;
  const tree = await octokit.git.createTree({
    ...infra,
    base_tree: base,
    tree: Object.entries(files).map(([path, content]) => ({
      path,
      mode: "100644" as const,
      type: "blob" as const,
      ...(content === null ? { sha: null } : { content }),
    })),
  });
  const commit = await octokit.git.createCommit({
    ...infra,
    tree: tree.data.sha,
    parents: [base],
    message: "Add routes",
  });
  await octokit.git.createRef({ ...infra, ref: `refs/heads/${branch}`, sha: commit.data.sha });
  return commit.data.sha;
}
