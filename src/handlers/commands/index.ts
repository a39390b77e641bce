/** The verbs: lists them, nothing else. */
import type { CommandResult, ReadCommandOf, Situation } from "../../flows/reconcile/commands.ts";
import { assertNever } from "../../model/brands.ts";
import { commandTable } from "../../report/commands-text.ts";
import { runAccept } from "./accept.ts";
import { runCutover } from "./cutover.ts";
import { runHelp } from "./help.ts";
import { runHold } from "./hold.ts";
import { runMove } from "./move.ts";
import { type Command, parseComment, unknownVerbText } from "./parse.ts";
import { runPlan } from "./plan.ts";
import { runRebuild } from "./rebuild.ts";
import { refuse } from "./refuse.ts";
import { runRemove } from "./remove.ts";
import { runResume } from "./resume.ts";
import { runStatus } from "./status.ts";
import { runWave } from "./wave.ts";

export const readCommand: ReadCommandOf = (body) => {
  const parsed = parseComment(body);
  if (parsed === undefined) return undefined;
  return {
    text: parsed.text,
    asksForFindings: parsed.command.verb === "accept",
    run: (situation) => runCommand(parsed.command, situation),
  };
};

export function runCommand(command: Command, situation: Situation): CommandResult {
  switch (command.verb) {
    case "plan":
      return runPlan(situation);
    case "status":
      return runStatus(situation);
    case "help":
      return runHelp(situation);
    case "wave":
      return runWave(situation, command.wave);
    case "rebuild":
      return runRebuild(situation, command.wave);
    case "hold":
      return runHold(situation, command.service, command.reason);
    case "resume":
      return runResume(situation, command.service);
    case "move":
      return runMove(situation, command.service, command.wave);
    case "accept":
      return runAccept(situation, command.finding, command.reason);
    case "cutover":
      return runCutover(situation, command.wave);
    case "remove":
      return runRemove(situation, command.wave);
    case "later":
      return refuse(situation, `\`/migrate ${command.word}\` is not in this release. Nothing was done.`);
    case "misused":
      return refuse(situation, `Say it like this: \`${command.usage}\`. Nothing was done.`);
    case "unknown":
      return refuse(situation, `${unknownVerbText(command.word, command.nearest)}\n\n${commandTable()}`);
    default:
      return assertNever(command);
  }
}
