/** The load balancer makes a cookie of its own (GCPBackendPolicy spec.default.sessionAffinity), whose name cannot be chosen. */
import { notAlone, stickyAnswer } from "../balancing.ts";
import type { Emit } from "../target.ts";

export const gkeAffinity: Emit<"session-affinity"> = (intent, { facts }) => {
  const shared = notAlone(facts);
  if (shared !== undefined) return { answers: { "": shared } };
  const cookieTtlSec = Math.min(intent.seconds ?? 0, 1_209_600);
  return stickyAnswer(
    { ...intent, cookie: "of its own name" },
    {
      what: "a GCPBackendPolicy",
      writes: new Set(),
      policies: [
        {
          apiVersion: "networking.gke.io/v1",
          kind: "GCPBackendPolicy",
          attachesTo: "service",
          spec: { default: { sessionAffinity: { type: "GENERATED_COOKIE", cookieTtlSec } } },
        },
      ],
    },
  );
};
