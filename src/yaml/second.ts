/**
 * The second opinion: js-yaml 5, which shares no code with the parser that located the edit. Its default schema is YAML 1.2
 * core without merge keys and dates; merge keys are added because Kubernetes tooling resolves them, and every other tag is
 * taken for what it wraps. JSON files are read by JSON.parse instead.
 */
import {
  CORE_SCHEMA,
  defineMappingTag,
  defineScalarTag,
  defineSequenceTag,
  loadAll,
  mergeTag,
} from "js-yaml";
import type { Json } from "../model/kube.ts";
import { indentFlowLines } from "./flow-lines.ts";

export type SecondReading =
  | { readonly ok: true; readonly documents: readonly Json[] }
  | { readonly ok: false; readonly problem: string };

export function readSecond(text: string, format: "yaml" | "json"): SecondReading {
  if (format === "json") {
    return attempt(() => {
      // JSON text holds JSON
      const parsed = JSON.parse(text.startsWith("\uFEFF") ? text.slice(1) : text) as Json;
      return [parsed];
    });
  }
  const strict = readStrictly(text);
  if (strict.ok || !/^[ \t]*[\]}]/m.test(text)) return strict;
  const lenient = readStrictly(indentFlowLines(text));
  return lenient.ok ? lenient : strict;
}

function readStrictly(text: string): SecondReading {
  return attempt(() => loadAll(text, { schema, maxAliases: 10_000 }).map(toJson));
}

function attempt(read: () => readonly Json[]): SecondReading {
  try {
    return { ok: true, documents: read() };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { ok: false, problem: message.split("\n", 1)[0] ?? message };
  }
}

/** Deep equality of data; the order of keys does not count. */
export function equalJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, index) => equalJson(item, b[index]));
  }
  const keysOfA = Object.keys(a);
  if (keysOfA.length !== Object.keys(b).length) return false;
  const left = new Map<string, unknown>(Object.entries(a));
  const right = new Map<string, unknown>(Object.entries(b));
  return keysOfA.every((key) => right.has(key) && equalJson(left.get(key), right.get(key)));
}

const tolerant = ["!", "tag:"].flatMap((tagName) => [
  defineScalarTag<string>(tagName, {
    matchByTagPrefix: true,
    resolve: (source) => source,
    identify: () => false,
  }),
  defineSequenceTag<unknown[]>(tagName, {
    matchByTagPrefix: true,
    create: () => [],
    addItem: (carrier, item) => {
      carrier.push(item);
    },
    identify: () => false,
  }),
  defineMappingTag<Map<string, unknown>, Record<string, unknown>>(tagName, {
    matchByTagPrefix: true,
    create: () => new Map(),
    addPair: (carrier, key, value) => {
      carrier.set(String(key), value);
      return "";
    },
    has: (carrier, key) => carrier.has(String(key)),
    keys: (result) => Object.keys(result),
    get: (result, key) => result[String(key)],
    finalize: (carrier) => Object.fromEntries(carrier),
    identify: () => false,
  }),
]);

const schema = CORE_SCHEMA.withTags(mergeTag, ...tolerant);

/** As the first reader: JSON knows no infinity. Shared nodes stay shared, so aliases cost nothing here. */
function toJson(value: unknown): Json {
  const seen = new Map<object, Json>();
  const convert = (node: unknown): Json => {
    if (typeof node === "number") return Number.isFinite(node) ? node : String(node);
    if (typeof node !== "object" || node === null) return node as Json; // the schema makes only strings, booleans and null
    const known = seen.get(node);
    if (known !== undefined) return known;
    const converted: Json = Array.isArray(node)
      ? node.map(convert)
      : Object.fromEntries(Object.entries(node).map(([key, inner]) => [key, convert(inner)]));
    seen.set(node, converted);
    return converted;
  };
  return convert(value);
}
