/**
 * The stage of the demo: a GitHub on localhost, the App, an organisation with three GitOps repositories, and the people in it.
 */
import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { type Sandbox, startSandbox } from "../../sandbox/sandbox.ts";
import { type RunningApp, startApp } from "../../serve.ts";

export const owner = "metalkube";
/** Who reviews, merges and types commands. */
export const reviewer = "ada";

/** One repository for each way of deploying; the further two have a configuration already. */
const repositories = [
  {
    name: "platform",
    description: "A bare-metal cluster for model training and serving",
    fixture: "manifest-metalkube",
  },
  { name: "homestead", description: "A cluster at home, deployed by Flux", fixture: "flux-homestead" },
  {
    name: "storefront",
    description: "A shop in two environments, deployed by Argo CD",
    fixture: "argocd-storefront",
  },
] as const;

const secret = "only for this machine";

const permissions = {
  contents: "write",
  pull_requests: "write",
  issues: "write",
  checks: "write",
  statuses: "read",
  metadata: "read",
} as const;

const events = ["push", "pull_request", "issue_comment", "issues", "check_run", "check_suite", "status"];

export interface Stage {
  readonly sandbox: Sandbox;
  readonly app: RunningApp;
  /** Address of the repository's page. */
  readonly url: string;
  /** Waits until every webhook is delivered and every job is done. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

export async function raiseStage(options: {
  readonly port: number;
  readonly logLevel: string;
}): Promise<Stage> {
  const sandbox = await startSandbox({ port: options.port, viewer: reviewer });
  try {
    sandbox.createUser(reviewer);
    sandbox.createOrg(owner, { [reviewer]: "admin" });
    const { appId, privateKey } = sandbox.createApp({ slug: "tidegate", permissions, events, owner });
    for (const { name, description, fixture } of repositories) {
      await sandbox.createRepository({ owner, name, description, files: await fixtureFiles(fixture) });
    }
    const app = await startApp({
      appId,
      privateKey,
      webhookSecret: secret,
      githubApiUrl: sandbox.apiUrl,
      gitUrl: sandbox.url,
      port: 0,
      dataDir: "memory",
      isPolite: false,
      sweepAtStart: false,
      logLevel: options.logLevel,
    });
    sandbox.setWebhook("tidegate", app.webhookUrl, secret);
    return {
      sandbox,
      app,
      url: `${sandbox.url}/${owner}/platform`,
      settle: async () => {
        // a job may cause deliveries, and a delivery a job
        for (let round = 0; round < 3; round += 1) {
          await sandbox.waitForDeliveries();
          await app.idle();
        }
      },
      stop: async () => {
        await app.stop();
        await sandbox.stop();
      },
    };
  } catch (error) {
    await sandbox.stop();
    throw error;
  }
}

/** The files of a reference repository, as the sandbox takes them. */
async function fixtureFiles(name: string): Promise<Record<string, Buffer>> {
  const root = fileURLToPath(new URL(`../../../fixtures/repos/${name}/repo/`, import.meta.url));
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const read = await Promise.all(
    files
      .sort()
      .map(async (file) => [relative(root, file).split(sep).join("/"), await readFile(file)] as const),
  );
  return Object.fromEntries(read);
}
