/**
 * Substitution of a built object. Flux prints the object as YAML, substitutes the text and reads it again, so a value that was quoted in
 * the file is plain by then: `"${PORT}"` with 8080 becomes a number, and `${HOST}` with `*.x.org` is no YAML any more.
 */

import { toRepoPath } from "../../model/brands.ts";
import type { Json, KubeObject } from "../../model/kube.ts";
import type { KeyPath } from "../../yaml/file.ts";
import { readYamlFile } from "../../yaml/read.ts";
import { printScalar } from "../../yaml/scalar.ts";
import { isMapping, toKubeObject } from "../objects/parse.ts";
import { hasSubstitution, type Substitution, substitute } from "./substitute.ts";
import type { Variables } from "./variables.ts";

export interface ObjectSubstitution {
  readonly object: KubeObject;
  readonly used: readonly string[];
  readonly unknown: readonly string[];
  readonly missing: readonly string[];
  readonly problems: readonly PlacedProblem[];
}

export interface PlacedProblem {
  readonly kind: "syntax" | "operator" | "shape";
  readonly expression: string;
  readonly problem: string;
  readonly keyPath: KeyPath;
}

/** kustomize-controller: a label or annotation that keeps Flux from substituting in one object. */
export const substituteKey = "kustomize.toolkit.fluxcd.io/substitute";

export function isSubstitutionDisabled(object: KubeObject): boolean {
  return [object.metadata.labels, object.metadata.annotations].some(
    (map) => isMapping(map) && map[substituteKey] === "disabled",
  );
}

export function substituteObject(object: KubeObject, variables: Variables): ObjectSubstitution {
  const run: Run = { variables, used: new Set(), unknown: new Set(), missing: new Set(), problems: [] };
  const isAsIs = !variables.active || isSubstitutionDisabled(object);
  const value = isAsIs ? object : substituteValue(object as unknown as Json, [], run); // a KubeObject is JSON data
  return {
    object: toKubeObject(value as Json) ?? object, // substitution gives JSON data; a kind that became a number is no object
    used: [...run.used].sort(),
    unknown: [...run.unknown].sort(),
    missing: [...run.missing].sort(),
    problems: run.problems,
  };
}

interface Run {
  readonly variables: Variables;
  readonly used: Set<string>;
  readonly unknown: Set<string>;
  readonly missing: Set<string>;
  readonly problems: PlacedProblem[];
}

function substituteValue(value: Json, keyPath: KeyPath, run: Run): Json {
  if (typeof value === "string") return substituteText(value, keyPath, run);
  if (Array.isArray(value))
    return value.map((item: Json, index) => substituteValue(item, [...keyPath, index], run));
  if (!isMapping(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const at = [...keyPath, key];
      const written = hasSubstitution(key) ? note(substitute(key, run.variables), at, run).text : key;
      return [written, substituteValue(inner, at, run)];
    }),
  );
}

function substituteText(text: string, keyPath: KeyPath, run: Run): Json {
  if (!hasSubstitution(text)) return text;
  const result = note(substitute(text, run.variables), keyPath, run);
  if (result.text === text) return text;
  const isPlain = printScalar(text, { quote: '"', inFlow: false }) === text;
  if (!isPlain) return result.text;
  const read = readPlain(result.text);
  if (read !== undefined) return read.value;
  run.problems.push({
    kind: "shape",
    expression: text.slice(0, 80),
    problem: `becomes \`${result.text.slice(0, 80)}\`, which is no plain YAML value`,
    keyPath,
  });
  return result.text;
}

function note(result: Substitution, keyPath: KeyPath, run: Run): Substitution {
  for (const name of result.used) run.used.add(name);
  for (const name of result.unknown) run.unknown.add(name);
  for (const name of result.missing) run.missing.add(name);
  for (const { kind, expression, problem } of result.problems)
    run.problems.push({ kind, expression, problem, keyPath });
  return result;
}

/** go-yaml's words for booleans beside true and false, which kustomize's and Flux's YAML reader takes. */
const oldBooleans: Readonly<Record<string, boolean>> = {
  y: true,
  yes: true,
  on: true,
  n: false,
  no: false,
  off: false,
};

/** The value a YAML reader sees where this text stands behind a key; undefined when it is no single scalar. */
function readPlain(text: string): { readonly value: Json } | undefined {
  if (text === "") return { value: null };
  if (/[\r\n]/.test(text)) return undefined;
  const word = /^(?:[A-Z]?[a-z]*|[A-Z]*)$/.test(text) ? oldBooleans[text.toLowerCase()] : undefined;
  if (word !== undefined) return { value: word };
  const path = toRepoPath("value.yaml");
  const document = path === undefined ? undefined : readYamlFile(path, `v: ${text}\n`).value.documents[0];
  const { value } = document ?? {};
  if (!isMapping(value) || !("v" in value)) return undefined;
  const scalar = value.v ?? null;
  if (typeof scalar === "object" && scalar !== null) return undefined;
  // A comment would swallow the rest of the text.
  if (typeof scalar === "string" && scalar !== text && !/^["']/.test(text) && scalar !== text.trim())
    return undefined;
  if (scalar === null && !/^(~|null|Null|NULL)$/.test(text.trim())) return undefined;
  return { value: scalar };
}
