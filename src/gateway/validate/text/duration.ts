/**
 * Durations in Go's spelling ("1h30m", "100ms", "0s"): what Gateway API's timeouts and CEL's duration() read.
 */
const units: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

/** Nanoseconds, or undefined where the text is no duration. */
export function parseDuration(text: string): bigint | undefined {
  if (text === "0") return 0n;
  if (text.length > 64) return undefined;
  const negative = text.startsWith("-");
  const body = text.replace(/^[-+]/, "");
  const part = /(\d{1,15})(?:\.(\d{1,9}))?(ns|us|µs|ms|s|m|h)/y;
  let total = 0n;
  while (part.lastIndex < body.length) {
    const found = part.exec(body);
    if (found === null) return undefined;
    const [, whole = "0", fraction = "", unit = "s"] = found;
    const size = units[unit] ?? 0n;
    total += BigInt(whole) * size + (BigInt(fraction.padEnd(9, "0")) * size) / 1_000_000_000n;
  }
  return body === "" ? undefined : negative ? -total : total;
}
