/**
 * Reconcile: looks at one repository and makes GitHub as it should be. Every trigger (webhook, sweep, end of a soak) runs this and
 * nothing else, so order, repetition and loss of triggers do not matter.
 */
import type { Outcome } from "../../diagnostics/diagnostic.ts";
import type { ProposeWave, Survey, SurveySnapshot } from "../../model/survey.ts";
import type { Clock } from "../../ports/clock.ts";
import type { EvidenceStore } from "../../ports/evidence-store.ts";
import type { GitHubHost, RepositoryFacts } from "../../ports/github-host.ts";
import type { Log } from "../../ports/log.ts";
import type { Queue } from "../../ports/queue.ts";
import type { CommittedSnapshot, RepositoryRef, RepositorySource } from "../../ports/repository.ts";
import { type DashboardMarker, parseMarker } from "../../report/markers.ts";
import { answerCommands, carryOut, withOutcome } from "./answering.ts";
import { type PendingCommand, pendingCommands, type ReadCommandOf } from "./commands.ts";
import { configProblemsOf, headCheckOf, type OwnerConfig, readOwnerConfig } from "./configuration.ts";
import {
  type DashboardParts,
  dashboardBody,
  dashboardView,
  removedIngresses,
  rowsOf,
} from "./dashboard-state.ts";
import { decide, decideDashboard } from "./decide.ts";
import {
  emptyDecisions,
  isPlannedWith,
  waveDecisions,
  withOutcomes,
  withoutSpentRebuilds,
  withWaves,
} from "./decisions.ts";
import { gather } from "./gather.ts";
import { isWaveBranch } from "./names.ts";
import { movingClasses, onboardingWish, settledOnboarding } from "./onboarding.ts";
import type { PerformDeps } from "./perform.ts";
import { performAll } from "./perform-all.ts";
import type { Actual, Desired } from "./state.ts";
import { recordEvidence, type Watched, watch } from "./watch.ts";
import { type ClusterWave, collectWaves } from "./waves.ts";
import { type WishContext, wishForAdd, wishForRemoval } from "./wishes.ts";

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
  const pending = await commandsFor(before, actual, deps);
  const carried = await carryOut(pending, situationOf(scene, before, actual), deps);
  const view =
    pending.length === 0
      ? before
      : await viewOf(scene, surveyWith(scene, carried.decisions, actual), carried.decisions, actual);

  const after = await performAll(decide(desiredOf(scene, view, actual), actual), actual, performDeps(scene));

  const first = dashboardParts(scene, view, after);
  const answered = withOutcome(carried.answered, first.rows);
  const parts = { ...first, decisions: withOutcomes(first.decisions, answered) };
  if (facts.hasIssues) {
    await performAll(decideDashboard(dashboardBody(parts), after), after, performDeps(scene));
    await answerCommands(answered, dashboardView(parts), deps.host);
  } else deps.log.warn({}, "issues are disabled: there is no place for the dashboard");
  await recordEvidence(scene.repository, [...view.watched.values()], deps);
}

async function onboard(scene: Scene, survey: Outcome<Survey>, actual: Actual): Promise<void> {
  const wish = onboardingWish(survey.value, scene.snapshot, scene.deps.survey, (preview) =>
    wishContext(scene, preview, emptyDecisions(""), actual),
  );
  const desired: Desired = { pulls: wish === undefined ? [] : [wish], close: [], headCheck: undefined };
  await performAll(decide(desired, actual), actual, performDeps(scene));
}

/** Surveys under the decisions; numbers of waves that have not begun are made anew when the wave settings changed. */
function surveyWith(scene: Scene, decisions: DashboardMarker, actual: Actual): Outcome<Survey> {
  const { deps, snapshot, ownerConfig } = scene;
  const run = (config: Survey["config"] | undefined): Outcome<Survey> =>
    deps.survey(snapshot, {
      ...(ownerConfig === undefined ? {} : { ownerConfig }),
      decisions: waveDecisions(decisions, actual.pulls, config),
    });
  const survey = run(undefined);
  return isPlannedWith(decisions, survey.value.config) ? survey : run(survey.value.config);
}

