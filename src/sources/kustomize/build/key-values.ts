/**
 * The data of generated ConfigMaps and Secrets: env files, literals, files, in this order (api/kv/kv.go, api/internal/generators 5.7.1).
 */
import { baseNameOf } from "../../../model/brands.ts";
import { Problem } from "./failure.ts";
import type { GeneratorEntry } from "./kustomization-fields.ts";

export interface KeyValue {
  readonly key: string;
  readonly value: Uint8Array;
}

/** `load` gives the bytes of a file that an entry names; undefined when it was not read, which was reported. */
export function readKeyValues(
  entry: GeneratorEntry,
  load: (path: string) => Uint8Array | undefined,
): readonly KeyValue[] {
  const envs = [...(entry.envs ?? []), ...(entry.env === undefined || entry.env === "" ? [] : [entry.env])];
  const pairs = [
    ...envs.flatMap((path) => fromEnv(load(path) ?? new Uint8Array())),
    ...(entry.literals ?? []).map(fromLiteral),
    ...(entry.files ?? []).flatMap((source) => fromFile(source, load)),
  ];
  const keys = new Set<string>();
  for (const { key } of pairs) {
    if (keys.has(key)) throw new Problem(`the key \`${key}\` stands twice`);
    keys.add(key);
  }
  return pairs;
}

export function textOfBytes(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function fromLiteral(source: string): KeyValue {
  const equals = source.indexOf("=");
  if (equals <= 0) throw new Problem(`the literal \`${source.slice(0, 60)}\` is not of the form key=value`);
  return keyValue(source.slice(0, equals), withoutQuotes(source.slice(equals + 1)));
}

function fromFile(source: string, load: (path: string) => Uint8Array | undefined): readonly KeyValue[] {
  const pieces = source.split("=");
  const [first = "", second] = pieces;
  if (pieces.length > 2 || (second !== undefined && (first === "" || second === "")))
    throw new Problem(`\`${source}\` is not of the form key=path`);
  const path = second ?? first;
  const value = load(path);
  if (value === undefined) return [];
  const key = second === undefined ? baseName(path) : first;
  return [{ key, value }];
}

function fromEnv(bytes: Uint8Array): readonly KeyValue[] {
  const text = textOfBytes(bytes);
  if (text === undefined) throw new Problem("an env file is no UTF-8 text");
  const lines = text.replace(/^\uFEFF/, "").split("\n");
  return lines.flatMap((line): readonly KeyValue[] => {
    const content = line.replace(/\r$/, "").trimStart();
    if (content === "" || content.startsWith("#")) return [];
    const equals = content.indexOf("=");
    if (equals === 0) return [];
    if (equals < 0) return [keyValue(content, "")];
    return [keyValue(content.slice(0, equals), content.slice(equals + 1))];
  });
}

function keyValue(key: string, value: string): KeyValue {
  return { key, value: new TextEncoder().encode(value) };
}

function withoutQuotes(value: string): string {
  const [first] = value;
  const isQuoted = value.length >= 2 && value.at(-1) === first && (first === '"' || first === "'");
  return isQuoted ? value.slice(1, -1) : value;
}

/** Go's path.Base: slashes at the end do not count. */
function baseName(path: string): string {
  const trimmed = path.replace(/\/+$/, "");
  return baseNameOf(trimmed as Parameters<typeof baseNameOf>[0]) || "/"; // only split, never looked up
}
