/** What every step of one build shares, and one kustomization at work. */

import type { DiagnosticParams } from "../../../diagnostics/catalog/index.ts";
import { type Diagnostic, type DiagnosticCode, diagnose } from "../../../diagnostics/diagnostic.ts";
import type { RepoPath } from "../../../model/brands.ts";
import type { KubeObject } from "../../../model/kube.ts";
import type { Place } from "../../../model/place.ts";
import type { Budget } from "./budget.ts";
import { fail } from "./failure.ts";
import type { ParsedYaml, TextFiles } from "./files.ts";
import type { Kustomization } from "./kustomization.ts";
import type { HelmChartEntry } from "./kustomization-fields.ts";
import { type Located, locateFile } from "./load.ts";
import type { PatchStep } from "./patch-step.ts";

export interface ChartRequest {
  readonly chart: HelmChartEntry;
  readonly globals: { readonly chartHome?: string; readonly configHome?: string };
  /** The kustomization that asks; paths of the entry are relative to its directory. */
  readonly kustomization: RepoPath;
  readonly at: Place;
}

/** The objects of a rendered chart; undefined when it is not rendered. */
export type RenderChart = (request: ChartRequest) => readonly KubeObject[] | undefined;

export interface BuildContext {
  readonly files: TextFiles;
  readonly budget: Budget;
  readonly renderChart: RenderChart | undefined;
  /** none: files outside a kustomization's directory are read without a word, as Flux does. */
  readonly loadRestriction: "root-only" | "none";
  readonly diagnostics: Diagnostic[];
  /** Files the build has read. */
  readonly used: Set<RepoPath>;
  /** Hears of every patch, whenever one is applied. */
  readonly onPatch: ((step: PatchStep) => void) | undefined;
}

export function report<Code extends DiagnosticCode>(
  context: BuildContext,
  code: Code,
  params: DiagnosticParams[Code],
  at: Place,
): void {
  context.diagnostics.push(diagnose(code, params, { at }));
}

/** The path of a file that an entry names; undefined when it is remote, which is reported. */
export function findFile(
  context: BuildContext,
  kustomization: Kustomization,
  field: string,
  entry: string,
  at: Place,
): RepoPath | undefined {
  return accept(context, field, entry, at, locateFile(kustomization.directory, entry, context.files));
}

export function accept(
  context: BuildContext,
  field: string,
  entry: string,
  at: Place,
  located: Located,
): RepoPath | undefined {
  if (located.kind === "remote") {
    report(context, "kustomize-build-remote", { field, entry }, at);
    return undefined;
  }
  if (located.kind === "unusable")
    return fail("kustomize-build-file-unusable", { field, entry, why: located.why }, at);
  if (located.kind === "file" && located.isOutsideRoot && context.loadRestriction === "root-only")
    report(context, "kustomize-build-outside-root", { field, entry }, at);
  return use(context, located.path);
}

/** Counts and remembers a file that is about to be read. */
export function use(context: BuildContext, path: RepoPath): RepoPath {
  context.budget.spend("files", 1);
  context.used.add(path);
  return path;
}

/** The parsed file at a path that was found before. */
export function yamlAt(context: BuildContext, path: RepoPath, field: string, at: Place): ParsedYaml {
  const file = context.files.yaml(path);
  return file ?? fail("kustomize-build-file-unusable", { field, entry: path, why: "missing" }, at);
}
