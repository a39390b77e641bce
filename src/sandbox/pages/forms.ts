// What the forms do. Rights are judged again here: a button that was not shown can still be posted.
import { addComment } from "../actions/comments.ts";
import { changeIssue, openIssue } from "../actions/issues.ts";
import { mergePull } from "../actions/pulls.ts";
import { moveRef } from "../actions/refs.ts";
import { forbidden, notFound, unprocessable } from "../world/errors.ts";
import { atLeast, roleOf } from "../world/roles.ts";
import type { Account, Issue, Repository, Role } from "../world/types.ts";
import { actingAs, findIssue, findPull, fullName, type World } from "../world/world.ts";

/** Does what was asked and returns the page to show next. */
export async function submitForm(
  world: World,
  repository: Repository,
  viewer: Account,
  path: readonly string[],
  form: URLSearchParams,
): Promise<string> {
  const root = `/${fullName(repository)}`;
  const actor = actingAs(viewer);
  const need = (role: Role): void => {
    if (!atLeast(roleOf(repository, viewer), role)) throw forbidden(`This needs ${role} permission.`);
  };
  const [section, number, verb] = path;
  const where = (issue: Issue): string =>
    `${root}/${issue.pull === undefined ? "issues" : "pull"}/${issue.number}`;

  if (section === "issues" && number === undefined) {
    need("read");
    const title = form.get("title")?.trim() ?? "";
    if (title === "") throw unprocessable("An issue needs a title.");
    return where(await openIssue(world, repository, actor, { title, body: clean(form.get("body")) }));
  }
  if (section === "issues" && verb === "comments") {
    need("read");
    const issue = required(findIssue(repository, Number(number)));
    const comment = addComment(world, repository, actor, issue, clean(form.get("body")));
    return `${where(issue)}#issuecomment-${comment.id}`;
  }
  if (section === "issues" && verb === "state") {
    const issue = required(findIssue(repository, Number(number)));
    if (issue.user.id !== viewer.id) need("triage");
    await changeIssue(world, repository, actor, issue, {
      state: form.get("state") === "open" ? "open" : "closed",
    });
    return where(issue);
  }
  if (section === "pull" && verb === "merge") {
    need("write");
    const issue = required(findPull(repository, Number(number)));
    const asked = form.get("method");
    const method = asked === "squash" || asked === "rebase" ? asked : "merge";
    await mergePull(world, repository, actor, issue, { method });
    return where(issue);
  }
  if (section === "branches" && number === "delete") {
    need("write");
    const branch = form.get("branch") ?? "";
    if (branch === repository.defaultBranch) throw unprocessable("The default branch cannot be deleted.");
    await moveRef(world, repository, actor, `refs/heads/${branch}`, undefined);
    return `${root}/branches`;
  }
  throw notFound();
}

/** Browsers send line ends as CRLF; GitHub stores what people meant. */
function clean(text: string | null): string {
  return (text ?? "").replace(/\r\n/g, "\n");
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw notFound();
  return value;
}
