/**
 * The functions that occur in ApplicationSets, with the meaning sprig v3 and Argo CD (applicationset/utils) give them. What is not in the
 * table is refused by name.
 */
import type { Json } from "../../../model/kube.ts";
import { isMapping } from "../../objects/parse.ts";
import { TemplateError } from "./problem.ts";

/** undefined is Go's nil: a key that is not there. */
export type Value = Json | undefined;

type Call = (args: readonly Value[]) => Value;

export const functions: Readonly<Record<string, Call>> = {
  default: ([fallback, value]) => (isEmpty(value) ? fallback : value),
  empty: ([value]) => isEmpty(value),
  coalesce: (args) => args.find((value) => !isEmpty(value)),
  ternary: ([yes, no, condition]) => (condition === true ? yes : no),
  and: (args) => args.find((value) => isEmpty(value)) ?? args.at(-1),
  or: (args) => args.find((value) => !isEmpty(value)) ?? args.at(-1),
  not: ([value]) => isEmpty(value),
  eq: ([first, ...others]) => others.some((other) => isSame(first, other)),
  ne: ([first, other]) => !isSame(first, other),
  lower: ([value]) => text(value).toLowerCase(),
  upper: ([value]) => text(value).toUpperCase(),
  trim: ([value]) => text(value).trim(),
  trimPrefix: ([prefix, value]) => withoutPrefix(text(value), text(prefix)),
  trimSuffix: ([suffix, value]) => withoutSuffix(text(value), text(suffix)),
  trunc: ([length, value]) => truncated(text(value), number(length)),
  substr: ([start, end, value]) => substring(text(value), number(start), number(end)),
  replace: ([old, fresh, value]) => replaced(text(value), text(old), text(fresh)),
  nospace: ([value]) => text(value).replace(/\s/g, ""),
  quote: (args) =>
    args
      .filter((value) => value !== undefined && value !== null)
      .map((value) => JSON.stringify(print(value)))
      .join(" "),
  squote: (args) =>
    args
      .filter((value) => value !== undefined && value !== null)
      .map((value) => `'${print(value)}'`)
      .join(" "),
  contains: ([part, value]) => text(value).includes(text(part)),
  hasPrefix: ([prefix, value]) => text(value).startsWith(text(prefix)),
  hasSuffix: ([suffix, value]) => text(value).endsWith(text(suffix)),
  join: ([separator, value]) => list(value).map(print).join(text(separator)),
  splitList: ([separator, value]) => text(value).split(text(separator)),
  first: ([value]) => list(value)[0],
  last: ([value]) => list(value).at(-1),
  list: (args) => args.map((value) => value ?? null),
  has: ([item, value]) => list(value).some((candidate) => isSame(candidate, item)),
  get: ([value, key]) => (isMapping(value) ? (value[text(key)] ?? "") : failed("`get` wants a map")),
  hasKey: ([value, key]) => isMapping(value) && Object.hasOwn(value, text(key)),
  dig: (args) => dig(args),
  index: ([value, ...keys]) => keys.reduce<Value>(indexed, value),
  len: ([value]) => lengthOf(value),
  print: (args) => args.map(print).join(""),
  printf: ([format, ...args]) => formatted(text(format), args),
  toString: ([value]: readonly Value[]) => print(value),
  int: ([value]) => whole(value),
  add: (args) => args.map(whole).reduce((sum, value) => sum + value, 0),
  sub: ([first, second]) => whole(first) - whole(second),
  normalize: ([value]) => normalizedName(text(value)),
};

/** applicationset/utils/template_functions.go SanitizeName. */
export function normalizedName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^-a-z0-9.]/g, "-")
    .slice(0, 253)
    .replace(/^[-.]+|[-.]+$/g, "");
}

/** What Go's `{{ … }}` prints. */
export function print(value: Value): string {
  if (value === undefined || value === null) return "<no value>";
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new TemplateError("unsupported", "the text of a map or list");
}

