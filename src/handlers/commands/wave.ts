/**
 * `/migrate wave N`: asks for the pull requests of a wave, one per cluster. Asking means "one newer than the last there was", so a
 * closed one is made again and a second webhook asks for nothing new.
 */
import type { CommandResult, Situation } from "../../flows/reconcile/commands.ts";
import { waveBranch } from "../../flows/reconcile/names.ts";
import { refuse } from "./refuse.ts";

export function runWave(situation: Situation, wave: number): CommandResult {
  const { decisions, survey, waves } = situation;
  if (!survey.configIsValid)
    return refuse(situation, "The configuration has errors; nothing is written until they are corrected.");
  const chosen = waves.filter((one) => one.wave === wave);
  if (chosen.length === 0) return refuse(situation, unknownWave(situation, wave));
  const asked = { ...decisions.asked };
  for (const { cluster, adds } of chosen) {
    const last = adds.at(-1);
    if (last?.state !== "open") asked[waveBranch(cluster, wave, "add")] = last?.number ?? 0;
  }
  return { done: true, decisions: { ...decisions, asked }, answer: { kind: "wave", wave } };
}

export function unknownWave({ waves }: Situation, wave: number): string {
  const numbers = [...new Set(waves.map((one) => one.wave))];
  const known = numbers.length === 0 ? "There is no wave at all." : `There are: ${numbers.join(", ")}.`;
  return `There is no wave ${wave}. ${known} Nothing was done.`;
}
