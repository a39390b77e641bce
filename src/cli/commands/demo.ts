/** `tidegate demo`: the whole story on this machine, with a GitHub on localhost. */
import { createInterface } from "node:readline/promises";
import { type Command, InvalidArgumentError } from "commander";
import { raiseStage, type Stage } from "../demo/stage.ts";
import { story } from "../demo/story.ts";
import type { Terminal } from "../terminal.ts";

interface DemoOptions {
  readonly script?: boolean;
  readonly port: number;
}

export function registerDemo(program: Command, terminal: Terminal): void {
  program
    .command("demo")
    .description("tell the whole story on this machine: sandbox GitHub, real git, real webhooks")
    .option("--script", "run it without a person, check each step, and exit")
    .option("--port <n>", "port of the sandbox; 0 takes any", portOption, 0)
    .action(async (options: DemoOptions) => {
      const stage = await raiseStage({ port: options.port, logLevel: "warn" });
      try {
        terminal.out(`A GitHub on this machine: ${stage.url}\n`);
        await tell(stage, terminal, options.script !== true && process.stdin.isTTY === true);
        if (options.script) return;
        terminal.out(
          `\nEverything keeps running. Try \`/migrate status\` on the dashboard; Ctrl-C ends it.\n`,
        );
        await new Promise<void>((resolve) => process.once("SIGINT", () => resolve()));
      } finally {
        await stage.stop();
      }
    });
}

async function tell(stage: Stage, terminal: Terminal, waits: boolean): Promise<void> {
  const reader = waits ? createInterface({ input: process.stdin, output: process.stderr }) : undefined;
  try {
    for (const [index, step] of story.entries()) {
      if (reader !== undefined) await reader.question("\npress Enter ");
      terminal.out(`\n${index + 1}. ${step.title}\n`);
      for (const line of await step.run(stage)) terminal.out(`   ${line}\n`);
    }
  } finally {
    reader?.close();
  }
}

function portOption(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new InvalidArgumentError("a port is a number up to 65535.");
  return Number(text);
}
