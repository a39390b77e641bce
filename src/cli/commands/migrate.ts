/** `tidegate migrate` and `tidegate remove`: one wave as a diff, or applied to the work tree. */
import { resolve } from "node:path";
import type { Command } from "commander";
import { applyChangeSet } from "../../adapters/directory/apply.ts";
import type { ChangeSet } from "../../model/edits.ts";
import type { WaveProposal } from "../../model/survey.ts";
import { changeSetDiff } from "../../report/diff.ts";
import { changesJson } from "../../report/json.ts";
import { proofText } from "../../report/proof-text.ts";
import { count } from "../../report/tables.ts";
import { acceptOption, noteUnknown } from "../accept-option.ts";
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

interface WaveOptions extends RepositoryOptions {
  readonly wave: number;
  readonly cluster?: string;
  readonly write?: boolean;
  readonly accept: readonly string[];
}

export function registerMigrate(program: Command, terminal: Terminal): void {
  registerWave(program, terminal, "migrate", "add", "add the routes of a wave beside its Ingresses");
  registerWave(
    program,
    terminal,
    "remove",
    "remove",
    "remove the Ingresses of a wave whose routes are in place",
  );
}

function registerWave(
  program: Command,
  terminal: Terminal,
  name: string,
  kind: "add" | "remove",
  description: string,
): void {
  const command = program
    .command(name)
    .argument("[path]", "directory of the repository", ".")
    .description(description);
  withRepositoryOptions(command)
    .requiredOption("--wave <n>", "number of the wave", waveNumber)
    .option("--cluster <name>", "only this cluster")
    .option("--write", "apply the change to the work tree instead of printing it")
    .option("--accept <id>", "a difference that is wanted, by its id; may be repeated", acceptOption, [])
    .action(async (path: string, options: WaveOptions) => {
      const { survey, diagnostics, propose } = await surveyDirectory(path, options, terminal);
      if (!survey.waves.some(({ number }) => number === options.wave)) {
        const known = survey.waves.map(({ number }) => number).join(", ");
        throw new UsageError(
          `there is no wave ${options.wave}; ${known === "" ? "there are no waves" : `waves: ${known}`}`,
        );
      }
      const request = {
        kind,
        wave: options.wave,
        cluster: options.cluster,
        accepted: new Set(options.accept),
      };
      const proposed = await propose(request);
      const found = proposed.diagnostics;
      noteUnknown(terminal, proposed.value.proof, options.accept);
      if (options.write) await write(resolve(path), proposed.value.changes);
      if (options.json) printJson(terminal, changesJson(proposed.value, found));
      else {
        printDiagnostics(terminal, found);
        terminal.err(summary(proposed.value, options.write === true));
        if (!options.write) terminal.out(changeSetDiff(proposed.value.changes));
      }
      const isIncomplete = proposed.value.notMoved.length > 0 || !proposed.value.proof.equivalent;
      const configBlocked = survey.configIsValid ? [] : diagnostics;
      process.exitCode = codeFor([...found, ...configBlocked], isIncomplete);
    });
}

/** All or nothing: a file that changed meanwhile or is no plain file stops the whole change. */
async function write(directory: string, changes: ChangeSet): Promise<void> {
  const result = await applyChangeSet(directory, changes);
  if (result.applied) return;
  const reasons = result.refused.map(({ path, reason }) => `${path}: ${reason}`);
  throw new Error(`nothing was written: ${reasons.join("; ")}`);
}

function summary(proposal: WaveProposal, isWritten: boolean): string {
  const lines = [
    `wave ${proposal.wave}: ${count(proposal.moved.length, "Ingress", "Ingresses")}, ` +
      `${count(proposal.changes.files.length, "file", "files")} ${isWritten ? "written" : "to change"}`,
    ...proposal.notMoved.map(({ service, reasons }) => `not moved: ${service.name}: ${reasons.join(" ")}`),
  ];
  if (proposal.moved.length > 0) lines.push(proofText(proposal.proof));
  return `${lines.join("\n")}\n`;
}
