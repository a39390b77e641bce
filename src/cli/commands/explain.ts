/** `tidegate explain`: a diagnostic or an annotation, in words. */
import type { Command } from "commander";
import { explain } from "../../report/explain.ts";
import { UsageError } from "../exit.ts";
import type { Terminal } from "../terminal.ts";

export function registerExplain(program: Command, terminal: Terminal): void {
  program
    .command("explain")
    .argument("<code>", "a diagnostic code or an annotation key")
    .description("say in words what a diagnostic or an annotation means")
    .action((code: string) => {
      const found = explain(code);
      if (found.text === undefined) {
        const hint = found.nearest === undefined ? "" : `; did you mean ${found.nearest}?`;
        throw new UsageError(`nothing is called ${code}${hint}`);
      }
      terminal.out(`${found.text}\n`);
    });
}
