/**
 * What a route has to do on one host, before it is written for one Ingress: matches with what happens to them, in the order of
 * the claims. Nothing here knows a target beyond whether it reads regular expressions.
 */
import type { HttpPathModifier } from "../gateway/objects/http-filters.ts";
import type { HttpPathMatch } from "../gateway/objects/http-route.ts";
import type { RedirectAddress, RedirectStatus } from "../model/intent.ts";
import type { PathCapture } from "../targets/target.ts";
import type { Claim, HostFacts } from "./hosts.ts";

/** One match of a host and its consequence. */
export type PlannedRule = {
  readonly claim: Claim;
  readonly match: HttpPathMatch;
  /** nginx sends http requests for it to https. */
  readonly redirects: boolean;
} & (
  | {
      readonly does: "forward";
      readonly rewrite: HttpPathModifier | undefined;
      /** True where nginx rewrites, also where the result is the path itself. */
      readonly rewrites: boolean;
      /** Instead of `rewrite`: groups of the path are put together anew. */
      readonly capture: PathCapture | undefined;
    }
  /** nginx's own 301 to the path with a slash, on either scheme, before anything else. */
  | { readonly does: "add-slash"; readonly to: string }
  /** A redirect of its own, on either scheme, before the one to https. */
  | { readonly does: "redirect"; readonly to: RedirectAddress; readonly status: RedirectStatus }
  /** A status, without any backend. */
  | { readonly does: "answer"; readonly status: number }
  /** Nothing behind it: nginx answers 404, or sends http to https first. */
  | { readonly does: "nothing" }
);

export interface Refusal {
  readonly claim: Claim;
  /** A clause: why it cannot be carried. */
  readonly because: string;
}

/** A path that is carried over with a difference. */
export interface Difference {
  readonly claim: Claim;
  readonly note: string;
}

export interface HostRules {
  readonly rules: readonly PlannedRule[];
  readonly refusals: readonly Refusal[];
  readonly differences: readonly Difference[];
  /** Paths nginx can never match: no rule. */
  readonly unreachable: readonly Claim[];
}

/** A host with its facts and the rules that follow from them. */
export interface PlannedHost {
  readonly facts: HostFacts;
  readonly planned: HostRules;
}
