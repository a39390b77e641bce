/**
 * What all answers about limits per client share: what nginx does today in words, and the refusal where an implementation counts
 * nothing per client.
 */
import type { ConnectionLimitIntent, RateLimitIntent } from "../model/intent.ts";
import type { Answer, IntentAnswer, PolicyPart, Unsupported } from "./target.ts";

export function noRateLimit(because: string, further = ""): Unsupported {
  return {
    because,
    choices: `Limit in front of the gateway or in the application, choose a target that counts per client (envoy-gateway, nginx-gateway-fabric, traefik, kong), or decide to go without${further}`,
  };
}

export function noConnectionLimit(because: string): Unsupported {
  return {
    because,
    choices:
      "Limit the rate instead (limit-rps), limit in front of the gateway or in the application, or decide to go without",
  };
}

/** "10 requests a second at once up to 51". */
export function rateText({ perSecond, perMinute, burstFactor }: RateLimitIntent): string {
  const one = (rate: number | undefined, unit: string) =>
    rate === undefined ? [] : [`${rate} requests a ${unit} with ${rate * burstFactor + 1} at once`];
  return [...one(perSecond, "second"), ...one(perMinute, "minute")].join(" and ");
}

/** `differs` says what the implementation does otherwise, as clauses. */
export function limitAnswer(
  intent: RateLimitIntent,
  differs: readonly string[],
  policies: readonly PolicyPart[],
): IntentAnswer {
  const note = [
    `nginx lets a client address make ${rateText(intent)}, counted in each controller pod, and answers ${intent.status} above; each pod of the gateway counts for itself too, so the sum changes with the number of pods`,
    ...differs,
  ].join("; ");
  return { answers: { "": { verdict: "approximate", note } }, policies };
}

export function connectionNote({ connections, status }: ConnectionLimitIntent): string {
  return `nginx lets a client address have ${connections} requests in flight in each controller pod and answers ${status} above`;
}

export function refuseExempt(exempt: readonly string[]): Answer | undefined {
  if (exempt.length === 0) return undefined;
  return {
    verdict: "blocker",
    because: `ranges that are exempt from the limit (${exempt.join(", ")}) cannot be said here`,
    choices: "Raise the limit so that it fits everybody and remove the exemption, or choose another target",
  };
}
