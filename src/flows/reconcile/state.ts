/**
 * What there is on GitHub and what there should be: the two sides `decide` compares.
 */
import type { ChangeSet } from "../../model/edits.ts";
import type { OwnCheck, OwnedIssue, PullFacts } from "../../ports/github-host.ts";
import type { CheckText } from "../../report/check-run.ts";
import type { OnboardingMarker, WaveMarker } from "../../report/markers.ts";

/** A pull request of ours with the record found in its body. */
export interface KnownPull extends PullFacts {
  readonly wave: WaveMarker | undefined;
  readonly onboarding: OnboardingMarker | undefined;
}

export interface Actual {
  /** Issues that carry the dashboard's marker, oldest first: more than one only after an accident. */
  readonly dashboards: readonly OwnedIssue[];
  /** Our pull requests, oldest first. */
  readonly pulls: readonly KnownPull[];
  /** Heads of branches under `tidegate/`. */
  readonly branches: ReadonlyMap<string, string>;
  /** Heads no marker records although GitHub attributes the commit to us: left by an interrupted run. */
  readonly ownHeads: ReadonlySet<string>;
  /** Our check runs on commits we looked at. */
  readonly checks: ReadonlyMap<string, readonly OwnCheck[]>;
}

/** The record of a pull request without the commits, which are known when it is published. */
export type PullRecord =
  | { readonly kind: "wave"; readonly marker: Omit<WaveMarker, "head" | "previous"> }
  | { readonly kind: "onboarding"; readonly marker: Omit<OnboardingMarker, "head" | "previous"> };

export interface DesiredPull {
  readonly branch: string;
  readonly title: string;
  readonly text: string;
  readonly commitMessage: string;
  readonly changes: ChangeSet;
  readonly record: PullRecord;
  readonly labels: readonly string[];
  readonly checks: readonly CheckText[];
  /** True when a pull request may be opened if none is open. */
  readonly mayOpen: boolean;
  /** The head somebody allowed to overwrite. */
  readonly overwrite: string | undefined;
  /** False where people are invited to edit the branch. */
  readonly saysEdited: boolean;
}

export interface DesiredCheck {
  readonly sha: string;
  readonly check: CheckText;
}

export interface Desired {
  readonly pulls: readonly DesiredPull[];
  /** Open pull requests that have lost their purpose. */
  readonly close: readonly { readonly pull: number; readonly because: string }[];
  /** About a commit of the default branch. */
  readonly headCheck: DesiredCheck | undefined;
}

export type Action =
  | {
      readonly kind: "publish";
      readonly desired: DesiredPull;
      /** The open pull request to rebuild; undefined opens one. */
      readonly pull: number | undefined;
      /** Head of the branch now; undefined when the branch has to be created. */
      readonly head: string | undefined;
    }
  | { readonly kind: "close"; readonly pull: number; readonly because: string }
  | { readonly kind: "say-edited"; readonly pull: number; readonly head: string }
  | { readonly kind: "add-labels"; readonly pull: number; readonly labels: readonly string[] }
  | { readonly kind: "remove-label"; readonly pull: number; readonly label: string }
  | { readonly kind: "check"; readonly sha: string; readonly check: CheckText }
  | { readonly kind: "open-dashboard"; readonly body: string }
  | { readonly kind: "edit-dashboard"; readonly number: number; readonly body: string }
  | { readonly kind: "close-issue"; readonly number: number };
