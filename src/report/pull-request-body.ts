/**
 * Titles and bodies of wave pull requests. The hidden marker is put under them when they are published, because it names the commit.
 */
import { z } from "zod";
import { type Diagnostic, wordingOf } from "../diagnostics/diagnostic.ts";
import type { Collateral } from "../model/collateral.ts";
import type { ParityVerdict } from "../model/parity.ts";
import type { MovedIngress, NotMovedService, WaveProposal } from "../model/survey.ts";
import type { VerdictKind } from "../model/translation.ts";
import { collateralText } from "./collateral-text.ts";
import { foldedCommands } from "./commands-text.ts";
import { dnsText } from "./dns-text.ts";
import { gatewayWaveText } from "./gateway-wave-text.ts";
import { bullets, code, count, folded, link, prose, sentence, table } from "./markdown.ts";
import type { Acceptance } from "./markers.ts";
import { chartWord, hasCharts, unrenderedText } from "./rendered-words.ts";
import { bodyLimit, fitSections, type Section } from "./sections.ts";
import { differencesText, openWitnesses } from "./witness-text.ts";

export interface WaveContext {
  readonly repositoryUrl: string;
  /** The commit the wave was made from: links to files point there. */
  readonly base: string;
  readonly waveName: string;
  readonly cluster: string;
  /** True when the repository has several clusters: then titles name this one. */
  readonly namesCluster: boolean;
  /** In words: "48 h". */
  readonly soak: string;
  readonly requiredChecks: readonly string[];
  /** The differences somebody accepted by command. */
  readonly accepted: readonly Acceptance[];
  /** Warnings and notes about what moves. */
  readonly diagnostics: readonly Diagnostic[];
  /** What else names ingress-nginx; undefined: nothing. */
  readonly collateral?: readonly Collateral[] | undefined;
  /** Characters the marker will take. */
  readonly markerLength: number;
}

export interface PullText {
  readonly title: string;
  readonly text: string;
}

const verdictOrder: readonly VerdictKind[] = ["blocker", "approximate", "equivalent-with", "exact", "inert"];

export function addWaveText(proposal: WaveProposal, context: WaveContext): PullText {
  if (proposal.wave === 0) return gatewayWaveText(proposal, context, attentionText(context.diagnostics));
  const services = distinct(proposal.moved.map(({ service }) => service));
  const place = context.namesCluster ? ` in ${context.cluster}` : "";
  const sections: readonly Section[] = [
    { expendable: 0, text: addPurpose(proposal, context) },
    { expendable: 1, text: `## What moves\n\n${movedTable(proposal.moved, context)}` },
    { expendable: 1, text: unrenderedText(proposal.moved) },
    { expendable: 2, text: differencesText(proposal.proof, context.accepted) },
    { expendable: 3, text: approximationsText(proposal.moved) },
    { expendable: 3, text: notMovedText(proposal.notMoved) },
    { expendable: 6, text: verdictDetails(proposal.moved) },
    { expendable: 5, text: attentionText(context.diagnostics) },
    {
      expendable: 5,
      text: collateralText(context.collateral ?? [], (path, line) => fileUrl(context, path, line)),
    },
    { expendable: 4, text: checkText(proposal.moved) },
    { expendable: 0, text: dnsText(proposal) },
    { expendable: 0, text: afterMergeText(context) },
    { expendable: 0, text: rollbackText(proposal.kind) },
    { expendable: 7, text: foldedCommands() },
  ];
  return {
    title: `feat(gateway): wave ${proposal.wave}${place}: routes for ${namesInTitle(services)}`,
    text: fitSections(sections, bodyLimit - context.markerLength),
  };
}

export function removalText(proposal: WaveProposal, context: WaveContext, verdict: ParityVerdict): PullText {
  const services = distinct(proposal.moved.map(({ service }) => service));
  const place = context.namesCluster ? ` in ${context.cluster}` : "";
  const sections: readonly Section[] = [
    { expendable: 0, text: removalPurpose(proposal, context, verdict) },
    { expendable: 1, text: `## What goes\n\n${movedTable(proposal.moved, context)}` },
    { expendable: 1, text: unrenderedText(proposal.moved) },
    { expendable: 0, text: evidenceText(verdict) },
    { expendable: 0, text: beforeRemovalText() },
    { expendable: 3, text: attentionText(context.diagnostics) },
    { expendable: 0, text: rollbackText(proposal.kind) },
    { expendable: 7, text: foldedCommands() },
  ];
  return {
    title: `chore(gateway): wave ${proposal.wave}${place}: remove the Ingresses of ${namesInTitle(services)}`,
    text: fitSections(sections, bodyLimit - context.markerLength),
  };
}

