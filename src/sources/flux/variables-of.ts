/**
 * The variables a Flux Kustomization substitutes: its substituteFrom in order, later ones over earlier ones, then its inline map over all
 * (fluxcd/pkg kustomize/kustomize_varsub.go). References are looked up in the Kustomization's own namespace.
 */
import { type Diagnostic, diagnose, type Outcome, outcome } from "../../diagnostics/diagnostic.ts";
import { type ConfigData, findConfigData } from "./config-data.ts";
import type { FluxKustomization } from "./kustomization.ts";
import { withoutLineEnds } from "./kustomization.ts";
import type { Variable, Variables } from "./variables.ts";

export function variablesOf(
  kustomization: FluxKustomization,
  candidates: readonly ConfigData[],
): Outcome<Variables> {
  const { postBuild, title, namespace, name: own } = kustomization;
  const byName = new Map<string, Variable>();
  const diagnostics: Diagnostic[] = [];
  let open = false;
  for (const reference of postBuild.substituteFrom) {
    const data = findConfigData(candidates, { kind: reference.kind, name: reference.name, namespace });
    if (data === undefined) {
      // An optional one that is missing in the cluster gives nothing; whether it is, the repository does not say.
      open = true;
      const params = {
        kustomization: title,
        source: `${reference.kind} ${reference.name}`,
        why: "missing" as const,
      };
      diagnostics.push(diagnose("flux-variables-unknown", params, { at: reference.place }));
      continue;
    }
    const hidden: string[] = [];
    for (const [name, entry] of data.entries) {
      const value = entry.value === undefined ? undefined : withoutLineEnds(entry.value);
      if (value === undefined) hidden.push(name);
      byName.set(name, { name, value, from: { kind: data.kind, name: data.name, place: entry.place } });
    }
    if (hidden.length > 0) {
      const params = { kustomization: title, source: `${data.kind} ${data.name}`, why: "encrypted" as const };
      const where = { at: reference.place, related: [data.place] };
      diagnostics.push(diagnose("flux-variables-unknown", params, where));
    }
  }
  for (const { name, value, place } of postBuild.substitute) {
    byName.set(name, { name, value, from: { kind: "inline", name: own, place } });
  }
  for (const { name, from } of byName.values()) {
    if (/^[_A-Za-z][_A-Za-z0-9]*$/.test(name)) continue;
    const params = {
      expression: name,
      problem: "is no name for a variable",
      object: `Kustomization ${title}`,
    };
    diagnostics.push(diagnose("flux-substitution-refused", params, { at: from.place }));
  }
  const active = byName.size > 0 || open || postBuild.always;
  return outcome({ byName, open, active }, diagnostics);
}
