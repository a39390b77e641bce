/**
 * What pull requests there should be, given the waves, their stages and what people asked for.
 */
import {
  canonicalJson,
  type Diagnostic,
  type Outcome,
  severityOf,
  stableId,
} from "../../diagnostics/diagnostic.ts";
import type { FileChange } from "../../model/edits.ts";
import type { ParityVerdict } from "../../model/parity.ts";
import type { Survey, WaveProposal } from "../../model/survey.ts";
import { wholeDuration } from "../../observe/time-text.ts";
import { parityCheck, translationCheck } from "../../report/check-run.ts";
import type { DashboardMarker } from "../../report/markers.ts";
import { addWaveText, commitMessage, removalText, type WaveContext } from "../../report/pull-request-body.ts";
import { openWitnesses } from "../../report/witness-text.ts";
import { openPullOf } from "./decide.ts";
import { acceptancesFor } from "./findings.ts";
import { labels, onboardingBranch, waveBranch } from "./names.ts";
import type { Actual, DesiredPull } from "./state.ts";
import { type ClusterWave, presentIngresses } from "./waves.ts";

export interface WishContext {
  readonly survey: Survey;
  readonly base: string;
  readonly repositoryUrl: string;
  readonly decisions: DashboardMarker;
  readonly actual: Actual;
}

/** True when a pull request newer than the last one of this branch was asked for. */
export function isAsked(
  branch: string,
  decisions: DashboardMarker,
  last: { readonly number: number } | undefined,
): boolean {
  const asked = decisions.asked[branch];
  return asked !== undefined && (last?.number ?? 0) <= asked;
}

/** The add pull request of a wave: wanted while one is open, or when somebody asked for one. */
export async function wishForAdd(
  wave: ClusterWave,
  context: WishContext,
  propose: () => Promise<Outcome<WaveProposal>>,
): Promise<DesiredPull | undefined> {
  const branch = waveBranch(wave.cluster, wave.wave, "add");
  const mayOpen = isAsked(branch, context.decisions, wave.adds.at(-1));
  if (!mayOpen && openPullOf(branch, context.actual) === undefined) return undefined;
  const proposed = await propose();
  const proposal = proposed.value;
  const own = attention(proposed.diagnostics, proposal);
  const accepted = acceptancesFor(proposal, context.decisions);
  const { title, text } = addWaveText(proposal, { ...waveContext(wave, context, proposal, own), accepted });
  // the text names who accepted what, so another acceptance is another plan
  const planHash =
    accepted.length === 0 ? proposal.planHash : stableId([proposal.planHash, canonicalJson(accepted)]);
  return pull(wave, "add", context, proposal, {
    mayOpen,
    title,
    text,
    planHash,
    labels: [labels.wave],
    checks: [translationCheck({ ...proposal, planHash }, own, accepted)],
  });
}

/** The removal of a wave: wanted while one is open, and opened when parity holds unless people closed or reverted one. */
export function wishForRemoval(
  wave: ClusterWave,
  context: WishContext,
  watched: { readonly verdict: ParityVerdict; readonly lastAdd: number },
  propose: () => Outcome<WaveProposal>,
): DesiredPull | undefined {
  const branch = waveBranch(wave.cluster, wave.wave, "remove");
  const last = wave.removals.findLast(({ number }) => number > watched.lastAdd);
  const mayOpen = watched.verdict.holds && (last === undefined || isAsked(branch, context.decisions, last));
  if (!mayOpen && openPullOf(branch, context.actual) === undefined) return undefined;
  const proposed = propose();
  const proposal = proposed.value;
  const own = attention(proposed.diagnostics, proposal);
  const { title, text } = removalText(proposal, waveContext(wave, context, proposal, own), watched.verdict);
  const parity = parityCheck(watched.verdict);
  return pull(wave, "remove", context, proposal, {
    mayOpen,
    title,
    text,
    // the body shows the evidence, so other evidence is another plan
    planHash: stableId([proposal.planHash, parity.externalId]),
    labels: [labels.removal],
    checks: [parity],
  });
}

