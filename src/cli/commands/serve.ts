/** `tidegate serve`: the App as a process, until it is told to stop. Settings come from the environment, named as Probot names them. */
import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { readEnvironment } from "../../adapters/app-environment.ts";
import { diagnosticsText } from "../../report/diagnostics-text.ts";
import { type RunningApp, startApp } from "../../serve.ts";
import { exitCode } from "../exit.ts";
import type { Terminal } from "../terminal.ts";

interface ServeOptions {
  readonly port?: string;
  readonly host?: string;
  readonly data?: string;
}

export function registerServe(program: Command, terminal: Terminal): void {
  program
    .command("serve")
    .description(
      "run the GitHub App; APP_ID, PRIVATE_KEY (or PRIVATE_KEY_PATH) and WEBHOOK_SECRET from the environment",
    )
    .option("--port <n>", "port to listen on (PORT, else 3000)")
    .option("--host <address>", "address to listen on (HOST, else 0.0.0.0)")
    .option("--data <dir>", "directory of the embedded database and the git cache (TIDEGATE_DATA, else data)")
    .action((options: ServeOptions) => serve(options, terminal));
}

async function serve(options: ServeOptions, terminal: Terminal): Promise<void> {
  const { env } = process;
  const settings = readEnvironment(
    {
      ...env,
      PORT: options.port ?? env["PORT"],
      HOST: options.host ?? env["HOST"],
      TIDEGATE_DATA: options.data ?? env["TIDEGATE_DATA"],
    },
    keyFile,
  );
  if (settings.value === undefined) {
    terminal.err(diagnosticsText(settings.diagnostics));
    process.exitCode = exitCode.usage;
    return;
  }
  const app = await startApp(settings.value);
  terminal.err(`tidegate listens on ${app.url}; webhooks go to ${app.webhookUrl}\n`);
  await untilStopped(app, terminal);
}

/** The first signal lets running jobs finish; a second one does not wait. */
async function untilStopped(app: RunningApp, terminal: Terminal): Promise<void> {
  await new Promise<void>((resolve) => {
    let isStopping = false;
    const stop = (): void => {
      if (isStopping) process.exit(exitCode.failure);
      isStopping = true;
      terminal.err("stopping\n");
      resolve();
    };
    process.on("SIGINT", stop);
    process.on("SIGTERM", stop);
  });
  await app.stop();
  process.exit(exitCode.clean);
}

/** undefined: there is no such file, or it cannot be read. */
function keyFile(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
