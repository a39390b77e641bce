/** The rate-limiting plugin counts per address in fixed windows, in each pod. */
import { limitAnswer, refuseExempt } from "../limits.ts";
import type { Emit } from "../target.ts";
import { kongPlugin } from "./plugins.ts";

export const kongRateLimit: Emit<"rate-limit"> = (intent) => {
  const refused = refuseExempt(intent.exempt);
  if (refused !== undefined) return { answers: { "": refused } };
  const { perSecond, perMinute } = intent;
  return limitAnswer(
    intent,
    [
      "a KongPlugin (rate-limiting) counts per client address in fixed windows of a second or a minute without a further burst, and answers 429",
      "Kong must see the client's own address (trusted_ips, real_ip_header)",
    ],
    [
      kongPlugin("rate-limit", "rate-limiting", {
        ...(perSecond !== undefined && { second: perSecond }),
        ...(perMinute !== undefined && { minute: perMinute }),
        limit_by: "ip",
        policy: "local",
      }),
    ],
  );
};
