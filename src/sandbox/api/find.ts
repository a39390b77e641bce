// Finds what a path names, or answers 404 as GitHub does.

import { notFound, unprocessable } from "../world/errors.ts";
import type { CheckRun, CheckSuite, Comment, Issue, PullIssue } from "../world/types.ts";
import { findIssue, findPull } from "../world/world.ts";
import type { RepositoryContext } from "./route.ts";

export function param(context: Pick<RepositoryContext, "params">, name: string): string {
  return context.params[name] ?? "";
}

export function issueInPath(context: RepositoryContext): Issue {
  const issue = findIssue(context.repository, Number(param(context, "issue_number")));
  if (issue === undefined) throw notFound();
  return issue;
}

export function pullInPath(context: RepositoryContext): PullIssue {
  const issue = findPull(context.repository, Number(param(context, "pull_number")));
  if (issue === undefined) throw notFound();
  return issue;
}

export function commentInPath(context: RepositoryContext): Comment {
  const id = Number(param(context, "comment_id"));
  const comment = context.repository.comments.find((candidate) => candidate.id === id);
  if (comment === undefined) throw notFound();
  return comment;
}

export function checkRunInPath(context: RepositoryContext): CheckRun {
  const id = Number(param(context, "check_run_id"));
  const run = context.repository.checkRuns.find((candidate) => candidate.id === id);
  if (run === undefined) throw notFound();
  return run;
}

export function checkSuiteInPath(context: RepositoryContext): CheckSuite {
  const id = Number(param(context, "check_suite_id"));
  const suite = context.repository.checkSuites.find((candidate) => candidate.id === id);
  if (suite === undefined) throw notFound();
  return suite;
}

/** Reading a commit by a name that leads nowhere is a 422 in the Commits and Checks API. */
export async function commitNamed(context: RepositoryContext, name: string): Promise<string> {
  const sha = await context.repository.git.resolve(name);
  if (sha === undefined) throw unprocessable(`No commit found for SHA: ${name}`);
  return sha;
}
