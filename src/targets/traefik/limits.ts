/** Middlewares rateLimit (a token bucket per client address) and inFlightReq, both answering 429. */
import { connectionNote, limitAnswer, refuseExempt } from "../limits.ts";
import type { Emit, PolicyPart } from "../target.ts";

const address = { ipStrategy: { depth: 0 } } as const;

export const traefikRateLimit: Emit<"rate-limit"> = (intent) => {
  const refused = refuseExempt(intent.exempt);
  if (refused !== undefined) return { answers: { "": refused } };
  const bucket = (name: string, rate: number | undefined, period: string) =>
    rate === undefined
      ? []
      : [middleware(name, { rateLimit: { average: rate, period, burst: rate * intent.burstFactor + 1 } })];
  return limitAnswer(
    intent,
    [
      "a Middleware keeps rate and burst per client address and answers 429 (Traefik needs its Kubernetes CRD provider for it)",
      "each route of the Ingress counts for itself, and Traefik must see the client's own address",
    ],
    [...bucket("rate-second", intent.perSecond, "1s"), ...bucket("rate-minute", intent.perMinute, "1m")],
  );
};

export const traefikConnectionLimit: Emit<"connection-limit"> = (intent) => {
  const refused = refuseExempt(intent.exempt);
  if (refused !== undefined) return { answers: { "": refused } };
  const note = `${connectionNote(intent)}; a Middleware counts requests in flight per client address in each pod of Traefik and answers 429`;
  return {
    answers: { "": { verdict: "approximate", note } },
    policies: [
      middleware("in-flight", { inFlightReq: { amount: intent.connections, sourceCriterion: address } }),
    ],
  };
};

function middleware(name: string, spec: PolicyPart["spec"]): PolicyPart {
  return { apiVersion: "traefik.io/v1alpha1", kind: "Middleware", name, spec };
}
