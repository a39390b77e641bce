/** Source ranges in the acl of a TrafficPolicy, from 2.3. Which of two overlapping rules counts is not documented: one list only. */
import { refuse } from "../core.ts";
import { isAtLeast } from "../reports.ts";
import type { Emit } from "../target.ts";

export const kgatewaySourceRanges: Emit<"source-ranges"> = ({ allowed, denied }, { choice }) => {
  if (!isAtLeast(choice.version, "2.3")) {
    return refuse(
      "kgateway has source ranges on a route from 2.3",
      "Move to a newer release, or check in the application",
    );
  }
  if (allowed.length > 0 && denied.length > 0) {
    return refuse(
      "kgateway does not say which of an allow and a deny rule counts for an address in both",
      "Write the ranges that may pass without the denied ones, as one allow list",
    );
  }
  const isAllow = allowed.length > 0;
  return {
    answers: {
      "": {
        verdict: "equivalent-with",
        note: `a TrafficPolicy ${isAllow ? "lets only these ranges pass" : "refuses these ranges"} and replaces an acl of the Gateway for this route; the Gateway must see the client's own address (ListenerPolicy xffNumTrustedHops, externalTrafficPolicy Local), and the backend sees the gateway's; paths without a rule answer 404 instead of 403`,
      },
    },
    policies: [
      {
        apiVersion: "gateway.kgateway.dev/v1alpha1",
        kind: "TrafficPolicy",
        spec: {
          acl: isAllow
            ? {
                defaultAction: "deny",
                rules: [{ name: "allowed-sources", action: "allow", cidrs: [...allowed] }],
              }
            : {
                defaultAction: "allow",
                rules: [{ name: "denied-sources", action: "deny", cidrs: [...denied] }],
              },
        },
      },
    ],
  };
};
