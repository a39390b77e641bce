/**
 * Title and body of the pull request that hands DNS names over. Merging it moves traffic, which no other pull request of ours does: the
 * text says so first, and what must be true of external-dns before.
 */
import { type Diagnostic, wordingOf } from "../diagnostics/diagnostic.ts";
import type { ParityVerdict } from "../model/parity.ts";
import type { HandedOverName } from "../model/survey.ts";
import { foldedCommands } from "./commands-text.ts";
import { bullets, code, count, link, prose, sentence, table } from "./markdown.ts";
import { evidenceText, fileUrl, namesInTitle, type PullText, type WaveContext } from "./pull-request-body.ts";
import { bodyLimit, fitSections, type Section } from "./sections.ts";

export interface CutoverView {
  readonly wave: number;
  readonly names: readonly HandedOverName[];
  /** Why some Ingresses keep their names. */
  readonly left: readonly Diagnostic[];
  /** Of everything but DNS. */
  readonly verdict: ParityVerdict;
}

export type CutoverContext = Pick<
  WaveContext,
  "repositoryUrl" | "base" | "waveName" | "cluster" | "namesCluster" | "markerLength"
>;

export function cutoverText(view: CutoverView, context: CutoverContext): PullText {
  const { wave, names, left, verdict } = view;
  const place = context.namesCluster ? ` in ${context.cluster}` : "";
  const sections: readonly Section[] = [
    { expendable: 0, text: purpose(view, context) },
    { expendable: 1, text: `## Names that move\n\n${namesTable(names, context)}` },
    { expendable: 0, text: mergeText() },
    { expendable: 2, text: leftText(left) },
    { expendable: 0, text: evidenceText(verdict) },
    { expendable: 0, text: rollbackText(wave) },
    { expendable: 7, text: foldedCommands() },
  ];
  const subject = namesInTitle([...new Set(names.map(({ ingress }) => ingress))]);
  return {
    title: `feat(gateway): wave ${wave}${place}: hand the DNS names of ${subject} over to the routes`,
    text: fitSections(sections, bodyLimit - context.markerLength),
  };
}

function purpose({ wave, names, verdict }: CutoverView, { waveName, cluster }: CutoverContext): string {
  const what = count(names.length, "Ingress", "Ingresses");
  const name = waveName === "" ? "" : ` (${prose(waveName)})`;
  const warning = verdict.holds
    ? []
    : ["", "> [!WARNING]", "> Parity no longer holds. Do not merge before it does: see the evidence below."];
  return [
    `Hands the DNS names of ${what} of wave ${wave}${name} in cluster ${code(cluster)} over to their routes.`,
    "**Merging this moves traffic.** Only annotations of external-dns change; Ingresses and routes stay and both answer.",
    ...warning,
  ].join("\n");
}

function namesTable(names: readonly HandedOverName[], context: CutoverContext): string {
  return table(
    ["DNS names", "From Ingress", "To"],
    names.map(({ ingress, path, line, hosts, routes }) => [
      hosts.length === 0 ? "those external-dns finds" : hosts.map(code).join(", "),
      link(ingress, fileUrl(context, path, line)),
      routes.map(code).join(", "),
    ]),
  );
}

function mergeText(): string {
  const steps = [
    `external-dns has to run with ${code("--source=gateway-httproute")} before: otherwise it finds the names nowhere, and with ${code("--policy=sync")} it deletes their records.`,
    "After the merge external-dns points the names at the address of the Gateway. Clients follow as their resolvers forget the old address (the TTL of the records).",
    "ingress-nginx goes on answering whoever still asks it. The Ingresses are removed by a pull request of their own.",
  ];
  return `## When it is merged\n\n${bullets(steps)}`;
}

function leftText(left: readonly Diagnostic[]): string {
  if (left.length === 0) return "";
  return `## Names that stay, and why\n\n${bullets(left.map(leftLine))}`;
}

/** One line per Ingress whose names the cutover cannot hand over. */
export function leftLine(diagnostic: Diagnostic): string {
  const { message, remedy } = wordingOf(diagnostic);
  const subject = diagnostic.ingress === undefined ? "" : `${code(diagnostic.ingress)}: `;
  return `${subject}${sentence(message)} **What to do:** ${sentence(remedy)}`;
}

function rollbackText(wave: number): string {
  return `## How to go back\n\nRevert this pull request while the Ingresses stand: external-dns points the names at ingress-nginx again. ${code(`/migrate cutover wave ${wave}`)} proposes it anew.`;
}
