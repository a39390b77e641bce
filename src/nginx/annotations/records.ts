/**
 * One record per annotation key: who answers for it. Docs and "unknown key" diagnostics are derived from this, so that a key is
 * known exactly when somebody owns it.
 */
import { compareText } from "../../model/brands.ts";
import type { IntentKind } from "../../model/intent.ts";
import type { Complexity } from "../../model/plan.ts";
import { catalogue } from "./catalogue.ts";
import { families } from "./index.ts";
import { deadKeys, otherKeys } from "./other-keys.ts";

export type AnnotationRecord = {
  /** Without prefix. */
  readonly name: string;
  /** What the key does in nginx; "" for keys no release in reach has known. */
  readonly effect: string;
  readonly band: Complexity;
} & (
  | { readonly fate: "intent"; readonly intent: IntentKind; readonly family: string; readonly docs: string }
  | { readonly fate: "blocker"; readonly because: string; readonly choices: string }
  | { readonly fate: "approximate" | "inert"; readonly because: string }
);

/** Every key with an owner, sorted by name. */
export function annotationRecords(): readonly AnnotationRecord[] {
  const effects = new Map(catalogue.map((entry) => [entry.name, entry.effect]));
  const effect = (name: string) => effects.get(name) ?? "";
  const records: AnnotationRecord[] = [];
  for (const { keys, name: family, docs, band } of families) {
    for (const [name, intent] of Object.entries(keys)) {
      records.push({ name, effect: effect(name), band, fate: "intent", intent, family, docs });
    }
  }
  for (const [name, { fate, because, choices, band }] of Object.entries(otherKeys)) {
    const base = { name, effect: effect(name), band };
    records.push(fate === "blocker" ? { ...base, fate, because, choices } : { ...base, fate, because });
  }
  for (const name of Object.keys(deadKeys)) {
    records.push({ name, effect: effect(name), band: "low", fate: "inert", because: deadReason(name) });
  }
  return records.sort((a, b) => compareText(a.name, b.name));
}

/** Why a dead key may be dropped. */
export function deadReason(name: string): string {
  const since = deadKeys[name];
  return since
    ? `it has had no effect since ingress-nginx ${since}`
    : "the last ingress-nginx release does not know it, so it has no effect";
}
