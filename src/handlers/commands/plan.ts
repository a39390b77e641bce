/** `/migrate plan`: shows the waves. */
import type { CommandResult, Situation } from "../../flows/reconcile/commands.ts";

export function runPlan({ decisions }: Situation): CommandResult {
  return { done: true, decisions, answer: { kind: "plan" } };
}
