/** `tidegate prove`: are old Ingresses and new routes the same for every request? */
import type { Command } from "commander";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { proveManifests } from "../../flows/prove.ts";
import { type TargetName, targetNames } from "../../model/config.ts";
import type { Proof } from "../../model/proof.ts";
import { diagnosticsJson, proofJson } from "../../report/json.ts";
import { proofText } from "../../report/proof-text.ts";
import { acceptOption, noteUnknown } from "../accept-option.ts";
import { UsageError } from "../exit.ts";
import { readManifests } from "../manifests.ts";
import {
  codeFor,
  printDiagnostics,
  printJson,
  type RepositoryOptions,
  surveyDirectory,
  waveNumber,
  withRepositoryOptions,
} from "../repository.ts";
import { targetOption } from "../target-option.ts";
import type { Terminal } from "../terminal.ts";

interface ProveOptions extends RepositoryOptions {
  readonly old?: readonly string[];
  readonly new?: readonly string[];
  readonly wave?: number;
  readonly target: TargetName;
  readonly accept: readonly string[];
}

export function registerProve(program: Command, terminal: Terminal): void {
  const command = program
    .command("prove")
    .argument("[path]", "directory of the repository", ".")
    .description("compare what nginx does with what the routes do, request by request class")
    .option("--old <file...>", "Ingress manifests")
    .option("--new <file...>", "Gateway API manifests")
    .option(
      "--target <name>",
      `the data plane of --new: one of ${targetNames.join(", ")}`,
      targetOption,
      "standard",
    )
    .option("--wave <n>", "prove a wave of the repository", waveNumber)
    .option("--accept <id>", "a difference that is wanted, by its id; may be repeated", acceptOption, []);
  withRepositoryOptions(command).action(async (path: string, options: ProveOptions) => {
    const { proof, diagnostics } = await proofFor(path, options, terminal);
    noteUnknown(terminal, proof, options.accept);
    if (options.json) {
      printJson(terminal, { ...proofJson(proof), diagnostics: diagnosticsJson(diagnostics) });
    } else {
      printDiagnostics(terminal, diagnostics);
      terminal.out(`${proofText(proof)}\n`);
    }
    process.exitCode = codeFor([], !proof.equivalent);
  });
}

async function proofFor(
  path: string,
  options: ProveOptions,
  terminal: Terminal,
): Promise<{ proof: Proof; diagnostics: readonly Diagnostic[] }> {
  if (options.old !== undefined || options.new !== undefined) {
    if (options.old === undefined || options.new === undefined)
      throw new UsageError("prove needs both --old and --new");
    const { value, diagnostics } = proveManifests({
      old: await readManifests(options.old),
      new: await readManifests(options.new),
      target: options.target,
      accepted: new Set(options.accept),
    });
    return { proof: value, diagnostics };
  }
  if (options.wave === undefined) throw new UsageError("prove needs --wave N, or --old and --new");
  const { survey, propose } = await surveyDirectory(path, options, terminal);
  if (!survey.waves.some(({ number }) => number === options.wave))
    throw new UsageError(`there is no wave ${options.wave}`);
  const request = {
    kind: "add",
    wave: options.wave,
    cluster: undefined,
    accepted: new Set(options.accept),
  } as const;
  const { value, diagnostics } = await propose(request);
  return { proof: value.proof, diagnostics };
}
