/**
 * What the generators of an ApplicationSet give (applicationset/generators; argo-cd 37ee0097, 2026-08): list, git over this repository,
 * clusters from the Secrets in it, matrix and merge of these. Others ask the outside world and are refused by name.
 */
import { type Diagnostic, diagnose, type Outcome, outcome } from "../../diagnostics/diagnostic.ts";
import type { Json } from "../../model/kube.ts";
import type { KeyPath } from "../../yaml/file.ts";
import { type Mapping, mappingOf } from "../objects/fields.ts";
import { matrixSets, mergeSets } from "./combined-generators.ts";
import { type GeneratorWorld, maxParamSets, nothing, unreadable } from "./generator-world.ts";
import { clusterSets, gitSets, listSets } from "./own-generators.ts";
import { flatten, type ParamSet } from "./params.ts";
import { matchesSelector } from "./selector.ts";

/** Argo CD allows a matrix or merge inside a matrix or merge, and no deeper. */
const maxDepth = 3;

const supported = ["list", "git", "clusters", "matrix", "merge"] as const;
type GeneratorKind = (typeof supported)[number];

export function generate(
  generator: Json,
  keyPath: KeyPath,
  world: GeneratorWorld,
  depth = 0,
): Outcome<readonly ParamSet[]> {
  const spec = mappingOf(generator) ?? {};
  const kinds = Object.keys(spec).filter(
    (key) => !["selector", "template"].includes(key) && spec[key] !== null,
  );
  const place = world.set.placeOf(keyPath);
  const refused = kinds.find((kind) => !isSupported(kind));
  if (refused !== undefined)
    return nothing(
      diagnose("argocd-generator-unsupported", { set: world.title, generator: refused }, { at: place }),
    );
  if (kinds.length === 0 || depth > maxDepth) {
    const problem = kinds.length === 0 ? "is of no kind" : `is nested more than ${maxDepth} deep`;
    return unreadable(world, keyPath, "generator", problem);
  }
  const diagnostics: Diagnostic[] = [];
  const sets = kinds.filter(isSupported).flatMap((kind) => {
    const result = generateKind(kind, mappingOf(spec[kind]) ?? {}, [...keyPath, kind], world, depth);
    diagnostics.push(...result.diagnostics);
    return result.value;
  });
  const chosen = sets.filter(
    ({ params, open }) =>
      open || spec.selector === undefined || matchesSelector(spec.selector, flatten(params)),
  );
  if (chosen.length <= maxParamSets) return outcome(chosen, diagnostics);
  const limit = diagnose(
    "argocd-limit",
    { what: "elements of an ApplicationSet", limit: maxParamSets },
    { at: place },
  );
  return outcome(chosen.slice(0, maxParamSets), [...diagnostics, limit]);
}

function isSupported(kind: string): kind is GeneratorKind {
  return (supported as readonly string[]).includes(kind); // only asked whether it is one of them
}

function generateKind(
  kind: GeneratorKind,
  spec: Mapping,
  keyPath: KeyPath,
  world: GeneratorWorld,
  depth: number,
): Outcome<readonly ParamSet[]> {
  const inner = (generator: Json, path: KeyPath) => generate(generator, path, world, depth + 1);
  switch (kind) {
    case "list":
      return listSets(spec, keyPath, world);
    case "git":
      return gitSets(spec, keyPath, world);
    case "clusters":
      return clusterSets(spec, keyPath, world);
    case "matrix":
      return matrixSets(spec, keyPath, world, inner);
    case "merge":
      return mergeSets(spec, keyPath, world, inner);
  }
}
