/**
 * Functions and methods: the standard ones, and those of Kubernetes' libraries that CustomResourceDefinitions use
 * (Kubernetes docs: CEL in Kubernetes). What is not here is reported as not checked, never taken as passed.
 */
import { isCidr, isIpv4, isIpv6 } from "../schema/formats.ts";
import { parseDuration } from "../text/duration.ts";
import { readPattern } from "../text/foreign-pattern.ts";
import {
  CelDuration,
  CelError,
  CelOptional,
  CelType,
  CelUnsupported,
  type CelValue,
  celCompare,
  celTypeOf,
  isCelList,
  isCelMap,
} from "./value.ts";

interface Paying {
  pay(steps: number): void;
}

type Method = (receiver: CelValue, args: readonly CelValue[], paying: Paying) => CelValue;

export function callFunction(name: string, args: readonly CelValue[], paying: Paying): CelValue {
  const found = functions.get(name) ?? methods.get(name);
  const [first = null, ...rest] = args;
  if (found === undefined || args.length === 0) {
    if (name === "optional.none") return new CelOptional(undefined);
    throw new CelUnsupported(`the function ${name}()`);
  }
  if (!functions.has(name) && !callableAsFunction.has(name))
    throw new CelUnsupported(`the function ${name}()`);
  return found(first, rest, paying);
}

export function callMethod(
  name: string,
  receiver: CelValue,
  args: readonly CelValue[],
  paying: Paying,
): CelValue {
  const found = methods.get(name);
  if (found === undefined) throw new CelUnsupported(`the method ${name}()`);
  return found(receiver, args, paying);
}

/** `size(x)` and `x.size()`, `matches(s, p)` and `s.matches(p)`. */
const callableAsFunction: ReadonlySet<string> = new Set(["size", "matches"]);

const functions: ReadonlyMap<string, Method> = new Map<string, Method>([
  ["duration", (value) => duration(text(value))],
  [
    "string",
    (value) =>
      typeof value === "string" ? value : typeof value === "object" ? noOverload("string") : String(value),
  ],
  ["int", toInt],
  [
    "double",
    (value) =>
      Number(
        typeof value === "string" || typeof value === "bigint" || typeof value === "number"
          ? value
          : noOverload("double"),
      ),
  ],
  [
    "bool",
    (value) =>
      typeof value === "boolean"
        ? value
        : value === "true"
          ? true
          : value === "false"
            ? false
            : noOverload("bool"),
  ],
  ["dyn", (value) => value],
  ["type", (value) => new CelType(celTypeOf(value))],
  ["isIP", (value) => isIpv4(text(value)) || isIpv6(text(value))],
  ["isCIDR", (value) => isCidr(text(value))],
  ["optional.of", (value) => new CelOptional(value)],
]);

const methods: ReadonlyMap<string, Method> = new Map<string, Method>([
  ["size", size],
  ["matches", matches],
  ["startsWith", (receiver, [part = null]) => text(receiver).startsWith(text(part))],
  ["endsWith", (receiver, [part = null]) => text(receiver).endsWith(text(part))],
  ["contains", (receiver, [part = null]) => text(receiver).includes(text(part))],
  ["substring", substring],
  ["split", split],
  ["join", join],
  ["indexOf", (receiver, [part = null]) => BigInt(characters(receiver).join("").indexOf(text(part)))],
  ["lastIndexOf", (receiver, [part = null]) => BigInt(text(receiver).lastIndexOf(text(part)))],
  ["lowerAscii", (receiver) => text(receiver).replace(/[A-Z]+/g, (part) => part.toLowerCase())],
  ["upperAscii", (receiver) => text(receiver).replace(/[a-z]+/g, (part) => part.toUpperCase())],
  ["trim", (receiver) => text(receiver).trim()],
  ["charAt", (receiver, [at = null]) => characters(receiver)[number(at)] ?? ""],
  ["replace", replace],
  ["isSorted", isSorted],
  ["sum", (receiver) => list(receiver).reduce((sum, item) => integer(sum) + integer(item), 0n)],
  ["min", (receiver) => extreme(receiver, -1)],
  ["max", (receiver) => extreme(receiver, 1)],
  [
    "orValue",
    (receiver, [other = null]) =>
      receiver instanceof CelOptional ? (receiver.value ?? other) : noOverload("orValue"),
  ],
  [
    "hasValue",
    (receiver) => (receiver instanceof CelOptional ? receiver.value !== undefined : noOverload("hasValue")),
  ],
  [
    "value",
    (receiver) =>
      receiver instanceof CelOptional ? (receiver.value ?? noOverload("value")) : noOverload("value"),
  ],
  [
    "getSeconds",
    (receiver) =>
      receiver instanceof CelDuration ? receiver.nanoseconds / 1_000_000_000n : noOverload("getSeconds"),
  ],
]);

