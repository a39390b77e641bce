/** A cache directory keeps its newest entries. */
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { pruneCache } from "../../../src/adapters/helm/prune.ts";

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "tidegate-prune-"));
  for (let age = 0; age < 6; age += 1) {
    writeFileSync(join(directory, `${age}.json`), "{}");
    utimesSync(join(directory, `${age}.json`), 1000 - age, 1000 - age);
  }
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

it("takes the oldest away when there are too many", async () => {
  await pruneCache(directory, { most: 5, kept: 2 });

  expect(readdirSync(directory).sort()).toEqual(["0.json", "1.json"]);
});

it("leaves a cache alone that is not too large, and one that is not there", async () => {
  await pruneCache(directory, { most: 6, kept: 2 });
  await pruneCache(join(directory, "nowhere"), { most: 1, kept: 0 });

  expect(readdirSync(directory)).toHaveLength(6);
});
