/** `/migrate resume SERVICE`: ends a hold made by command; one from the configuration file ends there. */
import type { CommandResult, Situation } from "../../flows/reconcile/commands.ts";
import { code } from "../../report/markdown.ts";
import { findServices } from "./find-service.ts";
import { refuse } from "./refuse.ts";

export function runResume(situation: Situation, name: string): CommandResult {
  const { decisions, survey } = situation;
  const found = findServices(survey, name);
  const service = found.services[0]?.name ?? name;
  const isHeld = decisions.holds.some((hold) => hold.service === service);
  if (!isHeld) {
    if (survey.config.waves.hold.some((hold) => hold.service === service))
      return refuse(
        situation,
        `${code(service)} is held by the configuration file: remove it from \`waves.hold\` there. Nothing was done.`,
      );
    return refuse(situation, found.problem ?? `${code(service)} is not held. Nothing was done.`);
  }
  return {
    done: true,
    decisions: { ...decisions, holds: decisions.holds.filter((hold) => hold.service !== service) },
    answer: { kind: "text", text: `${code(service)} is no longer held.` },
  };
}
