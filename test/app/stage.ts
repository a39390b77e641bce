/**
 * The App and a GitHub on localhost, wired together with real webhooks, real git and an embedded database in memory. The core behind
 * it is the tiny one of the unit tests, so that these tests are about the App.
 */

import { type Sandbox, type SandboxOptions, startSandbox } from "../../src/sandbox/sandbox.ts";
import type { Issue } from "../../src/sandbox/world/types.ts";
import { findIssue, findRepository } from "../../src/sandbox/world/world.ts";
import { type AppSettings, type RunningApp, startApp } from "../../src/serve.ts";
import { tinyFlows } from "../unit/app/tiny-world.ts";

export const secret = "a webhook secret nobody may see";
export const repository = "acme/shop";

/** What app.yml asks for. */
export const permissions = {
  contents: "write",
  pull_requests: "write",
  issues: "write",
  checks: "write",
  statuses: "read",
  metadata: "read",
} as const;

/** Events of installations come without being asked for. */
const events = ["check_run", "check_suite", "issue_comment", "issues", "pull_request", "push", "status"];

export interface Stage {
  readonly sandbox: Sandbox;
  readonly app: RunningApp;
  readonly logs: readonly string[];
  issue(number: number): Issue;
  /** Waits until every webhook is delivered and every job is done. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

export interface StageOptions extends Partial<AppSettings> {
  readonly files?: Readonly<Record<string, string>>;
  /** True runs the App with the core it has in earnest. */
  readonly isReal?: boolean;
  /** Ears on the sandbox. */
  readonly sandbox?: SandboxOptions;
}

export async function raise(options: StageOptions = {}): Promise<Stage> {
  const { files, sandbox: ears = {}, isReal = false, ...settings } = options;
  const logs: string[] = [];
  const sandbox = await startSandbox(ears);
  sandbox.createUser("alice");
  sandbox.createOrg("acme", { alice: "admin" });
  const { appId, privateKey } = sandbox.createApp({ slug: "tidegate", permissions, events, owner: "acme" });
  await sandbox.createRepository({
    owner: "acme",
    name: "shop",
    files: files ?? { "apps/cart.yaml": "wave=1\n" },
  });
  const app = await startApp({
    appId,
    privateKey,
    webhookSecret: secret,
    githubApiUrl: sandbox.apiUrl,
    gitUrl: sandbox.url,
    port: 0,
    dataDir: "memory",
    isPolite: false,
    logLevel: "debug",
    logTo: {
      write: (line: string) => {
        logs.push(line);
        if (process.env["SHOW"]) process.stderr.write(line);
      },
    },
    ...(isReal ? {} : tinyFlows),
    ...settings,
  });
  sandbox.setWebhook("tidegate", app.webhookUrl, secret);
  const settle = async (): Promise<void> => {
    // a job may cause deliveries, and a delivery a job
    for (let round = 0; round < 3; round++) {
      await sandbox.waitForDeliveries();
      await app.idle();
    }
  };
  return {
    sandbox,
    app,
    logs,
    settle,
    issue: (number) => {
      const known = findRepository(sandbox.world, "acme", "shop");
      const found = known === undefined ? undefined : findIssue(known, number);
      if (found === undefined) throw new Error(`no issue ${number}`);
      return found;
    },
    stop: async () => {
      await app.stop();
      await sandbox.stop();
    },
  };
}
