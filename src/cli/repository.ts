/**
 * Options every repository command shares, and the survey they all begin with.
 */
import { existsSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { directorySnapshot } from "../adapters/directory/snapshot.ts";
import { readRenderSettings, userCacheDirectory } from "../adapters/helm/environment.ts";
import { createRenderTools } from "../adapters/helm/tools.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { hasBlocker } from "../diagnostics/diagnostic.ts";
import { type ProposeRendered, proposeRendered, surveyRendered } from "../flows/rendered.ts";
import type { OnRender } from "../flows/settle.ts";
import { surveySnapshot } from "../flows/survey.ts";
import { type RepoPath, toRepoPath } from "../model/brands.ts";
import type { KubeObject } from "../model/kube.ts";
import type { RepoSnapshot } from "../model/snapshot.ts";
import type { Survey } from "../model/survey.ts";
import { diagnosticsText } from "../report/diagnostics-text.ts";
import { readCrds } from "./crds.ts";
import { type ExitCode, exitCode, UsageError } from "./exit.ts";
import { renderProgress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

export interface RepositoryOptions {
  readonly json?: boolean;
  readonly config?: string;
  readonly crds?: string;
}

export function withRepositoryOptions(command: Command): Command {
  return command
    .option("--json", "print one JSON document on stdout")
    .option("--config <file>", "use this configuration instead of .github/tidegate.yml")
    .option("--crds <dir>", "validate against the CustomResourceDefinitions in this directory");
}

export interface RepositorySurvey {
  readonly survey: Survey;
  readonly diagnostics: readonly Diagnostic[];
  /** One wave, rendered with the tools and the renders of the survey. */
  propose(request: Parameters<ProposeRendered>[1]): ReturnType<ProposeRendered>;
  /** The same survey of a changed repository, with the renders there are. */
  resurvey(changed: RepoSnapshot): Survey;
}

export async function surveyDirectory(
  path: string,
  options: RepositoryOptions,
  terminal: Terminal,
  depth: "everything" | "inventory" = "everything",
): Promise<RepositorySurvey> {
  const directory = resolve(path);
  if (!existsSync(directory) || !statSync(directory).isDirectory())
    throw new UsageError(`${path} is not a directory`);
  const snapshot = await directorySnapshot(directory);
  const configText = await readConfigOption(options.config);
  const crds: readonly KubeObject[] = options.crds === undefined ? [] : await readCrds(options.crds);
  const { env } = process;
  const settings = readRenderSettings(env, userCacheDirectory(env));
  printDiagnostics(terminal, settings.diagnostics);
  const tools = createRenderTools(settings.value);
  const survey = await withProgress(terminal, (onRender) =>
    surveyRendered(
      tools,
      snapshot,
      { ...(configText && { configText }), crds, isInventoryOnly: depth === "inventory" },
      onRender,
    ),
  );
  return {
    survey: survey.value,
    diagnostics: survey.diagnostics,
    resurvey: (changed) => {
      const { renders } = survey.value;
      return surveySnapshot(changed, { ...(configText && { configText }), crds, ...(renders && { renders }) })
        .value;
    },
    propose: (request) =>
      withProgress(terminal, (onRender) => proposeRendered(tools, survey.value, request, onRender)),
  };
}

async function withProgress<T>(
  terminal: Terminal,
  work: (onRender: OnRender | undefined) => Promise<T>,
): Promise<T> {
  const progress = renderProgress(terminal);
  try {
    return await work(progress.onRender);
  } finally {
    progress.end();
  }
}

async function readConfigOption(
  file: string | undefined,
): Promise<{ path: RepoPath; text: string } | undefined> {
  if (file === undefined) return undefined;
  try {
    const path = toRepoPath(basename(file)) as RepoPath; // a base name has no ".."
    return { path, text: await readFile(file, "utf8") };
  } catch (error) {
    throw new UsageError(`cannot read the configuration ${file}: ${(error as Error).message}`);
  }
}

/** A whole number of 0 or more, for --wave. */
export function waveNumber(text: string): number {
  if (!/^\d{1,4}$/.test(text)) throw new InvalidArgumentError("a wave is a whole number.");
  return Number(text);
}

export function printDiagnostics(terminal: Terminal, diagnostics: readonly Diagnostic[]): void {
  const text = diagnosticsText(diagnostics);
  if (text !== "") terminal.err(text);
}

export function printJson(terminal: Terminal, document: unknown): void {
  terminal.out(`${JSON.stringify(document, undefined, 2)}\n`);
}

export function codeFor(diagnostics: readonly Diagnostic[], hasDifferences = false): ExitCode {
  return hasDifferences || hasBlocker(diagnostics) ? exitCode.findings : exitCode.clean;
}
