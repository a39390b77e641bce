#!/usr/bin/env node
/**
 * The command line: one file per command under commands/, exit codes as in exit.ts.
 */
import { Command, CommanderError } from "commander";
import { exitCode, UsageError } from "./exit.ts";
import { processTerminal, type Terminal } from "./terminal.ts";

type Register = (program: Command, terminal: Terminal) => void;

/** In the order of the help text. What a command needs is loaded when it is chosen: `scan` never loads the server or the demo. */
const commands: readonly { readonly names: readonly string[]; readonly load: () => Promise<Register> }[] = [
  { names: ["scan"], load: async () => (await import("./commands/scan.ts")).registerScan },
  { names: ["plan"], load: async () => (await import("./commands/plan.ts")).registerPlan },
  { names: ["convert"], load: async () => (await import("./commands/convert.ts")).registerConvert },
  { names: ["migrate", "remove"], load: async () => (await import("./commands/migrate.ts")).registerMigrate },
  { names: ["cutover"], load: async () => (await import("./commands/cutover.ts")).registerCutover },
  { names: ["prove"], load: async () => (await import("./commands/prove.ts")).registerProve },
  { names: ["route"], load: async () => (await import("./commands/route.ts")).registerRoute },
  { names: ["probe"], load: async () => (await import("./commands/probe.ts")).registerProbe },
  { names: ["serve"], load: async () => (await import("./commands/serve.ts")).registerServe },
  { names: ["demo"], load: async () => (await import("./commands/demo.ts")).registerDemo },
  { names: ["explain"], load: async () => (await import("./commands/explain.ts")).registerExplain },
];

/** Only a command in the first place, or the version, is certain; everything else (help, a misspelling) needs them all. */
function chosen(first: string | undefined): typeof commands {
  if (first === "--version" || first === "-V") return [];
  const one = commands.filter(({ names }) => first !== undefined && names.includes(first));
  return one.length > 0 ? one : commands;
}

async function buildProgram(first: string | undefined, terminal: Terminal): Promise<Command> {
  const program = new Command("tidegate")
    .description("Moves ingress-nginx Ingresses in GitOps repositories to Gateway API, with proof.")
    .version("0.1.0")
    .showHelpAfterError("(run `tidegate help` for the commands)")
    .exitOverride();
  const register = await Promise.all(chosen(first).map(({ load }) => load()));
  for (const add of register) add(program, terminal);
  return program;
}

async function run(argv: readonly string[], terminal: Terminal): Promise<void> {
  try {
    const program = await buildProgram(argv[2], terminal);
    await program.parseAsync([...argv]);
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
