import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openDatabase } from "../../../src/store/database.ts";
import { deliveryLog } from "../../../src/store/deliveries.ts";
import { openQueue } from "../../../src/store/queue.ts";
import { quiet } from "./run.ts";
import { storeCases } from "./store-cases.ts";

for (const { name, run } of storeCases) test(`embedded: ${name}`, () => run({ kind: "memory" }), 60_000);

test("an embedded database keeps what it knows, and forgets jobs of a process that is gone", async () => {
  const directory = await mkdtemp(join(tmpdir(), "tidegate-db-"));
  const path = join(directory, "db");
  const repository = { id: 1, owner: "acme", name: "shop", installation: 7 };
  const first = await openDatabase({ kind: "directory", path }, quiet);
  const queue = await openQueue(first);
  await queue.look(repository, "never carried out");
  await deliveryLog(first.sql).remember("d1");
  await first.close();

  const second = await openDatabase({ kind: "directory", path }, quiet);
  const again = await openQueue(second);

  expect(await deliveryLog(second.sql).wasSeen("d1")).toBe(true);
  expect(await again.isIdle()).toBe(true);
  await second.close();
  await rm(directory, { recursive: true, force: true });
}, 60_000);
