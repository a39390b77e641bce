/**
 * What translation says about each Ingress: objects for one target, and a verdict for every annotation.
 */
import type { IngressKey } from "./brands.ts";
import type { KubeObject } from "./kube.ts";

/**
 * exact: same behaviour with Gateway API's own fields. equivalent-with: same behaviour with a policy of the target.
 * approximate: differs, the note says how. inert: no effect on the new side, safe to drop. blocker: needs a person.
 */
export type VerdictKind = "exact" | "equivalent-with" | "approximate" | "inert" | "blocker";

export interface AnnotationVerdict {
  readonly ingress: IngressKey;
  /** Full annotation key; a default that counts as a setting is written "(default) proxy-body-size". */
  readonly key: string;
  readonly value: string;
  readonly verdict: VerdictKind;
  readonly target: string;
  /** One sentence: what happens to it, and for `blocker` which choices there are. */
  readonly note: string;
}

/** The objects that take over from one Ingress. */
export interface Emission {
  readonly ingress: IngressKey;
  /** HTTPRoutes first, then policies; deterministic order. Empty when blocked. */
  readonly objects: readonly KubeObject[];
  readonly verdicts: readonly AnnotationVerdict[];
  /** True when the Ingress must not move: some verdict or diagnostic is a blocker. */
  readonly blocked: boolean;
  /** Conformance feature names the objects rely on beyond Core, sorted ("HTTPRouteRequestTimeout"). */
  readonly features: readonly string[];
}
