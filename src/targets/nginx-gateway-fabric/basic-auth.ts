/**
 * Passwords as ingress-nginx keeps them: an AuthenticationFilter reads the htpasswd file under the key auth, with every kind of
 * hash nginx knows. Since 2.5 any type of Secret will do.
 */
import { isAtLeast } from "../reports.ts";
import { type Emit, refusal } from "../target.ts";

export const nginxBasicAuth: Emit<"basic-auth"> = (intent, { choice, facts }) => {
  const refuse = (because: string, choices: string) => ({ answers: { "": refusal({ because, choices }) } });
  if (!isAtLeast(choice.version, "2.5")) {
    return refuse(
      "NGINX Gateway Fabric takes the Secret as it is from 2.5",
      "Move to a newer release, or check in the application",
    );
  }
  if (intent.scheme === "digest" || intent.isMap) {
    return refuse(
      intent.isMap
        ? "the Secret holds one key per user instead of a file"
        : "digest authentication is not known",
      "Write a Secret with an htpasswd file under the key auth, and name it in an AuthenticationFilter by hand",
    );
  }
  const { namespace, name } = intent.secret;
  if (namespace !== undefined && namespace !== facts.namespace) {
    return refuse(
      "the Secret is in another namespace, which ingress-nginx refuses by default and the filter cannot reach",
      "Put the Secret beside the Ingress",
    );
  }
  return {
    answers: {
      "": {
        verdict: "equivalent-with",
        note: "an AuthenticationFilter asks for the same passwords from the same Secret; paths without a rule answer 404 instead of 401",
      },
    },
    policies: [
      {
        apiVersion: "gateway.nginx.org/v1alpha1",
        kind: "AuthenticationFilter",
        name: "basic-auth",
        spec: {
          type: "Basic",
          basic: { secretRef: { name }, realm: intent.realm === "" ? "Restricted" : intent.realm },
        },
      },
    ],
  };
};
