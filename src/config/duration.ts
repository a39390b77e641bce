/**
 * Durations as people write them in the configuration: one or more of `d`, `h`, `m`, `s`, `ms` with whole numbers, largest unit
 * first ("48h", "1h30m", "10s"). A bare number is refused: its unit would be a guess.
 */

const units: readonly (readonly [unit: string, milliseconds: number])[] = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
  ["ms", 1],
];

/** Ten years: anything longer is a slip. */
const longest = 3650 * 86_400_000;

/** Milliseconds, or undefined when the text is not a duration. */
export function parseDuration(text: string): number | undefined {
  const match = /^(?:(\d{1,9})d)?(?:(\d{1,9})h)?(?:(\d{1,9})m)?(?:(\d{1,9})s)?(?:(\d{1,9})ms)?$/.exec(text);
  if (match === null || text === "") return undefined;
  const total = units.reduce((sum, [, size], index) => sum + Number(match[index + 1] ?? 0) * size, 0);
  return total <= longest ? total : undefined;
}

/** The shortest text that reads back as the same duration. */
export function printDuration(milliseconds: number): string {
  const hours = milliseconds / 3_600_000;
  if (milliseconds > 0 && Number.isInteger(hours)) return `${hours}h`;
  let rest = milliseconds;
  let text = "";
  for (const [unit, size] of units) {
    const count = Math.floor(rest / size);
    if (count === 0) continue;
    text += `${count}${unit}`;
    rest -= count * size;
  }
  return text === "" ? "0s" : text;
}
