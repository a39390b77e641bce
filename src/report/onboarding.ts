/**
 * The pull request that asks for a configuration file. It says what would happen and changes nothing else.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { wordingOf } from "../diagnostics/diagnostic.ts";
import type { Survey } from "../model/survey.ts";
import { bullets, code, count, folded, sentence, table } from "./markdown.ts";
import { bodyLimit, fitSections, type Section } from "./sections.ts";

export const onboardingTitle = "chore: configure Tidegate";

export interface OnboardingContext {
  readonly configPath: string;
  readonly diagnostics: readonly Diagnostic[];
  /** What was assumed to fill the file in. */
  readonly assumptions: readonly string[];
  readonly markerLength: number;
}

export function onboardingText(survey: Survey, context: OnboardingContext): string {
  const sections: readonly Section[] = [
    { expendable: 0, text: purposeText(survey, context) },
    { expendable: 0, text: questionsText(context) },
    { expendable: 1, text: previewText(survey) },
    { expendable: 3, text: unsupportedText(survey) },
    { expendable: 4, text: findingsText(context.diagnostics) },
    { expendable: 0, text: nextText() },
  ];
  return fitSections(sections, bodyLimit - context.markerLength);
}

function purposeText(survey: Survey, { configPath }: OnboardingContext): string {
  const ours = survey.clusters.reduce((sum, { emissions }) => sum + emissions.length, 0);
  const clusters = survey.clusters.filter(({ emissions }) => emissions.length > 0);
  return [
    `Tidegate found ${count(ours, "ingress-nginx Ingress", "ingress-nginx Ingresses")} in ${count(clusters.length, "cluster", "clusters")} (${clusters.map(({ inventory }) => code(inventory.name)).join(", ")}).`,
    `This pull request adds ${code(configPath)} and changes nothing else. Until it is merged, nothing else happens; closing it means "not now".`,
  ].join("\n");
}

function questionsText({ assumptions }: OnboardingContext): string {
  if (assumptions.length === 0) return "";
  return `## Please check\n\n${bullets(assumptions.map(sentence))}\n\nEdit the file in this branch as you like: it is yours from the first commit you push.`;
}

function previewText(survey: Survey): string {
  const rows = survey.waves.flatMap((wave) =>
    wave.services.map((service) => [
      String(wave.number),
      code(service.name),
      code(service.cluster),
      service.complexity,
      service.status === "blocked" ? "needs a decision" : service.status,
    ]),
  );
  if (rows.length === 0) return "";
  return `## The plan\n\nOne pull request per wave, each only when you ask for it.\n\n${table(["Wave", "Service", "Cluster", "Complexity", "State"], rows)}`;
}

function unsupportedText(survey: Survey): string {
  const { unsupported } = survey.inventory;
  if (unsupported.length === 0) return "";
  const shown = unsupported
    .slice(0, 50)
    .map(({ path, line, reason }) => `${code(`${path}:${line}`)}: ${sentence(reason)}`);
  return folded(`Files that are left alone (${unsupported.length})`, bullets(shown));
}

function findingsText(diagnostics: readonly Diagnostic[]): string {
  if (diagnostics.length === 0) return "";
  const shown = diagnostics.slice(0, 50).map((diagnostic) => {
    const { severity, message, remedy } = wordingOf(diagnostic);
    const subject = diagnostic.ingress === undefined ? "" : `${code(diagnostic.ingress)}: `;
    return `${severity}: ${subject}${sentence(message)} ${sentence(remedy)}`;
  });
  return folded(`Findings (${diagnostics.length})`, bullets(shown));
}

function nextText(): string {
  return [
    "## What happens next",
    "After the merge a dashboard issue lists the waves. A comment with `/migrate wave 1` there opens the first wave's pull request.",
  ].join("\n\n");
}
