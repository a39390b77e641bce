/**
 * The share of a canary as one main route needs it, and why the main route cannot move when the canary cannot.
 */
import { type Diagnostic, diagnose } from "../diagnostics/diagnostic.ts";
import type { IngressKey } from "../model/brands.ts";
import type { Service } from "../model/kube.ts";
import { annotationPrefix } from "../nginx/annotations/view.ts";
import { answerIntent, type Target, type TargetContext } from "../targets/target.ts";
import type { Canaries, Canary } from "./canaries.ts";
import type { Claim } from "./hosts.ts";
import { resolveBackend } from "./ports.ts";
import { type Remark, remarkOn } from "./remarks.ts";
import type { CanaryShare } from "./route-rules.ts";
import type { HostShare } from "./sides.ts";

export interface CanarySurroundings {
  readonly canaries: Canaries;
  readonly remarks: readonly Remark[];
  readonly services: ReadonlyMap<string, Service>;
  readonly target: Target;
}

export function canaryShare(claim: Claim, around: CanarySurroundings): CanaryShare | undefined {
  const canary = canaryOf(claim, around);
  if (canary === undefined) return undefined;
  const backend = resolveBackend(canary.owner.ingress, canary.backend, around.services).value;
  return backend === undefined ? undefined : { backend, intent: canary.intent };
}

/** One per canary that stands in the way; findings about the canary's Service are told once per route owner. */
export function canaryFindings(
  ingress: IngressKey,
  shares: readonly HostShare[],
  around: CanarySurroundings,
  context: TargetContext,
): readonly Diagnostic[] {
  const rules = shares.flatMap(({ both, http, https }) => [...both, ...http, ...https]);
  const canaries = new Set(
    rules.flatMap((rule) => (rule.does === "forward" ? (canaryOf(rule.claim, around) ?? []) : [])),
  );
  return [...canaries].flatMap((canary) => {
    const { key } = canary.owner.ingress;
    const resolved = resolveBackend(canary.owner.ingress, canary.backend, around.services);
    const findings = resolved.diagnostics.map((found) => ({ ...found, ingress }));
    const because = blockerOf(canary, around, context);
    if (because === undefined) return findings;
    const params = {
      key: `${annotationPrefix}canary`,
      value: `of ${key}`,
      because: `${key} takes a share of the same Service, and cannot move: ${because}`,
      choices: `Resolve the findings of ${key}`,
    };
    return [...findings, diagnose("annotation-needs-decision", params, { ingress })];
  });
}

function canaryOf({ owner, backend }: Claim, { canaries }: CanarySurroundings): Canary | undefined {
  return backend === undefined ? undefined : canaries.of(owner.ingress.namespace, backend);
}

function blockerOf(
  { owner, intent }: Canary,
  { remarks, target }: CanarySurroundings,
  context: TargetContext,
): string | undefined {
  const remark = remarkOn(remarks, owner.ingress.key, "canary");
  if (remark?.verdict === "blocker") return remark.because;
  const refused = owner.reading.fates.find((fate) => fate.fate === "blocker");
  if (refused?.fate === "blocker") return refused.because;
  const answers = Object.values(answerIntent(target, intent, context).answers);
  const answer = answers.find((found) => found.verdict === "blocker");
  return answer?.verdict === "blocker" ? answer.because : undefined;
}