/** The commit of a wave: the title, and the plan it carries out. */
export function commitMessage(title: string, planHash: string): string {
  return `${title}\n\nTidegate-Plan: ${planHash}`;
}

/** The plan a commit of ours carries out. */
export function planOfCommit(message: string): string | undefined {
  return /^Tidegate-Plan: (\S+)$/m.exec(message)?.[1];
}

function addPurpose(proposal: WaveProposal, context: WaveContext): string {
  const what = count(proposal.moved.length, "Ingress", "Ingresses");
  const waveName = context.waveName === "" ? "" : ` (${prose(context.waveName)})`;
  return [
    `Adds Gateway API routes beside ${what} of wave ${proposal.wave}${waveName} in cluster ${code(context.cluster)}.`,
    "The Ingresses stay exactly as they are; ingress-nginx keeps serving until traffic is pointed at the Gateway.",
    openWitnesses(proposal.proof).length === 0
      ? ""
      : "**Some requests will be answered differently: see below.**",
  ]
    .filter((line) => line !== "")
    .join("\n");
}

function removalPurpose(proposal: WaveProposal, context: WaveContext, verdict: ParityVerdict): string {
  const what = count(proposal.moved.length, "Ingress", "Ingresses");
  const warning = verdict.holds
    ? []
    : ["", "> [!WARNING]", "> Parity no longer holds. Do not merge before it does: see the evidence below."];
  return [
    `Removes ${what} of wave ${proposal.wave} in cluster ${code(context.cluster)}. Their routes stay.`,
    ...warning,
  ].join("\n");
}

function movedTable(moved: readonly MovedIngress[], context: WaveContext): string {
  const withCharts = hasCharts(moved);
  return table(
    ["Service", "Ingress", ...(withCharts ? ["Chart"] : []), "Route", "Verdicts"],
    moved.map((one) => [
      code(one.service),
      link(one.ingress, fileUrl(context, one.ingressPath, one.ingressLine)),
      ...(withCharts ? [chartWord(one)] : []),
      routeCell(one),
      verdictCounts(one),
    ]),
  );
}

function routeCell(one: MovedIngress): string {
  const names = one.emission.objects.map((object) =>
    code(`${object.kind} ${object.metadata.name ?? ""}`.trim()),
  );
  const file = one.routePath === undefined ? "" : ` in ${code(one.routePath)}`;
  return names.length === 0 ? "none" : `${names.join(", ")}${file}`;
}

function verdictCounts(one: MovedIngress): string {
  const counted = verdictOrder.flatMap((kind) => {
    const number = one.emission.verdicts.filter(({ verdict }) => verdict === kind).length;
    return number === 0 ? [] : [`${number} ${kind}`];
  });
  return counted.length === 0 ? "no settings" : counted.join(", ");
}

function verdictDetails(moved: readonly MovedIngress[]): string {
  const rows = moved.flatMap(({ ingress, emission }) =>
    [...emission.verdicts]
      .sort((a, b) => verdictOrder.indexOf(a.verdict) - verdictOrder.indexOf(b.verdict))
      .map((verdict) => [
        code(ingress),
        code(verdict.key),
        code(shortened(verdict.value)),
        verdict.verdict,
        sentence(verdict.note),
      ]),
  );
  if (rows.length === 0) return "";
  return folded(
    `Every setting and what becomes of it (${rows.length})`,
    table(["Ingress", "Setting", "Value", "Verdict", "What happens"], rows),
  );
}

/** Differences no request class can show (limits, silences, retries): each once, with the Ingresses it is about. */
function approximationsText(moved: readonly MovedIngress[]): string {
  const byNote = new Map<string, string[]>();
  for (const { ingress, emission } of moved) {
    for (const { verdict, note } of emission.verdicts) {
      if (verdict !== "approximate") continue;
      const ingresses = byNote.get(note) ?? [];
      if (!ingresses.includes(ingress)) ingresses.push(ingress);
      byNote.set(note, ingresses);
    }
  }
  if (byNote.size === 0) return "";
  const lines = [...byNote].map(([note, ingresses]) => {
    const whom = ingresses.length === moved.length ? "all" : ingresses.map(code).join(", ");
    return `${sentence(note)} (${whom})`;
  });
  const shown = lines.slice(0, 10);
  const rest = lines.slice(10);
  const more = rest.length === 0 ? "" : `\n\n${folded(`${rest.length} more`, bullets(rest))}`;
  return `## Settings that do not carry over exactly\n\n${bullets(shown)}${more}`;
}

