/** What every generator of an ApplicationSet works with, and how its problems are told. */
import { type Diagnostic, diagnose, type Outcome, outcome } from "../../diagnostics/diagnostic.ts";
import type { KeyPath } from "../../yaml/file.ts";
import type { SourceObject } from "../objects/fields.ts";
import type { FileReader } from "../reader.ts";
import type { RegisteredCluster } from "./clusters.ts";
import type { ParamOrigin, ParamSet } from "./params.ts";
import type { TemplateProblem } from "./template/problem.ts";
import type { TemplateContext } from "./template/render.ts";

export interface GeneratorWorld {
  readonly set: SourceObject;
  readonly title: string;
  readonly engine: "go" | "classic";
  readonly missingFails: boolean;
  readonly clusters: readonly RegisteredCluster[];
  readonly reader: Pick<FileReader, "files" | "parse">;
  isOwnRepository(url: string): boolean;
}

/** All elements of one ApplicationSet, and of each generator inside a matrix. */
export const maxParamSets = 5000;
export function nothing(diagnostic: Diagnostic): Outcome<readonly ParamSet[]> {
  return outcome([], [diagnostic]);
}

export function unreadable(
  world: GeneratorWorld,
  keyPath: KeyPath,
  generator: string,
  problem: string,
): Outcome<readonly ParamSet[]> {
  const params = { set: world.title, generator, problem };
  return nothing(diagnose("argocd-generator-unreadable", params, { at: world.set.placeOf(keyPath) }));
}

export function contextOf(set: ParamSet, world: GeneratorWorld): TemplateContext {
  return { params: set.params, engine: world.engine, missingFails: world.missingFails, open: set.open };
}

export function refusedTemplate(
  problem: TemplateProblem,
  keyPath: KeyPath,
  world: GeneratorWorld,
): Outcome<readonly ParamSet[]> {
  return nothing(templateDiagnostic(problem, keyPath, world.set, world.title));
}

export function templateDiagnostic(
  problem: TemplateProblem,
  keyPath: KeyPath,
  set: SourceObject,
  title: string,
): Diagnostic {
  const { expression, detail } = problem;
  const where = { at: set.placeOf(keyPath) };
  return problem.kind === "unsupported"
    ? diagnose("argocd-template-unsupported", { set: title, expression, construct: detail }, where)
    : diagnose("argocd-template-failed", { set: title, expression, problem: detail }, where);
}

export function origin(
  generator: string,
  label: string,
  keyPath: KeyPath,
  world: GeneratorWorld,
): ParamOrigin {
  return { generator, label, place: world.set.placeOf(keyPath) };
}
