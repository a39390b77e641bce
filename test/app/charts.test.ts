/** The App with its real core and the real helm: a repository with a chart of its own goes through its first wave. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { fixturesRoot, readTree } from "../support/fixtures.ts";
import { pinnedHelm } from "../support/render-tools.ts";
import { raise, repository, type Stage } from "./stage.ts";

let stage: Stage | undefined;
let cache: string;

beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), "tidegate-app-charts-"));
  vi.stubEnv("TIDEGATE_HELM", pinnedHelm);
  vi.stubEnv("TIDEGATE_CACHE", cache);
});

afterEach(async () => {
  await stage?.stop();
  stage = undefined;
  vi.unstubAllEnvs();
  rmSync(cache, { recursive: true, force: true });
});

it("renders the chart, opens the wave, says `rendered`, and has nothing left to do after the merge", async () => {
  const tree = readTree(join(fixturesRoot, "repos/helm-own-chart-of-the-known-shape/repo"));
  const files = Object.fromEntries([...tree].map(([path, bytes]) => [path, bytes.toString("utf8")]));
  // helm reads such files, which no manifest is in
  const notes = { "charts/cart/templates/NOTES.txt": "Thanks.\n", "charts/cart/README.md": "A chart.\n" };
  stage = await raise({ isReal: true, sweepAtStart: false, files: { ...files, ...notes } });
  const { sandbox, settle, issue } = stage;
  sandbox.installApp("tidegate", "acme", "all", "alice");
  await settle();

  await sandbox.comment(repository, 1, "alice", "/migrate wave 1");
  await settle();

  const wave = issue(2);
  expect(wave.pull?.head.ref).toBe("tidegate/prod/wave-1");
  expect(wave.body).toMatch(/^\| `default\/cart-cart` \| [^|]* \| rendered \|/m);
  expect(wave.body).not.toContain("## Unrendered");
  const template = await sandbox.read(
    repository,
    "charts/cart/templates/httproute.yaml",
    "tidegate/prod/wave-1",
  );
  expect(template).toContain("kind: HTTPRoute");
  expect(readdirSync(join(cache, "renders")).length).toBeGreaterThan(1);

  await sandbox.merge(repository, 2, "alice");
  await settle();

  expect(issue(1).body).toContain("merged");
  expect(stage.logs.join("")).not.toContain('"level":50');
}, 120_000);
