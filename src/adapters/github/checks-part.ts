/** Check runs we write, and what others report on a commit: check runs and commit statuses alike. */
import type { CheckReport, GitHubHost, NewCheck } from "../../ports/github-host.ts";
import { guarded } from "./failure.ts";
import type { HostParts } from "./octokit.ts";

type ChecksPart = Pick<GitHubHost, "ownChecks" | "checkReports" | "createCheck">;

/** GitHub takes that many annotations in one request; more come with updates of the same run. */
const annotationsPerRequest = 50;
/** More notes than anybody reads; the summary says what matters. */
const mostAnnotations = 500;

export function checksPart({ octokit, repo, login }: HostParts): ChecksPart {
  const slug = login.replace(/\[bot\]$/, "");
  return {
    ownChecks: (sha) =>
      guarded("list check runs", async () => {
        const runs = await octokit.paginate(octokit.rest.checks.listForRef, {
          ...repo,
          ref: sha,
          filter: "latest",
          per_page: 100,
        });
        return runs
          .filter(({ app }) => app?.slug === slug)
          .map(({ name, external_id, status }) => ({
            name,
            externalId: external_id ?? "",
            completed: status === "completed",
          }));
      }),

    checkReports: (sha, names) =>
      guarded("read reports on a commit", async () => {
        const reports: CheckReport[] = [];
        for (const name of names) {
          const runs = await octokit.paginate(octokit.rest.checks.listForRef, {
            ...repo,
            ref: sha,
            check_name: name,
            filter: "all",
            per_page: 100,
          });
          reports.push(...runs.filter((run) => run.name === name).map(runReport));
        }
        const statuses = await octokit.paginate(octokit.rest.repos.listCommitStatusesForRef, {
          ...repo,
          ref: sha,
          per_page: 100,
        });
        reports.push(...statuses.filter(({ context }) => names.includes(context)).map(statusReport));
        return reports.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
      }),

    createCheck: (check) =>
      guarded("create a check run", async () => {
        const [first = [], ...others] = batches(check.annotations.slice(0, mostAnnotations));
        const created = await octokit.rest.checks.create({
          ...repo,
          name: check.name,
          head_sha: check.sha,
          external_id: check.externalId,
          ...stateOf(check, others.length === 0),
          output: output(check, first),
        });
        for (const [index, batch] of others.entries()) {
          await octokit.rest.checks.update({
            ...repo,
            check_run_id: created.data.id,
            ...stateOf(check, index === others.length - 1),
            output: output(check, batch),
          });
        }
      }),
  };
}

/** A run is completed with its last annotations, so that one cut short shows as unfinished and is made again. */
function stateOf({ conclusion }: NewCheck, isLast: boolean) {
  return isLast ? ({ status: "completed", conclusion } as const) : ({ status: "in_progress" } as const);
}

function output({ title, summary }: NewCheck, annotations: NewCheck["annotations"]) {
  return {
    title,
    summary,
    annotations: annotations.map(({ path, line, level, title: heading, message }) => ({
      path,
      start_line: line,
      end_line: line,
      annotation_level: level,
      title: heading,
      message,
    })),
  };
}

function batches<T>(items: readonly T[]): readonly (readonly T[])[] {
  const found: (readonly T[])[] = [];
  for (let start = 0; start < items.length; start += annotationsPerRequest)
    found.push(items.slice(start, start + annotationsPerRequest));
  return found;
}

function runReport(run: {
  readonly name: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly started_at: string | null;
  readonly completed_at: string | null;
}): CheckReport {
  const started = run.started_at ?? run.completed_at ?? "1970-01-01T00:00:00Z";
  if (run.status !== "completed") return { name: run.name, state: "running", at: started };
  // skipped and neutral runs have seen nothing: only a success is evidence
  const state = run.conclusion === "success" ? "green" : "red";
  return { name: run.name, state, at: run.completed_at ?? started };
}

function statusReport(status: {
  readonly context: string;
  readonly state: string;
  readonly created_at: string;
}): CheckReport {
  const state = status.state === "success" ? "green" : status.state === "pending" ? "running" : "red";
  return { name: status.context, state, at: status.created_at };
}
