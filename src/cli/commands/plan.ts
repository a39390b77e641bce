/** `tidegate plan`: services and waves. */
import type { Command } from "commander";
import { planJson } from "../../report/json.ts";
import { wavesTable } from "../../report/tables.ts";
import {
  codeFor,
  printDiagnostics,
  printJson,
  type RepositoryOptions,
  surveyDirectory,
  withRepositoryOptions,
} from "../repository.ts";
import type { Terminal } from "../terminal.ts";

export function registerPlan(program: Command, terminal: Terminal): void {
  const command = program.command("plan").argument("[path]", "directory of the repository", ".");
  withRepositoryOptions(command.description("lay out the waves")).action(
    async (path: string, options: RepositoryOptions) => {
      const { survey, diagnostics } = await surveyDirectory(path, options, terminal);
      if (options.json) printJson(terminal, planJson(survey, diagnostics));
      else {
        printDiagnostics(terminal, diagnostics);
        for (const assumption of survey.assumptions) terminal.err(`assumed: ${assumption}\n`);
        terminal.out(`${wavesTable(survey)}\n`);
      }
      process.exitCode = codeFor(diagnostics);
    },
  );
}
