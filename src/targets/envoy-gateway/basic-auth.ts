/** Passwords in a SecurityPolicy: only {SHA} hashes, under the key .htpasswd (api/v1alpha1/basic_auth_types.go, v1.9). */
import { hidesPassword, keyMisfit, refusePasswords, shaMisfit } from "../passwords.ts";
import type { Emit } from "../target.ts";
import { envoyPolicyVersion } from "./policies.ts";

const recipe =
  "Keep {SHA} lines under the keys auth and .htpasswd of one Secret in the repository, which a SecurityPolicy (basicAuth.users) then names; hashes of other kinds cannot be turned into these, so such passwords are set anew";

export const envoyBasicAuth: Emit<"basic-auth"> = (intent, { facts }) => {
  const because = shaMisfit(intent, facts) ?? keyMisfit(intent, facts, ".htpasswd");
  if (because !== undefined) return refusePasswords(because, recipe);
  return {
    answers: {
      "": {
        verdict: "equivalent-with",
        note: "a SecurityPolicy asks for the same passwords and replaces any SecurityPolicy of the Gateway for this route; paths without a rule answer 404 instead of 401",
      },
      "auth-realm": { verdict: "approximate", note: "the realm that browsers show is Envoy's own" },
    },
    filters: [hidesPassword],
    policies: [
      {
        apiVersion: envoyPolicyVersion,
        kind: "SecurityPolicy",
        spec: { basicAuth: { users: { group: "", kind: "Secret", name: intent.secret.name } } },
      },
    ],
  };
};
