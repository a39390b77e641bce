/**
 * Acceptances of open doors, judged anew at every look: the dashboard's marker can be edited by anybody with write permission, so it
 * alone opens nothing. The command's comment must still stand, and its author must have the permission now.
 */
import { type Diagnostic, diagnose, type Outcome, stableId } from "../../diagnostics/diagnostic.ts";
import type { NotMovedService, WaveProposal } from "../../model/survey.ts";
import type { CommentFacts, GitHubHost, Permission } from "../../ports/github-host.ts";
import type { Acceptance } from "../../report/markers.ts";
import { sentenceOf } from "../reasons.ts";
import type { ReadCommandOf } from "./commands.ts";

type Needed = "maintain" | "admin";

export interface JudgedAcceptances {
  /** Ids whose acceptance counts for open doors too. */
  readonly proven: ReadonlySet<string>;
  /** Finding -> why its acceptance does not. */
  readonly unproven: ReadonlyMap<string, Diagnostic>;
}

export type JudgeAcceptances = (
  accepted: readonly Acceptance[],
  needed: Needed,
) => Promise<JudgedAcceptances>;

/** One judge per look: comments and permissions are read once. */
export function acceptanceJudge(
  host: Pick<GitHubHost, "commentsOn" | "permissionOf">,
  readCommand: ReadCommandOf,
): JudgeAcceptances {
  const comments = new Map<number, Promise<readonly CommentFacts[]>>();
  const permissions = new Map<string, Promise<Permission>>();
  const commentsOn = (issue: number) => remembered(comments, issue, () => host.commentsOn(issue));
  const permissionOf = (login: string) => remembered(permissions, login, () => host.permissionOf(login));

  /** undefined: it counts. */
  const flawOf = async ({ finding, said }: Acceptance, needed: Needed): Promise<string | undefined> => {
    if (said === undefined) return "the dashboard does not name the comment that accepted it";
    const comment = (await commentsOn(said.issue)).find(({ id }) => id === said.comment);
    if (comment === undefined || comment.isOurs || comment.isBot) {
      return "the comment that accepted it is not there";
    }
    const [verb, id] = readCommand(comment.body)?.text.split(" ") ?? [];
    if (verb?.toLowerCase() !== "accept" || id !== finding)
      return "the comment named for it does not accept it";
    const permission = await permissionOf(comment.author);
    if (mayAcceptAccess(permission, needed)) return undefined;
    return `it takes ${needed} permission, and ${comment.author} has ${permission}`;
  };

  return async (accepted, needed) => {
    const proven = new Set<string>();
    const unproven = new Map<string, Diagnostic>();
    for (const acceptance of accepted) {
      const { finding, by } = acceptance;
      const flaw = await flawOf(acceptance, needed);
      if (flaw === undefined) proven.add(finding);
      else unproven.set(finding, diagnose("acceptance-unproven", { finding, by, flaw }));
    }
    return { proven, unproven: new Map([...unproven].filter(([finding]) => !proven.has(finding))) };
  };
}

export function mayAcceptAccess(permission: Permission, needed: Needed): boolean {
  return permission === "admin" || (needed === "maintain" && permission === "maintain");
}

/** Says of each service that an unproven acceptance leaves out, why it still stays. */
export function withUnproven(
  proposed: Outcome<WaveProposal>,
  { unproven }: JudgedAcceptances,
): Outcome<WaveProposal> {
  const found = new Set<string>();
  const notMoved = proposed.value.notMoved.map((left): NotMovedService => {
    const flaws = left.diagnostics.flatMap((diagnostic) => {
      if (diagnostic.code !== "proof-access-difference") return [];
      const flaw = unproven.get(diagnostic.params.witness);
      if (flaw === undefined) return [];
      found.add(sentenceOf(flaw));
      return [flaw];
    });
    if (flaws.length === 0) return left;
    const reasons = [...left.reasons, ...flaws.map(sentenceOf)];
    return { ...left, reasons, diagnostics: [...left.diagnostics, ...flaws] };
  });
  if (found.size === 0) return proposed;
  const planHash = stableId([proposed.value.planHash, ...found]);
  return { ...proposed, value: { ...proposed.value, notMoved, planHash } };
}

function remembered<Key, Value>(known: Map<Key, Value>, key: Key, read: () => Value): Value {
  const found = known.get(key);
  if (found !== undefined) return found;
  const value = read();
  known.set(key, value);
  return value;
}
