/**
 * What people decided by comment, kept in the dashboard's marker. A lost marker loses holds and moves, which people see; what was
 * proposed is read from the pull requests.
 */
import { canonicalJson, stableId } from "../../diagnostics/diagnostic.ts";
import { compareText } from "../../model/brands.ts";
import type { Config } from "../../model/config.ts";
import type { Survey, WaveDecisions } from "../../model/survey.ts";
import type { DashboardMarker, LoggedCommand } from "../../report/markers.ts";
import type { KnownPull } from "./state.ts";

const keptCommands = 20;
/** A marker of thousands of services would leave no room for words; unstarted waves can be planned again. */
const keptServices = 600;

export function emptyDecisions(since: string): DashboardMarker {
  return {
    schema: 1,
    waves: {},
    moves: {},
    plannedWith: "",
    asked: {},
    holds: [],
    accepted: [],
    rebuilds: {},
    commands: [],
    since,
  };
}

/** What planning has to respect. */
export function waveDecisions(
  decisions: DashboardMarker,
  pulls: readonly KnownPull[],
  config: Config | undefined,
): WaveDecisions {
  const isSettled = config === undefined || isPlannedWith(decisions, config);
  const pin: Record<string, number> = {};
  const assigned = Object.entries(decisions.waves).flatMap(([wave, services]) =>
    services.map((service) => [service, Number(wave)] as const),
  );
  if (isSettled) for (const [service, wave] of assigned) pin[service] = wave;
  // what a pull request has said stays true, whatever the configuration says now
  for (const pull of pulls)
    for (const service of pull.wave?.services ?? []) pin[service] = pull.wave?.wave ?? 0;
  for (const [service, wave] of Object.entries(config?.waves.pin ?? {})) pin[service] = wave;
  for (const [service, wave] of Object.entries(decisions.moves)) pin[service] = wave;
  return { pin, hold: decisions.holds.map(({ service, reason }) => ({ service, reason })) };
}

/** Keeps the wave numbers of this survey. */
export function withWaves(decisions: DashboardMarker, survey: Survey): DashboardMarker {
  const waves: Record<string, readonly string[]> = {};
  let kept = 0;
  for (const wave of survey.waves) {
    const names = [...new Set(wave.services.map(({ name }) => name))].sort(compareText);
    kept += names.length;
    if (kept <= keptServices) waves[String(wave.number)] = names;
  }
  return {
    ...decisions,
    waves: Object.fromEntries(Object.entries(waves).map(([number, names]) => [number, [...names]])),
    plannedWith: planSettings(survey.config),
  };
}

export function withCommand(
  decisions: DashboardMarker,
  command: LoggedCommand,
  changedAt: string,
): DashboardMarker {
  return {
    ...decisions,
    commands: [...decisions.commands, command].slice(-keptCommands),
    since: compareText(changedAt, decisions.since) > 0 ? changedAt : decisions.since,
  };
}

/** What the log says of commands whose success shows only after everything was done. */
export function withOutcomes(
  decisions: DashboardMarker,
  answered: readonly {
    readonly pending: { readonly comment: { readonly id: number } };
    readonly done: boolean;
  }[],
): DashboardMarker {
  const outcomes = new Map(answered.map(({ pending, done }) => [pending.comment.id, done]));
  const commands = decisions.commands.map((command) => ({
    ...command,
    done: outcomes.get(command.comment) ?? command.done,
  }));
  return { ...decisions, commands };
}

/** Forgets permissions to overwrite heads that are gone. */
export function withoutSpentRebuilds(
  decisions: DashboardMarker,
  branches: ReadonlyMap<string, string>,
): DashboardMarker {
  const rebuilds = Object.fromEntries(
    Object.entries(decisions.rebuilds).filter(([branch, head]) => branches.get(branch) === head),
  );
  return { ...decisions, rebuilds };
}

/** False when the configuration's wave settings changed since the numbers were made. */
export function isPlannedWith(decisions: DashboardMarker, config: Config): boolean {
  return decisions.plannedWith === "" || decisions.plannedWith === planSettings(config);
}

function planSettings(config: Config): string {
  return stableId([canonicalJson(config.waves)]);
}