/** Characters of strings, entries of lists and maps. */
function size(receiver: CelValue): bigint {
  if (typeof receiver === "string") return BigInt(Array.from(receiver).length);
  if (isCelList(receiver)) return BigInt(receiver.length);
  if (isCelMap(receiver)) return BigInt(receiver.size);
  return noOverload("size");
}

function matches(receiver: CelValue, [pattern = null]: readonly CelValue[], paying: Paying): boolean {
  paying.pay(text(receiver).length + text(pattern).length * 2);
  const regex = readPattern(text(pattern));
  if (typeof regex === "string") throw new CelUnsupported(regex);
  return regex.test(text(receiver));
}

function substring(receiver: CelValue, [from = null, to]: readonly CelValue[]): string {
  const all = characters(receiver);
  const start = number(from);
  const end = to === undefined ? all.length : number(to);
  if (start < 0 || end > all.length || start > end) throw new CelError("index out of range");
  return all.slice(start, end).join("");
}

function split(receiver: CelValue, [separator = null, limit]: readonly CelValue[], paying: Paying): CelValue {
  if (limit !== undefined) throw new CelUnsupported("split() with a limit");
  paying.pay(text(receiver).length);
  return text(receiver).split(text(separator));
}

function join(receiver: CelValue, [separator = ""]: readonly CelValue[], paying: Paying): string {
  const parts = list(receiver).map(text);
  paying.pay(parts.reduce((sum, part) => sum + part.length + text(separator).length, 0) / 10);
  return parts.join(text(separator));
}

function replace(
  receiver: CelValue,
  [from = null, to = null, limit]: readonly CelValue[],
  paying: Paying,
): string {
  if (limit !== undefined || from === "") throw new CelUnsupported("replace() with a limit");
  const parts = text(receiver).split(text(from));
  paying.pay((text(receiver).length + parts.length * text(to).length) / 10);
  return parts.join(text(to));
}

function isSorted(receiver: CelValue): boolean {
  return list(receiver).every((item, index, all) => {
    const before = all[index - 1];
    return before === undefined || (celCompare(before, item) ?? noOverload("isSorted")) <= 0;
  });
}

function extreme(receiver: CelValue, sign: 1 | -1): CelValue {
  const [first, ...rest] = list(receiver);
  if (first === undefined) throw new CelError("min or max of an empty list");
  return rest.reduce(
    (best, item) => ((celCompare(item, best) ?? noOverload("max")) * sign > 0 ? item : best),
    first,
  );
}

function duration(value: string): CelDuration {
  const nanoseconds = parseDuration(value);
  if (nanoseconds === undefined) throw new CelError(`not a duration: ${value}`);
  return new CelDuration(nanoseconds);
}

function toInt(value: CelValue): bigint {
  if (typeof value === "bigint") return value;
  if (typeof value === "number" && Number.isFinite(value)) return BigInt(Math.trunc(value));
  if (typeof value === "string" && /^-?\d{1,19}$/.test(value)) return BigInt(value);
  return noOverload("int");
}

function text(value: CelValue): string {
  return typeof value === "string" ? value : noOverload("string");
}

function characters(value: CelValue): readonly string[] {
  return Array.from(text(value));
}

function number(value: CelValue): number {
  return typeof value === "bigint" ? Number(value) : noOverload("int");
}

function integer(value: CelValue): bigint {
  return typeof value === "bigint" ? value : noOverload("int");
}

function list(value: CelValue): readonly CelValue[] {
  return isCelList(value) ? value : noOverload("list");
}

function noOverload(name: string): never {
  throw new CelError(`no such overload: ${name}`);
}
