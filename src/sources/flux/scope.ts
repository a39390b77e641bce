/**
 * The substitution one object of a Flux Kustomization goes through, as the rest of the program sees it.
 */

import type { KubeObject } from "../../model/kube.ts";
import { findExpressions } from "../../model/placeholder-text.ts";
import type { Substitution } from "../../model/substitution.ts";
import type { FluxKustomization } from "./kustomization.ts";
import { namesIn, substitute } from "./substitute.ts";
import { isSubstitutionDisabled } from "./substitute-object.ts";
import type { Variables } from "./variables.ts";

/** undefined: texts of this object reach the cluster as they are written. */
export function substitutionOf(
  object: KubeObject,
  kustomization: FluxKustomization,
  variables: Variables,
): Substitution | undefined {
  if (!variables.active || isSubstitutionDisabled(object)) return undefined;
  const { namespace, postBuild, title } = kustomization;
  const sources = postBuild.substituteFrom.map(({ kind, name }) => `${kind} ${namespace}/${name}`);
  const resolve = (expression: string): string | undefined => {
    const { text, unknown, problems } = substitute(expression, variables);
    return unknown.length === 0 && problems.length === 0 ? text : undefined;
  };
  /** Where a value would come from; two Kustomizations that ask the same place get the same. */
  const originOf = (name: string): string => {
    const variable = variables.byName.get(name);
    if (variable === undefined) return sources.join(", ");
    const { from, value } = variable;
    return value === undefined ? `${from.kind} ${namespace}/${from.name}` : `= ${value}`;
  };
  return {
    by: `the Flux Kustomization ${title}`,
    resolve,
    namesIn,
    identityOf: (expression) => {
      const value = resolve(expression);
      if (value !== undefined) return `= ${value}`;
      return JSON.stringify(namesIn(expression).map((name) => [name, originOf(name)]));
    },
  };
}

/** True when Flux can read every text of the object. */
export function isSubstitutable(value: unknown): boolean {
  if (typeof value === "string") return findExpressions(value) !== undefined;
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(value).every(([key, inner]) => isSubstitutable(key) && isSubstitutable(inner));
}
