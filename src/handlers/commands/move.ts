/** `/migrate move SERVICE wave N`: puts a service into another wave, unless its routes are merged. */
import type { CommandResult, Situation } from "../../flows/reconcile/commands.ts";
import { code } from "../../report/markdown.ts";
import { findServices } from "./find-service.ts";
import { refuse } from "./refuse.ts";

export function runMove(situation: Situation, name: string, wave: number): CommandResult {
  const { decisions, survey } = situation;
  const found = findServices(survey, name);
  const [service] = found.services;
  if (service === undefined) return refuse(situation, found.problem ?? "");
  if (wave < 1) return refuse(situation, "Waves are numbered from 1. Nothing was done.");
  if (found.services.some(({ status }) => status === "migrated"))
    return refuse(
      situation,
      `The routes of ${code(service.name)} are merged already: its wave stays. Nothing was done.`,
    );
  const isPinned = Object.hasOwn(survey.config.waves.pin, service.name);
  const note = isPinned
    ? " This goes before `waves.pin` of the configuration file; change it there too."
    : "";
  return {
    done: true,
    decisions: { ...decisions, moves: { ...decisions.moves, [service.name]: wave } },
    answer: { kind: "text", text: `${code(service.name)} is in wave ${wave} now.${note}` },
  };
}
