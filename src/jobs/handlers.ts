/**
 * Job -> flow. Here failures become "again later" (thrown, the queue backs off) or an entry in the log; a job that cannot succeed is
 * done, because the next event or sweep looks again anyway.
 */
import { type ReconcileDeps, reconcile } from "../flows/reconcile/reconcile.ts";
import { HostError } from "../ports/failures.ts";
import type { GitHubApp } from "../ports/github-host.ts";
import type { Log } from "../ports/log.ts";
import type { Queue } from "../ports/queue.ts";
import type { RepositoryRef } from "../ports/repository.ts";

export interface JobDeps extends Omit<ReconcileDeps, "host" | "queue"> {
  readonly app: GitHubApp;
  readonly queue: Queue;
}

export function jobHandlers(deps: JobDeps) {
  const { app, queue, log } = deps;
  return {
    look: (repository: RepositoryRef, why: string): Promise<void> => {
      const own = log.with({ repository: `${repository.owner}/${repository.name}`, why });
      return attempt(own, "look at a repository", async () => {
        own.info({}, "looking");
        await reconcile(repository, { ...deps, log: own, host: await app.host(repository) });
      });
    },

    /** The reaction that says "seen", long before there is an answer. */
    acknowledge: (repository: RepositoryRef, comment: number): Promise<void> =>
      attempt(log, "acknowledge a comment", async () => {
        const host = await app.host(repository);
        await host.react(comment, "eyes");
      }),

    sweep: (): Promise<void> =>
      attempt(log, "sweep", async () => {
        for (const repository of await app.repositories()) await queue.look(repository, "sweep");
      }),

    sweepInstallation: (installation: number): Promise<void> =>
      attempt(log, "look at an installation", async () => {
        for (const repository of await app.repositoriesOf(installation))
          await queue.look(repository, "installed");
      }),
  };
}

async function attempt(log: Log, doing: string, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (error instanceof HostError) {
      const fields = { doing, failed: error.doing, status: error.status, error: error.message };
      log.warn(fields, error.retryable ? "failed, will try again" : "failed");
      if (error.retryable) throw new Error(error.message);
      return;
    }
    const described =
      error instanceof Error ? { error: error.message, stack: error.stack } : { error: "unknown" };
    log.error({ doing, ...described }, "a bug: please report it");
  }
}
