/**
 * Durations as Gateway API writes them: up to four groups of at most five digits and a unit.
 */
import type { TimeoutsIntent } from "../model/intent.ts";
import type { TargetContext } from "./target.ts";

/** "120s", "90m", "27h46m40s". */
export function formatDuration(milliseconds: number): string {
  const total = Math.max(0, Math.round(milliseconds / 1000));
  if (total <= 99_999) return `${total}s`;
  const hours = Math.min(99_999, Math.floor(total / 3600));
  const minutes = Math.floor((total % 3600) / 60);
  const seconds = total % 60;
  return `${hours}h${minutes > 0 ? `${minutes}m` : ""}${seconds > 0 ? `${seconds}s` : ""}`;
}

/** "5 s to connect, 60 s of silence from the backend or 60 s while sending". */
export function gapText({ connect, read, send }: TimeoutsIntent): string {
  return `${connect / 1000} s to connect, ${read / 1000} s of silence from the backend, or ${send / 1000} s without progress in sending`;
}

/** nginx has no total limit: the route says the same, or what the implementation does by itself stands. */
export function totalText({ supports }: Pick<TargetContext, "supports">, byItself: string): string {
  return supports("HTTPRouteRequestTimeout") ? "the route states that there is no total limit" : byItself;
}

/** What Envoy does where nothing is stated, when the generator leaves its route default alone. */
export const endsAfter15s =
  "the declared versions have no time limits on routes, so every response ends after 15 s";

/** The longest silence nginx tolerates in either direction. */
export function longestGap({ read, send }: TimeoutsIntent): number {
  return Math.max(read, send);
}
