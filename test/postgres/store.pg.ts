/**
 * The store's promises on a real PostgreSQL: `TIDEGATE_TEST_POSTGRES` names an empty database. Run by
 * `node scripts/test-postgres.mjs`, which starts one.
 */
import { afterEach, expect, test } from "vitest";
import type { RepositoryRef } from "../../src/ports/repository.ts";
import { type Database, openDatabase } from "../../src/store/database.ts";
import { openQueue } from "../../src/store/queue.ts";
import { quiet } from "../unit/app/run.ts";
import { storeCases } from "../unit/app/store-cases.ts";

const url = process.env["TIDEGATE_TEST_POSTGRES"];
if (url === undefined) throw new Error("TIDEGATE_TEST_POSTGRES names no database");
const choice = { kind: "postgres", url } as const;

const open: Database[] = [];

afterEach(async () => {
  for (const database of open.splice(0)) await database.close();
});

for (const { name, run } of storeCases) test(`PostgreSQL: ${name}`, () => run(choice));

test("two processes share the work, and still never look at one repository at the same time", async () => {
  const running = new Map<number, number>();
  const done: string[] = [];
  let most = 0;
  const queues = await Promise.all(
    ["first", "second"].map(async (process) => {
      const database = await openDatabase(choice, quiet);
      open.push(database);
      const queue = await openQueue(database);
      await queue.start({
        acknowledge: async () => {},
        sweep: async () => {},
        sweepInstallation: async () => {},
        look: async ({ id }) => {
          running.set(id, (running.get(id) ?? 0) + 1);
          most = Math.max(most, running.get(id) ?? 0);
          await new Promise((resolve) => setTimeout(resolve, 150));
          running.set(id, (running.get(id) ?? 0) - 1);
          done.push(process);
        },
      });
      return queue;
    }),
  );
  const [queue] = queues;
  if (queue === undefined) throw new Error("no queue");

  for (let round = 0; round < 10; round++) {
    for (const id of [1, 2, 3, 4]) await queue.look(shop(id), "test");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  while (!(await queue.isIdle())) await new Promise((resolve) => setTimeout(resolve, 50));

  expect(most).toBe(1);
  expect(new Set(done)).toEqual(new Set(["first", "second"]));
  expect(done.length).toBeGreaterThan(8);
});

function shop(id: number): RepositoryRef {
  return { id, owner: "acme", name: `shop-${id}`, installation: 7 };
}
