/**
 * Reconcile: looks at one repository and makes GitHub as it should be. Every trigger (webhook, sweep, end of a soak) runs this and
 * nothing else, so order, repetition and loss of triggers do not matter.
 */
import { hasBlocker, type Outcome } from "../../diagnostics/diagnostic.ts";
import type { ProposeWave, Survey, SurveySnapshot } from "../../model/survey.ts";
import type { Clock } from "../../ports/clock.ts";
import type { EvidenceStore } from "../../ports/evidence-store.ts";
import type { GitHubHost, RepositoryFacts } from "../../ports/github-host.ts";
import type { Log } from "../../ports/log.ts";
import type { Queue } from "../../ports/queue.ts";
import type { CommittedSnapshot, RepositoryRef, RepositorySource } from "../../ports/repository.ts";
import { type DashboardMarker, parseMarker } from "../../report/markers.ts";
import { answerCommands, carryOut } from "./answering.ts";
import { pendingCommands, type ReadCommandOf } from "./commands.ts";
import { configProblemsOf, headCheckOf, type OwnerConfig, readOwnerConfig } from "./configuration.ts";
import { dashboardBody, dashboardView, removedIngresses, rowsOf } from "./dashboard-state.ts";
import { decide, decideDashboard } from "./decide.ts";
import { emptyDecisions, waveDecisions, withoutSpentRebuilds, withWaves } from "./decisions.ts";
import { gather } from "./gather.ts";
import { onboardingWish } from "./onboarding.ts";
import { performAll } from "./perform-all.ts";
import { recordEvidence, watch, type Watched } from "./watch.ts";
import { mergedWave } from "./stages.ts";
import type { Actual, Desired, DesiredPull } from "./state.ts";
import { type ClusterWave, collectWaves } from "./waves.ts";
import { wishForAdd, wishForRemoval } from "./wishes.ts";

export interface ReconcileDeps {
  readonly host: GitHubHost;
  readonly source: RepositorySource;
  readonly clock: Clock;
  readonly evidence: EvidenceStore;
  readonly queue: Pick<Queue, "lookLater">;
  readonly log: Log;
  readonly survey: SurveySnapshot;
  readonly propose: ProposeWave;
  readonly readCommand: ReadCommandOf;
}

/** What does not change while one repository is looked at. */
interface Scene {
  readonly repository: RepositoryRef;
  readonly facts: RepositoryFacts;
  readonly snapshot: CommittedSnapshot;
  readonly ownerConfig: OwnerConfig | undefined;
  readonly deps: ReconcileDeps;
}

/** One reading of the repository under one set of decisions. */
interface View {
  readonly survey: Outcome<Survey>;
  readonly decisions: DashboardMarker;
  readonly waves: readonly ClusterWave[];
  readonly watched: ReadonlyMap<ClusterWave, Watched>;
}

export async function reconcile(repository: RepositoryRef, deps: ReconcileDeps): Promise<void> {
  const facts = await deps.host.repository();
  if (facts.archived) return;
  const snapshot = await deps.source.snapshot(repository, facts.defaultBranch);
  if (snapshot === undefined) return;
  const actual = await gather(deps.host);
  const scene: Scene = { repository, facts, snapshot, ownerConfig: await readOwnerConfig(deps.host), deps };

  const stored = storedDecisions(actual);
  const survey = surveyWith(scene, stored, actual);
  if (!concernsUs(survey.value, actual)) return;
  if (survey.value.configPath === undefined && scene.ownerConfig === undefined) {
    await onboard(scene, survey, actual);
    return;
  }
  await keepUp(scene, await viewOf(scene, survey, stored, actual), actual);
}

async function keepUp(scene: Scene, before: View, actual: Actual): Promise<void> {
  const { deps, facts } = scene;
  const dashboard = actual.dashboards[0];
  const pending =
    dashboard === undefined
      ? []
      : await pendingCommands(deps.host, deps.readCommand, before.decisions, {
          dashboard: dashboard.number,
          pulls: actual.pulls.filter(({ wave, branch }) => wave !== undefined || isWaveBranch(branch)),
        });
  const carried = await carryOut(pending, situationOf(scene, before, actual), deps);
  const view =
    pending.length === 0
      ? before
      : await viewOf(scene, surveyWith(scene, carried.decisions, actual), carried.decisions, actual);

  const after = await performAll(decide(desiredOf(scene, view, actual), actual), actual, performDeps(scene));

  const parts = dashboardParts(scene, view, after);
  if (facts.hasIssues) {
    await performAll(decideDashboard(dashboardBody(parts), after), after, performDeps(scene));
    await answerCommands(carried.answered, dashboardView(parts), deps.host);
  } else deps.log.warn({}, "issues are disabled: there is no place for the dashboard");
  await recordEvidence(scene.repository, [...view.watched.values()], deps);
}
