/**
 * `/migrate cutover wave N`: asks for the pull request that hands the wave's DNS names over to its routes. It moves traffic, so it is
 * refused, with what is missing, until all that a removal asks for holds.
 */
import type { CommandResult, Situation } from "../../flows/reconcile/commands.ts";
import { waveBranch } from "../../flows/reconcile/names.ts";
import { awaitsCutover, exceptDns } from "../../model/parity.ts";
import type { DashboardRow } from "../../report/dashboard.ts";
import { code, sentence } from "../../report/markdown.ts";
import { stageWords } from "../../report/wave-words.ts";
import { refuse } from "./refuse.ts";
import { unknownWave } from "./wave.ts";

export function runCutover(situation: Situation, wave: number): CommandResult {
  const { decisions, survey, rows, waves } = situation;
  if (!survey.configIsValid)
    return refuse(situation, "The configuration has errors; nothing is written until they are corrected.");
  const chosen = rows.filter((row) => row.wave === wave);
  if (chosen.length === 0) return refuse(situation, unknownWave(situation, wave));
  const refusals = new Map(
    chosen.flatMap((row) => {
      const text = refusalOf(row);
      return text === undefined ? [] : [[row.cluster, text] as const];
    }),
  );
  if (refusals.size === chosen.length)
    return refuse(situation, `${[...refusals.values()].join("\n\n")}\n\nNothing was done.`);
  const asked = { ...decisions.asked };
  for (const { cluster, cutovers } of waves.filter((one) => one.wave === wave)) {
    const last = cutovers.at(-1);
    if (refusals.has(cluster) || last?.state === "open") continue;
    asked[waveBranch(cluster, wave, "cutover")] = last?.number ?? 0;
  }
  return { done: true, decisions: { ...decisions, asked }, answer: { kind: "cutover", wave } };
}

/** undefined: it may be proposed. */
function refusalOf({ stage, wave, cluster }: DashboardRow): string | undefined {
  const subject = `Wave ${wave} in ${code(cluster)}`;
  switch (stage.kind) {
    case "cutover-proposed":
    case "cutover-edited":
      return undefined;
    case "rolled-back":
      if (stage.of === "removal") break;
      return `${subject} was rolled back: \`/migrate wave ${wave}\` proposes it again.`;
    case "parity":
    case "removal-not-now":
    case "removal-proposed":
    case "removal-edited":
      break;
    default:
      return `${subject} has no names to hand over: it is ${sentence(stageWords(stage))}. Its routes have to be merged first.`;
  }
  if (!awaitsCutover(stage.verdict))
    return `${subject} has no names to hand over: external-dns publishes none for its Ingresses, as far as this repository says, or the routes have them already.`;
  const gate = exceptDns(stage.verdict);
  if (gate.holds) return undefined;
  const missing = gate.signals
    .filter(({ state }) => state !== "holds")
    .map(({ name, text }) => `- ${name}: ${sentence(text)}`);
  return `The names of wave ${wave} in ${code(cluster)} cannot be handed over yet. Missing:\n\n${missing.join("\n")}`;
}
