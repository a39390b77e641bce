/** nginx's own leaky bucket again: a RateLimitPolicy, from 2.4, with the same key, burst and status. */
import type { Json } from "../../model/kube.ts";
import { limitAnswer, noRateLimit, refuseExempt } from "../limits.ts";
import { isAtLeast } from "../reports.ts";
import { type Emit, refusal } from "../target.ts";

export const nginxRateLimit: Emit<"rate-limit"> = (intent, { choice }) => {
  if (!isAtLeast(choice.version, "2.4")) {
    return { answers: { "": refusal(noRateLimit("NGINX Gateway Fabric has rate limits from 2.4")) } };
  }
  const refused = refuseExempt(intent.exempt);
  if (refused !== undefined) return { answers: { "": refused } };
  const rule = (rate: number | undefined, unit: "s" | "m"): readonly Json[] =>
    rate === undefined
      ? []
      : [
          {
            rate: `${rate}r/${unit}`,
            key: "$binary_remote_addr",
            zoneSize: "5m",
            burst: rate * intent.burstFactor,
            noDelay: true,
          },
        ];
  return limitAnswer(
    intent,
    ["a RateLimitPolicy does the same, per route instead of per Ingress"],
    [
      {
        apiVersion: "gateway.nginx.org/v1alpha1",
        kind: "RateLimitPolicy",
        spec: {
          rateLimit: {
            local: { rules: [...rule(intent.perSecond, "s"), ...rule(intent.perMinute, "m")] },
            rejectCode: intent.status,
          },
        },
      },
    ],
  );
};
