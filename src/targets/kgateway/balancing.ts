/** Ring hashes in a BackendConfigPolicy of the Service (loadBalancer.ringHash.hashPolicies). */
import type { Json } from "../../model/kube.ts";
import { cookieTtl, hashAnswer, noHash, notAlone, stickyAnswer } from "../balancing.ts";
import { type Emit, type PolicyPart, refusal } from "../target.ts";

const what = "a BackendConfigPolicy";

export const kgatewayAffinity: Emit<"session-affinity"> = (intent, { facts }) => {
  const shared = notAlone(facts);
  if (shared !== undefined) return { answers: { "": shared } };
  const cookie = {
    name: intent.cookie,
    path: intent.path ?? "/",
    ttl: cookieTtl(intent),
    httpOnly: true,
    ...(intent.isSecure && { secure: true }),
    ...(intent.sameSite !== undefined && { sameSite: intent.sameSite }),
  };
  return stickyAnswer(intent, {
    what,
    writes: new Set(["session-cookie-path", "session-cookie-samesite", "session-cookie-secure"]),
    policies: [ringHash({ cookie })],
  });
};

export const kgatewayHash: Emit<"hash"> = (intent, { facts }) => {
  const fields = fieldsOf(intent.by);
  if (fields === undefined) {
    return { answers: { "": refusal(noHash(`kgateway cannot hash by ${intent.text}`)) } };
  }
  const shared = notAlone(facts);
  return shared === undefined ? hashAnswer(intent, what, [ringHash(fields)]) : { answers: { "": shared } };
};

function fieldsOf(by: Parameters<typeof kgatewayHash>[0]["by"]): Readonly<Record<string, Json>> | undefined {
  if (by.is === "address") return { sourceIP: {} };
  if (by.is === "header") return { header: { name: by.name } };
  return by.is === "cookie" ? { cookie: { name: by.name } } : undefined;
}

function ringHash(policy: Readonly<Record<string, Json>>): PolicyPart {
  return {
    apiVersion: "gateway.kgateway.dev/v1alpha1",
    kind: "BackendConfigPolicy",
    attachesTo: "service",
    spec: { loadBalancer: { ringHash: { hashPolicies: [policy] } } },
  };
}
