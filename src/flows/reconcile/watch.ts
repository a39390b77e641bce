/**
 * Watches merged waves: reads the evidence, judges it, keeps its history and wakes up when a soak ends.
 */
import type { Outcome } from "../../diagnostics/diagnostic.ts";
import type { ParityVerdict } from "../../model/parity.ts";
import type { CutoverProposal, Survey, WaveProposal } from "../../model/survey.ts";
import type { Clock } from "../../ports/clock.ts";
import type { EvidenceStore } from "../../ports/evidence-store.ts";
import type { GitHubHost } from "../../ports/github-host.ts";
import type { Queue } from "../../ports/queue.ts";
import type { RepositoryRef } from "../../ports/repository.ts";
import type { DashboardMarker } from "../../report/markers.ts";
import { missingWords } from "../../report/wave-words.ts";
import type { ProposeRendered } from "../rendered.ts";
import { type JudgeAcceptances, withUnproven } from "./acceptances.ts";
import { acceptedIds } from "./findings.ts";
import { awaitingCutover, parityOf } from "./parity.ts";
import { isWatched, mergedWave } from "./stages.ts";
import type { Actual } from "./state.ts";
import type { ClusterWave } from "./waves.ts";
import { isCutoverWanted } from "./wish-cutover.ts";

export interface Watched {
  readonly wave: ClusterWave;
  /** Number of the add pull request that was merged last. */
  readonly lastAdd: number;
  readonly removal: Outcome<WaveProposal>;
  readonly verdict: ParityVerdict;
  /** What a cutover would do; undefined: none is asked for. */
  readonly cutover: Outcome<CutoverProposal> | undefined;
}

export async function watch(
  waves: readonly ClusterWave[],
  survey: Survey,
  decisions: DashboardMarker,
  actual: Actual,
  deps: {
    readonly host: GitHubHost;
    readonly clock: Clock;
    readonly cutover: (wave: ClusterWave) => Promise<Outcome<CutoverProposal>>;
    readonly propose: ProposeRendered;
    readonly judge: JudgeAcceptances;
  },
): Promise<ReadonlyMap<ClusterWave, Watched>> {
  const watched = new Map<ClusterWave, Watched>();
  for (const wave of waves) {
    const merged = mergedWave(wave, survey);
    if (merged === undefined || !isWatched(wave, survey)) continue;
    const { requiredChecks } = survey.config.parity;
    const commit = merged.last.mergeCommit;
    const isReadable = commit !== undefined && requiredChecks.length > 0;
    const reports = isReadable ? await deps.host.checkReports(commit, requiredChecks) : [];
    // Whoever merged accepted what the pull requests showed.
    const accepted = new Set([
      ...acceptedIds(decisions),
      ...merged.merged.flatMap(({ wave: record }) => [
        ...(record?.shown ?? []),
        ...(record?.accepted ?? []).map(({ finding }) => finding),
      ]),
    ]);
    const said = [...decisions.accepted, ...merged.merged.flatMap((pull) => pull.wave?.accepted ?? [])];
    const judged = await deps.judge(said, survey.config.accept.security);
    const { wave: number, cluster } = wave;
    const request = { wave: number, cluster, accepted, acceptedDoors: judged.proven };
    const proposed = await deps.propose(survey, { kind: "remove", ...request });
    const removal = withUnproven(proposed, judged);
    const waits = awaitingCutover(removal.value).length > 0;
    const again = waits ? (await deps.propose(survey, { kind: "add", ...request })).value : undefined;
    const verdict = parityOf({
      survey,
      wave,
      merged,
      removal: removal.value,
      again,
      reports,
      now: deps.clock.now(),
    });
    const cutover = isCutoverWanted(wave, decisions, actual) ? await deps.cutover(wave) : undefined;
    watched.set(wave, { wave, lastAdd: merged.last.number, removal, verdict, cutover });
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