async function viewOf(
  scene: Scene,
  survey: Outcome<Survey>,
  decisions: DashboardMarker,
  actual: Actual,
): Promise<View> {
  const waves = collectWaves(survey.value, actual.pulls);
  const kept = survey.value.configIsValid ? withWaves(decisions, survey.value) : decisions;
  return { survey, decisions: kept, waves, watched: await watch(waves, survey.value, scene.deps) };
}

async function commandsFor(
  view: View,
  actual: Actual,
  deps: ReconcileDeps,
): Promise<readonly PendingCommand[]> {
  const dashboard = actual.dashboards[0];
  if (dashboard === undefined) return [];
  const pulls = actual.pulls.filter(({ branch }) => isWaveBranch(branch));
  return pendingCommands(deps.host, deps.readCommand, view.decisions, { dashboard, pulls });
}

function desiredOf(scene: Scene, view: View, actual: Actual): Desired {
  const survey = view.survey.value;
  if (!survey.configIsValid) {
    const problems = configProblemsOf(view.survey);
    return { pulls: [], close: [], headCheck: headCheckOf(survey, problems, scene.snapshot.commit) };
  }
  const context = wishContext(scene, survey, view.decisions, actual);
  const pulls = view.waves.flatMap((wave) => {
    const add = wishForAdd(wave, context, () => proposeAdd(scene, survey, wave));
    const watched = view.watched.get(wave);
    const removal =
      watched === undefined ? undefined : wishForRemoval(wave, context, watched, () => watched.removal);
    return [add, removal].filter((wish) => wish !== undefined);
  });
  return { pulls, close: settledOnboarding(actual), headCheck: undefined };
}

function proposeAdd({ deps }: Scene, survey: Survey, wave: ClusterWave) {
  return deps.propose(survey, { kind: "add", wave: wave.wave, cluster: wave.cluster, accepted: new Set() });
}

function dashboardParts(scene: Scene, view: View, after: Actual): DashboardParts {
  const survey = view.survey.value;
  const waves = collectWaves(survey, after.pulls);
  const verdicts = new Map(
    waves.flatMap((wave) => {
      const verdict = [...view.watched.values()].find((one) => isSameWave(one.wave, wave))?.verdict;
      return verdict === undefined ? [] : [[wave, verdict] as const];
    }),
  );
  const decisions = withoutSpentRebuilds(view.decisions, after.branches);
  return {
    survey,
    diagnostics: view.survey.diagnostics,
    configProblems: configProblemsOf(view.survey),
    rows: rowsOf(waves, { survey, actual: after, decisions, verdicts, repositoryUrl: scene.facts.url }),
    removed: removedIngresses(waves, survey),
    decisions,
  };
}

function situationOf(scene: Scene, view: View, actual: Actual) {
  const { rows } = dashboardParts(scene, view, actual);
  return { survey: view.survey.value, decisions: view.decisions, actual, waves: view.waves, rows };
}

function wishContext(scene: Scene, survey: Survey, decisions: DashboardMarker, actual: Actual): WishContext {
  return { survey, base: scene.snapshot.commit, repositoryUrl: scene.facts.url, decisions, actual };
}

function performDeps({ deps, facts, snapshot }: Scene): PerformDeps & { readonly log: Log } {
  return {
    host: deps.host,
    log: deps.log,
    defaultBranch: facts.defaultBranch,
    isExecutable: (path) => snapshot.isExecutable(path),
  };
}

/** A dashboard whose marker cannot be read begins anew: commands since it was opened that have an answer stay answered. */
function storedDecisions({ dashboards }: Actual): DashboardMarker {
  const [dashboard] = dashboards;
  if (dashboard === undefined) return emptyDecisions("");
  return parseMarker("dashboard", dashboard.body) ?? emptyDecisions(dashboard.createdAt);
}

/** A repository without Ingresses of ours, and where we have never been, is none of our business. */
function concernsUs(survey: Survey, actual: Actual): boolean {
  if (survey.clusters.some(({ emissions }) => emissions.length > 0)) return true;
  if (survey.configPath === undefined && movingClasses(survey).length > 0) return true;
  return actual.dashboards.length > 0 || actual.pulls.some(({ state }) => state === "open");
}

function isSameWave(a: ClusterWave, b: ClusterWave): boolean {
  return a.wave === b.wave && a.cluster === b.cluster;
}
