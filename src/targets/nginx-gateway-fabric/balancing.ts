/** nginx variables mean the same in an UpstreamSettingsPolicy of the Service; cookies are only made by NGINX Plus. */
import { hashAnswer, noHash, notAlone } from "../balancing.ts";
import { isAtLeast } from "../reports.ts";
import { type Emit, refusal } from "../target.ts";

export const nginxHash: Emit<"hash"> = (intent, { choice, facts }) => {
  if (!isAtLeast(choice.version, "2.4")) {
    return { answers: { "": refusal(noHash("NGINX Gateway Fabric has balancing methods from 2.4")) } };
  }
  const shared = notAlone(facts);
  if (shared !== undefined) return { answers: { "": shared } };
  return hashAnswer(intent, "an UpstreamSettingsPolicy", [
    {
      apiVersion: "gateway.nginx.org/v1alpha1",
      kind: "UpstreamSettingsPolicy",
      attachesTo: "service",
      spec: { loadBalancingMethod: "hash consistent", hashMethodKey: intent.text },
    },
  ]);
};
