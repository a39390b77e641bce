/** Event -> handler: lists them, and deals with each delivery once. */

import type { Log } from "../ports/log.ts";
import type { DeliveryLog, Queue } from "../ports/queue.ts";
import { onCheckRun } from "./check-run.ts";
import { onCheckSuite } from "./check-suite.ts";
import type { EventHandler } from "./event.ts";
import { onInstallation } from "./installation.ts";
import { onInstallationRepositories } from "./installation-repositories.ts";
import { onIssueComment } from "./issue-comment.ts";
import { onIssues } from "./issues.ts";
import { onPullRequest } from "./pull-request.ts";
import { onPush } from "./push.ts";
import { onStatus } from "./status.ts";

/** The same list stands in app.yml. */
export const eventHandlers: Readonly<Record<string, EventHandler>> = {
  check_run: onCheckRun,
  check_suite: onCheckSuite,
  installation: onInstallation,
  installation_repositories: onInstallationRepositories,
  issue_comment: onIssueComment,
  issues: onIssues,
  pull_request: onPullRequest,
  push: onPush,
  status: onStatus,
};

export interface Delivery {
  readonly id: string;
  readonly name: string;
  readonly payload: unknown;
}

export interface DispatchDeps {
  readonly queue: Queue;
  readonly deliveries: DeliveryLog;
  readonly log: Log;
  login(): Promise<string>;
}

export async function dispatch({ id, name, payload }: Delivery, deps: DispatchDeps): Promise<void> {
  const handler = Object.hasOwn(eventHandlers, name) ? eventHandlers[name] : undefined;
  if (handler === undefined) return;
  if (await deps.deliveries.wasSeen(id)) {
    deps.log.info({ delivery: id, event: name }, "seen before");
    return;
  }
  await handler(payload, { queue: deps.queue, login: await deps.login() });
  await deps.deliveries.remember(id);
  deps.log.info({ delivery: id, event: name }, "received");
}
