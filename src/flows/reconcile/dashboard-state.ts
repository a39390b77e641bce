/**
 * Puts the dashboard together: rows from stages, text from the report, the decisions in its marker.
 */
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { ParityVerdict } from "../../model/parity.ts";
import type { NotMovedService, Survey } from "../../model/survey.ts";
import { type DashboardRow, type DashboardView, dashboardText } from "../../report/dashboard.ts";
import { type DashboardMarker, printMarker, withMarker } from "../../report/markers.ts";
import { waveBranch } from "./names.ts";
import { mergedWave, stageOf } from "./stages.ts";
import type { Actual } from "./state.ts";
import type { ClusterWave } from "./waves.ts";
import { isAsked } from "./wishes.ts";

export interface RowContext {
  readonly survey: Survey;
  readonly actual: Actual;
  readonly decisions: DashboardMarker;
  readonly verdicts: ReadonlyMap<ClusterWave, ParityVerdict>;
  /** Why Ingresses keep their names although a cutover is asked for. */
  readonly keptNames: ReadonlyMap<ClusterWave, readonly Diagnostic[]>;
  readonly repositoryUrl: string;
}

export function rowsOf(waves: readonly ClusterWave[], context: RowContext): readonly DashboardRow[] {
  return waves.map((wave) => {
    const { cluster, adds, removals } = wave;
    const asked = isAsked(waveBranch(cluster, wave.wave, "add"), context.decisions, adds.at(-1));
    const removalAsked = isAsked(
      waveBranch(cluster, wave.wave, "remove"),
      context.decisions,
      removals.at(-1),
    );
    return {
      wave: wave.wave,
      name: wave.name,
      cluster,
      services: servicesOf(wave),
      keptNames: context.keptNames.get(wave) ?? [],
      stage: stageOf(wave, {
        ...context,
        verdict: context.verdicts.get(wave),
        isAsked: asked,
        isRemovalAsked: removalAsked,
      }),
    };
  });
}

/** How many Ingresses pull requests of ours took out of the repository. */
export function removedIngresses(waves: readonly ClusterWave[], survey: Survey): number {
  return waves.reduce((sum, wave) => {
    const merged = mergedWave(wave, survey);
    return merged === undefined ? sum : sum + merged.ingresses.size - merged.live.length;
  }, 0);
}

export interface DashboardParts {
  readonly survey: Survey;
  readonly diagnostics: readonly Diagnostic[];
  readonly configProblems: readonly Diagnostic[];
  readonly kept: readonly NotMovedService[];
  readonly rows: readonly DashboardRow[];
  readonly removed: number;
  readonly decisions: DashboardMarker;
}

export function dashboardView(parts: DashboardParts): DashboardView {
  const { decisions, ...shown } = parts;
  return { ...shown, commands: decisions.commands, markerLength: printMarker("dashboard", decisions).length };
}

export function dashboardBody(parts: DashboardParts): string {
  return withMarker(dashboardText(dashboardView(parts)), "dashboard", parts.decisions);
}

/** Services that are planned here or were moved here before. */
function servicesOf({ planned, adds }: ClusterWave): readonly string[] {
  const past = adds.filter(({ state }) => state === "merged").flatMap((pull) => pull.wave?.services ?? []);
  return [...new Set([...planned.map(({ name }) => name), ...past])].sort();
}
