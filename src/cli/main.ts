#!/usr/bin/env node
/**
 * The command line: one file per command under commands/, exit codes as in exit.ts.
 */
import { Command, CommanderError } from "commander";
import { registerConvert } from "./commands/convert.ts";
import { registerDemo } from "./commands/demo.ts";
import { registerExplain } from "./commands/explain.ts";
import { registerMigrate } from "./commands/migrate.ts";
import { registerPlan } from "./commands/plan.ts";
import { registerProve } from "./commands/prove.ts";
import { registerRoute } from "./commands/route.ts";
import { registerScan } from "./commands/scan.ts";
import { registerServe } from "./commands/serve.ts";
import { exitCode, UsageError } from "./exit.ts";
import { processTerminal, type Terminal } from "./terminal.ts";

function buildProgram(terminal: Terminal): Command {
  const program = new Command("tidegate")
    .description("Moves ingress-nginx Ingresses in GitOps repositories to Gateway API, with proof.")
    .version("0.1.0")
    .showHelpAfterError("(run `tidegate help` for the commands)")
    .exitOverride();
  const register = [
    registerScan,
    registerPlan,
    registerConvert,
    registerMigrate,
    registerProve,
    registerRoute,
    registerServe,
    registerDemo,
    registerExplain,
  ];
  for (const add of register) add(program, terminal);
  return program;
}

async function run(argv: readonly string[], terminal: Terminal): Promise<void> {
  try {
    await buildProgram(terminal).parseAsync([...argv]);
  } catch (error) {
    process.exitCode = reportFailure(error, terminal);
  }
}

/** The one place that turns an unknown failure into words and an exit code. */
function reportFailure(error: unknown, terminal: Terminal): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.clean : exitCode.usage;
  if (error instanceof UsageError) {
    terminal.err(`tidegate: ${error.message}\n`);
    return exitCode.usage;
  }
  const message = error instanceof Error ? error.message : String(error);
  terminal.err(`tidegate: ${message}\n`);
  if (process.env["TIDEGATE_DEBUG"] !== undefined && error instanceof Error)
    terminal.err(`${error.stack ?? ""}\n`);
  return exitCode.failure;
}

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // a reader such as `head` closed the pipe: nothing is wrong
  if (error.code === "EPIPE") process.exit();
  throw error;
});

await run(process.argv, processTerminal);