export function isEmpty(value: Value): boolean {
  if (value === undefined || value === null || value === "" || value === 0 || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isMapping(value) && Object.keys(value).length === 0;
}

function isSame(a: Value, b: Value): boolean {
  if (typeof a === "object" || typeof b === "object") {
    if (a === null || b === null) return (a ?? undefined) === (b ?? undefined);
    throw new TemplateError("failed", "compares a map or a list");
  }
  return a === b;
}

function text(value: Value): string {
  if (typeof value === "string") return value;
  throw new TemplateError("failed", `wants a text and gets ${describe(value)}`);
}

function number(value: Value): number {
  if (typeof value === "number") return value;
  throw new TemplateError("failed", `wants a number and gets ${describe(value)}`);
}

/** sprig's cast: a text that is no number is 0. */
function whole(value: Value): number {
  if (typeof value === "number") return Math.trunc(value);
  if (typeof value === "boolean") return value ? 1 : 0;
  return typeof value === "string" && /^[+-]?\d{1,15}$/.test(value) ? Number(value) : 0;
}

function list(value: Value): readonly Json[] {
  if (Array.isArray(value)) return value as readonly Json[]; // arrays of JSON data hold JSON
  throw new TemplateError("failed", `wants a list and gets ${describe(value)}`);
}

function describe(value: Value): string {
  if (value === undefined || value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  return isMapping(value) ? "a map" : `a ${typeof value === "string" ? "text" : typeof value}`;
}

function failed(problem: string): never {
  throw new TemplateError("failed", problem);
}

function withoutPrefix(value: string, prefix: string): string {
  return value.startsWith(prefix) ? value.slice(prefix.length) : value;
}

function withoutSuffix(value: string, suffix: string): string {
  return suffix !== "" && value.endsWith(suffix) ? value.slice(0, -suffix.length) : value;
}

function truncated(value: string, length: number): string {
  if (length >= 0) return value.slice(0, length);
  return value.length + length > 0 ? value.slice(value.length + length) : value;
}

function substring(value: string, start: number, end: number): string {
  if (start < 0) return value.slice(0, Math.max(0, end));
  return end < 0 || end > value.length ? value.slice(start) : value.slice(start, end);
}

function replaced(value: string, old: string, fresh: string): string {
  if (old === "") throw new TemplateError("unsupported", "replacing an empty text");
  return value.replaceAll(old, () => fresh);
}

function lengthOf(value: Value): number {
  if (typeof value === "string") return new TextEncoder().encode(value).length;
  return isMapping(value) ? Object.keys(value).length : list(value).length;
}

function indexed(value: Value, key: Value): Value {
  if (Array.isArray(value)) {
    const position = number(key);
    const items = value as readonly Json[]; // arrays of JSON data hold JSON
    if (position < 0 || position >= items.length)
      throw new TemplateError("failed", `asks for item ${position} of ${items.length}`);
    return items[position];
  }
  if (isMapping(value)) return Object.hasOwn(value, text(key)) ? value[text(key)] : undefined;
  throw new TemplateError("failed", `asks for an item of ${describe(value)}`);
}

function dig(args: readonly Value[]): Value {
  const map = args.at(-1);
  const fallback = args.at(-2);
  let found: Value = map;
  for (const key of args.slice(0, -2)) {
    const name = text(key);
    if (!isMapping(found) || !Object.hasOwn(found, name)) return fallback;
    found = found[name];
  }
  return found;
}

function formatted(format: string, args: readonly Value[]): string {
  const rest = [...args];
  const result = format.replace(/%([a-zA-Z%]|[^a-zA-Z%]+[a-zA-Z])/g, (verb) => {
    if (verb === "%%") return "%";
    if (rest.length === 0) throw new TemplateError("failed", `has no value for \`${verb}\``);
    const value = rest.shift();
    if (verb === "%s" || verb === "%v") return print(value);
    if (verb === "%q") return JSON.stringify(text(value));
    if (verb === "%d") return String(Math.trunc(number(value)));
    throw new TemplateError("unsupported", `the format \`${verb}\``);
  });
  if (rest.length > 0) throw new TemplateError("failed", "has more values than its format");
  return result;
}
