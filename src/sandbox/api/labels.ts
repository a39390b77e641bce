// Labels of the repository and of an issue or pull request.

import { addLabels, removeLabels, setLabels } from "../actions/issues.ts";
import { changeLabel, createLabel, deleteLabel, findLabel, requireLabel } from "../actions/labels.ts";
import { viewLabel } from "../views/issue.ts";
import { ApiError, invalid } from "../world/errors.ts";
import type { Issue } from "../world/types.ts";
import { issueInPath, param } from "./find.ts";
import { ISSUE_OR_PULL, needForIssue } from "./issues.ts";
import { listed } from "./page.ts";
import { created, noContent, ok } from "./reply.ts";
import { type RepositoryContext, type Route, reads, writes } from "./route.ts";

export const labelRoutes: readonly Route[] = [
  reads("/labels", ISSUE_OR_PULL, (context) =>
    listed(context, context.repository.labels, (label) =>
      viewLabel(context.world, context.repository, label),
    ),
  ),
  reads("/labels/{name}", ISSUE_OR_PULL, (context) =>
    ok(
      viewLabel(context.world, context.repository, requireLabel(context.repository, param(context, "name"))),
    ),
  ),
  writes("POST", "/labels", ISSUE_OR_PULL, "triage", (context) => {
    const { world, repository } = context;
    const fields = context.fields("Label");
    const color = fields.optionalText("color");
    const label = createLabel(world, repository, {
      name: fields.text("name"),
      description: fields.nullableText("description") ?? null,
      ...(color === undefined ? {} : { color }),
    });
    const view = viewLabel(world, repository, label);
    return created(view, view.url);
  }),
  writes("PATCH", "/labels/{name}", ISSUE_OR_PULL, "triage", (context) => {
    const { world, repository } = context;
    const label = requireLabel(repository, param(context, "name"));
    const fields = context.fields("Label");
    const [name, color] = [fields.optionalText("new_name"), fields.optionalText("color")];
    const description = fields.nullableText("description");
    changeLabel(repository, label, {
      ...(name === undefined ? {} : { name }),
      ...(color === undefined ? {} : { color }),
      ...(description === undefined ? {} : { description }),
    });
    return ok(viewLabel(world, repository, label));
  }),
  writes("DELETE", "/labels/{name}", ISSUE_OR_PULL, "triage", (context) => {
    deleteLabel(context.repository, requireLabel(context.repository, param(context, "name")));
    return noContent();
  }),
  reads("/issues/{issue_number}/labels", ISSUE_OR_PULL, (context) => labelsOf(context, issueInPath(context))),
  writes("POST", "/issues/{issue_number}/labels", ISSUE_OR_PULL, "triage", async (context) => {
    const issue = issueInPath(context);
    needForIssue(context, issue);
    await addLabels(context.world, context.repository, context.actor, issue, namedLabels(context));
    return labelsOf(context, issue);
  }),
  writes("PUT", "/issues/{issue_number}/labels", ISSUE_OR_PULL, "triage", async (context) => {
    const issue = issueInPath(context);
    needForIssue(context, issue);
    await setLabels(context.world, context.repository, context.actor, issue, namedLabels(context));
    return labelsOf(context, issue);
  }),
  writes("DELETE", "/issues/{issue_number}/labels", ISSUE_OR_PULL, "triage", async (context) => {
    const issue = issueInPath(context);
    needForIssue(context, issue);
    await removeLabels(context.world, context.repository, context.actor, issue, issue.labels);
    return noContent();
  }),
  writes("DELETE", "/issues/{issue_number}/labels/{name}", ISSUE_OR_PULL, "triage", async (context) => {
    const issue = issueInPath(context);
    needForIssue(context, issue);
    const label = findLabel(context.repository, param(context, "name"));
    if (label === undefined || !issue.labels.includes(label)) throw new ApiError(404, "Label does not exist");
    await removeLabels(context.world, context.repository, context.actor, issue, [label]);
    return labelsOf(context, issue);
  }),
];

function namedLabels(context: RepositoryContext): readonly string[] {
  const names = context.fields("Label").texts("labels");
  if (names === undefined) throw invalid("Label", "labels", "missing_field");
  return names;
}

function labelsOf(context: RepositoryContext, issue: Issue) {
  return listed(context, issue.labels, (label) => viewLabel(context.world, context.repository, label));
}
