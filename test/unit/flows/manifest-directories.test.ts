/** Directories named on the command line stand for the manifests in them. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { readManifests } from "../../../src/cli/manifests.ts";

const root = mkdtempSync(join(tmpdir(), "manifests-"));

afterEach(() => rmSync(root, { recursive: true, force: true }));

test("manifests below a directory are read in order of their names, and nothing else is", async () => {
  for (const path of ["b.yaml", "a/z.yml", "a/c.json", "notes.md", "node_modules/x/y.yaml", ".git/q.yaml"]) {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), `# ${path}\n`);
  }

  const read = await readManifests([root, join(root, "b.yaml")]);

  expect(read.map(({ text }) => text)).toEqual(["# a/c.json\n", "# a/z.yml\n", "# b.yaml\n", "# b.yaml\n"]);
});
