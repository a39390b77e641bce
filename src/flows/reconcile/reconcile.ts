/**
 * Reconcile: looks at one repository and makes GitHub as it should be. Every trigger (webhook, sweep, end of a soak) runs this and
 * nothing else, so order, repetition and loss of triggers do not matter.
 */
import type { Outcome } from "../../diagnostics/diagnostic.ts";
import type { NotMovedService, Survey, WaveDecisions } from "../../model/survey.ts";
import type { Clock } from "../../ports/clock.ts";
import type { EvidenceStore } from "../../ports/evidence-store.ts";
import type { GitHubHost, RepositoryFacts } from "../../ports/github-host.ts";
import type { Log } from "../../ports/log.ts";
import type { Queue } from "../../ports/queue.ts";
import type { CommittedSnapshot, RepositoryRef, RepositorySource } from "../../ports/repository.ts";
import { type DashboardMarker, parseMarker } from "../../report/markers.ts";
import type { ProposeCutover, ProposeRendered, SurveyRepository } from "../rendered.ts";
import { acceptanceJudge, type JudgeAcceptances, withUnproven } from "./acceptances.ts";
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
import { acceptedIds, findingsOf, type KnownFinding, keptOut } from "./findings.ts";
import { gather } from "./gather.ts";
import { isWaveBranch } from "./names.ts";
import { movingClasses, onboardingWish, settledOnboarding } from "./onboarding.ts";
import type { PerformDeps } from "./perform.ts";
import { performAll } from "./perform-all.ts";
import type { Actual, Desired, DesiredPull } from "./state.ts";
import { recordEvidence, type Watched, watch } from "./watch.ts";
import { type ClusterWave, collectWaves } from "./waves.ts";
import { wishForCutover } from "./wish-cutover.ts";
import { type WishContext, wishForAdd, wishForRemoval } from "./wishes.ts";

export interface ReconcileDeps {
  readonly host: GitHubHost;
  readonly source: RepositorySource;
  readonly clock: Clock;
  readonly evidence: EvidenceStore;
  readonly queue: Pick<Queue, "lookLater">;
  readonly log: Log;
  readonly survey: SurveyRepository;
  readonly propose: ProposeRendered;
  readonly cutover: ProposeCutover;
  readonly readCommand: ReadCommandOf;
}

/** What does not change while one repository is looked at. */
interface Scene {
  readonly repository: RepositoryRef;
  readonly facts: RepositoryFacts;
  readonly snapshot: CommittedSnapshot;
  readonly ownerConfig: OwnerConfig | undefined;
  readonly deps: ReconcileDeps;
  readonly judge: JudgeAcceptances;
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
  const ownerConfig = await readOwnerConfig(deps.host);
  const judge = acceptanceJudge(deps.host, deps.readCommand);
  const scene: Scene = { repository, facts, snapshot, ownerConfig, deps, judge };

  const stored = storedDecisions(actual);
  const survey = await surveyWith(scene, stored, actual);
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
  const carried = await carryOut(
    pending,
    situationOf(scene, before, actual),
    (decisions) => findingsWith(scene, before, decisions),
    deps,
  );
  const view =
    pending.length === 0
      ? before
      : await viewOf(scene, await surveyWith(scene, carried.decisions, actual), carried.decisions, actual);

  const { desired, kept } = await desiredOf(scene, view, actual);
  const after = await performAll(decide(desired, actual), actual, performDeps(scene));

  const first = dashboardParts(scene, view, after, kept);
  const answered = withOutcome(carried.answered, first.rows);
  const parts = { ...first, decisions: withOutcomes(first.decisions, answered) };
  if (facts.hasIssues) {
    await performAll(decideDashboard(dashboardBody(parts), after), after, performDeps(scene));
    await answerCommands(answered, dashboardView(parts), deps.host);
  } else deps.log.warn({}, "issues are disabled: there is no place for the dashboard");
  await recordEvidence(scene.repository, [...view.watched.values()], deps);
}

async function onboard(scene: Scene, survey: Outcome<Survey>, actual: Actual): Promise<void> {
  const wish = await onboardingWish(survey.value, scene.snapshot, scene.deps.survey, (preview) =>
    wishContext(scene, preview, emptyDecisions(""), actual),
  );
  const desired: Desired = { pulls: wish === undefined ? [] : [wish], close: [], headCheck: undefined };
  await performAll(decide(desired, actual), actual, performDeps(scene));
}

/** Surveys under the decisions; numbers of waves that have not begun are made anew when the wave settings changed. */
async function surveyWith(
  scene: Scene,
  decisions: DashboardMarker,
  actual: Actual,
): Promise<Outcome<Survey>> {
  const { deps, snapshot, ownerConfig } = scene;
  const run = (config: Survey["config"] | undefined) =>
    deps.survey(snapshot, surveyOptions(ownerConfig, waveDecisions(decisions, actual.pulls, config)));
  const survey = await run(undefined);
  return isPlannedWith(decisions, survey.value.config) ? survey : run(survey.value.config);
}

