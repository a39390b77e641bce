/** Consistent hashing in a BackendTrafficPolicy (api/v1alpha1/loadbalancer_types.go): the cookie is made when it has a ttl. */
import type { Json } from "../../model/kube.ts";
import { cookieTtl, hashAnswer, noHash, stickyAnswer } from "../balancing.ts";
import { type Emit, type PolicyPart, refusal } from "../target.ts";
import { envoyPolicyVersion } from "./policies.ts";

const what = "a BackendTrafficPolicy";

export const envoyAffinity: Emit<"session-affinity"> = (intent) =>
  stickyAnswer(intent, {
    what,
    writes: new Set(intent.sameSite === undefined ? [] : ["session-cookie-samesite"]),
    policies: [
      consistentHash({
        type: "Cookie",
        cookie: {
          name: intent.cookie,
          ttl: cookieTtl(intent),
          ...(intent.sameSite !== undefined && { attributes: { SameSite: intent.sameSite } }),
        },
      }),
    ],
  });

export const envoyHash: Emit<"hash"> = (intent) => {
  switch (intent.by.is) {
    case "address":
      return hashAnswer(intent, what, [consistentHash({ type: "SourceIP" })]);
    case "header":
      return hashAnswer(intent, what, [consistentHash({ type: "Header", header: { name: intent.by.name } })]);
    case "cookie":
      return hashAnswer(intent, what, [consistentHash({ type: "Cookie", cookie: { name: intent.by.name } })]);
    case "argument":
    case "variable":
      return { answers: { "": refusal(noHash(`Envoy Gateway cannot hash by ${intent.text}`)) } };
  }
};

function consistentHash(fields: Readonly<Record<string, Json>>): PolicyPart {
  return {
    apiVersion: envoyPolicyVersion,
    kind: "BackendTrafficPolicy",
    spec: { loadBalancer: { type: "ConsistentHash", consistentHash: fields } },
  };
}
