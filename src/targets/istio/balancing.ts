/** Consistent hashing in a DestinationRule, which holds for the whole mesh (networking/v1 trafficPolicy.loadBalancer). */
import type { Json } from "../../model/kube.ts";
import { cookieTtl, hashAnswer, noHash, notAlone, stickyAnswer } from "../balancing.ts";
import { type Emit, type PolicyPart, refusal } from "../target.ts";

const what = "a DestinationRule, for the whole mesh,";

export const istioAffinity: Emit<"session-affinity"> = (intent, { facts }) => {
  const shared = notAlone(facts);
  if (shared !== undefined) return { answers: { "": shared } };
  const httpCookie = { name: intent.cookie, path: intent.path ?? "/", ttl: cookieTtl(intent) };
  return stickyAnswer(intent, {
    what,
    writes: new Set(["session-cookie-path"]),
    policies: [consistentHash({ httpCookie })],
  });
};

export const istioHash: Emit<"hash"> = (intent, { facts }) => {
  const fields = fieldsOf(intent.by);
  if (fields === undefined) {
    return { answers: { "": refusal(noHash(`Istio cannot hash by ${intent.text}`)) } };
  }
  const shared = notAlone(facts);
  return shared === undefined
    ? hashAnswer(intent, what, [consistentHash(fields)])
    : { answers: { "": shared } };
};

function fieldsOf(by: Parameters<typeof istioHash>[0]["by"]): Readonly<Record<string, Json>> | undefined {
  if (by.is === "address") return { useSourceIp: true };
  if (by.is === "header") return { httpHeaderName: by.name };
  return by.is === "argument" ? { httpQueryParameterName: by.name } : undefined;
}

function consistentHash(fields: Readonly<Record<string, Json>>): PolicyPart {
  return {
    apiVersion: "networking.istio.io/v1",
    kind: "DestinationRule",
    attachesTo: "service",
    spec: { trafficPolicy: { loadBalancer: { consistentHash: fields } } },
  };
}
