/** The reconciler on real adapters and a GitHub on localhost, without queue and database: one look is one call. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { Probot, ProbotOctokit } from "probot";
import { gitSource } from "../../src/adapters/git/repository-source.ts";
import { connectApp } from "../../src/adapters/github/app.ts";
import { reconcile } from "../../src/flows/reconcile/reconcile.ts";
import { readCommand } from "../../src/handlers/commands/index.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts";
import type { Issue, Repository } from "../../src/sandbox/world/types.ts";
import { findRepository } from "../../src/sandbox/world/world.ts";
import { quiet } from "../unit/app/run.ts";
import { tinyFlows } from "../unit/app/tiny-world.ts";
import { permissions, repository } from "./stage.ts";

export interface Direct {
  readonly sandbox: Sandbox;
  readonly world: Repository;
  issue(number: number): Issue;
  /** Milliseconds the App's clock is ahead. */
  pass(milliseconds: number): void;
  look(): Promise<void>;
  /** Paths and methods of the writes of one look. */
  writesOf(act: () => Promise<unknown>): Promise<readonly string[]>;
  stop(): Promise<void>;
}

export async function direct(files: Readonly<Record<string, string>>): Promise<Direct> {
  const sandbox = await startSandbox();
  sandbox.createUser("alice");
  sandbox.createOrg("acme", { alice: "admin" });
  const { appId, privateKey } = sandbox.createApp({
    slug: "tidegate",
    permissions,
    events: [],
    owner: "acme",
  });
  await sandbox.createRepository({ owner: "acme", name: "shop", files });
  sandbox.installApp("tidegate", "acme", "all", "alice");
  const probot = new Probot({
    appId,
    privateKey,
    secret: "unused",
    baseUrl: sandbox.apiUrl,
    log: pino({ level: "silent" }),
    Octokit: ProbotOctokit.defaults((stated: object) => ({
      ...stated,
      throttle: { enabled: false },
      retry: { enabled: false },
    })),
  });
  await probot.ready();
  const app = connectApp(probot);
  const cacheDirectory = await mkdtemp(join(tmpdir(), "tidegate-test-"));
  const source = gitSource({
    cacheDirectory,
    gitUrl: sandbox.url,
    environment: process.env,
    token: (one) => app.readToken(one),
  });
  const [ref] = await app.repositories();
  const world = findRepository(sandbox.world, "acme", "shop");
  if (ref === undefined || world === undefined) throw new Error("the App is not installed");
  let ahead = 0;
  return {
    sandbox,
    world,
    issue: (number) => {
      const found = world.issues.find((one) => one.number === number);
      if (found === undefined) throw new Error(`no issue ${number} in ${repository}`);
      return found;
    },
    pass: (milliseconds) => {
      ahead += milliseconds;
    },
    look: async () =>
      reconcile(ref, {
        host: await app.host(ref),
        source,
        clock: { now: () => Date.now() + ahead },
        evidence: { record: async () => {}, history: async () => [] },
        queue: { lookLater: async () => {} },
        log: quiet,
        ...tinyFlows,
        readCommand,
      }),
    writesOf: async (act) => {
      const before = sandbox.writes().length;
      await act();
      return sandbox
        .writes()
        .slice(before)
        .map(({ method, route, path }) => `${method} ${route ?? path}`);
    },
    stop: async () => {
      await sandbox.stop();
      await rm(cacheDirectory, { recursive: true, force: true });
    },
  };
}
