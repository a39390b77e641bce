/**
 * Commands people wrote that have no answer yet. A comment is its own record: it has been dealt with when an answer of ours names
 * it, so a lost, doubled or late webhook changes nothing.
 */
import type { Survey } from "../../model/survey.ts";
import type { CommentFacts, GitHubHost, OwnedIssue, Permission } from "../../ports/github-host.ts";
import type { Answer } from "../../report/answers.ts";
import type { DashboardRow } from "../../report/dashboard.ts";
import { type DashboardMarker, parseMarker } from "../../report/markers.ts";
import type { KnownFinding } from "./findings.ts";
import type { Actual, KnownPull } from "./state.ts";
import type { ClusterWave } from "./waves.ts";

/** What a verb may look at. */
export interface Situation {
  readonly survey: Survey;
  readonly decisions: DashboardMarker;
  readonly actual: Pick<Actual, "pulls" | "branches">;
  readonly waves: readonly ClusterWave[];
  readonly rows: readonly DashboardRow[];
  /** What can be accepted; empty for commands that do not ask for it. */
  readonly findings: readonly KnownFinding[];
  /** Who asks. */
  readonly author: string;
  readonly permission: Permission;
  /** The comment it stands in. */
  readonly comment: Pick<CommentFacts, "id" | "issue">;
  /** The wave's pull request the comment stands on; undefined on the dashboard. */
  readonly pull: KnownPull | undefined;
}

export interface CommandResult {
  /** False: refused, and the answer says why. */
  readonly done: boolean;
  readonly decisions: DashboardMarker;
  readonly answer: Answer;
}

/** A comment's command, as understood. */
export interface ReadCommand {
  /** Verb and arguments in one line: with the comment's id it identifies the command. */
  readonly text: string;
  /** True when it looks at the findings of every wave, which take a proof each. */
  readonly asksForFindings: boolean;
  run(situation: Situation): CommandResult;
}

/** The verbs live with the handlers; a flow is handed this. */
export type ReadCommandOf = (body: string) => ReadCommand | undefined;

export interface PendingCommand {
  readonly comment: CommentFacts;
  readonly command: ReadCommand;
  readonly pull: KnownPull | undefined;
  /** True when an interrupted run has carried it out and only the answer is missing. */
  readonly isLogged: boolean;
}

/** Comments a little older than the last one dealt with are read again: an interruption may have cost an answer. */
const overlap = 10 * 60_000;

export async function pendingCommands(
  host: GitHubHost,
  read: ReadCommandOf,
  decisions: DashboardMarker,
  places: { readonly dashboard: OwnedIssue; readonly pulls: readonly KnownPull[] },
): Promise<readonly PendingCommand[]> {
  const from = Date.parse(decisions.since === "" ? places.dashboard.createdAt : decisions.since);
  const since = new Date((Number.isNaN(from) ? 0 : from) - overlap).toISOString();
  const comments = await host.commentsSince(since);
  const answered = new Set(
    comments
      .filter(({ isOurs }) => isOurs)
      .flatMap(({ body }) => {
        const marker = parseMarker("answer", body);
        return marker === undefined ? [] : [identity(marker.comment, marker.text)];
      }),
  );
  const logged = new Set(decisions.commands.map(({ comment, text }) => identity(comment, text)));
  return comments
    .filter(({ isBot, isOurs }) => !isBot && !isOurs)
    .flatMap((comment) => {
      const pull = places.pulls.find(({ number }) => number === comment.issue);
      if (pull === undefined && comment.issue !== places.dashboard.number) return [];
      const command = read(comment.body);
      if (command === undefined || answered.has(identity(comment.id, command.text))) return [];
      return [{ comment, command, pull, isLogged: logged.has(identity(comment.id, command.text)) }];
    })
    .sort(
      (a, b) =>
        Date.parse(a.comment.updatedAt) - Date.parse(b.comment.updatedAt) || a.comment.id - b.comment.id,
    );
}

export function mayCommand(permission: Permission): boolean {
  return permission === "write" || permission === "maintain" || permission === "admin";
}

export function refusal(author: string, permission: Permission): Answer {
  const has = permission === "none" ? "no access" : `\`${permission}\` access`;
  return {
    kind: "text",
    text: `Commands need write permission on this repository; \`${author}\` has ${has}. Nothing was done.`,
  };
}

function identity(comment: number, text: string): string {
  return `${comment} ${text}`;
}
