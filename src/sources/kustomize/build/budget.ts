/**
 * Bounds on one build, so that hostile kustomizations end with a diagnostic. Work is counted in steps: a look at an object by a
 * selector, or a value copied.
 */
import { fail } from "./failure.ts";

export interface BuildLimits {
  readonly depth: number;
  readonly files: number;
  readonly objects: number;
  readonly patchCharacters: number;
  readonly textCharacters: number;
  readonly steps: number;
}

export const defaultLimits: BuildLimits = {
  depth: 40,
  files: 10_000,
  objects: 20_000,
  patchCharacters: 1024 * 1024,
  textCharacters: 1024 * 1024,
  steps: 2_000_000,
};

const words: Readonly<Record<keyof BuildLimits, string>> = {
  depth: "levels of kustomizations",
  files: "files",
  objects: "objects",
  patchCharacters: "characters of one patch",
  textCharacters: "characters of one value",
  steps: "steps",
};

export interface Budget {
  /** Counts against a limit of the whole build. */
  spend(what: "files" | "steps", amount: number): void;
  /** Compares one thing with its limit. */
  hold(what: Exclude<keyof BuildLimits, "files" | "steps">, size: number): void;
}

export function createBudget(limits: BuildLimits): Budget {
  const spent = { files: 0, steps: 0 };
  const exceed = (what: keyof BuildLimits): never =>
    fail("kustomize-build-limit", { what: words[what], limit: limits[what] }, undefined);
  return {
    spend(what, amount) {
      spent[what] += amount;
      if (spent[what] > limits[what]) exceed(what);
    },
    hold(what, size) {
      if (size > limits[what]) exceed(what);
    },
  };
}
