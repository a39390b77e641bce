/**
 * Plain scalars as kustomize's YAML libraries read them, where they differ from the YAML 1.2 reading of this program: go-yaml v3 for
 * resources and strategic merge patches (old octals, underscores, dates), go-yaml v2 for kustomization files and JSON patches (YAML 1.1
 * booleans as well). go.yaml.in/yaml/v3 resolve.go; sigs.k8s.io/yaml goyaml.v2 resolve.go.
 */
import type { Json } from "../../../model/kube.ts";
import type { KeyPath, YamlDocument } from "../../../yaml/file.ts";
import { type Branch, bareNull, type Scalar, type Tree, tildeNull } from "./tree.ts";

/** resource: go-yaml v3. config: YAML 1.1 as sigs.k8s.io/yaml reads it. */
export type ScalarDialect = "resource" | "config";

/** The document as a tree of our own, changed freely afterwards. `text` is the file's text. */
export function treeOf(
  document: YamlDocument,
  text: string,
  dialect: ScalarDialect,
  base: KeyPath = [],
): Tree {
  const suspicious = isSuspicious(text, dialect);
  const read = (value: Json, path: KeyPath): Tree => {
    if (value === null) return nullAt(document, text, path);
    if (dialect === "resource" && typeof value !== "object" && isAnnotation(path)) {
      const written = writtenAt(document, text, path);
      return typeof value === "string" || written === String(value) ? value : written;
    }
    if (typeof value === "string" || typeof value === "number") {
      return suspicious ? scalarAt(document, text, path, value, dialect) : value;
    }
    if (typeof value !== "object") return value;
    if (isJsonList(value)) return value.map((inner, index) => read(inner, [...path, index]));
    const branch: Branch = new Map(
      Object.entries(value).map(([key, inner]) => [key, read(inner, [...path, key])]),
    );
    branch.written = { isQuoted: (field) => /^["'|>]/.test(writtenAt(document, text, [...path, field])) };
    return branch;
  };
  return read(valueAt(document.value ?? null, base), base);
}

/** A plain scalar that some step wrote without a type: kustomize prints it bare and reads it again. */
export function plainScalar(text: string): Scalar {
  const resolved = goScalar(text);
  if (resolved !== undefined) return resolved;
  if (text === "true" || text === "True" || text === "TRUE") return true;
  if (text === "false" || text === "False" || text === "FALSE") return false;
  if (text === "null" || text === "Null" || text === "NULL") return null;
  return text === "~" ? tildeNull : text;
}

function valueAt(value: Json, base: KeyPath): Json {
  let current: Json = value;
  for (const segment of base) {
    if (typeof current !== "object" || current === null) return null;
    current = (current as { readonly [key: string]: Json })[segment] ?? null; // lists are indexed the same way
  }
  return current;
}

/** Annotations are texts in the end, as they were written: 010 stays 010. */
function isAnnotation(path: KeyPath): boolean {
  return (
    path.at(-2) === "annotations" &&
    path.at(-3) === "metadata" &&
    (path.length === 3 || (path.length === 5 && path[0] === "items"))
  );
}

/** The text of a value, without tags and anchors. */
function writtenAt(document: YamlDocument, text: string, path: KeyPath): string {
  const span = document.span(path);
  if (span === undefined) return "";
  return text.slice(span.start, span.end).trim();
}

function nullAt(document: YamlDocument, text: string, path: KeyPath): Scalar {
  const written = writtenAt(document, text, path);
  return written === "" ? bareNull : written === "~" ? tildeNull : null;
}

function scalarAt(
  document: YamlDocument,
  text: string,
  path: KeyPath,
  value: string | number,
  dialect: ScalarDialect,
): Scalar {
  const span = document.span(path);
  if (span === undefined) return value;
  const written = text.slice(span.start, span.end);
  if (typeof value === "string" && written !== value) return value;
  if (dialect === "config" && yaml11Booleans.has(written)) return yaml11Booleans.get(written) ?? value;
  return goScalar(written) ?? value;
}

const yaml11Booleans: ReadonlyMap<string, boolean> = new Map([
  ...["y", "Y", "yes", "Yes", "YES", "on", "On", "ON"].map((word) => [word, true] as const),
  ...["n", "N", "no", "No", "NO", "off", "Off", "OFF"].map((word) => [word, false] as const),
]);

const numberLike = /(?:^|[\s:,[{-])[-+.]?(?:0[0-9xXbBoO_]|\d[\d,]*_|\d{4}-\d|\.\d)/;
const word11 = /(?:^|[\s:,[{-])(?:y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF)(?:[\s,\]}]|$)/;

function isSuspicious(text: string, dialect: ScalarDialect): boolean {
  return numberLike.test(text) || (dialect === "config" && word11.test(text));
}

/** The number or date that go-yaml makes of a plain scalar; undefined when it is something else. */
function goScalar(written: string): number | string | undefined {
  if (!/^[-+.\d]/.test(written) || written.length > 100) return undefined;
  const date = goDate(written);
  if (date !== undefined) return date;
  const plain = written.replaceAll("_", "");
  const [, sign = "", digits = ""] = /^([-+]?)(.*)$/.exec(plain) ?? [];
  const factor = sign === "-" ? -1 : 1;
  if (/^0[xX][0-9a-fA-F]+$/.test(digits)) return factor * Number.parseInt(digits.slice(2), 16);
  if (/^0[bB][01]+$/.test(digits)) return factor * Number.parseInt(digits.slice(2), 2);
  if (/^0[oO]?[0-7]+$/.test(digits)) return factor * Number.parseInt(digits.replace(/^0[oO]?/, ""), 8);
  if (/^(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(digits)) return factor * Number(digits);
  return undefined;
}

const dateForm = /^(\d{4})-(\d\d?)-(\d\d?)(?:([Tt ])(\d\d?):(\d\d?):(\d\d?)(\.\d{1,9})?(Z|[-+]\d\d:\d\d)?)?$/;

/** RFC 3339 with nanoseconds, as a date comes out of kustomize. */
function goDate(written: string): string | undefined {
  const match = dateForm.exec(written);
  if (match === null) return undefined;
  const [, year = "", month = "", day = "", divider, hour = "0", minute = "0", second = "0", fraction = ""] =
    match;
  const zone = match[9] ?? (divider === "T" || divider === "t" ? undefined : "Z");
  if (zone === undefined) return undefined;
  if (divider === " " && match[9] !== undefined) return undefined;
  const [m, d, h, min, s] = [month, day, hour, minute, second].map(Number);
  if (m === undefined || d === undefined || h === undefined || min === undefined || s === undefined)
    return undefined;
  if (m < 1 || m > 12 || d < 1 || d > daysOf(Number(year), m) || h > 23 || min > 59 || s > 59)
    return undefined;
  const two = (value: string) => value.padStart(2, "0");
  const nanos = fraction.replace(/\.?0+$/, "");
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}${nanos}${zone === "+00:00" ? "Z" : zone}`;
}

function daysOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function isJsonList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
