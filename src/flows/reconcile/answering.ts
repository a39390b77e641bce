/**
 * Carries out commands and answers them: the reaction and the one comment each gets. The answer is the last write about a command,
 * and what marks it as dealt with.
 */
import type { GitHubHost, Permission } from "../../ports/github-host.ts";
import type { Log } from "../../ports/log.ts";
import { type Answer, answerText } from "../../report/answers.ts";
import type { DashboardRow, DashboardView } from "../../report/dashboard.ts";
import { type DashboardMarker, withMarker } from "../../report/markers.ts";
import { mayCommand, type PendingCommand, refusal, type Situation } from "./commands.ts";
import { withCommand } from "./decisions.ts";
import type { KnownFinding } from "./findings.ts";

export interface Answered {
  readonly pending: PendingCommand;
  readonly done: boolean;
  readonly answer: Answer;
}

export interface CarriedOut {
  readonly decisions: DashboardMarker;
  readonly answered: readonly Answered[];
}

/** Permissions are asked for now, not when the comment arrived: they may have been withdrawn since. */
export async function carryOut(
  commands: readonly PendingCommand[],
  situation: Omit<Situation, "author" | "permission" | "findings" | "comment" | "pull">,
  findingsWith: (decisions: DashboardMarker) => Promise<readonly KnownFinding[]>,
  deps: { readonly host: GitHubHost; readonly log: Log },
): Promise<CarriedOut> {
  let { decisions } = situation;
  const answered: Answered[] = [];
  for (const pending of commands) {
    const { comment, command, pull } = pending;
    const permission = await deps.host.permissionOf(comment.author);
    const isAllowed = mayCommand(permission);
    const findings = isAllowed && command.asksForFindings ? await findingsWith(decisions) : [];
    const asked = { ...situation, decisions, findings, author: comment.author, permission, comment, pull };
    const result = isAllowed ? command.run(asked) : refused(decisions, comment.author, permission);
    deps.log.info({ comment: comment.id, by: comment.author, permission, done: result.done }, "command");
    answered.push({ pending, done: result.done, answer: result.answer });
    if (pending.isLogged) continue;
    const logged = {
      comment: comment.id,
      text: command.text,
      by: comment.author,
      at: comment.updatedAt,
      done: result.done,
      url: comment.url,
    };
    decisions = withCommand(result.decisions, logged, comment.updatedAt);
  }
  return { decisions, answered };
}

/** A wave that was asked for and cannot move is a refusal, also when the request itself was in order. */
export function withOutcome(
  answered: readonly Answered[],
  rows: readonly DashboardRow[],
): readonly Answered[] {
  return answered.map((one) => {
    const { answer } = one;
    if (answer.kind === "cutover") {
      const isThere = rows.some(({ wave, stage }) => wave === answer.wave && isCutover(stage.kind));
      return { ...one, done: one.done && isThere };
    }
    if (answer.kind !== "wave") return one;
    const stages = rows.filter(({ wave }) => wave === answer.wave).map(({ stage }) => stage.kind);
    const isStuck = stages.every(
      (kind) => kind === "planned" || kind === "nothing" || kind === "foreign-branch",
    );
    return { ...one, done: one.done && !isStuck };
  });
}

function isCutover(kind: DashboardRow["stage"]["kind"]): boolean {
  return kind === "cutover-proposed" || kind === "cutover-edited";
}

export async function answerCommands(
  answered: readonly Answered[],
  view: DashboardView,
  host: GitHubHost,
): Promise<void> {
  for (const { pending, done, answer } of answered) {
    const { comment, command } = pending;
    await host.react(comment.id, done ? "rocket" : "-1");
    const body = withMarker(answerText(answer, view), "answer", {
      schema: 1,
      comment: comment.id,
      text: command.text,
    });
    await host.comment(comment.issue, body);
  }
}

function refused(decisions: DashboardMarker, author: string, permission: Permission) {
  return { done: false, decisions, answer: refusal(author, permission) };
}