function surveyOptions(ownerConfig: OwnerConfig | undefined, decisions: WaveDecisions) {
  return { ...(ownerConfig === undefined ? {} : { ownerConfig }), decisions };
}

async function viewOf(
  scene: Scene,
  survey: Outcome<Survey>,
  decisions: DashboardMarker,
  actual: Actual,
): Promise<View> {
  const waves = collectWaves(survey.value, actual.pulls);
  const kept = survey.value.configIsValid ? withWaves(decisions, survey.value) : decisions;
  // under the waves of this survey, whatever the numbers rest on
  const options = surveyOptions(scene.ownerConfig, waveDecisions(kept, actual.pulls, survey.value.config));
  const cutover = ({ wave, cluster }: ClusterWave) =>
    scene.deps.cutover(survey.value, { wave, cluster }, options);
  return {
    survey,
    decisions: kept,
    waves,
    watched: await watch(waves, survey.value, kept, actual, { ...scene.deps, cutover, judge: scene.judge }),
  };
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

interface Wishes {
  readonly desired: Desired;
  /** What the comparison keeps out of the waves that are asked for. */
  readonly kept: readonly NotMovedService[];
}

async function desiredOf(scene: Scene, view: View, actual: Actual): Promise<Wishes> {
  const survey = view.survey.value;
  if (!survey.configIsValid) {
    const problems = configProblemsOf(view.survey);
    const headCheck = headCheckOf(survey, problems, scene.snapshot.commit);
    return { desired: { pulls: [], close: [], headCheck }, kept: [] };
  }
  const context = wishContext(scene, survey, view.decisions, actual);
  const pulls: DesiredPull[] = [];
  const kept: NotMovedService[] = [];
  for (const wave of view.waves) {
    const add = await wishForAdd(wave, context, async () => {
      const proposed = await proposeAdd(scene, survey, wave, view.decisions);
      kept.push(...keptOut(proposed.value));
      return proposed;
    });
    const watched = view.watched.get(wave);
    const removal =
      watched === undefined ? undefined : wishForRemoval(wave, context, watched, () => watched.removal);
    const cutover = watched === undefined ? undefined : wishForCutover(wave, context, watched);
    pulls.push(...[add, cutover, removal].filter((wish) => wish !== undefined));
  }
  return { desired: { pulls, close: settledOnboarding(actual), headCheck: undefined }, kept };
}

async function proposeAdd(
  { deps, judge }: Scene,
  survey: Survey,
  { wave, cluster }: ClusterWave,
  decisions: DashboardMarker,
) {
  const judged = await judge(decisions.accepted, survey.config.accept.security);
  const accepted = acceptedIds(decisions);
  const request = { kind: "add", wave, cluster, accepted, acceptedDoors: judged.proven } as const;
  return withUnproven(await deps.propose(survey, request), judged);
}

/** What somebody could accept now, over all waves that are planned. */
async function findingsWith(
  scene: Scene,
  { survey, waves }: View,
  decisions: DashboardMarker,
): Promise<readonly KnownFinding[]> {
  if (!survey.value.configIsValid) return [];
  const planned = waves.filter((wave) => wave.planned.length > 0);
  const found: KnownFinding[] = [];
  for (const wave of planned) {
    const proposed = await proposeAdd(scene, survey.value, wave, decisions);
    found.push(...findingsOf(proposed.value, wave));
  }
  return found;
}

function dashboardParts(
  scene: Scene,
  view: View,
  after: Actual,
  kept: readonly NotMovedService[],
): DashboardParts {
  const survey = view.survey.value;
  const waves = collectWaves(survey, after.pulls);
  const watched = waves.flatMap((wave) => {
    const found = [...view.watched.values()].find((one) => isSameWave(one.wave, wave));
    return found === undefined ? [] : [[wave, found] as const];
  });
  const verdicts = new Map(watched.map(([wave, { verdict }]) => [wave, verdict]));
  const keptNames = new Map(watched.map(([wave, { cutover }]) => [wave, cutover?.diagnostics ?? []]));
  const decisions = withoutSpentRebuilds(view.decisions, after.branches);
  return {
    survey,
    diagnostics: view.survey.diagnostics,
    configProblems: configProblemsOf(view.survey),
    kept,
    rows: rowsOf(waves, {
      survey,
      actual: after,
      decisions,
      verdicts,
      keptNames,
      repositoryUrl: scene.facts.url,
    }),
    removed: removedIngresses(waves, survey),
    decisions,
  };
}

function situationOf(scene: Scene, view: View, actual: Actual) {
  const { rows } = dashboardParts(scene, view, actual, []);
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
