// Check suites, check runs and commit statuses. GitHub opens a suite per App and commit by itself; runs fill it.

import {
  suiteStatus,
  viewCheckRun,
  viewCheckSuiteCore,
  viewCheckSuiteForWebhook,
  viewStatusCore,
} from "../views/check.ts";
import { viewBranch, viewCommit } from "../views/commit.ts";
import { refused, unprocessable } from "../world/errors.ts";
import type {
  Account,
  Actor,
  Annotation,
  App,
  CheckRun,
  CheckSuite,
  CommitStatus,
  Repository,
} from "../world/types.ts";
import type { World } from "../world/world.ts";
import { actingThrough, fullName } from "../world/world.ts";

/** One request may bring this many annotations; more come by updating the run. */
export const ANNOTATIONS_PER_REQUEST = 50;

export async function ensureSuite(
  world: World,
  repository: Repository,
  actor: Actor,
  app: App,
  sha: string,
  push?: { readonly branch: string; readonly before: string },
): Promise<CheckSuite> {
  const known = repository.checkSuites.find((suite) => suite.app === app && suite.headSha === sha);
  if (known !== undefined) return known;
  const now = world.now();
  const suite: CheckSuite = {
    id: world.nextId(),
    app,
    headSha: sha,
    headBranch: push?.branch ?? (await branchAt(repository, sha)),
    before: push?.before ?? null,
    createdAt: now,
    updatedAt: now,
  };
  repository.checkSuites.push(suite);
  if (push !== undefined) await announceSuite(world, repository, actor.account, suite, "requested");
  return suite;
}

async function branchAt(repository: Repository, sha: string): Promise<string | null> {
  for (const [ref, tip] of await repository.git.refs("refs/heads")) {
    if (tip === sha) return ref.slice("refs/heads/".length);
  }
  return null;
}

async function announceSuite(
  world: World,
  repository: Repository,
  sender: Account,
  suite: CheckSuite,
  action: "requested" | "rerequested" | "completed",
): Promise<void> {
  const head = await repository.git.commit(suite.headSha);
  world.emit({
    name: "check_suite",
    action,
    repository,
    sender,
    body: { check_suite: viewCheckSuiteForWebhook(world, repository, suite, head) },
    ...(action === "completed" ? {} : { onlyApp: suite.app }),
  });
}

export interface RunFields {
  readonly name?: string;
  readonly externalId?: string;
  readonly detailsUrl?: string;
  readonly status?: CheckRun["status"];
  readonly conclusion?: NonNullable<CheckRun["conclusion"]>;
  readonly startedAt?: Date;
  readonly completedAt?: Date;
  readonly output?: {
    readonly title?: string;
    readonly summary: string;
    readonly text?: string;
    readonly annotations?: readonly Annotation[];
  };
  readonly actions?: CheckRun["actions"];
}

export async function createCheckRun(
  world: World,
  repository: Repository,
  app: App,
  sha: string,
  fields: RunFields & { readonly name: string },
): Promise<CheckRun> {
  if ((await repository.git.typeOf(sha)) !== "commit") throw unprocessable(`No commit found for SHA: ${sha}`);
  const actor = actingThrough(app);
  checkFields(fields);
  const suite = await ensureSuite(world, repository, actor, app, sha);
  const run: CheckRun = {
    id: world.nextId(),
    suite,
    name: fields.name,
    externalId: "",
    detailsUrl: null,
    status: "queued",
    conclusion: null,
    startedAt: world.now(),
    completedAt: undefined,
    title: null,
    summary: null,
    text: null,
    annotations: [],
    actions: [],
  };
  repository.checkRuns.push(run);
  applyFields(world, run, fields);
  announceRun(world, repository, actor.account, run, "created");
  await announceCompletion(world, repository, actor.account, run, false);
  return run;
}

export async function updateCheckRun(
  world: World,
  repository: Repository,
  run: CheckRun,
  fields: RunFields,
): Promise<void> {
  checkFields(fields);
  const wasCompleted = run.status === "completed";
  applyFields(world, run, fields);
  await announceCompletion(world, repository, run.suite.app.bot, run, wasCompleted);
}

