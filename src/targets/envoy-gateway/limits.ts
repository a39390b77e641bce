/**
 * Local rate limits of a BackendTrafficPolicy (api/v1alpha1/ratelimit_types.go): a bucket per source address, which holds as many
 * requests as the limit allows in one unit. Several rules that match: the strictest counts.
 */
import type { Json } from "../../model/kube.ts";
import { limitAnswer, refuseExempt } from "../limits.ts";
import type { Emit } from "../target.ts";
import { envoyPolicyVersion } from "./policies.ts";

const everyone = ["0.0.0.0/0", "::/0"] as const;

export const envoyRateLimit: Emit<"rate-limit"> = (intent) => {
  const refused = refuseExempt(intent.exempt);
  if (refused !== undefined) return { answers: { "": refused } };
  const rules = [...perSource(intent.perSecond, "Second"), ...perSource(intent.perMinute, "Minute")];
  return limitAnswer(
    intent,
    [
      "a BackendTrafficPolicy gives each client address the rate without a further burst, and answers 429",
      "each route of the Ingress counts for itself",
      "it replaces any BackendTrafficPolicy of the Gateway for this route, and the Gateway must see the client's own address",
    ],
    [
      {
        apiVersion: envoyPolicyVersion,
        kind: "BackendTrafficPolicy",
        spec: { rateLimit: { type: "Local", local: { rules } } },
      },
    ],
  );
};

function perSource(requests: number | undefined, unit: "Second" | "Minute"): readonly Json[] {
  if (requests === undefined) return [];
  return everyone.map((value) => ({
    clientSelectors: [{ sourceCIDR: { type: "Distinct", value } }],
    limit: { requests, unit },
  }));
}
