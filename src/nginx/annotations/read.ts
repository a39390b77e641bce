/**
 * Annotations of one Ingress in, intents and a fate for every key out. Defaults come from the controller's configuration: an
 * absent annotation is a setting too.
 */
import { type Diagnostic, diagnose, type Outcome, outcome } from "../../diagnostics/diagnostic.ts";
import { compareText } from "../../model/brands.ts";
import type { Ingress } from "../../model/ingress.ts";
import type { Intent, IntentKind, IntentOf } from "../../model/intent.ts";
import { nearestName } from "../../model/nearest.ts";
import type { ControllerConfig } from "../controller.ts";
import { countsOnCanary } from "./canary.ts";
import { families } from "./index.ts";
import { deadKeys, otherKeys } from "./other-keys.ts";
import { annotationRecords, deadReason } from "./records.ts";
import { parseGoBoolean } from "./values.ts";
import { AnnotationView, annotationPrefix } from "./view.ts";

/** What becomes of one annotation that is written on the Ingress. */
export type AnnotationFate = { readonly key: string; readonly name: string; readonly value: string } & (
  | { readonly fate: "intent"; readonly intent: IntentKind }
  | { readonly fate: "approximate" | "inert"; readonly because: string }
  | { readonly fate: "blocker"; readonly because: string; readonly choices: string }
);

export interface AnnotationReading {
  /** At most one per kind; defaults included. */
  readonly intents: readonly Intent[];
  /** One per annotation under the nginx prefix, sorted by key. */
  readonly fates: readonly AnnotationFate[];
}

export function readIntents(ingress: Ingress, controller: ControllerConfig): Outcome<AnnotationReading> {
  const diagnostics: Diagnostic[] = [];
  const intents: Intent[] = [];
  const fates: AnnotationFate[] = [];
  for (const family of families) {
    const view = new AnnotationView(ingress, Object.keys(family.keys));
    intents.push(...family.read(view, controller));
    diagnostics.push(...view.diagnostics);
    for (const [name, intent] of Object.entries(family.keys)) {
      const fate = fateOfOwn(ingress, view, name, intent);
      if (fate !== undefined) fates.push(fate);
    }
  }
  for (const [key, value] of Object.entries(ingress.annotations)) {
    if (!key.startsWith(annotationPrefix)) continue;
    const name = key.slice(annotationPrefix.length);
    if (!ownNames.has(name)) fates.push(fateOfOther(ingress, name, value));
  }
  if (intents.some(({ kind }) => kind === "canary"))
    return canaryReading(ingress, intents, fates, diagnostics);
  return conclude(ingress, intents, fates, diagnostics);
}

/** What a canary says about its paths counts for nothing; what may drop the Ingress, or is unknown, still does. */
function canaryReading(
  ingress: Ingress,
  intents: readonly Intent[],
  fates: readonly AnnotationFate[],
  diagnostics: readonly Diagnostic[],
): Outcome<AnnotationReading> {
  const read = fates.map((fate) => onCanary(fate));
  const kinds = new Set(read.flatMap((fate) => (fate.fate === "intent" ? [fate.intent] : [])));
  const counted = intents.filter(({ kind }) => kinds.has(kind));
  return conclude(ingress, counted, read, diagnostics);
}

function onCanary(fate: AnnotationFate): AnnotationFate {
  const { key, name, value } = fate;
  const isKnown = ownNames.has(name) || Object.hasOwn(otherKeys, name);
  if (isKnown && !countsOnCanary(name)) {
    const because = "nginx does not read it on a canary; what the main Ingress says holds";
    return { key, name, value, fate: "inert", because };
  }
  if (fate.fate !== "intent" || fate.intent !== "hash") return fate;
  const because = "it chooses among the pods of the canary alone, and the routes of main serve both";
  return {
    key,
    name,
    value,
    fate: "blocker",
    because,
    choices: "Finish the canary, or remove the annotation",
  };
}

