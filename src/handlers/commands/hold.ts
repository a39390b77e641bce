/** `/migrate hold SERVICE [reason]`: the service stays where it is until somebody resumes it. */
import type { CommandResult, Situation } from "../../flows/reconcile/commands.ts";
import { code, prose } from "../../report/markdown.ts";
import { findServices } from "./find-service.ts";
import { refuse } from "./refuse.ts";

export function runHold(situation: Situation, name: string, reason: string): CommandResult {
  const { decisions, survey, author } = situation;
  const found = findServices(survey, name);
  const [service] = found.services;
  if (service === undefined) return refuse(situation, found.problem ?? "");
  const others = decisions.holds.filter((hold) => hold.service !== service.name);
  const why = reason === "" ? `asked for by ${author}` : reason;
  return {
    done: true,
    decisions: { ...decisions, holds: [...others, { service: service.name, reason: why, by: author }] },
    answer: {
      kind: "text",
      text: `${code(service.name)} is held: ${prose(why)}. ${code(`/migrate resume ${service.name}`)} ends that.`,
    },
  };
}
