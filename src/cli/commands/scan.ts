/** `tidegate scan`: the inventory. */
import type { Command } from "commander";
import { scanJson } from "../../report/json.ts";
import { inventoryTable } from "../../report/tables.ts";
import {
  codeFor,
  printDiagnostics,
  printJson,
  type RepositoryOptions,
  surveyDirectory,
  withRepositoryOptions,
} from "../repository.ts";
import type { Terminal } from "../terminal.ts";

export function registerScan(program: Command, terminal: Terminal): void {
  const command = program.command("scan").argument("[path]", "directory of the repository", ".");
  withRepositoryOptions(
    command.description("list every Ingress of a repository, and what cannot be read"),
  ).action(async (path: string, options: RepositoryOptions) => {
    const began = performance.now();
    const { survey } = await surveyDirectory(path, options, terminal, "inventory");
    const diagnostics = survey.inventoryDiagnostics;
    const milliseconds = Math.round(performance.now() - began);
    if (options.json) printJson(terminal, scanJson(survey, diagnostics, milliseconds));
    else {
      printDiagnostics(terminal, diagnostics);
      terminal.out(`${inventoryTable(survey)}\n`);
    }
    process.exitCode = codeFor(diagnostics);
  });
}
