/**
 * Arithmetic and membership. Results that can grow are paid for by their size.
 */
import { CelDuration, CelError, type CelValue, celEquals, isCelList, isCelMap } from "./value.ts";

interface Paying {
  pay(steps: number): void;
}

const maxInt = 2n ** 63n - 1n;
const minInt = -(2n ** 63n);

export function celArithmetic(
  operator: "+" | "-" | "*" | "/" | "%",
  a: CelValue,
  b: CelValue,
  evaluation: Paying,
): CelValue {
  if (operator === "+") {
    if (typeof a === "string" && typeof b === "string") {
      evaluation.pay((a.length + b.length) / 10);
      return a + b;
    }
    if (isCelList(a) && isCelList(b)) {
      evaluation.pay(a.length + b.length);
      return [...a, ...b];
    }
  }
  if (a instanceof CelDuration && b instanceof CelDuration) {
    if (operator === "+") return new CelDuration(a.nanoseconds + b.nanoseconds);
    if (operator === "-") return new CelDuration(a.nanoseconds - b.nanoseconds);
  }
  if (typeof a === "bigint" && typeof b === "bigint") return integer(operator, a, b);
  if (typeof a === "number" && typeof b === "number") return double(operator, a, b);
  if (a === 0n && operator === "-" && typeof b === "number") return -b; // unary minus
  throw new CelError(`no such overload: ${operator}`);
}

export function celIn(item: CelValue, container: CelValue, evaluation: Paying): boolean {
  if (isCelMap(container)) return typeof item === "string" && container.has(item);
  if (!isCelList(container)) throw new CelError("no such overload: in");
  evaluation.pay(container.length);
  return container.some((other) => celEquals(item, other));
}

function integer(operator: "+" | "-" | "*" | "/" | "%", a: bigint, b: bigint): bigint {
  if ((operator === "/" || operator === "%") && b === 0n) throw new CelError("division by zero");
  const result = { "+": () => a + b, "-": () => a - b, "*": () => a * b, "/": () => a / b, "%": () => a % b }[
    operator
  ]();
  if (result > maxInt || result < minInt) throw new CelError("integer overflow");
  return result;
}

function double(operator: "+" | "-" | "*" | "/" | "%", a: number, b: number): number {
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return a / b;
    case "%":
      throw new CelError("no such overload: %");
  }
}
