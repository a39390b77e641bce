/** `tidegate serve`: the App as a process, settings from the environment as Probot names them. */
import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { startApp } from "../../serve.ts";
import { UsageError } from "../exit.ts";
import type { Terminal } from "../terminal.ts";

interface ServeOptions {
  readonly port?: string;
  readonly host: string;
  readonly data: string;
}

export function registerServe(program: Command, _terminal: Terminal): void {
  program
    .command("serve")
    .description(
      "run the GitHub App; APP_ID, PRIVATE_KEY (or PRIVATE_KEY_PATH) and WEBHOOK_SECRET from the environment",
    )
    .option("--port <n>", "port to listen on (PORT, else 3000)")
    .option("--host <address>", "address to listen on", "0.0.0.0")
    .option("--data <dir>", "directory of the embedded database and the git cache", "data")
    .action(async (options: ServeOptions) => {
      const { env } = process;
      const hosts = hostsFrom(env);
      const databaseUrl = env["DATABASE_URL"];
      const app = await startApp({
        appId: appIdFrom(env),
        privateKey: await privateKeyFrom(env),
        webhookSecret: required(env, "WEBHOOK_SECRET"),
        ...hosts,
        port: portFrom(options.port ?? env["PORT"] ?? "3000"),
        host: options.host,
        dataDir: options.data,
        ...(databaseUrl === undefined ? {} : { databaseUrl }),
        logLevel: env["LOG_LEVEL"] ?? "info",
      });
      await new Promise<void>((resolve) => {
        for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
      });
      await app.stop();
    });
}

type Environment = Readonly<Record<string, string | undefined>>;

function required(env: Environment, name: string): string {
  const value = env[name];
  if (value === undefined || value === "")
    throw new UsageError(`the environment variable ${name} is not set`);
  return value;
}

function appIdFrom(env: Environment): number {
  const text = required(env, "APP_ID");
  if (!/^\d{1,12}$/.test(text)) throw new UsageError("APP_ID is a number");
  return Number(text);
}

/** A PEM block, with "\n" written out as hosting platforms like it, or the path of one. */
async function privateKeyFrom(env: Environment): Promise<string> {
  const path = env["PRIVATE_KEY_PATH"];
  if (path === undefined || path === "") return required(env, "PRIVATE_KEY").replaceAll("\\n", "\n");
  return readFile(path, "utf8").catch(() => {
    throw new UsageError(`cannot read the private key at ${path}`);
  });
}

/** github.com, or a GitHub Enterprise Server named by GHE_HOST (and GHE_PROTOCOL). */
function hostsFrom(env: Environment): { readonly githubApiUrl: string; readonly gitUrl: string } {
  const host = env["GHE_HOST"];
  if (host === undefined || host === "")
    return { githubApiUrl: "https://api.github.com", gitUrl: "https://github.com" };
  const url = `${env["GHE_PROTOCOL"] ?? "https"}://${host}`;
  return { githubApiUrl: `${url}/api/v3`, gitUrl: url };
}

function portFrom(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw new UsageError(`${text} is no port`);
  return Number(text);
}