function notMovedText(notMoved: readonly NotMovedService[]): string {
  if (notMoved.length === 0) return "";
  const items = notMoved.map(({ service, reasons, diagnostics }) => {
    // the reasons are the diagnostics in one sentence each, where there are any
    const lines = distinct(diagnostics.length > 0 ? diagnostics.map(findingLine) : reasons.map(sentence));
    return `- ${code(service.name)}\n${lines.map((line) => `  - ${line}`).join("\n")}`;
  });
  return `## What is not moved, and why\n\nThese wait for a decision. Nothing of them was changed.\n\n${items.join("\n")}`;
}

function attentionText(diagnostics: readonly Diagnostic[]): string {
  if (diagnostics.length === 0) return "";
  return folded(`Worth a look (${diagnostics.length})`, bullets(distinct(diagnostics.map(findingLine))));
}

function findingLine(diagnostic: Diagnostic): string {
  const { message, remedy } = wordingOf(diagnostic);
  const subject = diagnostic.ingress === undefined ? "" : `${code(diagnostic.ingress)}: `;
  return `${subject}${sentence(message)} **What to do:** ${sentence(remedy)}`;
}

function checkText(moved: readonly MovedIngress[]): string {
  const probes = distinct(moved.flatMap(({ emission }) => emission.objects.flatMap(probesOf))).slice(0, 5);
  const steps = [
    "The `tidegate / translation` check of this pull request marks each Ingress with what was concluded.",
    "After the merge the routes must be Accepted and ResolvedRefs: `kubectl get httproute --all-namespaces`.",
    ...(probes.length === 0
      ? []
      : ["Ask the Gateway itself before any DNS changes, with its address in `GATEWAY`:"]),
  ];
  const commands = probes.length === 0 ? "" : `\n\n\`\`\`sh\n${probes.join("\n")}\n\`\`\``;
  return `## How to check\n\n${bullets(steps)}${commands}`;
}

const Route = z.object({
  hostnames: z.array(z.string()).optional(),
  parentRefs: z.array(z.object({ sectionName: z.string().optional() })).optional(),
});

/** A command per host: https where some listener of the route is named so, as listeners usually are. */
function probesOf(object: { readonly [key: string]: unknown }): readonly string[] {
  const { hostnames = [], parentRefs = [] } = Route.safeParse(object["spec"]).data ?? {};
  const isTls = parentRefs.some(({ sectionName }) => /https|tls/i.test(sectionName ?? ""));
  const [scheme, port] = isTls ? ["https", 443] : ["http", 80];
  return hostnames
    .map((host) => host.replace(/^\*\./, "any."))
    .filter((host) => /^[a-z0-9.-]+$/.test(host))
    .map((host) => `curl --include --resolve ${host}:${port}:$GATEWAY ${scheme}://${host}/`);
}

function afterMergeText({ soak, requiredChecks }: WaveContext): string {
  const checks =
    requiredChecks.length === 0
      ? "no check is required by the configuration (`parity.requiredChecks`), so only time and the files are watched"
      : `these checks have to be green on the merge commit: ${requiredChecks.map(code).join(", ")}`;
  return `## After the merge\n\nThe wave soaks for ${soak}; ${checks}. Then a second pull request removes the Ingresses.`;
}

function rollbackText(kind: "add" | "remove"): string {
  const text =
    kind === "add"
      ? "Revert this pull request: the routes go, the Ingresses were never touched."
      : "Revert this pull request: the Ingresses come back as they were, the routes were never touched.";
  return `## How to roll back\n\n${text}`;
}

export function evidenceText(verdict: ParityVerdict): string {
  const rows = verdict.signals.map(({ name, state, text }) => [name, state, sentence(text)]);
  return `## Evidence\n\n${table(["Signal", "State", "What was seen"], rows)}`;
}

function beforeRemovalText(): string {
  return [
    "## Before you merge",
    "ingress-nginx answers requests for these hosts with 404 once the Ingresses are gone. Whether clients already reach the Gateway is not visible from this repository: check that DNS points at it.",
  ].join("\n\n");
}

export function fileUrl(
  { repositoryUrl, base }: Pick<WaveContext, "repositoryUrl" | "base">,
  path: string,
  line: number,
): string {
  return `${repositoryUrl}/blob/${base}/${path.split("/").map(encodeURIComponent).join("/")}#L${line}`;
}

/** Titles and commit messages are plain text of one line. */
export function namesInTitle(services: readonly string[]): string {
  const shown = services.length <= 3 ? services : services.slice(0, 2);
  const names = shown.map((name) => shortened(name.replace(/\s+/g, " "))).join(", ");
  return shown.length === services.length ? names : `${names} and ${services.length - shown.length} more`;
}

function shortened(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}

function distinct(items: readonly string[]): readonly string[] {
  return [...new Set(items)];
}
