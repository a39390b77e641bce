/**
 * How a build stops. kustomize refuses a whole build at the first problem, from any depth; here that is one exception with the diagnostic
 * in it, thrown and caught inside this folder alone.
 */

import type { DiagnosticParams } from "../../../diagnostics/catalog/index.ts";
import { type Diagnostic, type DiagnosticCode, diagnose } from "../../../diagnostics/diagnostic.ts";
import type { Place } from "../../../model/place.ts";

export class BuildFailure extends Error {
  readonly diagnostic: Diagnostic;
  constructor(diagnostic: Diagnostic) {
    super(diagnostic.code);
    this.diagnostic = diagnostic;
  }
}

/** What is wrong with one object or value; the caller knows the place and the field. */
export class Problem extends Error {}

export function fail<Code extends DiagnosticCode>(
  code: Code,
  params: DiagnosticParams[Code],
  at: Place | undefined,
): never {
  throw new BuildFailure(diagnose(code, params, { at }));
}

/** Runs `work` and turns a Problem into the failure of the build. */
export function withProblems<T>(work: () => T, failed: (problem: string) => never): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Problem) return failed(error.message);
    throw error;
  }
}
