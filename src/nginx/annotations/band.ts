/**
 * How hard an Ingress is, by its annotations alone: the worst band among the keys that have an effect. Ingress-wide facts such
 * as host names do not change it, and neither does a pending decision.
 */
import type { Ingress } from "../../model/ingress.ts";
import type { Complexity } from "../../model/plan.ts";
import type { ControllerConfig } from "../controller.ts";
import { type AnnotationReading, intentOf, readIntents } from "./read.ts";
import { annotationRecords } from "./records.ts";

const order: readonly Complexity[] = ["low", "medium", "high"];

const bands: ReadonlyMap<string, Complexity> = new Map(
  annotationRecords().map((record) => [record.name, record.band]),
);

export function bandOf(ingress: Ingress, controller: ControllerConfig): Complexity {
  const reading = readIntents(ingress, controller).value;
  const used = reading.fates.map((fate): Complexity => {
    if (fate.fate === "inert") return "low";
    if (fate.fate === "intent" && isPlain(ingress, reading, fate.name)) return "low";
    if (fate.name === "backend-protocol" && intentOf(reading, "backend-protocol")?.protocol === "GRPC")
      return "medium";
    return bands.get(fate.name) ?? "high";
  });
  return used.reduce((worst, band) => (order.indexOf(band) > order.indexOf(worst) ? band : worst), "low");
}

/** True for values that ask for nothing: plain HTTP backends, regexes switched off, `/` rewritten to `/`. */
function isPlain(ingress: Ingress, reading: AnnotationReading, name: string): boolean {
  if (name === "backend-protocol") return intentOf(reading, "backend-protocol")?.protocol === "HTTP";
  if (name === "use-regex") return intentOf(reading, "regex") === undefined;
  if (name !== "rewrite-target" || intentOf(reading, "rewrite")?.target !== "/") return false;
  return ingress.spec.rules.every((rule) => rule.paths.every(({ path }) => path === "" || path === "/"));
}
