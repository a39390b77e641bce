/**
 * The dashboard issue: where the migration stands, what needs a person, what was asked. Rewritten only when its text changes, so
 * nothing in it may depend on the minute.
 */
import {
  type Diagnostic,
  findingId,
  severityOf,
  sortDiagnostics,
  wordingOf,
} from "../diagnostics/diagnostic.ts";
import type { PlannedService } from "../model/plan.ts";
import type { NotMovedService, Survey } from "../model/survey.ts";
import { foldedCommands } from "./commands-text.ts";
import { keptText } from "./kept-text.ts";
import { bullets, code, count, folded, prose, sentence, table } from "./markdown.ts";
import type { LoggedCommand } from "./markers.ts";
import { bodyLimit, fitSections, type Section } from "./sections.ts";
import { pullOf, stageWords, type WaveStage } from "./wave-words.ts";

export const dashboardTitle = "Tidegate migration dashboard";
export const dashboardLabel = "tidegate";

export interface DashboardRow {
  readonly wave: number;
  readonly name: string;
  readonly cluster: string;
  readonly services: readonly string[];
  /** Why names are not handed over although a cutover is asked for; undefined: none is kept. */
  readonly keptNames?: readonly Diagnostic[];
  readonly stage: WaveStage;
}

export interface DashboardView {
  readonly survey: Survey;
  readonly diagnostics: readonly Diagnostic[];
  /** Services that only the comparison keeps out of a wave somebody asked for; absent: none. */
  readonly kept?: readonly NotMovedService[];
  /** Sorted by wave, then cluster. Waves that are done stay listed. */
  readonly rows: readonly DashboardRow[];
  /** Ingresses that a removal took away. */
  readonly removed: number;
  readonly commands: readonly LoggedCommand[];
  /** Problems that make the configuration unusable; empty when it is fine. */
  readonly configProblems: readonly Diagnostic[];
  readonly markerLength: number;
}

const shownPerList = 50;

export function dashboardText(view: DashboardView): string {
  const sections: readonly Section[] = [
    { expendable: 0, text: bannerText(view) },
    { expendable: 0, text: progressText(view) },
    { expendable: 1, text: wavesText(view) },
    { expendable: 2, text: blockedText(view) },
    { expendable: 2, text: keptText(view.kept ?? []) },
    { expendable: 3, text: heldText(view.survey) },
    { expendable: 5, text: unsupportedText(view.survey) },
    { expendable: 6, text: assumptionsText(view.survey) },
    { expendable: 4, text: commandsText(view.commands) },
    { expendable: 7, text: foldedCommands() },
  ];
  return fitSections(sections, bodyLimit - view.markerLength);
}

export interface Progress {
  readonly total: number;
  /** Served by routes and Ingress side by side. */
  readonly routed: number;
  readonly removed: number;
}

export function progressOf({ survey, removed }: Pick<DashboardView, "survey" | "removed">): Progress {
  const present = survey.waves.flatMap(({ services }) => services);
  const ingresses = (services: readonly PlannedService[]): number =>
    services.reduce((sum, service) => sum + service.ingresses.length, 0);
  return {
    total: ingresses(present) + removed,
    routed: ingresses(present.filter(({ status }) => status === "migrated")),
    removed,
  };
}

function bannerText({ survey, configProblems }: DashboardView): string {
  if (survey.configIsValid) return "";
  const lines = configProblems.slice(0, 20).map((problem) => {
    const { message, remedy } = wordingOf(problem);
    const place = problem.at === undefined ? "" : `${code(`${problem.at.path}:${problem.at.line}`)}: `;
    return `> - ${place}${sentence(message)} ${sentence(remedy)}`;
  });
  return [
    "> [!CAUTION]",
    "> The configuration cannot be used. Nothing is written until it is corrected; open pull requests stay as they are.",
    ">",
    ...lines,
  ].join("\n");
}

function progressText(view: DashboardView): string {
  const { total, routed, removed } = progressOf(view);
  const width = 20;
  const cells = (number: number): number => (total === 0 ? 0 : Math.floor((number / total) * width));
  const done = cells(removed);
  const beside = cells(removed + routed) - done;
  const bar = `${"█".repeat(done)}${"▒".repeat(beside)}${"░".repeat(width - done - beside)}`;
  return [
    "Moves this repository's Ingresses from ingress-nginx to Gateway API, one reviewed pull request per wave.",
    `${bar} ${removed} of ${count(total, "Ingress", "Ingresses")} done, ${routed} with routes beside, ${total - removed - routed} to go`,
  ].join("\n\n");
}

