/**
 * Values of the Common Expression Language. Integers are bigint and doubles are number, which keeps `1` and `1.0` apart
 * until they are compared.
 */

export type CelValue =
  | null
  | boolean
  | bigint
  | number
  | string
  | readonly CelValue[]
  | ReadonlyMap<string, CelValue>
  | CelDuration
  | CelOptional
  | CelType;

export class CelDuration {
  readonly nanoseconds: bigint;

  constructor(nanoseconds: bigint) {
    this.nanoseconds = nanoseconds;
  }
}

export class CelOptional {
  readonly value: CelValue | undefined;

  constructor(value: CelValue | undefined) {
    this.value = value;
  }
}

/** What `type(x)` gives. */
export class CelType {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** An expression's own error (a missing key, a wrong type): `&&` and `||` may swallow it. */
export class CelError extends Error {}

/** This program's limits (an unknown function, too many steps): never swallowed, never a verdict about the object. */
export class CelUnsupported extends Error {}

export function celTypeOf(value: CelValue): string {
  if (value === null) return "null_type";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "bigint") return "int";
  if (typeof value === "number") return "double";
  if (typeof value === "string") return "string";
  if (value instanceof Map) return "map";
  if (value instanceof CelDuration) return "google.protobuf.Duration";
  if (value instanceof CelOptional) return "optional_type";
  if (value instanceof CelType) return "type";
  return "list";
}

export function isCelList(value: CelValue): value is readonly CelValue[] {
  return Array.isArray(value);
}

export function isCelMap(value: CelValue): value is ReadonlyMap<string, CelValue> {
  return value instanceof Map;
}

/** Deep equality; numbers compare across int and double. */
export function celEquals(a: CelValue, b: CelValue): boolean {
  if (isNumeric(a) && isNumeric(b)) return a >= b && a <= b; // 1n equals 1.0 in CEL
  if (isCelList(a) && isCelList(b)) {
    return a.length === b.length && a.every((item, index) => celEquals(item, b[index] ?? null));
  }
  if (isCelMap(a) && isCelMap(b)) {
    if (a.size !== b.size) return false;
    for (const [key, item] of a) {
      const other = b.get(key);
      if (other === undefined || !celEquals(item, other)) return false;
    }
    return true;
  }
  if (a instanceof CelDuration && b instanceof CelDuration) return a.nanoseconds === b.nanoseconds;
  if (a instanceof CelType && b instanceof CelType) return a.name === b.name;
  if (a instanceof CelOptional && b instanceof CelOptional) {
    if (a.value === undefined || b.value === undefined) return a.value === b.value;
    return celEquals(a.value, b.value);
  }
  return a === b;
}

/** Negative, zero or positive; undefined where the two have no order. */
export function celCompare(a: CelValue, b: CelValue): number | undefined {
  if (isNumeric(a) && isNumeric(b)) return a < b ? -1 : a > b ? 1 : 0;
  if (typeof a === "string" && typeof b === "string") return a < b ? -1 : a > b ? 1 : 0;
  if (typeof a === "boolean" && typeof b === "boolean") return Number(a) - Number(b);
  if (a instanceof CelDuration && b instanceof CelDuration) return celCompare(a.nanoseconds, b.nanoseconds);
  return undefined;
}

function isNumeric(value: CelValue): value is bigint | number {
  return typeof value === "bigint" || typeof value === "number";
}
