/**
 * The stage a wave is in, as people read it on the dashboard and in answers.
 */
import { exceptDns, type ParityVerdict } from "../model/parity.ts";

export interface PullLink {
  readonly number: number;
  readonly url: string;
}

/**
 * What has become of one wave in one cluster. `proposed` and later stages say where to look; `nothing` is a wave whose services all
 * wait for a person.
 */
export type WaveStage =
  | { readonly kind: "planned" }
  | { readonly kind: "nothing" }
  | { readonly kind: "proposed"; readonly pull: PullLink }
  | { readonly kind: "edited"; readonly pull: PullLink }
  | { readonly kind: "foreign-branch"; readonly branch: string }
  | { readonly kind: "not-now"; readonly pull: PullLink }
  | {
      readonly kind: "rolled-back";
      readonly pull: PullLink;
      readonly of: "add" | "removal";
      readonly verdict: ParityVerdict;
    }
  | { readonly kind: "parity"; readonly pull: PullLink; readonly verdict: ParityVerdict }
  /** Names wait in an open pull request to be handed over. */
  | {
      readonly kind: "cutover-proposed" | "cutover-edited";
      readonly pull: PullLink;
      readonly verdict: ParityVerdict;
    }
  | {
      readonly kind: "removal-proposed";
      readonly pull: PullLink;
      readonly verdict: ParityVerdict;
    }
  | {
      readonly kind: "removal-edited";
      readonly pull: PullLink;
      readonly verdict: ParityVerdict;
    }
  | { readonly kind: "removal-not-now"; readonly pull: PullLink; readonly verdict: ParityVerdict }
  /** Wave 0, whose Gateway stands. */
  | { readonly kind: "in-place"; readonly pull: PullLink }
  | { readonly kind: "removed"; readonly pull: PullLink | undefined };

export function stageWords(stage: WaveStage): string {
  switch (stage.kind) {
    case "planned":
      return "planned";
    case "nothing":
      return "waits for a decision: nothing in it can move yet";
    case "proposed":
      return "proposed";
    case "edited":
      return "edited by somebody else, left alone";
    case "foreign-branch":
      return `the branch \`${stage.branch}\` exists and is not ours, left alone`;
    case "not-now":
      return "closed: not now";
    case "rolled-back":
      return stage.of === "add" ? "rolled back" : "the removal was rolled back";
    case "parity":
      if (stage.verdict.holds) return `${cutoverWords(stage.verdict)}ready for removal`;
      return `merged, ${cutoverWords(stage.verdict)}${missingWords(stage.verdict)}`;
    case "cutover-proposed":
      return exceptDns(stage.verdict).holds
        ? "cutover proposed"
        : "cutover proposed, but parity no longer holds: do not merge";
    case "cutover-edited":
      return "cutover edited by somebody else, left alone";
    case "removal-proposed":
      return stage.verdict.holds
        ? "removal proposed"
        : "removal proposed, but parity no longer holds: do not merge";
    case "removal-edited":
      return "removal edited by somebody else, left alone";
    case "removal-not-now":
      return "removal closed: not now";
    case "in-place":
      return "in place";
    case "removed":
      return "removed";
  }
}

export function pullOf(stage: WaveStage): PullLink | undefined {
  switch (stage.kind) {
    case "planned":
    case "nothing":
    case "foreign-branch":
      return undefined;
    default:
      return stage.pull;
  }
}

/** "cutover done, " once the names of the wave are handed over. */
function cutoverWords({ signals }: ParityVerdict): string {
  return signals.some(({ name, state }) => name === "dns" && state === "holds") ? "cutover done, " : "";
}

/** What parity still waits for: "34 h left ..., waiting for `argocd/prod`". */
export function missingWords(verdict: ParityVerdict): string {
  const missing = verdict.signals.filter(({ state }) => state !== "holds");
  const broken = missing.filter(({ state }) => state === "broken");
  return (broken.length > 0 ? broken : missing).map(({ text }) => text).join(", ");
}
