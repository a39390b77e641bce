/**
 * What nginx does with a path it has matched: a fixed redirect comes before anything else of the location, then the backend.
 */
import type { HttpPathModifier } from "../gateway/objects/http-filters.ts";
import type { HttpPathMatch } from "../gateway/objects/http-route.ts";
import { intentOf } from "../nginx/annotations/read.ts";
import type { PathCapture } from "../targets/target.ts";
import { type Claim, fixedRedirectOf } from "./hosts.ts";
import type { PlannedRule } from "./plan-rules.ts";

export interface MatchedClaim {
  readonly claim: Claim;
  readonly match: HttpPathMatch;
  readonly redirects: boolean;
}

export function consequence(
  base: MatchedClaim,
  rewrite: HttpPathModifier | undefined,
  rewrites: boolean,
  capture?: PathCapture,
): PlannedRule {
  const fixed = fixedRedirectOf(base.claim);
  if (fixed !== undefined) {
    return { ...base, redirects: false, does: "redirect", to: fixed.to, status: fixed.status };
  }
  const answer = intentOf(base.claim.owner.reading, "snippet")?.answer;
  if (answer !== undefined) {
    return {
      ...base,
      redirects: base.redirects && answer.afterHttpsRedirect,
      does: "answer",
      status: answer.status,
    };
  }
  if (base.claim.backend === undefined) return { ...base, does: "nothing" };
  return { ...base, does: "forward", rewrite, rewrites, capture };
}
