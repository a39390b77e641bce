/**
 * Times for people, in steps of an hour: a text that changed with every minute would rewrite the dashboard with every look.
 */

const minute = 60_000;
const hour = 60 * minute;

/** "48 h", "90 min", "20 s": the largest unit that gives a whole number. */
export function wholeDuration(milliseconds: number): string {
  if (milliseconds % hour === 0 && milliseconds > 0) return `${milliseconds / hour} h`;
  if (milliseconds % minute === 0 && milliseconds > 0) return `${milliseconds / minute} min`;
  return `${Math.ceil(milliseconds / 1000)} s`;
}

/** "34 h left (until 2026-08-22 14:00 UTC)". */
export function timeLeft(end: number, now: number): string {
  const left = end - now;
  const words = left <= hour ? "less than an hour left" : `${Math.ceil(left / hour)} h left`;
  return `${words} (until ${new Date(end).toISOString().slice(0, 16).replace("T", " ")} UTC)`;
}