function conclude(
  ingress: Ingress,
  intents: readonly Intent[],
  unsorted: readonly AnnotationFate[],
  noticed: readonly Diagnostic[],
): Outcome<AnnotationReading> {
  const fates = [...unsorted];
  const diagnostics = [...noticed];
  fates.sort((a, b) => compareText(a.key, b.key));
  for (const fate of fates) {
    if (fate.fate === "blocker") diagnostics.push(blockerOf(ingress, fate));
  }
  return outcome({ intents, fates }, diagnostics);
}

/** The intent of one kind, if the Ingress has it. */
export function intentOf<K extends IntentKind>(reading: AnnotationReading, kind: K): IntentOf<K> | undefined {
  return reading.intents.find((intent): intent is IntentOf<K> => intent.kind === kind);
}

const ownNames: ReadonlySet<string> = new Set(families.flatMap((family) => Object.keys(family.keys)));

function fateOfOwn(
  ingress: Ingress,
  view: AnnotationView,
  name: string,
  intent: IntentKind,
): AnnotationFate | undefined {
  const key = annotationPrefix + name;
  if (!Object.hasOwn(ingress.annotations, key)) return undefined;
  const base = { key, name, value: ingress.annotations[key] ?? "" };
  const refused = view.refused.get(name);
  if (refused !== undefined) {
    return { ...base, fate: "blocker", ...refused };
  }
  const ignored = view.ignored.get(name);
  if (ignored !== undefined) return { ...base, fate: "inert", because: ignored };
  if (view.raw(name) === undefined) return { ...base, fate: "inert", because: emptyReason };
  return { ...base, fate: "intent", intent };
}

const emptyReason = "an empty value counts as absent";

function fateOfOther(ingress: Ingress, name: string, value: string): AnnotationFate {
  const base = { key: annotationPrefix + name, name, value };
  if (Object.hasOwn(deadKeys, name)) return { ...base, fate: "inert", because: deadReason(name) };
  const other = Object.hasOwn(otherKeys, name) ? otherKeys[name] : undefined;
  if (other === undefined) {
    return {
      ...base,
      fate: "blocker",
      because: "no ingress-nginx release in reach knows this key, so what it is meant to do is unknown",
      choices: "Correct the key, or remove the annotation",
    };
  }
  if (value === "" && other.byName !== true) return { ...base, fate: "inert", because: emptyReason };
  if (isHarmless(other.harmless, value)) {
    return { ...base, fate: "inert", because: "the value is ingress-nginx's default" };
  }
  if (other.onlyWith.length > 0 && !other.onlyWith.some((needed) => isInForce(ingress, needed))) {
    return {
      ...base,
      fate: "inert",
      because: `nginx reads it only together with ${other.onlyWith.join(" or ")}`,
    };
  }
  const { fate, because, choices } = other;
  return fate === "blocker" ? { ...base, fate, because, choices } : { ...base, fate, because };
}

/** True when the value equals nginx's default: then the key might as well be absent. */
function isHarmless(harmless: readonly string[], value: string): boolean {
  if (harmless.includes("false") && parseGoBoolean(value) === false) return true;
  return harmless.includes(value);
}

function isInForce(ingress: Ingress, name: string): boolean {
  const key = annotationPrefix + name;
  const value = Object.hasOwn(ingress.annotations, key) ? (ingress.annotations[key] ?? "") : "";
  return (
    value !== "" && parseGoBoolean(value) !== false && !isHarmless(otherKeys[name]?.harmless ?? [], value)
  );
}

function blockerOf(ingress: Ingress, fate: AnnotationFate & { readonly fate: "blocker" }): Diagnostic {
  const { key, name, value, because, choices } = fate;
  const where = { ingress: ingress.key };
  if (!ownNames.has(name) && !Object.hasOwn(otherKeys, name)) {
    const nearest = nearestName(
      name,
      annotationRecords().map((record) => record.name),
    );
    const suggestion = nearest === undefined ? undefined : annotationPrefix + nearest;
    return diagnose("annotation-unknown", { key, suggestion }, where);
  }
  return diagnose("annotation-needs-decision", { key, value, because, choices }, where);
}
