/** Source ranges in a SecurityPolicy: the first rule that matches decides, so what is denied stands first. */
import { type Emit, refusal } from "../target.ts";
import { envoyPolicyVersion } from "./policies.ts";

export const envoySourceRanges: Emit<"source-ranges"> = ({ allowed, denied }) => {
  if (allowed.length + denied.length === 0) {
    return { answers: { "": refusal({ because: "no range is left", choices: "Write the list anew" }) } };
  }
  const rule = (name: string, action: "Allow" | "Deny", cidrs: readonly string[]) =>
    cidrs.length === 0 ? [] : [{ name, action, principal: { clientCIDRs: [...cidrs] } }];
  const what = allowed.length > 0 ? "lets only these ranges pass" : "refuses these ranges";
  return {
    answers: {
      "": {
        verdict: "equivalent-with",
        note: `a SecurityPolicy ${what} and replaces any SecurityPolicy of the Gateway for this route; the Gateway must see the client's own address (ClientTrafficPolicy clientIPDetection, externalTrafficPolicy Local), and the backend sees the gateway's; paths without a rule answer 404 instead of 403`,
      },
    },
    policies: [
      {
        apiVersion: envoyPolicyVersion,
        kind: "SecurityPolicy",
        spec: {
          authorization: {
            defaultAction: allowed.length > 0 ? "Deny" : "Allow",
            rules: [...rule("denied-sources", "Deny", denied), ...rule("allowed-sources", "Allow", allowed)],
          },
        },
      },
    ],
  };
};
