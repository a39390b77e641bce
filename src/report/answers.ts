/**
 * Answers to commands: one comment each. What an answer says about waves is taken from the state after everything was done.
 */

import { commandTable } from "./commands-text.ts";
import { leftLine } from "./cutover-text.ts";
import { blockersOf, type DashboardView, progressOf } from "./dashboard.ts";
import { keptItem } from "./kept-text.ts";
import { bullets, code, count, prose, sentence, table } from "./markdown.ts";
import { missingWords, pullOf, stageWords } from "./wave-words.ts";

export type Answer =
  | { readonly kind: "plan" | "status" | "help" }
  | { readonly kind: "wave" | "cutover" | "removal"; readonly wave: number }
  | { readonly kind: "text"; readonly text: string };

export function answerText(answer: Answer, view: DashboardView): string {
  switch (answer.kind) {
    case "text":
      return answer.text;
    case "help":
      return commandTable();
    case "plan":
      return planText(view);
    case "status":
      return statusText(view);
    case "wave":
      return waveText(answer.wave, view);
    case "cutover":
      return cutoverAnswer(answer.wave, view);
    case "removal":
      return removalText(answer.wave, view);
  }
}

function planText(view: DashboardView): string {
  const rows = view.survey.waves.flatMap((wave) =>
    wave.services.map((service) => [
      String(wave.number),
      code(service.name),
      code(service.cluster),
      count(service.ingresses.length, "Ingress", "Ingresses"),
      service.complexity,
      service.status === "blocked" ? "needs a decision" : service.status,
    ]),
  );
  if (rows.length === 0) return "No Ingress is left to plan for.";
  return table(["Wave", "Service", "Cluster", "Size", "Complexity", "State"], rows.slice(0, 300));
}

function statusText(view: DashboardView): string {
  const { total, routed, removed } = progressOf(view);
  const lines = view.rows.map((row) => {
    const pull = pullOf(row.stage);
    return `wave ${row.wave} in ${code(row.cluster)}: ${sentence(stageWords(row.stage))}${pull === undefined ? "" : ` (#${pull.number})`}`;
  });
  return `${removed} of ${count(total, "Ingress", "Ingresses")} done, ${routed} with routes beside.\n\n${bullets(lines)}`;
}

function waveText(wave: number, view: DashboardView): string {
  const rows = view.rows.filter((row) => row.wave === wave);
  const lines = rows.map((row) => {
    const pull = pullOf(row.stage);
    const where = rows.length > 1 ? ` in ${code(row.cluster)}` : "";
    switch (row.stage.kind) {
      case "proposed":
        return `Wave ${wave}${where}: #${row.stage.pull.number}`;
      case "planned":
      case "nothing":
        return `Wave ${wave}${where}: nothing in it can move yet. Its pull request comes when something can.`;
      default:
        return `Wave ${wave}${where}: ${sentence(stageWords(row.stage))}${pull === undefined ? "" : ` (#${pull.number})`}`;
    }
  });
  return [lines.join("\n"), waitingServices(wave, view)].filter((part) => part !== "").join("\n\n");
}

function waitingServices(wave: number, view: DashboardView): string {
  const services = view.survey.waves
    .filter(({ number }) => number === wave)
    .flatMap(({ services }) => services);
  const lines = services.flatMap((service) => {
    if (service.status === "held")
      return [`${code(service.name)} is held${service.holdReason ? `: ${prose(service.holdReason)}` : ""}`];
    if (service.status !== "blocked") return [];
    const reasons = blockersOf(service, view.survey, view.diagnostics);
    return [
      `${code(service.name)} needs a decision:\n${reasons.map((reason) => `  - ${reason}`).join("\n")}`,
    ];
  });
  const kept = (view.kept ?? []).filter((one) =>
    services.some(({ name, cluster }) => name === one.service.name && cluster === one.service.cluster),
  );
  lines.push(...kept.map(keptItem));
  return lines.length === 0 ? "" : `Not moved:\n\n${bullets(lines)}`;
}

function cutoverAnswer(wave: number, view: DashboardView): string {
  const rows = view.rows.filter((row) => row.wave === wave);
  const lines = rows.map((row) => {
    const subject = `Wave ${wave} in ${code(row.cluster)}`;
    const pull = pullOf(row.stage);
    if (row.stage.kind === "cutover-proposed" && pull !== undefined)
      return `${subject}: #${pull.number} hands the DNS names over. Merging it moves traffic.`;
    return `${subject}: no cutover is proposed. It is ${sentence(stageWords(row.stage))}.`;
  });
  const kept = rows.flatMap(({ keptNames = [] }) => keptNames).map(leftLine);
  const left = kept.length === 0 ? "" : `Names that stay:\n\n${bullets(kept)}`;
  return [bullets(lines), left].filter((part) => part !== "").join("\n\n");
}

function removalText(wave: number, view: DashboardView): string {
  const lines = view.rows
    .filter((row) => row.wave === wave)
    .map((row) => {
      const pull = pullOf(row.stage);
      const number = pull === undefined ? "" : ` (#${pull.number})`;
      if (row.stage.kind === "parity" && !row.stage.verdict.holds)
        return `Wave ${wave} in ${code(row.cluster)} is not removed: ${sentence(missingWords(row.stage.verdict))}.`;
      return `Wave ${wave} in ${code(row.cluster)}: ${sentence(stageWords(row.stage))}${number}`;
    });
  return bullets(lines);
}
