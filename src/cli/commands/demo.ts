/** `tidegate serve`: the App. */
import type { Command } from "commander";
import type { Terminal } from "../terminal.ts";

export function registerDemo(program: Command, _terminal: Terminal): void {
  program.command("demo").description("run the GitHub App");
}
