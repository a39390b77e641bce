// Check runs and suites. Only Apps write them, each its own; everybody who can read the repository reads them all.

import {
  createCheckRun,
  ensureSuite,
  type RunFields,
  rerequestRun,
  rerequestSuite,
  updateCheckRun,
} from "../actions/checks.ts";
import { latestRuns, viewAnnotation, viewCheckRun, viewCheckSuite } from "../views/check.ts";
import { encodePath } from "../views/commit.ts";
import { repositoryHtml } from "../views/repository.ts";
import { forbidden, invalid, unprocessable } from "../world/errors.ts";
import type { Annotation, App, CheckRun, CheckSuite } from "../world/types.ts";
import { type Fields, isObject, readFields } from "./fields.ts";
import { checkRunInPath, checkSuiteInPath, commitNamed, param } from "./find.ts";
import { counted, listed } from "./page.ts";
import { created, ok } from "./reply.ts";
import { type RepositoryContext, type Route, reads, writes } from "./route.ts";

const CHECKS = ["checks"] as const;

export const checkRoutes: readonly Route[] = [
  writes("POST", "/check-runs", CHECKS, "write", async (context) => {
    const { world, repository } = context;
    const app = callingApp(context);
    const fields = context.fields("CheckRun");
    const name = fields.text("name");
    const run = await createCheckRun(world, repository, app, fields.text("head_sha"), {
      ...runFields(fields),
      name,
    });
    const view = viewCheckRun(world, repository, run);
    return created(view, view.url);
  }),
  writes("PATCH", "/check-runs/{check_run_id}", CHECKS, "write", async (context) => {
    const { world, repository } = context;
    const run = checkRunInPath(context);
    if (run.suite.app !== callingApp(context)) {
      throw forbidden(
        "Invalid app_id `" +
          callingApp(context).id +
          "` - check run can only be modified by the GitHub App that created it.",
      );
    }
    await updateCheckRun(world, repository, run, runFields(context.fields("CheckRun")));
    return ok(viewCheckRun(world, repository, run));
  }),
  reads("/check-runs/{check_run_id}", CHECKS, (context) =>
    ok(viewCheckRun(context.world, context.repository, checkRunInPath(context))),
  ),
  reads("/check-runs/{check_run_id}/annotations", CHECKS, (context) => {
    const run = checkRunInPath(context);
    const html = repositoryHtml(context.world, context.repository);
    return listed(context, run.annotations, (annotation) =>
      viewAnnotation(annotation, `${html}/blob/${run.suite.headSha}/${encodePath(annotation.path)}`),
    );
  }),
  writes("POST", "/check-runs/{check_run_id}/rerequest", CHECKS, "write", (context) => {
    rerequestRun(context.world, context.repository, context.actor.account, checkRunInPath(context));
    return created({});
  }),
  reads("/commits/{ref}/check-runs", CHECKS, async (context) => {
    const sha = await commitNamed(context, param(context, "ref"));
    return listRuns(
      context,
      context.repository.checkRuns.filter((run) => run.suite.headSha === sha),
    );
  }),
  reads("/check-suites/{check_suite_id}/check-runs", CHECKS, (context) => {
    const suite = checkSuiteInPath(context);
    return listRuns(
      context,
      context.repository.checkRuns.filter((run) => run.suite === suite),
    );
  }),
  writes("POST", "/check-suites", CHECKS, "write", async (context) => {
    const { world, repository, actor } = context;
    const sha = context.fields("CheckSuite").text("head_sha");
    if ((await repository.git.typeOf(sha)) !== "commit")
      throw unprocessable(`No commit found for SHA: ${sha}`);
    const before = repository.checkSuites.length;
    const suite = await ensureSuite(world, repository, actor, callingApp(context), sha);
    const isNew = repository.checkSuites.length > before;
    return { status: isNew ? 201 : 200, body: await viewSuite(context, suite) };
  }),
  reads("/check-suites/{check_suite_id}", CHECKS, async (context) =>
    ok(await viewSuite(context, checkSuiteInPath(context))),
  ),
  writes("POST", "/check-suites/{check_suite_id}/rerequest", CHECKS, "write", async (context) => {
    await rerequestSuite(context.world, context.repository, context.actor.account, checkSuiteInPath(context));
    return created({});
  }),
  reads("/commits/{ref}/check-suites", CHECKS, async (context) => {
    const { query } = context.request;
    const sha = await commitNamed(context, param(context, "ref"));
    const [appId, name] = [query.get("app_id"), query.get("check_name")];
    const suites = context.repository.checkSuites.filter(
      (suite) =>
        suite.headSha === sha &&
        (appId === null || String(suite.app.id) === appId) &&
        (name === null ||
          context.repository.checkRuns.some((run) => run.suite === suite && run.name === name)),
    );
    return counted(context, "check_suites", suites, (suite) => viewSuite(context, suite));
  }),
];

