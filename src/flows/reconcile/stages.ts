/**
 * Which stage a wave is in: derived from its pull requests, the present files and the parity verdict, never remembered.
 */
import type { ParityVerdict } from "../../model/parity.ts";
import type { Survey } from "../../model/survey.ts";
import type { PullLink, WaveStage } from "../../report/wave-words.ts";
import { gatewayWave, needsGateway } from "../gateway-wave.ts";
import { isOurHead } from "./decide.ts";
import { waveBranch } from "./names.ts";
import type { Actual, KnownPull } from "./state.ts";
import { type ClusterWave, presentIngresses } from "./waves.ts";

/** Everything about a merged wave that its later stages depend on. */
export interface MergedWave {
  /** The add that was merged last: its merge starts the soak. */
  readonly last: KnownPull;
  readonly merged: readonly KnownPull[];
  /** Moved Ingresses -> hash when they were proposed. */
  readonly ingresses: ReadonlyMap<string, string>;
  /** Those that are still in the repository. */
  readonly live: readonly string[];
}

/** undefined: no add of this wave was merged. */
export function mergedWave(wave: ClusterWave, survey: Survey): MergedWave | undefined {
  const merged = wave.adds.filter(({ state }) => state === "merged");
  const last = merged.at(-1);
  if (last === undefined) return undefined;
  const ingresses = new Map(merged.flatMap((pull) => Object.entries(pull.wave?.ingresses ?? {})));
  const present = presentIngresses(survey, wave.cluster);
  return { last, merged, ingresses, live: [...ingresses.keys()].filter((key) => present.has(key)) };
}

/** True when the wave's routes are merged and its Ingresses wait for removal: parity is watched. */
export function isWatched(wave: ClusterWave, survey: Survey): boolean {
  if (wave.wave === gatewayWave) return false; // nothing moves with it, so there is nothing to compare
  const merged = mergedWave(wave, survey);
  if (merged === undefined || openOf(wave.adds) !== undefined) return false;
  if (openOf(wave.removals) !== undefined || openOf(wave.cutovers) !== undefined) return true;
  return !isGone(merged) && !isRolledBack(wave, merged);
}

export interface StageFacts {
  readonly survey: Survey;
  readonly actual: Pick<Actual, "pulls" | "branches" | "ownHeads">;
  readonly verdict: ParityVerdict | undefined;
  /** True when a pull request that adds this wave is wanted and not there. */
  readonly isAsked: boolean;
  /** True when a removal is wanted again although one was closed or reverted. */
  readonly isRemovalAsked: boolean;
  readonly repositoryUrl: string;
}

export function stageOf(wave: ClusterWave, facts: StageFacts): WaveStage {
  const { survey, actual, verdict } = facts;
  const linked = (pull: KnownPull): PullLink => ({
    number: pull.number,
    url: `${facts.repositoryUrl}/pull/${pull.number}`,
  });
  const add = openOf(wave.adds);
  if (add !== undefined) return { kind: isEdited(add, actual) ? "edited" : "proposed", pull: linked(add) };

  const branch = waveBranch(wave.cluster, wave.wave, "add");
  const head = actual.branches.get(branch);
  if (facts.isAsked && head !== undefined && !isOurHead(branch, head, actual))
    return { kind: "foreign-branch", branch };

  const merged = mergedWave(wave, survey);
  const isMissing = wave.wave === gatewayWave && isGatewayMissing(wave, survey);
  if (wave.wave === gatewayWave && merged !== undefined && !isMissing)
    return { kind: "in-place", pull: linked(merged.last) };
  if (wave.wave !== gatewayWave && merged !== undefined)
    return mergedStage(wave, merged, facts, verdict, linked);

  const lastAdd = wave.adds.at(-1);
  if (lastAdd !== undefined && !facts.isAsked) return { kind: "not-now", pull: linked(lastAdd) };
  const hasWork = isMissing || wave.planned.some(({ status }) => status === "planned");
  return { kind: hasWork ? "planned" : "nothing" };
}

function isGatewayMissing(wave: ClusterWave, survey: Survey): boolean {
  return survey.clusters.some((cluster) => cluster.inventory.name === wave.cluster && needsGateway(cluster));
}

function mergedStage(
  wave: ClusterWave,
  merged: MergedWave,
  facts: StageFacts,
  verdict: ParityVerdict = unknownVerdict,
  linked: (pull: KnownPull) => PullLink,
): WaveStage {
  const open = openOf(wave.removals);
  if (open !== undefined) {
    const kind = isEdited(open, facts.actual) ? "removal-edited" : "removal-proposed";
    return { kind, pull: linked(open), verdict };
  }
  const removal = wave.removals.findLast(({ number }) => number > merged.last.number);
  if (isGone(merged)) return { kind: "removed", pull: removal === undefined ? undefined : linked(removal) };
  if (isRolledBack(wave, merged))
    return { kind: "rolled-back", pull: linked(merged.last), of: "add", verdict };
  const cutover = openOf(wave.cutovers);
  if (cutover !== undefined) {
    const kind = isEdited(cutover, facts.actual) ? "cutover-edited" : "cutover-proposed";
    return { kind, pull: linked(cutover), verdict };
  }
  if (removal?.state === "merged" && !facts.isRemovalAsked)
    return { kind: "rolled-back", pull: linked(removal), of: "removal", verdict };
  if (removal?.state === "closed" && !facts.isRemovalAsked)
    return { kind: "removal-not-now", pull: linked(removal), verdict };
  return { kind: "parity", pull: linked(merged.last), verdict };
}

/** The merged pull request named Ingresses, and none of them is left. */
function isGone({ ingresses, live }: MergedWave): boolean {
  return ingresses.size > 0 && live.length === 0;
}

/** A service that was moved counts as planned again: its routes are gone. */
function isRolledBack(wave: ClusterWave, { ingresses }: MergedWave): boolean {
  return wave.planned.some(
    (service) => service.status === "planned" && service.ingresses.some((key) => ingresses.has(key)),
  );
}

function isEdited(pull: KnownPull, actual: StageFacts["actual"]): boolean {
  const head = actual.branches.get(pull.branch);
  return head !== undefined && !isOurHead(pull.branch, head, actual);
}

function openOf(pulls: readonly KnownPull[]): KnownPull | undefined {
  return pulls.findLast(({ state }) => state === "open");
}

const unknownVerdict: ParityVerdict = { holds: false, signals: [], dueAt: undefined };