/** The pull request that asks for a configuration: once, until somebody closes it. */
export function wishForOnboarding(
  text: { readonly title: string; readonly body: string; readonly file: FileChange },
  context: WishContext,
): DesiredPull {
  const earlier = context.actual.pulls.some((known) => known.branch === onboardingBranch);
  const planHash = stableId([text.body, text.file.action === "delete" ? "" : text.file.after]);
  return {
    branch: onboardingBranch,
    title: text.title,
    text: text.body,
    commitMessage: commitMessage(text.title, planHash),
    changes: { files: [text.file] },
    record: { kind: "onboarding", marker: { schema: 1, planHash, base: context.base } },
    labels: [labels.onboarding],
    checks: [],
    mayOpen: !earlier,
    overwrite: undefined,
    saysEdited: false,
  };
}

function pull(
  wave: ClusterWave,
  kind: WaveProposal["kind"],
  context: WishContext,
  proposal: WaveProposal,
  texts: Pick<DesiredPull, "mayOpen" | "title" | "text" | "labels" | "checks"> & {
    readonly planHash: string;
  },
): DesiredPull {
  const { planHash, ...shown } = texts;
  const branch = waveBranch(wave.cluster, wave.wave, kind);
  return {
    ...shown,
    branch,
    commitMessage: commitMessage(texts.title, planHash),
    changes: proposal.changes,
    record: { kind: "wave", marker: { ...markerOf(wave, kind, context, proposal), planHash } },
    overwrite: context.decisions.rebuilds[branch],
    saysEdited: true,
  };
}

function markerOf(
  wave: ClusterWave,
  kind: WaveProposal["kind"],
  context: WishContext,
  proposal: WaveProposal,
) {
  const present = presentIngresses(context.survey, wave.cluster);
  const accepted = acceptancesFor(proposal, context.decisions);
  const moved = proposal.moved.flatMap(({ ingress }) => {
    const hash = present.get(ingress);
    return hash === undefined ? [] : [[ingress, hash] as const];
  });
  return {
    schema: 1 as const,
    kind,
    cluster: wave.cluster,
    wave: wave.wave,
    base: context.base,
    shown: openWitnesses(proposal.proof).map(({ id }) => id),
    ...(accepted.length === 0 ? {} : { accepted: [...accepted] }),
    ingresses: Object.fromEntries(moved),
    services: [...new Set(proposal.moved.map(({ service }) => service))],
  };
}

export function waveContext(
  wave: ClusterWave,
  { survey, base, repositoryUrl, decisions }: WishContext,
  proposal: Pick<WaveProposal, "moved" | "proof">,
  diagnostics: readonly Diagnostic[],
): WaveContext {
  return {
    repositoryUrl,
    base,
    waveName: wave.name,
    cluster: wave.cluster,
    namesCluster: survey.clusters.filter(({ emissions }) => emissions.length > 0).length > 1,
    soak: wholeDuration(survey.config.parity.soak),
    requiredChecks: survey.config.parity.requiredChecks,
    diagnostics,
    collateral: survey.collateral,
    accepted: [],
    markerLength:
      1200 +
      90 * proposal.moved.length +
      40 * openWitnesses(proposal.proof).length +
      JSON.stringify(acceptancesFor(proposal, decisions)).length,
  };
}

/** Findings about what moves; blockers stand with what does not move. */
function attention(diagnostics: readonly Diagnostic[], proposal: WaveProposal): readonly Diagnostic[] {
  const moved = new Set<string>(proposal.moved.map(({ ingress }) => ingress));
  return diagnostics.filter(
    (diagnostic) =>
      severityOf(diagnostic) !== "blocker" &&
      (diagnostic.ingress === undefined || moved.has(diagnostic.ingress)),
  );
}
