/** `tidegate cutover`: hands the DNS names of a wave from its Ingresses to its routes, as a diff or in the work tree. */
import { resolve } from "node:path";
import type { Command } from "commander";
import { applyChangeSet } from "../../adapters/directory/apply.ts";
import { proposeCutover } from "../../flows/cutover.ts";
import { changeSetDiff } from "../../report/diff.ts";
import { cutoverJson } from "../../report/json.ts";
import { UsageError } from "../exit.ts";
import {
  codeFor,
  printDiagnostics,
  printJson,
  type RepositoryOptions,
  surveyDirectory,
  waveNumber,
  withRepositoryOptions,
} from "../repository.ts";
import type { Terminal } from "../terminal.ts";

interface CutoverOptions extends RepositoryOptions {
  readonly wave: number;
  readonly cluster?: string;
  readonly write?: boolean;
}

export function registerCutover(program: Command, terminal: Terminal): void {
  const command = program
    .command("cutover")
    .argument("[path]", "directory of the repository", ".")
    .description("hand the DNS names of a wave over to its routes, where external-dns publishes them");
  withRepositoryOptions(command)
    .requiredOption("--wave <n>", "number of the wave", waveNumber)
    .option("--cluster <name>", "only this cluster")
    .option("--write", "apply the change to the work tree instead of printing it")
    .action(async (path: string, options: CutoverOptions) => {
      const { survey, diagnostics, resurvey } = await surveyDirectory(path, options, terminal);
      if (!survey.configIsValid) {
        printDiagnostics(terminal, diagnostics);
        throw new UsageError("the configuration has errors; nothing is written until they are mended");
      }
      const { wave, cluster } = options;
      const proposed = proposeCutover(survey, { wave, cluster }, resurvey);
      const { changes, handedOver } = proposed.value;
      if (options.write) {
        const result = await applyChangeSet(resolve(path), changes);
        if (!result.applied) {
          const reasons = result.refused.map((refusal) => `${refusal.path}: ${refusal.reason}`);
          throw new Error(`nothing was written: ${reasons.join("; ")}`);
        }
      }
      if (options.json) printJson(terminal, cutoverJson(wave, proposed.value, proposed.diagnostics));
      else {
        printDiagnostics(terminal, proposed.diagnostics);
        const what = handedOver.length === 0 ? "no name is to be handed over" : handedOver.join(", ");
        terminal.err(`wave ${wave}: ${what}\n`);
        if (!options.write) terminal.out(changeSetDiff(changes));
      }
      process.exitCode = codeFor(proposed.diagnostics);
    });
}
