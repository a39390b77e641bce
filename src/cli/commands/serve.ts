/** `tidegate serve`: the App. */
import type { Command } from "commander";
import type { Terminal } from "../terminal.ts";

export function registerServe(program: Command, _terminal: Terminal): void {
  program.command("serve").description("run the GitHub App");
}
