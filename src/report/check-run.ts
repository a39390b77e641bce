/**
 * Check runs: conclusions about a commit, with a note on each line of a manifest they are about. Names are API: branch protection
 * matches by name.
 */
import {
  type Diagnostic,
  severityOf,
  sortDiagnostics,
  stableId,
  wordingOf,
} from "../diagnostics/diagnostic.ts";
import type { ParityVerdict } from "../model/parity.ts";
import type { WaveProposal } from "../model/survey.ts";
import { bullets, count, sentence, table } from "./markdown.ts";
import type { Acceptance } from "./markers.ts";
import { withoutControls } from "./plain-text.ts";
import { chartsText, unrenderedOf, unrenderedText } from "./rendered-words.ts";
import { fitSections } from "./sections.ts";
import { differencesText, openWitnesses } from "./witness-text.ts";

export const checkNames = {
  translation: "tidegate / translation",
  parity: "tidegate / parity",
  config: "tidegate / config",
} as const;

export interface CheckText {
  readonly name: string;
  /** Equal id: the same thing has been said. */
  readonly externalId: string;
  readonly conclusion: "success" | "failure" | "neutral";
  readonly title: string;
  readonly summary: string;
  readonly annotations: readonly {
    readonly path: string;
    readonly line: number;
    readonly level: "notice" | "warning" | "failure";
    readonly title: string;
    readonly message: string;
  }[];
}

/** success: the same behaviour as far as the comparison sees. neutral: differences to accept, or a chart nobody rendered. It never blocks a merge. */
export function translationCheck(
  proposal: WaveProposal,
  diagnostics: readonly Diagnostic[],
  accepted: readonly Acceptance[] = [],
): CheckText {
  const open = openWitnesses(proposal.proof).length;
  const moved = count(proposal.moved.length, "Ingress", "Ingresses");
  const unrendered = unrenderedOf(proposal.moved).length;
  const unrenderedNote = unrendered === 0 ? "" : `, ${unrendered} unrendered`;
  const settings = proposal.moved.flatMap((one) =>
    one.emission.verdicts
      .filter(({ verdict }) => verdict !== "exact" && verdict !== "inert")
      .map(({ key, verdict, note }) => ({
        path: one.ingressPath,
        line: one.ingressLine,
        level: verdict === "equivalent-with" ? ("notice" as const) : ("warning" as const),
        title: titleText(`${one.ingress}: ${key}: ${verdict}`),
        message: messageText(note),
      })),
  );
  const notMoved = proposal.notMoved.flatMap((service) => service.diagnostics);
  return {
    name: checkNames.translation,
    externalId: proposal.planHash,
    conclusion: proposal.proof.equivalent && unrendered === 0 ? "success" : "neutral",
    title:
      open === 0
        ? `${moved}: no difference to accept${unrenderedNote}`
        : `${moved}: ${count(open, "difference", "differences")} to accept${unrenderedNote}`,
    summary: fitSections(
      [
        { expendable: 0, text: differencesText(proposal.proof, accepted) },
        { expendable: 1, text: unrenderedText(proposal.moved) },
        { expendable: 2, text: chartsText(proposal.moved) },
      ],
      60_000,
    ),
    annotations: [...settings, ...annotationsOf([...notMoved, ...diagnostics])],
  };
}

export function parityCheck(verdict: ParityVerdict): CheckText {
  const rows = verdict.signals.map(({ name, state, text }) => [name, state, sentence(text)]);
  const summary = table(["Signal", "State", "What was seen"], rows);
  return {
    name: checkNames.parity,
    // of the states, not of the words: those count hours
    externalId: stableId(verdict.signals.map(({ name, state }) => `${name} ${state}`)),
    conclusion: verdict.holds ? "success" : "failure",
    title: verdict.holds ? "Parity holds" : "Parity does not hold",
    summary,
    annotations: [],
  };
}

export function configCheck(path: string, diagnostics: readonly Diagnostic[]): CheckText {
  const own = sortDiagnostics(diagnostics);
  const lines = own.map((diagnostic) => {
    const { severity, message, remedy } = wordingOf(diagnostic);
    return `${severity}: ${sentence(message)} ${sentence(remedy)}`;
  });
  return {
    name: checkNames.config,
    externalId: stableId(lines),
    conclusion: "failure",
    title: "The configuration cannot be used; nothing was written",
    summary: fitSections([{ expendable: 0, text: bullets(lines) }], 60_000),
    annotations: annotationsOf(own).map((annotation) => ({ ...annotation, path: annotation.path || path })),
  };
}

export function annotationsOf(diagnostics: readonly Diagnostic[]): CheckText["annotations"] {
  const levels = { blocker: "failure", warning: "warning", note: "notice" } as const;
  return sortDiagnostics(diagnostics).flatMap((diagnostic) => {
    if (diagnostic.at === undefined) return [];
    const { title, message, remedy } = wordingOf(diagnostic);
    return [
      {
        path: diagnostic.at.path,
        line: diagnostic.at.line,
        level: levels[severityOf(diagnostic)],
        title: titleText(title),
        message: messageText(`${message}\n${remedy}`),
      },
    ];
  });
}

/** GitHub allows 255 characters. */
function titleText(text: string): string {
  return withoutControls(text).slice(0, 250);
}

/** GitHub allows 64 KB. */
function messageText(text: string): string {
  return withoutControls(text).slice(0, 8000);
}
