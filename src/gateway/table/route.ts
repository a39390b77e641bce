/**
 * An HTTPRoute with every default filled in, as the API server would hold it, plus what the model needs to know of it.
 */
import type { TargetName } from "../../model/config.ts";
import type { KubeObject } from "../../model/kube.ts";
import { type CompileOptions, compilePattern } from "../../pattern/compile.ts";
import type { PathLanguage } from "../../pattern/language.ts";
import { type DataPlane, dataPlanes } from "./data-plane.ts";
import { type Filter, readFilter } from "./filter.ts";
import { durationOf, fieldsOf, listOf, numberOf, textOf, textsOf } from "./json.ts";

export interface ParentRef {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly sectionName: string | undefined;
  readonly port: number | undefined;
}

export interface PathMatch {
  readonly type: "Exact" | "PathPrefix" | "RegularExpression";
  readonly value: string;
  /** The path matches when it is in any of these; empty for an expression that is not understood. */
  readonly languages: readonly PathLanguage[];
  /** Why the expression cannot be decided. */
  readonly problem: string | undefined;
}

export interface ValueMatch {
  /** Lower case for headers. */
  readonly name: string;
  readonly value: string;
  /** Exact when undefined. */
  readonly language: PathLanguage | undefined;
  /** Why the expression cannot be decided. */
  readonly problem: string | undefined;
}

export interface RouteMatch {
  readonly path: PathMatch;
  readonly method: string | undefined;
  readonly headers: readonly ValueMatch[];
  readonly query: readonly ValueMatch[];
  /** Why some expression of it cannot be decided. */
  readonly problem: string | undefined;
}

export interface BackendRef {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly port: number | undefined;
  readonly weight: number;
}

export interface RouteRule {
  readonly index: number;
  readonly name: string | undefined;
  readonly matches: readonly RouteMatch[];
  readonly filters: readonly Filter[];
  readonly backends: readonly BackendRef[];
  /** Milliseconds. */
  readonly timeouts: Readonly<Record<string, number>>;
}

export interface Route {
  /** "namespace/name". */
  readonly key: string;
  readonly namespace: string;
  readonly name: string;
  readonly created: string;
  readonly parents: readonly ParentRef[];
  readonly hostnames: readonly string[];
  readonly rules: readonly RouteRule[];
}

export function isRoute(object: KubeObject): boolean {
  return object.kind === "HTTPRoute" && object.apiVersion.startsWith("gateway.networking.k8s.io/");
}

export function namespaceOf(object: KubeObject): string {
  return object.metadata.namespace ?? "default";
}

export function readRoute(object: KubeObject, target: TargetName): Route {
  const plane = dataPlanes[target];
  const namespace = namespaceOf(object);
  const name = object.metadata.name ?? "";
  const spec = fieldsOf(object.spec);
  const rules = listOf(spec.rules);
  return {
    key: `${namespace}/${name}`,
    namespace,
    name,
    // A route git has just brought is the newest there is.
    created: textOf(object.metadata.creationTimestamp) ?? "~",
    parents: listOf(spec.parentRefs).map((parent) => readParent(parent, namespace)),
    hostnames: textsOf(spec.hostnames).map((host) => host.toLowerCase()),
    // Before release 1.5 a route without rules was admitted: one rule that matches everything.
    rules: (rules.length === 0 ? [{}] : rules).map((rule, index) => readRule(rule, index, namespace, plane)),
  };
}

function readParent(value: unknown, namespace: string): ParentRef {
  const fields = fieldsOf(value);
  return {
    kind: textOf(fields.kind) ?? "Gateway",
    namespace: textOf(fields.namespace) ?? namespace,
    name: textOf(fields.name) ?? "",
    sectionName: textOf(fields.sectionName),
    port: numberOf(fields.port),
  };
}

function readRule(value: unknown, index: number, namespace: string, plane: DataPlane): RouteRule {
  const fields = fieldsOf(value);
  const matches = listOf(fields.matches);
  const timeouts = fieldsOf(fields.timeouts);
  const stated = plane.timeouts.flatMap((name) => {
    const time = durationOf(timeouts[name]);
    return time === undefined ? [] : [[name, time] as const];
  });
  return {
    index,
    name: textOf(fields.name),
    matches: (matches.length === 0 ? [{}] : matches).map((match) => readMatch(match, plane)),
    filters: listOf(fields.filters).map(readFilter),
    backends: listOf(fields.backendRefs).map((backend) => readBackend(backend, namespace)),
    timeouts: Object.fromEntries(stated),
  };
}

function readMatch(value: unknown, plane: DataPlane): RouteMatch {
  const fields = fieldsOf(value);
  const headers = firstOfName(listOf(fields.headers).map((header) => readValue(header, true)));
  const query = firstOfName(listOf(fields.queryParams).map((parameter) => readValue(parameter, false)));
  const path = readPath(fieldsOf(fields.path), plane);
  const problem = path.problem ?? [...headers, ...query].find((one) => one.problem !== undefined)?.problem;
  return { path, method: textOf(fields.method), headers, query, problem };
}

/** Of repeated equal names only the first counts. */
function firstOfName(matches: readonly ValueMatch[]): readonly ValueMatch[] {
  return matches.filter((match, index) => matches.findIndex(({ name }) => name === match.name) === index);
}

const re2: CompileOptions = { ignoreCase: false, dialect: "re2" };

function readPath(fields: Readonly<Record<string, unknown>>, plane: DataPlane): PathMatch {
  const value = textOf(fields.value) ?? "/";
  const type = textOf(fields.type) ?? "PathPrefix";
  if (type === "Exact")
    return { type, value, languages: [{ kind: "exact", text: value }], problem: undefined };
  if (type === "RegularExpression") {
    const { text, whole, dialect } = plane.expression(value);
    const compiled = compilePattern(text, { ignoreCase: false, dialect });
    if (!compiled.ok) return { type, value, languages: [], problem: compiled.problem.detail };
    return {
      type,
      value,
      languages: [{ kind: "pattern", pattern: compiled.pattern, whole }],
      problem: undefined,
    };
  }
  return { type: "PathPrefix", value, languages: prefixLanguages(value), problem: undefined };
}

/** By whole elements; a trailing "/" of the value does not count. */
function prefixLanguages(value: string): readonly PathLanguage[] {
  const bare = value.endsWith("/") ? value.slice(0, -1) : value;
  const below: PathLanguage = { kind: "prefix", text: `${bare}/` };
  return bare === "" ? [below] : [{ kind: "exact", text: bare }, below];
}

function readValue(value: unknown, isHeader: boolean): ValueMatch {
  const fields = fieldsOf(value);
  const name = textOf(fields.name) ?? "";
  const text = textOf(fields.value) ?? "";
  const match = { name: isHeader ? name.toLowerCase() : name, value: text };
  if (textOf(fields.type) !== "RegularExpression")
    return { ...match, language: undefined, problem: undefined };
  const compiled = compilePattern(text, re2);
  if (!compiled.ok) return { ...match, language: undefined, problem: compiled.problem.detail };
  const language: PathLanguage = { kind: "pattern", pattern: compiled.pattern, whole: true };
  return { ...match, language, problem: undefined };
}

function readBackend(value: unknown, namespace: string): BackendRef {
  const fields = fieldsOf(value);
  return {
    group: textOf(fields.group) ?? "",
    kind: textOf(fields.kind) ?? "Service",
    namespace: textOf(fields.namespace) ?? namespace,
    name: textOf(fields.name) ?? "",
    port: numberOf(fields.port),
    weight: numberOf(fields.weight) ?? 1,
  };
}
