/**
 * What a target is: a table that answers every kind of intent, and the few facts about the implementation that shape routes.
 * A new intent makes every target fail to compile until it answers, even if the answer is "unsupported, because ...".
 */
import type { HttpRouteFilter } from "../gateway/objects/http-filters.ts";
import type { TargetChoice, TargetName } from "../model/config.ts";
import type { Intent, IntentKind, IntentOf } from "../model/intent.ts";
import type { Json, KubeObject } from "../model/kube.ts";
import type { VerdictKind } from "../model/translation.ts";
import type { FeatureName } from "./features.ts";

/** A note is a clause without capital and full stop: it is printed as a sentence, or after a colon. */
export type Answer =
  | { readonly verdict: Exclude<VerdictKind, "blocker">; readonly note: string }
  | ({ readonly verdict: "blocker" } & Unsupported);

/** What the translation knows about the Ingress an intent belongs to. */
export interface IngressFacts {
  /** How many of its paths nginx sends from http to https. */
  readonly redirects: "all" | "some" | "none";
  readonly hasTls: boolean;
  /** Status of the https redirect today. */
  readonly redirectStatus: 301 | 302 | 307 | 308;
  /** `appProtocol` of each Service port behind it; undefined where it is absent or the Service is not in the repository. */
  readonly appProtocols: readonly (string | undefined)[];
}

export interface TargetContext {
  readonly choice: TargetChoice;
  readonly facts: IngressFacts;
  readonly supports: (feature: FeatureName) => boolean;
}

/** A part of a policy object; parts of one kind for one route are merged into one object. */
export interface PolicyPart {
  readonly apiVersion: string;
  readonly kind: string;
  readonly spec: Readonly<Record<string, Json>>;
}

export interface IntentAnswer {
  /** By annotation name; "" answers every other name of the family. */
  readonly answers: Readonly<Record<string, Answer>>;
  /** For every rule that forwards. */
  readonly filters?: readonly HttpRouteFilter[];
  /** For every route that forwards. */
  readonly policies?: readonly PolicyPart[];
}

export interface Unsupported {
  /** A clause: why. */
  readonly because: string;
  /** What a person can do, as sentences. */
  readonly choices: string;
}

export type Emit<K extends IntentKind> = (intent: IntentOf<K>, context: TargetContext) => IntentAnswer;

export type TargetTable = { readonly [K in IntentKind]: Emit<K> | Unsupported };

export interface Target {
  readonly name: TargetName;
  /** For people: "Envoy Gateway". */
  readonly title: string;
  readonly table: TargetTable;
  /**
   * re2: a RegularExpression is RE2 over the whole path, longer patterns first, above every prefix. undefined: the API leaves
   * dialect and order open, so none is written.
   */
  readonly regex: "re2" | undefined;
  /** Features that the named version lacks although the declared API has them. */
  lacks(version: string | undefined, feature: FeatureName): boolean;
  /** The policy objects of one route; `parts` are those of its Ingress. */
  policies(route: KubeObject, parts: readonly PolicyPart[]): readonly KubeObject[];
}

/** The answer of a target to one intent. */
export function answerIntent(target: Target, intent: Intent, context: TargetContext): IntentAnswer {
  const entry = target.table[intent.kind] as Emit<IntentKind> | Unsupported; // kind and entry agree by construction
  if (typeof entry === "function") return entry(intent, context);
  return { answers: { "": refusal(entry) } };
}

export function refusal(unsupported: Unsupported): Answer {
  return { verdict: "blocker", because: unsupported.because, choices: unsupported.choices };
}

/** The sentence people read. */
export function noteOf(answer: Answer): string {
  if (answer.verdict === "blocker") return `Not carried over: ${answer.because}. ${answer.choices}.`;
  return answer.note.startsWith("nginx")
    ? `${answer.note}.`
    : `${answer.note.charAt(0).toUpperCase()}${answer.note.slice(1)}.`;
}
