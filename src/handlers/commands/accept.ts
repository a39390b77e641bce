/**
 * `/migrate accept FINDING reason`: a difference between old and new routes is wanted or does no harm. It is remembered with its
 * reason and shown in the wave's pull request; another answer to the same request is another finding.
 */
import { mayAcceptAccess } from "../../flows/reconcile/acceptances.ts";
import type { CommandResult, Situation } from "../../flows/reconcile/commands.ts";
import type { KnownFinding } from "../../flows/reconcile/findings.ts";
import { compareText } from "../../model/brands.ts";
import { editDistance } from "../../model/nearest.ts";
import { bullets, code, prose } from "../../report/markdown.ts";
import { refuse } from "./refuse.ts";

/** The marker has to stay readable; the oldest acceptances of a repository that has so many are asked for again. */
const keptAcceptances = 300;
const shownNear = 5;

export function runAccept(situation: Situation, id: string, reason: string): CommandResult {
  const { decisions, findings, author, comment } = situation;
  const earlier = decisions.accepted.find((one) => one.finding === id);
  const finding = findings.find((one) => one.id === id);
  // An acceptance that does not count can be given anew.
  if (earlier !== undefined && finding?.open !== true)
    return refuse(situation, `${code(id)} was accepted by ${prose(earlier.by)} before. Nothing was done.`);
  if (finding === undefined) return refuse(situation, unknownText(id, findings));
  const needed = situation.survey.config.accept.security;
  if (finding.access && !mayAcceptAccess(situation.permission, needed))
    return refuse(
      situation,
      `${code(id)} is about who may pass: accepting it takes ${needed} permission on this repository (${code("accept.security")} in the configuration), and ${code(author)} has ${code(situation.permission)}. Nothing was done.`,
    );
  const said = { issue: comment.issue, comment: comment.id };
  const others = decisions.accepted.filter((one) => one.finding !== id);
  const accepted = [...others, { finding: id, reason, by: author, said }].slice(-keptAcceptances);
  return {
    done: true,
    decisions: { ...decisions, accepted },
    answer: {
      kind: "text",
      text: `${code(id)} is accepted for wave ${finding.wave} in ${code(finding.cluster)}: ${prose(finding.text)}\n\nThe wave's pull request says so, with the reason and your name.`,
    },
  };
}

function unknownText(id: string, findings: readonly KnownFinding[]): string {
  const nearest = [...findings]
    .map((finding) => ({ finding, distance: editDistance(id, finding.id) }))
    .sort((a, b) => a.distance - b.distance || compareText(a.finding.id, b.finding.id))
    .slice(0, shownNear)
    .map(({ finding }) => `${code(finding.id)} (wave ${finding.wave}): ${prose(finding.text)}`);
  const list =
    nearest.length === 0
      ? "No wave has a difference to accept now."
      : `The nearest there are:\n\n${bullets(nearest)}`;
  return `There is no finding ${code(id)}; one that has changed since has another id. Nothing was done. ${list}`;
}