function callingApp(context: RepositoryContext): App {
  if (context.actor.app === undefined) throw forbidden("You must authenticate via a GitHub App.");
  return context.actor.app;
}

async function viewSuite(context: RepositoryContext, suite: CheckSuite) {
  const { world, repository } = context;
  return viewCheckSuite(world, repository, suite, await repository.git.commit(suite.headSha));
}

function listRuns(context: RepositoryContext, runs: readonly CheckRun[]) {
  const { query } = context.request;
  const [name, status, appId] = [query.get("check_name"), query.get("status"), query.get("app_id")];
  const kept = query.get("filter") === "all" ? runs : latestRuns(runs);
  const selected = kept.filter(
    (run) =>
      (name === null || run.name === name) &&
      (status === null || run.status === status) &&
      (appId === null || String(run.suite.app.id) === appId),
  );
  return counted(context, "check_runs", selected, (run) =>
    viewCheckRun(context.world, context.repository, run),
  );
}

function runFields(fields: Fields): RunFields {
  const [name, externalId] = [fields.optionalText("name"), fields.optionalText("external_id")];
  const detailsUrl = fields.optionalText("details_url");
  const status = fields.word("status", ["queued", "in_progress", "completed"]);
  const conclusion = fields.word("conclusion", [
    "success",
    "failure",
    "neutral",
    "cancelled",
    "skipped",
    "timed_out",
    "action_required",
    "stale",
  ]);
  const [startedAt, completedAt] = [date(fields, "started_at"), date(fields, "completed_at")];
  const output = fields.object("output");
  return {
    ...(name === undefined ? {} : { name }),
    ...(externalId === undefined ? {} : { externalId }),
    ...(detailsUrl === undefined ? {} : { detailsUrl }),
    ...(status === undefined ? {} : { status }),
    ...(conclusion === undefined ? {} : { conclusion }),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(completedAt === undefined ? {} : { completedAt }),
    ...(output === undefined ? {} : { output: outputFields(output) }),
  };
}

function outputFields(fields: Fields): NonNullable<RunFields["output"]> {
  const [title, text] = [fields.optionalText("title"), fields.optionalText("text")];
  const annotations = fields.list("annotations")?.map(annotation);
  return {
    summary: fields.text("summary"),
    ...(title === undefined ? {} : { title }),
    ...(text === undefined ? {} : { text }),
    ...(annotations === undefined ? {} : { annotations }),
  };
}

function annotation(item: unknown): Annotation {
  if (!isObject(item)) throw invalid("CheckRun", "annotations");
  const fields = readFields(item, "CheckRun");
  const [start, end] = [fields.whole("start_line"), fields.whole("end_line")];
  const level = fields.word("annotation_level", ["notice", "warning", "failure"]);
  if (start === undefined || end === undefined || level === undefined)
    throw invalid("CheckRun", "annotations", "missing_field");
  return {
    path: fields.text("path"),
    start_line: start,
    end_line: end,
    start_column: fields.whole("start_column") ?? null,
    end_column: fields.whole("end_column") ?? null,
    annotation_level: level,
    message: fields.text("message"),
    title: fields.optionalText("title") ?? null,
    raw_details: fields.optionalText("raw_details") ?? null,
  };
}

function date(fields: Fields, name: string): Date | undefined {
  const text = fields.optionalText(name);
  if (text === undefined) return undefined;
  const value = new Date(text);
  if (Number.isNaN(value.getTime())) throw invalid("CheckRun", name);
  return value;
}
