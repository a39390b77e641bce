/**
 * The pull request that hands the DNS names of a wave over. It moves traffic, so it is opened by command alone, and only while everything
 * that a removal asks for holds.
 */
import { type Outcome, severityOf, stableId } from "../../diagnostics/diagnostic.ts";
import { awaitsCutover, exceptDns, type ParityVerdict } from "../../model/parity.ts";
import type { CutoverProposal } from "../../model/survey.ts";
import { parityCheck } from "../../report/check-run.ts";
import { cutoverText } from "../../report/cutover-text.ts";
import type { DashboardMarker } from "../../report/markers.ts";
import { commitMessage } from "../../report/pull-request-body.ts";
import { openPullOf } from "./decide.ts";
import { labels, waveBranch } from "./names.ts";
import type { Actual, DesiredPull } from "./state.ts";
import { type ClusterWave, presentIngresses } from "./waves.ts";
import { isAsked, type WishContext, waveContext } from "./wishes.ts";

export function isCutoverWanted(wave: ClusterWave, decisions: DashboardMarker, actual: Actual): boolean {
  const branch = waveBranch(wave.cluster, wave.wave, "cutover");
  return openPullOf(branch, actual) !== undefined || isAsked(branch, decisions, wave.cutovers.at(-1));
}

export function wishForCutover(
  wave: ClusterWave,
  context: WishContext,
  watched: { readonly verdict: ParityVerdict; readonly cutover: Outcome<CutoverProposal> | undefined },
): DesiredPull | undefined {
  const { verdict, cutover } = watched;
  if (cutover === undefined) return undefined;
  const { changes, names } = cutover.value;
  const branch = waveBranch(wave.cluster, wave.wave, "cutover");
  const gate = exceptDns(verdict);
  const left = cutover.diagnostics.filter((diagnostic) => severityOf(diagnostic) === "blocker");
  const { repositoryUrl, base, waveName, cluster, namesCluster } = waveContext(
    wave,
    context,
    { moved: [], proof: { equivalent: true, hosts: [], assumptions: [] } },
    [],
  );
  const shown = {
    repositoryUrl,
    base,
    waveName,
    cluster,
    namesCluster,
    markerLength: 1200 + 90 * names.length,
  };
  const { title, text } = cutoverText({ wave: wave.wave, names, left, verdict: gate }, shown);
  const check = parityCheck(gate);
  const planHash = stableId([
    JSON.stringify(changes),
    JSON.stringify(names),
    check.externalId,
    ...left.map(({ code, ingress }) => `${code} ${ingress ?? ""}`),
  ]);
  return {
    branch,
    title,
    text,
    commitMessage: commitMessage(title, planHash),
    changes,
    record: {
      kind: "wave",
      marker: {
        schema: 1,
        kind: "cutover",
        cluster: wave.cluster,
        wave: wave.wave,
        planHash,
        base: context.base,
        shown: [],
        ingresses: hashesOf(wave, context, names),
        services: servicesOf(wave, names),
      },
    },
    labels: [labels.cutover],
    checks: [check],
    mayOpen: gate.holds && awaitsCutover(verdict) && isAsked(branch, context.decisions, wave.cutovers.at(-1)),
    overwrite: context.decisions.rebuilds[branch],
    saysEdited: true,
  };
}

function hashesOf(wave: ClusterWave, { survey }: WishContext, names: CutoverProposal["names"]) {
  const present = presentIngresses(survey, wave.cluster);
  return Object.fromEntries(names.map(({ ingress }) => [ingress, present.get(ingress) ?? ""]));
}

function servicesOf({ planned }: ClusterWave, names: CutoverProposal["names"]): string[] {
  const handed = new Set(names.map(({ ingress }) => ingress));
  return planned.filter(({ ingresses }) => ingresses.some((key) => handed.has(key))).map(({ name }) => name);
}
