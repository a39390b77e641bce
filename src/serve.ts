/**
 * The App as a process: wires adapters, store, jobs and handlers together, and stops them in order. The demo and the tests start it
 * the same way `tidegate serve` does.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DestinationStream } from "pino";
import { Probot, ProbotOctokit } from "probot";
import { gitSource } from "./adapters/git/repository-source.ts";
import { connectApp } from "./adapters/github/app.ts";
import { readRenderSettings } from "./adapters/helm/environment.ts";
import { createRenderTools } from "./adapters/helm/tools.ts";
import { startHttpServer, webhookPath } from "./adapters/http-server.ts";
import { createLogger, pinoLog } from "./adapters/pino-log.ts";
import { systemClock } from "./adapters/system-clock.ts";
import { wordingOf } from "./diagnostics/diagnostic.ts";
import {
  cutoverRendered,
  type ProposeCutover,
  type ProposeRendered,
  proposeRendered,
  type SurveyRepository,
  surveyRendered,
} from "./flows/rendered.ts";
import { readCommand } from "./handlers/commands/index.ts";
import { installHandlers } from "./index.ts";
import { jobHandlers } from "./jobs/handlers.ts";
import type { Clock } from "./ports/clock.ts";
import { type DatabaseChoice, openDatabase } from "./store/database.ts";
import { deliveryLog, forgetOldDeliveries } from "./store/deliveries.ts";
import { evidenceStore } from "./store/evidence.ts";
import { openQueue } from "./store/queue.ts";

export interface AppSettings {
  readonly appId: number | string;
  readonly privateKey: string;
  readonly webhookSecret: string;
  /** REST address: "https://api.github.com", "https://ghe.example.com/api/v3". */
  readonly githubApiUrl: string;
  /** Where repositories are cloned from: "https://github.com". */
  readonly gitUrl: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly host?: string;
  /** Directory of the embedded database and the git cache; "memory" keeps both for this process only. */
  readonly dataDir: string;
  /** PostgreSQL instead of the embedded database. */
  readonly databaseUrl?: string;
  readonly clock?: Clock;
  /** Milliseconds between two looks at everything; an hour by default. */
  readonly sweepInterval?: number;
  /** False looks at nothing when starting. */
  readonly sweepAtStart?: boolean;
  /** False switches off the pauses between writes that GitHub asks for, and octokit's own retries: for a sandbox only. */
  readonly isPolite?: boolean;
  /** "silent", "error", "warn", "info", "debug". */
  readonly logLevel?: string;
  readonly logTo?: DestinationStream;
  readonly gitBinary?: string;
  readonly survey?: SurveyRepository;
  readonly propose?: ProposeRendered;
  readonly cutover?: ProposeCutover;
}

export interface RunningApp {
  /** Address of the server; webhooks go to `${url}/api/github/webhooks`. */
  readonly url: string;
  readonly webhookUrl: string;
  /** Resolves when no job waits or runs. */
  idle(): Promise<void>;
  /** Looks at every repository now, as the sweep does every hour. */
  sweep(): Promise<void>;
  /** Finishes running jobs, then stops. */
  stop(): Promise<void>;
}

const hour = 3_600_000;

export async function startApp(settings: AppSettings): Promise<RunningApp> {
  const logger = createLogger(settings.logLevel ?? "info", settings.logTo);
  const log = pinoLog(logger);
  const data = await openData(settings);
  const probot = new Probot({
    appId: Number(settings.appId),
    privateKey: settings.privateKey,
    secret: settings.webhookSecret,
    baseUrl: settings.githubApiUrl,
    log: logger,
    Octokit: settings.isPolite === false ? impatientOctokit() : ProbotOctokit,
  });
  await probot.ready();
  const app = connectApp(probot);
  const database = await openDatabase(data.database, log);
  const queue = await openQueue(database);
  const source = gitSource({
    cacheDirectory: join(data.directory, "git"),
    gitUrl: settings.gitUrl,
    environment: process.env,
    token: (repository) => app.readToken(repository),
    ...(settings.gitBinary === undefined ? {} : { binary: settings.gitBinary }),
  });
  // one for all workers of this process: the limits on renders and downloads are its own
  const rendering = readRenderSettings(process.env, join(data.directory, "charts"));
  for (const found of rendering.diagnostics)
    log.warn({ problem: wordingOf(found).message }, "a setting was ignored");
  const tools = createRenderTools(rendering.value);
  const handlers = jobHandlers({
    app,
    source,
    queue,
    log,
    clock: settings.clock ?? systemClock,
    evidence: evidenceStore(database.sql),
    survey: settings.survey ?? ((snapshot, options) => surveyRendered(tools, snapshot, options)),
    propose: settings.propose ?? ((survey, request) => proposeRendered(tools, survey, request)),
    cutover:
      settings.cutover ?? ((survey, request, options) => cutoverRendered(tools, survey, request, options)),
    readCommand,
  });
  await queue.start(handlers);
  installHandlers(probot, { queue, log, deliveries: deliveryLog(database.sql), login: () => app.login() });

  let isStopping = false;
  const webhooks = await probot.getNodeMiddleware({ path: webhookPath });
  const server = await startHttpServer({
    port: settings.port,
    host: settings.host ?? "127.0.0.1",
    log,
    webhooks: (request, response) => webhooks(request, response),
    isReady: async () => !isStopping && (await database.isReachable()),
  });
  const { url } = server;
  log.info({ url }, "listening");

  const sweep = async (): Promise<void> => {
    await forgetOldDeliveries(database.sql);
    await queue.sweep();
  };
  const timer = setInterval(() => {
    sweep().catch(() => log.warn({}, "the sweep could not be queued"));
  }, settings.sweepInterval ?? hour);
  if (settings.sweepAtStart !== false) await sweep();

  return {
    url,
    webhookUrl: `${url}${webhookPath}`,
    sweep,
    idle: () => untilIdle(() => queue.isIdle()),
    stop: async () => {
      if (isStopping) return;
      isStopping = true;
      clearInterval(timer);
      await server.close();
      await database.close();
      await data.remove();
      log.info({}, "stopped");
    },
  };
}

/** Probot states throttling for every client it makes, so it has to be switched off in what it states. */
function impatientOctokit(): typeof ProbotOctokit {
  return ProbotOctokit.defaults((stated: object) => ({
    ...stated,
    throttle: { enabled: false },
    retry: { enabled: false },
  }));
}

async function openData({ dataDir, databaseUrl }: AppSettings): Promise<{
  readonly directory: string;
  readonly database: DatabaseChoice;
  remove(): Promise<void>;
}> {
  const isLasting = dataDir !== "memory";
  const directory = isLasting ? dataDir : await mkdtemp(join(tmpdir(), "tidegate-"));
  const embedded: DatabaseChoice = isLasting
    ? { kind: "directory", path: join(dataDir, "db") }
    : { kind: "memory" };
  return {
    directory,
    database: databaseUrl === undefined ? embedded : { kind: "postgres", url: databaseUrl },
    remove: async () => {
      if (!isLasting) await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Two looks in a row: a job that ends may have put the next one into the queue. */
async function untilIdle(isIdle: () => Promise<boolean>): Promise<void> {
  let quiet = 0;
  while (quiet < 2) {
    quiet = (await isIdle()) ? quiet + 1 : 0;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
