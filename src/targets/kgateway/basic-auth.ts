/** Passwords in a TrafficPolicy from 2.2: only {SHA} hashes, under the key that it names (CRD of 2026-07). */
import { hidesPassword, refusePasswords, shaMisfit } from "../passwords.ts";
import { isAtLeast } from "../reports.ts";
import type { Emit } from "../target.ts";

const recipe =
  "Keep {SHA} lines under the key auth of a Secret in the repository, which a TrafficPolicy (basicAuth.secretRef, from 2.2) then names; hashes of other kinds cannot be turned into these";

export const kgatewayBasicAuth: Emit<"basic-auth"> = (intent, { facts, choice }) => {
  if (!isAtLeast(choice.version, "2.2")) {
    return refusePasswords("kgateway asks for passwords from 2.2", recipe);
  }
  const because = shaMisfit(intent, facts);
  if (because !== undefined) return refusePasswords(because, recipe);
  return {
    answers: {
      "": {
        verdict: "equivalent-with",
        note: "a TrafficPolicy asks for the same passwords from the same Secret; paths without a rule answer 404 instead of 401",
      },
      "auth-realm": { verdict: "approximate", note: "the realm that browsers show is Envoy's own" },
    },
    filters: [hidesPassword],
    policies: [
      {
        apiVersion: "gateway.kgateway.dev/v1alpha1",
        kind: "TrafficPolicy",
        spec: { basicAuth: { secretRef: { name: intent.secret.name, key: "auth" } } },
      },
    ],
  };
};
