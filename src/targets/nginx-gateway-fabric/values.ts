/**
 * Sizes and times as the fields of NGINX Gateway Fabric take them: at most four digits and a unit. What does not fit is rounded up,
 * and said.
 */

export interface FittedValue {
  readonly text: string;
  /** False when it was rounded up. */
  readonly isExact: boolean;
}

const sizes = [
  ["", 1],
  ["k", 1024],
  ["m", 1024 ** 2],
  ["g", 1024 ** 3],
] as const;

const times = [
  ["ms", 1],
  ["s", 1000],
  ["m", 60_000],
  ["h", 3_600_000],
] as const;

export function nginxSize(bytes: number): FittedValue {
  return smallestHolding(bytes, sizes);
}

export function nginxTime(milliseconds: number): FittedValue {
  return smallestHolding(milliseconds, times);
}

/** The largest unit that holds it exactly, else the smallest unit in which it fits when rounded up. */
function smallestHolding(
  amount: number,
  units: readonly (readonly [unit: string, size: number])[],
): FittedValue {
  for (const [unit, size] of units.toReversed()) {
    if (amount % size === 0 && amount / size <= 9999 && amount >= size)
      return { text: `${amount / size}${unit}`, isExact: true };
  }
  for (const [unit, size] of units) {
    if (Math.ceil(amount / size) <= 9999)
      return { text: `${Math.ceil(amount / size)}${unit}`, isExact: false };
  }
  const [unit = ""] = units.at(-1) ?? [];
  return { text: `9999${unit}`, isExact: false };
}
