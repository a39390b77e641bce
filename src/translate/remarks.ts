/**
 * Words about an annotation that only all Ingresses together allow: they take the place of the target's answer.
 */
import type { IngressKey } from "../model/brands.ts";
import type { IntentKind } from "../model/intent.ts";
import type { Answer } from "../targets/target.ts";

export interface Remark {
  readonly ingress: IngressKey;
  readonly intent: IntentKind;
  readonly answer: Answer;
}

const ranks = { blocker: 0, approximate: 1, "equivalent-with": 2, exact: 3, inert: 4 } as const;

/** The gravest remark about one kind of intent of an Ingress. */
export function remarkOn(
  remarks: readonly Remark[],
  ingress: IngressKey,
  intent: IntentKind,
): Answer | undefined {
  const own = remarks.filter((remark) => remark.ingress === ingress && remark.intent === intent);
  const answers = own.map(({ answer }) => answer);
  return answers.sort((a, b) => ranks[a.verdict] - ranks[b.verdict])[0];
}