function checkFields(fields: RunFields): void {
  if (fields.status === "completed" && fields.conclusion === undefined) {
    throw unprocessable("Invalid request.\n\nMissing required conclusion when status is completed.");
  }
  const annotations = fields.output?.annotations ?? [];
  if (annotations.length > ANNOTATIONS_PER_REQUEST) {
    throw unprocessable(
      `Invalid request.\n\nNo more than ${ANNOTATIONS_PER_REQUEST} items are allowed; ${annotations.length} were supplied.`,
    );
  }
  for (const text of [fields.output?.summary, fields.output?.text]) {
    if (text !== undefined && text.length > 65_535)
      throw refused("CheckRun", "output is too long (maximum is 65535 characters)");
  }
}

function applyFields(world: World, run: CheckRun, fields: RunFields): void {
  if (fields.name !== undefined) run.name = fields.name;
  if (fields.externalId !== undefined) run.externalId = fields.externalId;
  if (fields.detailsUrl !== undefined) run.detailsUrl = fields.detailsUrl;
  if (fields.startedAt !== undefined) run.startedAt = fields.startedAt;
  if (fields.actions !== undefined) run.actions = fields.actions;
  if (fields.output !== undefined) {
    run.title = fields.output.title ?? run.title;
    run.summary = fields.output.summary;
    run.text = fields.output.text ?? run.text;
    run.annotations.push(...(fields.output.annotations ?? []));
  }
  if (fields.conclusion !== undefined) {
    run.status = "completed";
    run.conclusion = fields.conclusion;
    run.completedAt = fields.completedAt ?? world.now();
  } else if (fields.status !== undefined) {
    run.status = fields.status;
    run.conclusion = null;
    run.completedAt = undefined;
  }
  run.suite.updatedAt = world.now();
}

async function announceCompletion(
  world: World,
  repository: Repository,
  sender: Account,
  run: CheckRun,
  wasCompleted: boolean,
): Promise<void> {
  if (run.status !== "completed" || wasCompleted) return;
  announceRun(world, repository, sender, run, "completed");
  if (suiteStatus(repository, run.suite).status === "completed") {
    await announceSuite(world, repository, sender, run.suite, "completed");
  }
}

function announceRun(
  world: World,
  repository: Repository,
  sender: Account,
  run: CheckRun,
  action: "created" | "completed" | "rerequested",
): void {
  const view = viewCheckRun(world, repository, run);
  world.emit({
    name: "check_run",
    action,
    repository,
    sender,
    body: { check_run: { ...view, check_suite: viewCheckSuiteCore(world, repository, run.suite) } },
    ...(action === "rerequested" ? { onlyApp: run.suite.app } : {}),
  });
}

/** Asking again empties the run: it is queued until its App answers. */
export function rerequestRun(world: World, repository: Repository, sender: Account, run: CheckRun): void {
  announceRun(world, repository, sender, run, "rerequested");
  run.status = "queued";
  run.conclusion = null;
  run.completedAt = undefined;
}

export async function rerequestSuite(
  world: World,
  repository: Repository,
  sender: Account,
  suite: CheckSuite,
): Promise<void> {
  await announceSuite(world, repository, sender, suite, "rerequested");
}

export async function setStatus(
  world: World,
  repository: Repository,
  creator: Account,
  fields: Pick<CommitStatus, "sha" | "state" | "description" | "targetUrl" | "context">,
): Promise<CommitStatus> {
  if ((await repository.git.typeOf(fields.sha)) !== "commit")
    throw unprocessable(`No commit found for SHA: ${fields.sha}`);
  const status: CommitStatus = { ...fields, id: world.nextId(), creator, createdAt: world.now() };
  repository.statuses.push(status);
  const tips = await repository.git.refs("refs/heads");
  const core = viewStatusCore(world, repository, status);
  const commit = viewCommit(world, repository, await repository.git.commit(status.sha));
  const { verified_at: _, ...verification } = commit.commit.verification;
  world.emit({
    name: "status",
    action: undefined,
    repository,
    sender: creator,
    body: {
      id: status.id,
      sha: status.sha,
      name: fullName(repository),
      avatar_url: core.avatar_url,
      target_url: core.target_url,
      context: core.context,
      description: core.description,
      state: core.state,
      commit: { ...commit, commit: { ...commit.commit, verification } },
      branches: [...tips]
        .filter(([, tip]) => tip === status.sha)
        .map(([ref, tip]) => viewBranch(world, repository, ref.slice("refs/heads/".length), tip)),
      created_at: core.created_at,
      updated_at: core.updated_at,
    },
  });
  return status;
}
