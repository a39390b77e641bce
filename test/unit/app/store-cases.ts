/** What the store promises, whichever database it runs on. */
import { expect } from "vitest";
import type { RepositoryRef } from "../../../src/ports/repository.ts";
import { type Database, type DatabaseChoice, openDatabase } from "../../../src/store/database.ts";
import { deliveryLog, forgetOldDeliveries } from "../../../src/store/deliveries.ts";
import { evidenceStore } from "../../../src/store/evidence.ts";
import { type JobHandlers, type JobQueue, openQueue } from "../../../src/store/queue.ts";
import { quiet } from "./run.ts";

const shop: RepositoryRef = { id: 1, owner: "acme", name: "shop", installation: 7 };
const other: RepositoryRef = { id: 2, owner: "acme", name: "other", installation: 7 };

export interface StoreCase {
  readonly name: string;
  run(choice: DatabaseChoice): Promise<void>;
}

export const storeCases: readonly StoreCase[] = [
  {
    name: "looks at one repository never overlap, and those at two do not wait for each other",
    run: (choice) =>
      within(choice, async (database) => {
        const queue = await openQueue(database);
        const running = new Map<number, number>();
        let most = 0;
        let together = 0;
        const done: string[] = [];
        await queue.start({
          ...idle,
          look: async ({ id }, why) => {
            running.set(id, (running.get(id) ?? 0) + 1);
            most = Math.max(most, running.get(id) ?? 0);
            together = Math.max(
              together,
              [...running.values()].reduce((sum, one) => sum + one, 0),
            );
            await pause(300);
            running.set(id, (running.get(id) ?? 0) - 1);
            done.push(`${id} ${why}`);
          },
        });
        for (let round = 0; round < 6; round++) {
          await queue.look(shop, `round ${round}`);
          await queue.look(other, `round ${round}`);
          await pause(120);
        }
        await settled(queue);

        expect(most).toBe(1);
        expect(together).toBe(2);
        expect(done.length).toBeGreaterThan(3);
        expect(done.length).toBeLessThan(12);
      }),
  },
  {
    name: "requests that wait are one, and one that comes while a look runs is not lost",
    run: (choice) =>
      within(choice, async (database) => {
        const queue = await openQueue(database);
        const seen: string[] = [];
        await queue.look(shop, "first");
        await queue.look(shop, "second");
        await queue.start({
          ...idle,
          look: async (_repository, why) => {
            seen.push(why);
            if (seen.length === 1) await queue.look(shop, "while running");
          },
        });
        await settled(queue);

        expect(seen).toEqual(["first", "while running"]);
      }),
  },
  {
    name: "a job that throws is tried again",
    run: (choice) =>
      within(choice, async (database) => {
        const queue = await openQueue(database);
        let tries = 0;
        await queue.start({
          ...idle,
          look: async () => {
            tries += 1;
            if (tries === 1) throw new Error("not now");
          },
        });
        await queue.look(shop, "test");
        await settled(queue);

        expect(tries).toBe(2);
      }),
  },
  {
    name: "a look that is planned for later comes later, and a newer plan replaces it",
    run: (choice) =>
      within(choice, async (database) => {
        const queue = await openQueue(database);
        const seen: number[] = [];
        const start = Date.now();
        await queue.start({ ...idle, look: async () => void seen.push(Date.now() - start) });
        await queue.lookLater(shop, 3_600_000);
        await queue.lookLater(shop, 1500);
        expect(await queue.isIdle()).toBe(true);
        while (seen.length === 0 && Date.now() - start < 15_000) await pause(50);

        expect(seen).toHaveLength(1);
        expect(seen[0]).toBeGreaterThan(900);
      }),
  },
  {
    name: "sweeps and acknowledgements arrive with what they are about",
    run: (choice) =>
      within(choice, async (database) => {
        const queue = await openQueue(database);
        const seen: string[] = [];
        await queue.start({
          look: async () => {},
          acknowledge: async ({ name }, comment) => void seen.push(`acknowledge ${name} ${comment}`),
          sweep: async () => void seen.push("sweep"),
          sweepInstallation: async (installation) => void seen.push(`sweep ${installation}`),
        });
        await queue.acknowledge(shop, 9);
        await queue.sweep();
        await queue.sweepInstallation(7);
        await settled(queue);

        expect(seen.sort()).toEqual(["acknowledge shop 9", "sweep", "sweep 7"]);
      }),
  },
  {
    name: "a delivery is remembered once it was dealt with, for a week",
    run: (choice) =>
      within(choice, async (database) => {
        const log = deliveryLog(database.sql);
        const id = `delivery ${Date.now()}`;
        expect(await log.wasSeen(id)).toBe(false);
        await log.remember(id);
        await log.remember(id);
        expect(await log.wasSeen(id)).toBe(true);

        await forgetOldDeliveries(database.sql);
        expect(await log.wasSeen(id)).toBe(true);
        await database.sql.run(
          "UPDATE tidegate.delivery SET seen = now() - interval '8 days' WHERE id = $1",
          [id],
        );
        await forgetOldDeliveries(database.sql);
        expect(await log.wasSeen(id)).toBe(false);
      }),
  },
  {
    name: "evidence is kept when it changes, newest first",
    run: (choice) =>
      within(choice, async (database) => {
        const store = evidenceStore(database.sql);
        const repository = Date.now();
        const entry = {
          repository,
          cluster: "prod",
          wave: 1,
          at: "2026-03-01T00:00:00.000Z",
          holds: false,
          summary: "34 h left",
        };
        await store.record(entry);
        await store.record({ ...entry, at: "2026-03-01T01:00:00.000Z" });
        await store.record({ ...entry, wave: 2 });
        await store.record({ ...entry, holds: true, summary: "parity holds" });

        const history = await store.history(repository, 10);

        expect(history.map(({ wave, holds }) => [wave, holds])).toEqual([
          [1, true],
          [2, false],
          [1, false],
        ]);
        expect(history.at(-1)).toEqual(entry);
        expect(await store.history(repository, 1)).toHaveLength(1);
      }),
  },
];

const idle: JobHandlers = {
  look: async () => {},
  acknowledge: async () => {},
  sweep: async () => {},
  sweepInstallation: async () => {},
};

async function within(choice: DatabaseChoice, act: (database: Database) => Promise<void>): Promise<void> {
  const database = await openDatabase(choice, quiet);
  try {
    await act(database);
  } finally {
    await database.close();
  }
}

async function settled(queue: JobQueue): Promise<void> {
  const start = Date.now();
  while (!(await queue.isIdle())) {
    if (Date.now() - start > 30_000) throw new Error("the queue does not come to rest");
    await pause(25);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
