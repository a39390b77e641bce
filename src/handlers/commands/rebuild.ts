/**
 * `/migrate rebuild` on a wave's pull request, or `/migrate rebuild wave N`: makes the branch anew. It allows overwriting the commit
 * that is at the head now and no later one, so a push that comes in between is safe.
 */
import type { CommandResult, Situation } from "../../flows/reconcile/commands.ts";
import type { KnownPull } from "../../flows/reconcile/state.ts";
import { refuse } from "./refuse.ts";
import { unknownWave } from "./wave.ts";

export function runRebuild(situation: Situation, wave: number | undefined): CommandResult {
  const { decisions, actual, waves, pull } = situation;
  if (wave !== undefined && !waves.some((one) => one.wave === wave))
    return refuse(situation, unknownWave(situation, wave));
  if (wave === undefined && pull === undefined)
    return refuse(
      situation,
      "On the dashboard say which wave: `/migrate rebuild wave N`. It throws away what others pushed to its branch. Nothing was done.",
    );
  const pulls =
    wave === undefined
      ? [pull]
      : waves
          .filter((one) => one.wave === wave)
          .flatMap(({ adds, cutovers, removals }) => [...adds, ...cutovers, ...removals]);
  const open = pulls.filter((one): one is KnownPull => one?.state === "open");
  if (open.length === 0) return refuse(situation, "No open pull request to rebuild. Nothing was done.");
  const rebuilds = { ...decisions.rebuilds };
  for (const { branch } of open) {
    const head = actual.branches.get(branch);
    if (head !== undefined) rebuilds[branch] = head;
  }
  const numbers = open.map(({ number }) => `#${number}`).join(", ");
  return {
    done: true,
    decisions: { ...decisions, rebuilds },
    answer: { kind: "text", text: `Rebuilt on the newest commit of the default branch: ${numbers}.` },
  };
}
