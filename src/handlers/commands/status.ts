/** `/migrate status`: where every wave stands. */
import type { CommandResult, Situation } from "../../flows/reconcile/commands.ts";

export function runStatus({ decisions }: Situation): CommandResult {
  return { done: true, decisions, answer: { kind: "status" } };
}
