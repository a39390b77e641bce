/** `/migrate help`: the list of commands. */
import type { CommandResult, Situation } from "../../flows/reconcile/commands.ts";

export function runHelp({ decisions }: Situation): CommandResult {
  return { done: true, decisions, answer: { kind: "help" } };
}
