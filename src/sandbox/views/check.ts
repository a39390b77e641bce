// Check runs, check suites and commit statuses. A suite's status is computed from its runs: GitHub stores neither.

import type { GitCommit } from "../git/store.ts";
import type {
  Annotation,
  CheckRun,
  CheckSuite,
  CommitStatus,
  Conclusion,
  Repository,
} from "../world/types.ts";
import { isPull, type World } from "../world/world.ts";
import { nodeId, viewAccount } from "./account.ts";
import { viewApp } from "./app.ts";
import { viewPullStub } from "./pull.ts";
import { repositoryApi, repositoryHtml, viewRepositoryLite } from "./repository.ts";

export function viewCheckRun(world: World, repository: Repository, run: CheckRun) {
  const api = `${repositoryApi(world, repository)}/check-runs/${run.id}`;
  const html = `${repositoryHtml(world, repository)}/runs/${run.id}`;
  return {
    id: run.id,
    node_id: nodeId("CheckRun", run.id),
    head_sha: run.suite.headSha,
    external_id: run.externalId,
    url: api,
    html_url: html,
    details_url: run.detailsUrl ?? html,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt?.toISOString() ?? null,
    completed_at: run.completedAt?.toISOString() ?? null,
    output: {
      title: run.title,
      summary: run.summary,
      text: run.text,
      annotations_count: run.annotations.length,
      annotations_url: `${api}/annotations`,
    },
    name: run.name,
    check_suite: { id: run.suite.id },
    app: viewApp(world, run.suite.app),
    pull_requests: pullsOfCommit(world, repository, run.suite.headSha),
  };
}

function pullsOfCommit(world: World, repository: Repository, sha: string): readonly object[] {
  return repository.issues
    .filter(isPull)
    .filter((issue) => issue.state === "open" && issue.pull.head.sha === sha)
    .map((issue) => viewPullStub(world, repository, issue));
}

export function viewAnnotation(annotation: Annotation, blob: string) {
  return { ...annotation, blob_href: blob };
}

const WORST: readonly Conclusion[] = [
  "action_required",
  "timed_out",
  "cancelled",
  "failure",
  "stale",
  "success",
  "neutral",
  "skipped",
];

export function suiteStatus(repository: Repository, suite: CheckSuite) {
  const runs = latestRuns(repository.checkRuns.filter((run) => run.suite === suite));
  if (runs.length === 0) return { status: "queued" as const, conclusion: null, runs };
  if (runs.every((run) => run.status === "completed")) {
    const conclusion = WORST.find((word) => runs.some((run) => run.conclusion === word)) ?? "neutral";
    // A suite knows no "skipped": runs that were all skipped add up to neutral... or success beside others.
    return {
      status: "completed" as const,
      conclusion: conclusion === "skipped" ? "neutral" : conclusion,
      runs,
    };
  }
  const started = runs.some((run) => run.status !== "queued");
  return { status: started ? ("in_progress" as const) : ("queued" as const), conclusion: null, runs };
}

/** Newest run of each name within its suite. */
export function latestRuns(runs: readonly CheckRun[]): readonly CheckRun[] {
  const latest = new Map<string, CheckRun>();
  for (const run of runs) latest.set(`${run.suite.id}\0${run.name}`, run);
  return [...latest.values()];
}

export function viewCheckSuiteCore(world: World, repository: Repository, suite: CheckSuite) {
  const { status, conclusion } = suiteStatus(repository, suite);
  return {
    id: suite.id,
    node_id: nodeId("CheckSuite", suite.id),
    head_branch: suite.headBranch,
    head_sha: suite.headSha,
    status,
    conclusion,
    url: `${repositoryApi(world, repository)}/check-suites/${suite.id}`,
    before: suite.before,
    after: suite.headSha,
    pull_requests: pullsOfCommit(world, repository, suite.headSha),
    app: viewApp(world, suite.app),
    created_at: suite.createdAt.toISOString(),
    updated_at: suite.updatedAt.toISOString(),
  };
}

export function viewSimpleCommit(commit: GitCommit) {
  return {
    id: commit.sha,
    tree_id: commit.tree,
    message: commit.message,
    timestamp: commit.committer.date,
    author: { name: commit.author.name, email: commit.author.email },
    committer: { name: commit.committer.name, email: commit.committer.email },
  };
}

export function viewCheckSuiteForWebhook(
  world: World,
  repository: Repository,
  suite: CheckSuite,
  head: GitCommit,
) {
  const core = viewCheckSuiteCore(world, repository, suite);
  return {
    ...core,
    latest_check_runs_count: suiteStatus(repository, suite).runs.length,
    check_runs_url: `${core.url}/check-runs`,
    head_commit: viewSimpleCommit(head),
  };
}

export function viewCheckSuite(world: World, repository: Repository, suite: CheckSuite, head: GitCommit) {
  return {
    ...viewCheckSuiteForWebhook(world, repository, suite, head),
    repository: viewRepositoryLite(world, repository),
  };
}

export function viewStatus(world: World, repository: Repository, status: CommitStatus) {
  return {
    ...viewStatusCore(world, repository, status),
    creator: viewAccount(world, status.creator),
  };
}

export function viewStatusCore(world: World, repository: Repository, status: CommitStatus) {
  return {
    url: `${repositoryApi(world, repository)}/statuses/${status.sha}`,
    avatar_url: `${world.urls.html}/assets/avatar.svg`,
    id: status.id,
    node_id: nodeId("Status", status.id),
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    context: status.context,
    created_at: status.createdAt.toISOString(),
    updated_at: status.createdAt.toISOString(),
  };
}
