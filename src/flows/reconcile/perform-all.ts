/**
 * Performs a list of actions and returns the world as it is then, as far as later texts depend on it.
 */
import type { Log } from "../../ports/log.ts";
import { parseMarker } from "../../report/markers.ts";
import { type PerformDeps, type Performed, perform } from "./perform.ts";
import type { Action, Actual, KnownPull } from "./state.ts";

export async function performAll(
  actions: readonly Action[],
  actual: Actual,
  deps: PerformDeps & { readonly log: Log },
): Promise<Actual> {
  let after = actual;
  for (const action of actions) {
    const performed = await perform(action, deps);
    deps.log.info({ action: action.kind, pull: performed?.pull ?? pullOf(action) }, "performed");
    if (performed !== undefined && action.kind === "publish")
      after = withPublished(after, action.desired.title, performed);
    if (action.kind === "close") after = withClosed(after, action.pull);
  }
  return after;
}

function pullOf(action: Action): number | undefined {
  return "pull" in action ? action.pull : undefined;
}

function withPublished(actual: Actual, title: string, performed: Performed): Actual {
  const { branch, pull, head, body } = performed;
  const known = actual.pulls.find(({ number }) => number === pull);
  const published: KnownPull = {
    number: pull,
    branch,
    head,
    title,
    body,
    state: "open",
    closedAt: undefined,
    mergedAt: undefined,
    mergeCommit: undefined,
    labels: known?.labels ?? [],
    wave: parseMarker("wave", body),
    onboarding: parseMarker("onboarding", body),
  };
  const others = actual.pulls.filter(({ number }) => number !== pull);
  return {
    ...actual,
    pulls: [...others, published].sort((a, b) => a.number - b.number),
    branches: new Map([...actual.branches, [branch, head]]),
  };
}

function withClosed(actual: Actual, pull: number): Actual {
  return {
    ...actual,
    pulls: actual.pulls.map((known) => (known.number === pull ? { ...known, state: "closed" } : known)),
  };
}
