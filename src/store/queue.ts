/**
 * The queue on pg-boss. Looks at one repository never overlap: the policy `stately` with the repository as singleton key lets the
 * database hold at most one waiting and one running job of it, in however many processes; the group limit keeps workers from trying.
 */
import type { Job, PgBoss } from "pg-boss";
import { z } from "zod";
import type { Queue } from "../ports/queue.ts";
import type { RepositoryRef } from "../ports/repository.ts";
import type { Database } from "./database.ts";

const Repository = z.object({
  id: z.number(),
  owner: z.string(),
  name: z.string(),
  installation: z.number(),
}) satisfies z.ZodType<RepositoryRef>;

const Look = z.object({ repository: Repository, why: z.string() });
const Acknowledge = z.object({ repository: Repository, comment: z.number() });
const SweepInstallation = z.object({ installation: z.number() });

/** What to do with each kind of job; a throw means "again later". */
export interface JobHandlers {
  look(repository: RepositoryRef, why: string): Promise<void>;
  acknowledge(repository: RepositoryRef, comment: number): Promise<void>;
  sweep(): Promise<void>;
  sweepInstallation(installation: number): Promise<void>;
}

export interface JobQueue extends Queue {
  start(handlers: JobHandlers): Promise<void>;
  /** True when nothing waits and nothing runs; looks planned for later do not count. */
  isIdle(): Promise<boolean>;
}

const names = {
  look: "tidegate-look",
  later: "tidegate-look-later",
  acknowledge: "tidegate-acknowledge",
  sweep: "tidegate-sweep",
  installation: "tidegate-sweep-installation",
} as const;

/** Backoff of 5 s, 10 s, 20 s, ... up to five minutes; after that the sweep comes by anyway. */
const retries = { retryLimit: 6, retryDelay: 5, retryBackoff: true, retryDelayMax: 300 } as const;
const common = { ...retries, notify: true, expireInSeconds: 1800, deleteAfterSeconds: 86_400 } as const;
/** Notification wakes a worker at once; polling is for notifications that were lost. */
const polling = { pollingIntervalSeconds: 2, notifyPollingIntervalSeconds: 5 } as const;
/** A job planned for later is not notified when its time has come. */
const pollingForLater = { pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 1 } as const;

export async function openQueue(database: Database): Promise<JobQueue> {
  const { boss } = database;
  await boss.createQueue(names.look, { ...common, policy: "stately", heartbeatSeconds: 60 });
  await boss.createQueue(names.later, { ...common, policy: "short" });
  await boss.createQueue(names.acknowledge, { ...common, policy: "short" });
  await boss.createQueue(names.sweep, { ...common, policy: "stately" });
  await boss.createQueue(names.installation, { ...common, policy: "stately" });
  // whatever an embedded database has running belongs to a process that is gone; the sweep at start looks everywhere again
  if (database.isOurs)
    for (const name of [names.look, names.sweep, names.installation]) await boss.deleteAllJobs(name);

  const look = async (repository: RepositoryRef, why: string): Promise<void> => {
    const key = String(repository.id);
    await boss.send(names.look, { repository, why }, { singletonKey: key, group: { id: key } });
  };
  return {
    look,
    lookLater: async (repository, delay) => {
      const startAfter = Math.max(1, Math.ceil(delay / 1000));
      await boss.upsert(
        names.later,
        { repository, why: "a soak ends" },
        { singletonKey: String(repository.id), startAfter },
      );
    },
    acknowledge: async (repository, comment) => {
      await boss.send(
        names.acknowledge,
        { repository, comment },
        { singletonKey: `${repository.id}/${comment}` },
      );
    },
    sweep: async () => {
      await boss.send(names.sweep, {}, { singletonKey: "all" });
    },
    sweepInstallation: async (installation) => {
      await boss.send(names.installation, { installation }, { singletonKey: String(installation) });
    },
    start: (handlers) => startWorkers(boss, handlers, look),
    isIdle: async () => {
      const rows = await database.sql.run(
        "SELECT 1 FROM pgboss.job WHERE name = ANY($1) AND state IN ('created', 'retry', 'active') LIMIT 1",
        [[names.look, names.acknowledge, names.sweep, names.installation]],
      );
      return rows.length === 0;
    },
  };
}

async function startWorkers(boss: PgBoss, handlers: JobHandlers, look: Queue["look"]): Promise<void> {
  await boss.work(
    names.look,
    { ...polling, localConcurrency: 2, groupConcurrency: 1 },
    async ([job]: Job<unknown>[]) => {
      const parsed = Look.safeParse(job?.data);
      if (parsed.success) await handlers.look(parsed.data.repository, parsed.data.why);
    },
  );
  await boss.work(names.later, pollingForLater, async ([job]: Job<unknown>[]) => {
    const parsed = Look.safeParse(job?.data);
    if (parsed.success) await look(parsed.data.repository, parsed.data.why);
  });
  await boss.work(names.acknowledge, polling, async ([job]: Job<unknown>[]) => {
    const parsed = Acknowledge.safeParse(job?.data);
    if (parsed.success) await handlers.acknowledge(parsed.data.repository, parsed.data.comment);
  });
  await boss.work(names.sweep, polling, () => handlers.sweep());
  await boss.work(names.installation, polling, async ([job]: Job<unknown>[]) => {
    const parsed = SweepInstallation.safeParse(job?.data);
    if (parsed.success) await handlers.sweepInstallation(parsed.data.installation);
  });
}
