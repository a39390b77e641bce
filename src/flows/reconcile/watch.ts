/**
 * Watches merged waves: reads the evidence, judges it, keeps its history and wakes up when a soak ends.
 */
import type { Outcome } from "../../diagnostics/diagnostic.ts";
import type { ParityVerdict } from "../../model/parity.ts";
import type { ProposeWave, Survey, WaveProposal } from "../../model/survey.ts";
import type { Clock } from "../../ports/clock.ts";
import type { EvidenceStore } from "../../ports/evidence-store.ts";
import type { GitHubHost } from "../../ports/github-host.ts";
import type { Queue } from "../../ports/queue.ts";
import type { RepositoryRef } from "../../ports/repository.ts";
import { missingWords } from "../../report/wave-words.ts";
import { parityOf } from "./parity.ts";
import { isWatched, mergedWave } from "./stages.ts";
import type { ClusterWave } from "./waves.ts";

export interface Watched {
  readonly wave: ClusterWave;
  /** Number of the add pull request that was merged last. */
  readonly lastAdd: number;
  readonly removal: Outcome<WaveProposal>;
  readonly verdict: ParityVerdict;
}

export async function watch(
  waves: readonly ClusterWave[],
  survey: Survey,
  deps: { readonly host: GitHubHost; readonly clock: Clock; readonly propose: ProposeWave },
): Promise<ReadonlyMap<ClusterWave, Watched>> {
  const watched = new Map<ClusterWave, Watched>();
  for (const wave of waves) {
    const merged = mergedWave(wave, survey);
    if (merged === undefined || !isWatched(wave, survey)) continue;
    const { requiredChecks } = survey.config.parity;
    const commit = merged.last.mergeCommit;
    const isReadable = commit !== undefined && requiredChecks.length > 0;
    const reports = isReadable ? await deps.host.checkReports(commit, requiredChecks) : [];
    const accepted = new Set(merged.merged.flatMap((pull) => pull.wave?.shown ?? []));
    const removal = deps.propose(survey, {
      kind: "remove",
      wave: wave.wave,
      cluster: wave.cluster,
      accepted,
    });
    const verdict = parityOf({
      survey,
      wave,
      merged,
      removal: removal.value,
      reports,
      now: deps.clock.now(),
    });
    watched.set(wave, { wave, lastAdd: merged.last.number, removal, verdict });
  }
  return watched;
}

/** History for people, and the next time to look. */
export async function recordEvidence(
  repository: RepositoryRef,
  watched: readonly Watched[],
  deps: { readonly clock: Clock; readonly evidence: EvidenceStore; readonly queue: Pick<Queue, "lookLater"> },
): Promise<void> {
  const now = deps.clock.now();
  for (const { wave, verdict } of watched) {
    await deps.evidence.record({
      repository: repository.id,
      cluster: wave.cluster,
      wave: wave.wave,
      at: new Date(now).toISOString(),
      holds: verdict.holds,
      summary: verdict.holds ? "parity holds" : missingWords(verdict),
    });
  }
  const due = watched.flatMap(({ verdict }) =>
    verdict.holds || verdict.dueAt === undefined || verdict.dueAt <= now ? [] : [verdict.dueAt],
  );
  if (due.length > 0) await deps.queue.lookLater(repository, Math.min(...due) - now);
}
