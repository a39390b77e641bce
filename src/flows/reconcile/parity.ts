/**
 * Collects the facts `judge` needs about a merged wave: from the present files, from the records of its pull requests, and from what
 * was reported on the merge commit.
 */
import { type Diagnostic, severityOf } from "../../diagnostics/diagnostic.ts";
import { handedOver } from "../../model/dns.ts";
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
  /** What proposing the wave again would show; undefined: nothing waits for a cutover, so the removal shows it. */
  readonly again: WaveProposal | undefined;
  readonly reports: readonly CheckReport[];
  readonly now: number;
}

export function parityOf(input: ParityInput): ParityVerdict {
  const { survey, wave, merged, removal, again, reports, now } = input;
  const { soak, requiredChecks } = survey.config.parity;
  const present = presentIngresses(survey, wave.cluster);
  const shown = new Set(merged.merged.flatMap((pull) => pull.wave?.shown ?? []));
  return judge({
    now,
    mergedAt: Date.parse(merged.last.mergedAt ?? "") || now,
    soak,
    ingresses: [...merged.ingresses].map(([key, before]) => ({ key, before, now: present.get(key) })),
    routeProblems: [...routeProblems(wave, merged, removal), ...notAgain(removal, again)],
    unshown: [
      ...new Set(
        [removal, ...(again === undefined ? [] : [again])]
          .flatMap(({ proof }) => openWitnesses(proof))
          .map(({ id }) => id),
      ),
    ].filter((id) => !shown.has(id)),
    recordReadable: merged.merged.every((pull) => pull.wave !== undefined) && merged.ingresses.size > 0,
    requiredChecks,
    reports: reports.map(({ name, state, at }) => ({ name, state, at: Date.parse(at) })),
    dns: dnsFacts(survey, wave, merged, removal),
  });
}

/** Migrated services of this wave that nothing keeps but their names in DNS. */
export function awaitingCutover({ notMoved }: WaveProposal): readonly string[] {
  return notMoved
    .filter(({ service, diagnostics }) => service.status === "migrated" && isForDns(diagnostics))
    .map(({ service }) => service.name);
}

function isForDns(diagnostics: readonly Diagnostic[]): boolean {
  const blockers = diagnostics.filter((diagnostic) => severityOf(diagnostic) === "blocker");
  return blockers.length > 0 && blockers.every(({ code }) => code === "remove-dns-not-handed-over");
}

function dnsFacts(survey: Survey, wave: ClusterWave, merged: MergedWave, removal: WaveProposal) {
  const pending = awaitingCutover(removal);
  const found = survey.clusters.find(({ inventory }) => inventory.name === wave.cluster);
  const isHandedOver = (found?.inventory.ingresses ?? []).some(
    ({ key, annotations }) =>
      merged.ingresses.has(key) && Object.values(annotations).some((value) => value === handedOver),
  );
  return pending.length > 0 || isHandedOver ? { pending, wave: wave.wave } : undefined;
}

/** The cutover moves traffic: what would not be proposed now is not handed over either. */
function notAgain(removal: WaveProposal, again: WaveProposal | undefined): readonly string[] {
  if (again === undefined) return [];
  const proposed = new Set(again.moved.map(({ service }) => service));
  return awaitingCutover(removal)
    .filter((service) => !proposed.has(service))
    .map((service) => `\`${service}\` would not be proposed as it is now`);
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
      ({ service, diagnostics }) =>
        service.status === "migrated" &&
        !isForDns(diagnostics) &&
        service.ingresses.some((key) => merged.ingresses.has(key)),
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
