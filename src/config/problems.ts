/**
 * Turns what the schema refuses into diagnostics with a place. A union (`target` as text or mapping) is judged by the branch that has
 * the value's type, so that people read about their slip and not about the other spelling.
 */
import { z } from "zod";
import { type Diagnostic, diagnose } from "../diagnostics/diagnostic.ts";
import { targetNames } from "../model/config.ts";
import type { Json } from "../model/kube.ts";
import { nearestName } from "../model/nearest.ts";
import type { Place } from "../model/place.ts";
import { ConfigSettings } from "./schema.ts";
import { plannedTargets } from "./target-versions.ts";

type KeyPath = readonly (string | number)[];
type Issue = z.core.$ZodIssue;

export function describeProblems(
  error: z.ZodError,
  value: Json,
  placeOf: (keyPath: KeyPath) => Place | undefined,
): readonly Diagnostic[] {
  return error.issues.flatMap((issue) => describe(issue, [], value, placeOf));
}

function describe(
  issue: Issue,
  base: KeyPath,
  value: Json,
  placeOf: (keyPath: KeyPath) => Place | undefined,
): readonly Diagnostic[] {
  const path: KeyPath = [...base, ...issue.path.map((part) => (typeof part === "symbol" ? "" : part))];
  const key = printKey(path);
  const at = placeOf(path);
  const found = valueAt(value, path);
  if (issue.code === "unrecognized_keys") {
    const valid = keysAt(path);
    return issue.keys.map((name) =>
      diagnose(
        "config-unknown-key",
        { key: printKey([...path, name]), nearest: nearestName(name, valid), valid },
        { at: placeOf([...path, name]) },
      ),
    );
  }
  if (issue.code === "invalid_union") {
    const branch = issue.errors.find((errors) => !errors.some((inner) => isOtherType(inner, found)));
    const inner = branch ?? issue.errors[0] ?? [];
    if (branch === undefined && path.at(-1) === "target") {
      return [
        diagnose("config-wrong-type", { key, expected: "text or a mapping", found: typeName(found) }, { at }),
      ];
    }
    return inner.flatMap((error) => describe(error, path, value, placeOf));
  }
  if (found === undefined) {
    return [diagnose("config-missing-key", { key }, { at: placeOf(path.slice(0, -1)) })];
  }
  if (isTargetName(path) && typeof found === "string") {
    const params = {
      target: found,
      isPlanned: plannedTargets.includes(found),
      nearest: plannedTargets.includes(found) ? undefined : nearestName(found, targetNames),
      supported: targetNames,
    };
    return [diagnose("config-target-unsupported", params, { at })];
  }
  if (issue.code === "invalid_type" && !(issue.expected === "int" && typeof found === "number")) {
    return [
      diagnose(
        "config-wrong-type",
        { key, expected: wanted(issue.expected), found: typeName(found) },
        { at },
      ),
    ];
  }
  if (issue.code === "invalid_value" && typeof found !== typeof issue.values[0]) {
    const expected = wanted(typeof issue.values[0]);
    return [diagnose("config-wrong-type", { key, expected, found: typeName(found) }, { at })];
  }
  const expected = expectation(issue);
  const shown = issue.code === "invalid_key" ? String(path.at(-1) ?? "") : show(found);
  return [diagnose("config-bad-value", { key, value: shown, expected }, { at })];
}

/** True when a branch of a union does not even want the value's type. */
function isOtherType(issue: Issue, found: Json | undefined): boolean {
  if (issue.path.length > 0) return false;
  if (issue.code === "invalid_type") return true;
  return issue.code === "invalid_value" && typeof found !== typeof issue.values[0];
}

function isTargetName(path: KeyPath): boolean {
  const [last, before] = [path.at(-1), path.at(-2)];
  return last === "target" || (last === "name" && before === "target");
}

function expectation(issue: Issue): string {
  if (issue.code === "invalid_value")
    return `one of ${issue.values.map((value) => `\`${String(value)}\``).join(", ")}`;
  if (issue.code === "invalid_key") return issue.issues[0]?.message ?? issue.message;
  if (issue.code === "too_big" && issue.origin === "string") return `at most ${issue.maximum} characters`;
  return issue.message;
}

function wanted(expected: string): string {
  const words: Readonly<Record<string, string>> = {
    string: "text",
    number: "a number",
    int: "a whole number",
    boolean: "true or false",
    array: "a list",
    object: "a mapping",
    record: "a mapping",
  };
  return words[expected] ?? expected;
}

function typeName(value: Json | undefined): string {
  if (value === undefined || value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  if (typeof value === "string") return "text";
  return typeof value === "number" ? `the number ${value}` : `\`${value}\``;
}

function show(value: Json): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function printKey(path: KeyPath): string {
  return path
    .map((part, index) => (typeof part === "number" ? `[${part}]` : index === 0 ? part : `.${part}`))
    .join("");
}

function valueAt(value: Json, path: KeyPath): Json | undefined {
  let current: Json | undefined = value;
  for (const part of path) {
    if (typeof current !== "object" || current === null) return undefined;
    // an array is indexed by number, a mapping by its own keys: both answer undefined for what is absent
    current = Object.hasOwn(current, part) ? (current as { readonly [key: string]: Json })[part] : undefined;
  }
  return current;
}

/** The keys the schema knows at a path, sorted as the schema lists them. */
function keysAt(path: KeyPath): readonly string[] {
  let schema: unknown = ConfigSettings;
  for (const part of [...path, undefined]) {
    schema = unwrap(schema);
    if (part === undefined) break;
    if (schema instanceof z.ZodObject) schema = schema.shape[part];
    else if (schema instanceof z.ZodRecord) schema = schema.valueType;
    else if (schema instanceof z.ZodArray) schema = schema.element;
    else return [];
  }
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

function unwrap(schema: unknown): unknown {
  let current = schema;
  while (current instanceof z.ZodOptional || current instanceof z.ZodNullable) current = current.unwrap();
  if (current instanceof z.ZodUnion) return current.options.find((option) => option instanceof z.ZodObject);
  return current;
}
