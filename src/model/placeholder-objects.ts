/**
 * Whole objects with stand-ins for their `${…}`, and back. Ports are the one place where text has to become a number.
 */
import type { Json, KubeObject, Written } from "./kube.ts";
import { hasExpression, type StandInMode, type StandIns } from "./placeholder-text.ts";
import type { Substitution } from "./substitution.ts";

/** Fields that hold port numbers in Ingresses, Services, routes and Gateways; some of them take names too. */
const portFields: ReadonlySet<string> = new Set(["number", "port", "servicePort", "targetPort"]);

/** undefined where a text of the object cannot be read. */
export function standInObject(
  { object, substitution }: Written,
  standIns: StandIns,
  mode: StandInMode,
): KubeObject | undefined {
  const value = standIn(object as unknown as Json, "", { substitution, standIns, mode }); // objects are JSON data
  return value === undefined ? undefined : (value as unknown as KubeObject); // texts changed, nothing else
}

interface Run {
  readonly substitution: Substitution;
  readonly standIns: StandIns;
  readonly mode: StandInMode;
}

function standIn(value: Json, field: string, run: Run): Json | undefined {
  if (typeof value === "string") return standInText(value, field, run);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((item: Json) => standIn(item, field, run));
    return items.every((item) => item !== undefined) ? items : undefined;
  }
  const entries: [string, Json][] = [];
  for (const [key, inner] of Object.entries(value)) {
    const result = inner === undefined ? null : standIn(inner, key, run);
    if (result === undefined) return undefined;
    if (inner !== undefined) entries.push([key, result]);
  }
  return Object.fromEntries(entries);
}

function standInText(text: string, field: string, { substitution, standIns, mode }: Run): Json | undefined {
  if (!text.includes("$")) return text;
  if (portFields.has(field) && hasExpression(text)) {
    const value = substitution.resolve(text);
    const port =
      value === undefined || /^\d+$/.test(value) ? standIns.portOf(text, substitution, mode) : undefined;
    if (port !== undefined) return port;
  }
  return standIns.textOf(text, substitution, mode);
}

/** Expressions back in every text and port: as it is written to a file, or as it is shown to people. */
export function restoreJson(value: Json, standIns: StandIns, how: "restore" | "show"): Json {
  if (typeof value === "string") return standIns[how](value);
  if (typeof value === "number") return standIns.restorePort(value) ?? value;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Json) => restoreJson(item, standIns, how));
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, restoreJson(inner, standIns, how)]),
  );
}
