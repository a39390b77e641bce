/**
 * Collects the facts `judge` needs about a merged wave: from the present files, from the records of its pull requests, and from what
 * was reported on the merge commit.
 */
import type { ParityVerdict } from "../../model/parity.ts";
import type { Survey, WaveProposal } from "../../model/survey.ts";
import { judge } from "../../observe/judge.ts";
import type { CheckReport } from "../../ports/github-host.ts";
import { openWitnesses } from "../../report/witness-text.ts";
import type { MergedWave } from "./stages.ts";
import { type ClusterWave, presentIngresses } from "./waves.ts";

export interface ParityInput {
  readonly survey: Survey;
  readonly wave: ClusterWave;
  readonly merged: MergedWave;
  /** What removing the wave would do now: it covers exactly what has moved. */
  readonly removal: WaveProposal;
  readonly reports: readonly CheckReport[];
  readonly now: number;
}

export function parityOf({ survey, wave, merged, removal, reports, now }: ParityInput): ParityVerdict {
  const { soak, requiredChecks } = survey.config.parity;
  const present = presentIngresses(survey, wave.cluster);
  const shown = new Set(merged.merged.flatMap((pull) => pull.wave?.shown ?? []));
  return judge({
    now,
    mergedAt: Date.parse(merged.last.mergedAt ?? "") || now,
    soak,
    ingresses: [...merged.ingresses].map(([key, before]) => ({ key, before, now: present.get(key) })),
    routeProblems: routeProblems(wave, merged, removal),
    unshown: openWitnesses(removal.proof)
      .map(({ id }) => id)
      .filter((id) => !shown.has(id)),
    recordReadable: merged.merged.every((pull) => pull.wave !== undefined) && merged.ingresses.size > 0,
    requiredChecks,
    reports: reports.map(({ name, state, at }) => ({ name, state, at: Date.parse(at) })),
  });
}

function routeProblems(wave: ClusterWave, merged: MergedWave, removal: WaveProposal): readonly string[] {
  const waiting = wave.planned
    .filter(({ ingresses }) => ingresses.some((key) => merged.ingresses.has(key)))
    .flatMap(({ name, status, holdReason, blockers }) => {
      if (holdReason !== undefined) return [`\`${name}\` is held`];
      if (blockers.length > 0) return [`\`${name}\` needs a decision`];
      return status === "migrated" ? [] : [`the routes of \`${name}\` are gone`];
    });
  const movable = new Set<string>(removal.moved.map(({ ingress }) => ingress));
  const refused = removal.notMoved
    .filter(
      ({ service }) =>
        service.status === "migrated" && service.ingresses.some((key) => merged.ingresses.has(key)),
    )
    .map(({ service }) => `\`${service.name}\` cannot be removed by itself`);
  const strangers = [...movable]
    .filter((key) => !merged.ingresses.has(key))
    .map(
      (key) =>
        `\`${key}\` has routes that no pull request of this wave proposed: hold its service, or remove it by hand`,
    );
  return [...waiting, ...refused, ...strangers];
}
