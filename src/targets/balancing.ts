/**
 * What all answers about binding clients to pods share: the words for it, and the refusal where an implementation has nothing.
 */
import type { HashIntent, SessionAffinityIntent } from "../model/intent.ts";
import type { Answer, IngressFacts, IntentAnswer, PolicyPart, Unsupported } from "./target.ts";
import { refusal } from "./target.ts";

export const affinityChoices =
  "Keep session data where every pod finds it, choose a target with cookie affinity (envoy-gateway, kgateway, istio), or decide to go without";

export function noAffinity(because: string, further = ""): Unsupported {
  return { because, choices: `${affinityChoices}${further}` };
}

export function noHash(because: string): Unsupported {
  return {
    because,
    choices:
      "Let any pod answer any request, choose a target with consistent hashing (envoy-gateway, kgateway, istio, nginx-gateway-fabric), or decide to go without",
  };
}

export interface StickyFields {
  readonly what: string;
  readonly policies: readonly PolicyPart[];
  /** Attributes the implementation writes into the cookie; the others are named as lost. */
  readonly writes: ReadonlySet<string>;
}

export function stickyAnswer(
  intent: SessionAffinityIntent,
  { what, policies, writes }: StickyFields,
): IntentAnswer {
  const note = `${what} binds clients to a pod by a hash of cookie ${intent.cookie}; some move when pods come or go, and every client once at the cutover; nginx writes its cookie HttpOnly, and Secure over https; of these the new gateway writes what it writes by itself`;
  const main: Answer = { verdict: "approximate", note };
  const lost = (name: string): readonly (readonly [string, Answer])[] =>
    writes.has(name)
      ? []
      : [[name, { verdict: "approximate", note: "the cookie of the new gateway is written without it" }]];
  return {
    answers: {
      "": main,
      ...Object.fromEntries(
        [
          "session-cookie-path",
          "session-cookie-samesite",
          "session-cookie-secure",
          "session-cookie-domain",
          "session-cookie-conditional-samesite-none",
        ].flatMap(lost),
      ),
    },
    policies,
  };
}

export function hashAnswer(intent: HashIntent, what: string, policies: readonly PolicyPart[]): IntentAnswer {
  const note = `${what} hashes requests by ${intent.text}; the keys land on other pods than today`;
  return {
    answers: {
      "": { verdict: "approximate", note },
      "upstream-hash-by-subset": {
        verdict: "approximate",
        note: "each key is bound to one pod instead of a group of them",
      },
      "upstream-hash-by-subset-size": {
        verdict: "approximate",
        note: "each key is bound to one pod instead of a group of them",
      },
    },
    policies,
  };
}

/** What attaches to a Service needs Services that only this Ingress routes to. */
export function notAlone({ backends }: IngressFacts): Answer | undefined {
  if (backends.length > 0 && backends.every(({ isShared }) => !isShared)) return undefined;
  return refusal({
    because: "the setting attaches to the Service, and other Ingresses route to it too",
    choices: "Write the policy for the Service by hand, for all its routes at once, or decide to go without",
  });
}

/** "0s": a cookie that ends with the browser. */
export function cookieTtl({ seconds }: SessionAffinityIntent): string {
  return `${Math.min(seconds ?? 0, 99_999 * 3600)}s`;
}
