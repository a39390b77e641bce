/** `/migrate remove wave N`: asks for the removal pull request; refused, with what is missing, until parity holds. */
import type { CommandResult, Situation } from "../../flows/reconcile/commands.ts";
import { waveBranch } from "../../flows/reconcile/names.ts";
import type { DashboardRow } from "../../report/dashboard.ts";
import { code, sentence } from "../../report/markdown.ts";
import { stageWords } from "../../report/wave-words.ts";
import { refuse } from "./refuse.ts";
import { unknownWave } from "./wave.ts";

export function runRemove(situation: Situation, wave: number): CommandResult {
  const { decisions, rows, waves } = situation;
  const chosen = rows.filter((row) => row.wave === wave);
  if (chosen.length === 0) return refuse(situation, unknownWave(situation, wave));
  const refusals = chosen.flatMap(refusalOf);
  if (refusals.length === chosen.length)
    return refuse(situation, `${refusals.join("\n\n")}\n\nNothing was done.`);
  const asked = { ...decisions.asked };
  for (const { cluster, removals } of waves.filter((one) => one.wave === wave)) {
    const last = removals.at(-1);
    if (last?.state !== "open") asked[waveBranch(cluster, wave, "remove")] = last?.number ?? 0;
  }
  return { done: true, decisions: { ...decisions, asked }, answer: { kind: "removal", wave } };
}

function refusalOf({ stage, wave, cluster }: DashboardRow): readonly string[] {
  const subject = `Wave ${wave} in ${code(cluster)}`;
  switch (stage.kind) {
    case "rolled-back":
    case "parity":
    case "removal-not-now": {
      if (stage.kind === "rolled-back" && stage.of === "add")
        return [`${subject} was rolled back: \`/migrate wave ${wave}\` proposes it again.`];
      if (stage.verdict.holds) return [];
      const missing = stage.verdict.signals.filter(({ state }) => state !== "holds");
      return [
        `${subject} cannot be removed yet. Missing:\n\n${missing.map(({ name, text }) => `- ${name}: ${sentence(text)}`).join("\n")}`,
      ];
    }
    case "removal-proposed":
    case "removal-edited":
      return [];
    default:
      return [
        `${subject} cannot be removed: it is ${sentence(stageWords(stage))}. Its routes have to be merged first.`,
      ];
  }
}
