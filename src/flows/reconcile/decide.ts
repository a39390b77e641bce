/**
 * Decides what to do to make GitHub as it should be. Pure, and the second run of an unchanged world decides nothing.
 */

import { labels } from "./names.ts";
import type { Action, Actual, Desired, DesiredPull, KnownPull } from "./state.ts";

export function decide(desired: Desired, actual: Actual): readonly Action[] {
  return [
    ...desired.close.map((one): Action => ({ kind: "close", ...one })),
    ...desired.pulls.flatMap((pull) => decidePull(pull, actual)),
    ...decideHeadCheck(desired, actual),
  ];
}

/** The dashboard comes last: its text names the pull requests that were opened. */
export function decideDashboard(body: string, actual: Pick<Actual, "dashboards">): readonly Action[] {
  const [dashboard, ...surplus] = actual.dashboards;
  const extra = surplus
    .filter(({ open }) => open)
    .map(({ number }): Action => ({ kind: "close-issue", number }));
  if (dashboard === undefined) return [{ kind: "open-dashboard", body }];
  if (sameText(dashboard.body, body)) return extra;
  return [{ kind: "edit-dashboard", number: dashboard.number, body }, ...extra];
}

/** True when every commit at the head of this branch is known to be ours. */
export function isOurHead(branch: string, head: string, actual: Pick<Actual, "pulls" | "ownHeads">): boolean {
  if (actual.ownHeads.has(head)) return true;
  return actual.pulls
    .filter((pull) => pull.branch === branch)
    .map(recordOf)
    .some((record) => record !== undefined && (record.head === head || record.previous === head));
}

export function openPullOf(branch: string, actual: Pick<Actual, "pulls">): KnownPull | undefined {
  return actual.pulls.findLast((pull) => pull.branch === branch && pull.state === "open");
}

function decidePull(desired: DesiredPull, actual: Actual): readonly Action[] {
  const { branch } = desired;
  const head = actual.branches.get(branch);
  const isFree = head === undefined || isOurHead(branch, head, actual) || head === desired.overwrite;
  const open = openPullOf(branch, actual);
  if (open !== undefined)
    return isFree ? keepUp(desired, open, head, actual) : leaveAlone(desired, open, head);
  if (!desired.mayOpen || !isFree || desired.changes.files.length === 0) return [];
  return [{ kind: "publish", desired, pull: undefined, head }];
}

function keepUp(
  desired: DesiredPull,
  open: KnownPull,
  head: string | undefined,
  actual: Actual,
): readonly Action[] {
  if (desired.changes.files.length === 0)
    return [
      {
        kind: "close",
        pull: open.number,
        because: "Nothing is left to change here: the plan of this wave is empty now.",
      },
    ];
  const record = recordOf(open);
  const isCurrent =
    record !== undefined && record.head === head && record.planHash === desired.record.marker.planHash;
  const isAsked =
    head !== undefined && desired.overwrite === head && record?.base !== desired.record.marker.base;
  const publish: readonly Action[] =
    isCurrent && !isAsked ? [] : [{ kind: "publish", desired, pull: open.number, head }];
  const checks = publish.length > 0 ? [] : decideChecks(desired, head, actual);
  return [...publish, ...decideLabels(desired, open), ...checks];
}

function leaveAlone(desired: DesiredPull, open: KnownPull, head: string): readonly Action[] {
  if (!desired.saysEdited || open.labels.includes(labels.edited)) return [];
  return [{ kind: "say-edited", pull: open.number, head }];
}

function decideLabels(desired: DesiredPull, open: KnownPull): readonly Action[] {
  const missing = desired.labels.filter((label) => !open.labels.includes(label));
  const actions: Action[] = [];
  if (missing.length > 0) actions.push({ kind: "add-labels", pull: open.number, labels: missing });
  if (open.labels.includes(labels.edited))
    actions.push({ kind: "remove-label", pull: open.number, label: labels.edited });
  return actions;
}

function decideChecks(desired: DesiredPull, head: string | undefined, actual: Actual): readonly Action[] {
  if (head === undefined) return [];
  return desired.checks
    .filter((check) => !isReported(actual, head, check))
    .map((check): Action => ({ kind: "check", sha: head, check }));
}

function decideHeadCheck({ headCheck }: Desired, actual: Actual): readonly Action[] {
  if (headCheck === undefined || isReported(actual, headCheck.sha, headCheck.check)) return [];
  return [{ kind: "check", ...headCheck }];
}

function isReported(
  actual: Actual,
  sha: string,
  check: { readonly name: string; readonly externalId: string },
): boolean {
  const known = actual.checks.get(sha) ?? [];
  return known.some((one) => one.name === check.name && one.externalId === check.externalId && one.completed);
}

/** Browsers send CRLF when somebody saves a body unchanged, and GitHub may trim its end. */
function sameText(a: string, b: string): boolean {
  return a.replace(/\r\n/g, "\n").trimEnd() === b.replace(/\r\n/g, "\n").trimEnd();
}

function recordOf(pull: KnownPull) {
  return pull.wave ?? pull.onboarding;
}
