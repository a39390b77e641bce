/**
 * Reads the history of one named check on a commit. A red report starts the clock again; a running one holds the gate shut without
 * resetting it, because a smoke test that repeats every hour would otherwise never let a soak end.
 */

export interface Report {
  readonly name: string;
  readonly state: "green" | "red" | "running";
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export type CheckAnswer =
  | { readonly kind: "green"; readonly since: number }
  | { readonly kind: "red" }
  | { readonly kind: "running" }
  | { readonly kind: "missing" };

export function greenSince(name: string, reports: readonly Report[]): CheckAnswer {
  const own = reports
    .filter((report) => report.name === name)
    .sort((a, b) => a.at - b.at || rank(a) - rank(b));
  const latest = own.at(-1);
  if (latest === undefined) return { kind: "missing" };
  const finished = own.filter(({ state }) => state !== "running");
  if (finished.at(-1)?.state === "red") return { kind: latest.state === "running" ? "running" : "red" };
  if (latest.state === "running") return { kind: "running" };
  const lastRed = finished.findLastIndex(({ state }) => state === "red");
  const first = finished[lastRed + 1];
  return first === undefined ? { kind: "missing" } : { kind: "green", since: first.at };
}

/** Of reports in the same moment the worst counts as the last one. */
function rank({ state }: Report): number {
  return state === "green" ? 0 : state === "running" ? 1 : 2;
}