function wavesText({ rows }: DashboardView): string {
  if (rows.length === 0) return "";
  const namesCluster = new Set(rows.map(({ cluster }) => cluster)).size > 1;
  const head = ["Wave", ...(namesCluster ? ["Cluster"] : []), "Services", "State", "Pull request"];
  const lines = rows.map((row) => {
    const pull = pullOf(row.stage);
    return [
      row.name === "" ? String(row.wave) : `${row.wave} (${prose(row.name)})`,
      ...(namesCluster ? [code(row.cluster)] : []),
      serviceList(row.services),
      sentence(stageWords(row.stage)),
      pull === undefined ? "" : `[#${pull.number}](${pull.url})`,
    ];
  });
  return `## Waves\n\n${table(head, lines)}\n\nComment \`/migrate wave N\` to get the pull request of a wave.`;
}

function serviceList(services: readonly string[]): string {
  const shown = services.slice(0, 12).map(code);
  const more = services.length - shown.length;
  return `${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function blockedText({ survey, diagnostics }: DashboardView): string {
  const blocked = survey.waves
    .flatMap(({ services }) => services)
    .filter(({ status }) => status === "blocked");
  if (blocked.length === 0) return "";
  const items = blocked.slice(0, shownPerList).map((service) => {
    const lines = blockersOf(service, survey, diagnostics);
    return `- ${code(service.name)} (${code(service.cluster)})\n${lines.map((line) => `  - ${line}`).join("\n")}`;
  });
  const more = blocked.length - items.length;
  const tail = more > 0 ? `\n- and ${more} more: \`npx tidegate plan\` lists them` : "";
  return `## Needs a decision (${blocked.length})\n\n${items.join("\n")}${tail}`;
}

/** Why a service does not move: its blockers among the diagnostics, and the settings whose verdict is blocker. */
export function blockersOf(
  service: PlannedService,
  survey: Survey,
  diagnostics: readonly Diagnostic[],
): readonly string[] {
  const ids = new Set(service.blockers);
  const own = sortDiagnostics(diagnostics)
    .filter((diagnostic) => severityOf(diagnostic) === "blocker" && ids.has(findingId(diagnostic)))
    .map((diagnostic) => {
      const { message, remedy } = wordingOf(diagnostic);
      const subject = diagnostic.ingress === undefined ? "" : `${code(diagnostic.ingress)}: `;
      return `${subject}${sentence(message)} **What to do:** ${sentence(remedy)} (${code(findingId(diagnostic))})`;
    });
  if (own.length > 0) return own;
  const verdicts = survey.clusters
    .filter(({ inventory }) => inventory.name === service.cluster)
    .flatMap(({ emissions }) => emissions)
    .filter(({ ingress }) => service.ingresses.includes(ingress))
    .flatMap((emission) => emission.verdicts.filter(({ verdict }) => verdict === "blocker"))
    .map(({ ingress, key, note }) => `${code(ingress)}: ${code(key)}: ${sentence(note)}`);
  return verdicts.length > 0
    ? [...new Set(verdicts)]
    : [`blocked by ${service.blockers.map(code).join(", ")}`];
}

function heldText(survey: Survey): string {
  const held = survey.waves.flatMap(({ services }) => services).filter(({ status }) => status === "held");
  if (held.length === 0) return "";
  const lines = held.map(({ name, holdReason }) => {
    const reason = holdReason === undefined || holdReason === "" ? "" : `: ${prose(holdReason)}`;
    return `${code(name)}${reason}`;
  });
  return `## Held\n\n${bullets(lines)}`;
}

function unsupportedText(survey: Survey): string {
  const { unsupported } = survey.inventory;
  if (unsupported.length === 0) return "";
  const lines = unsupported
    .slice(0, shownPerList)
    .map(({ path, line, reason }) => `${code(`${path}:${line}`)}: ${sentence(reason)}`);
  const more = unsupported.length - lines.length;
  return folded(
    `Files that are left alone (${unsupported.length})`,
    bullets(more > 0 ? [...lines, `and ${more} more`] : lines),
  );
}

function assumptionsText(survey: Survey): string {
  if (survey.assumptions.length === 0) return "";
  return folded("What was assumed", bullets(survey.assumptions.map(sentence)));
}

function commandsText(commands: readonly LoggedCommand[]): string {
  if (commands.length === 0) return "";
  const rows = [...commands]
    .reverse()
    .map(({ at, by, text, done, url }) => [
      at.slice(0, 16).replace("T", " "),
      code(by),
      `[${code(text)}](${url})`,
      done ? "done" : "refused",
    ]);
  return folded("Recent commands", table(["When (UTC)", "Who", "Command", "Answer"], rows));
}
