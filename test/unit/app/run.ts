/** Runs the reconciler on a fake repository with the tiny core. */
import { reconcile } from "../../../src/flows/reconcile/reconcile.ts";
import { readCommand } from "../../../src/handlers/commands/index.ts";
import type { EvidenceEntry } from "../../../src/ports/evidence-store.ts";
import type { Log } from "../../../src/ports/log.ts";
import type { FakeGitHub } from "./fake-github.ts";
import { tinyFlows } from "./tiny-world.ts";

export const quiet: Log = { info: () => {}, warn: () => {}, error: () => {}, with: () => quiet };

export interface Traces {
  readonly evidence: EvidenceEntry[];
  readonly later: number[];
}

export async function look(
  github: FakeGitHub,
  traces: Traces = { evidence: [], later: [] },
): Promise<readonly string[]> {
  const before = github.writes.length;
  await reconcile(
    { id: 1, owner: "acme", name: "shop", installation: 1 },
    {
      host: github.host,
      source: github.source,
      clock: { now: () => github.now },
      evidence: {
        record: async (entry) => void traces.evidence.push(entry),
        history: async () => traces.evidence,
      },
      queue: { lookLater: async (_repository, delay) => void traces.later.push(delay) },
      log: quiet,
      ...tinyFlows,
      readCommand,
    },
  );
  return github.writes.slice(before);
}
