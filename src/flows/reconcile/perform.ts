/**
 * Performs actions, one GitHub write after the other. The order inside `publish` is what makes it safe to be killed anywhere: the
 * record of a rebuilt pull request names the old and the new head before the branch moves, and a branch without a pull request yet
 * is recognised by its commit.
 */
import { assertNever } from "../../model/brands.ts";
import type { GitHubHost } from "../../ports/github-host.ts";
import { dashboardLabel, dashboardTitle } from "../../report/dashboard.ts";
import { editedComment } from "../../report/edited-comment.ts";
import { parseMarker, withMarker } from "../../report/markers.ts";
import { labels } from "./names.ts";
import type { Action, DesiredPull, PullRecord } from "./state.ts";

export interface PerformDeps {
  readonly host: GitHubHost;
  readonly defaultBranch: string;
  isExecutable(path: string): boolean;
}

/** What an action left behind that later texts name. */
export interface Performed {
  readonly branch: string;
  readonly pull: number;
  readonly head: string;
  readonly body: string;
}

export async function perform(action: Action, deps: PerformDeps): Promise<Performed | undefined> {
  const { host } = deps;
  switch (action.kind) {
    case "publish":
      return publish(action, deps);
    case "close":
      await host.editPull(action.pull, { state: "closed" });
      await host.comment(action.pull, action.because);
      return undefined;
    case "say-edited":
      await sayEdited(action.pull, action.head, host);
      return undefined;
    case "add-labels":
      await host.addLabels(action.pull, action.labels);
      return undefined;
    case "remove-label":
      await host.removeLabel(action.pull, action.label);
      return undefined;
    case "check":
      await host.createCheck({ ...action.check, sha: action.sha });
      return undefined;
    case "open-dashboard":
      await host.openIssue({ title: dashboardTitle, body: action.body, labels: [dashboardLabel] });
      return undefined;
    case "edit-dashboard":
      await host.editIssue(action.number, { body: action.body });
      return undefined;
    case "close-issue":
      await host.editIssue(action.number, { state: "closed" });
      return undefined;
    default:
      return assertNever(action);
  }
}

async function publish(
  action: Extract<Action, { readonly kind: "publish" }>,
  deps: PerformDeps,
): Promise<Performed> {
  const { desired, head } = action;
  const { host } = deps;
  const commit = await host.createCommit({
    parent: desired.record.marker.base,
    message: desired.commitMessage,
    files: desired.changes.files.map((file) => ({
      path: file.path,
      text: file.action === "delete" ? undefined : file.after,
      executable: deps.isExecutable(file.path),
    })),
  });
  const body = bodyOf(desired.text, desired.record, commit, head);
  let pull = action.pull;
  if (pull !== undefined) await host.editPull(pull, { title: desired.title, body });
  if (head === undefined) await host.createBranch(desired.branch, commit);
  else await host.moveBranch(desired.branch, commit);
  pull ??= await host.openPull({
    branch: desired.branch,
    base: deps.defaultBranch,
    title: desired.title,
    body,
  });
  await label(pull, action, host);
  for (const check of desired.checks) await host.createCheck({ ...check, sha: commit });
  return { branch: desired.branch, pull, head: commit, body };
}

async function label(
  pull: number,
  action: { readonly desired: DesiredPull; readonly pull: number | undefined },
  host: GitHubHost,
): Promise<void> {
  if (action.pull === undefined) await host.addLabels(pull, action.desired.labels);
}

function bodyOf(text: string, record: PullRecord, head: string, previous: string | undefined): string {
  const commits = previous === undefined ? { head } : { head, previous };
  return record.kind === "wave"
    ? withMarker(text, "wave", { ...record.marker, ...commits })
    : withMarker(text, "onboarding", { ...record.marker, ...commits });
}

/** The label is set last, so that an interruption repeats the search for the comment, never the comment. */
async function sayEdited(pull: number, head: string, host: GitHubHost): Promise<void> {
  const comments = await host.commentsOn(pull);
  const isSaid = comments.some(({ isOurs, body }) => isOurs && parseMarker("edited", body)?.head === head);
  if (!isSaid) await host.comment(pull, editedComment(head));
  await host.addLabels(pull, [labels.edited]);
}
