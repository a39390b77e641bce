/** A refusal: nothing is decided, the answer says why. */
import type { CommandResult, Situation } from "../../flows/reconcile/commands.ts";

export function refuse({ decisions }: Situation, text: string): CommandResult {
  return { done: false, decisions, answer: { kind: "text", text } };
}
