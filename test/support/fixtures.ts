/**
 * A directory is a test. UPDATE_FIXTURES=1 rewrites `expected/`, FIXTURE=name runs one.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { memorySnapshot } from "../../src/model/memory-snapshot.ts";
import type { RepoSnapshot } from "../../src/model/snapshot.ts";

export const fixturesRoot = fileURLToPath(new URL("../../fixtures/", import.meta.url));

const isUpdating = process.env["UPDATE_FIXTURES"] === "1";

/** Names of the fixture directories below `kind`, in order. */
export function fixtureNames(kind: string): readonly string[] {
  const only = process.env["FIXTURE"];
  return readdirSync(join(fixturesRoot, kind))
    .filter((name) => statSync(join(fixturesRoot, kind, name)).isDirectory())
    .filter((name) => only === undefined || name === only)
    .sort();
}

/** All files below a directory: path (with "/") to bytes. */
export function readTree(directory: string, prefix = ""): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  if (!existsSync(directory)) return files;
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = prefix === "" ? entry.name : `${prefix}/${entry.name}`;
    if (entry.isDirectory())
      for (const [name, bytes] of readTree(join(directory, entry.name), path)) files.set(name, bytes);
    else files.set(path, readFileSync(join(directory, entry.name)));
  }
  return files;
}

export function repoSnapshot(kind: string, name: string): RepoSnapshot {
  return memorySnapshot(Object.fromEntries(readTree(join(fixturesRoot, kind, name, "repo"))));
}

/** Compares produced texts with the files of `expected/`; no file may be missing or left over. */
export function expectFiles(directory: string, produced: ReadonlyMap<string, string>): void {
  if (isUpdating) {
    rmSync(directory, { recursive: true, force: true });
    for (const [path, text] of produced) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), text);
    }
    return;
  }
  const expected = new Map([...readTree(directory)].map(([path, bytes]) => [path, bytes.toString("utf8")]));
  expect([...produced.keys()].sort()).toEqual([...expected.keys()].sort());
  for (const [path, text] of produced) expect(text, path).toBe(expected.get(path));
}
