/**
 * Source ranges on Istio. An AuthorizationPolicy guards a Gateway from the Gateway's own namespace, so ours only works where the
 * Ingress lives there too; anywhere else it would silently guard nothing. It denies by host, because paths can be spelled in ways
 * a DENY rule misses.
 */
import { type Emit, type PolicyPart, refusal } from "../target.ts";

const recipe =
  "Write an AuthorizationPolicy in the Gateway's namespace by hand (targetRefs: the Gateway; action DENY; from.source.notRemoteIpBlocks: the allowed ranges, or remoteIpBlocks: the denied ones; to.operation.hosts: the hosts), check in the application, or choose another target such as envoy-gateway";

export const istioSourceRanges: Emit<"source-ranges"> = ({ allowed, denied }, { facts }) => {
  const because = obstacle(facts);
  if (because !== undefined) return { answers: { "": refusal({ because, choices: recipe }) } };
  const redirects = facts.redirects !== "none";
  return {
    answers: {
      "": {
        verdict: redirects ? "approximate" : "equivalent-with",
        note: `an AuthorizationPolicy on the Gateway refuses the sources that may not pass for these hosts${redirects ? ", on http too, where nginx redirects everybody to https" : ""}; the Gateway must see the client's own address (meshConfig gatewayTopology.numTrustedProxies, externalTrafficPolicy Local), and the backend sees the gateway's`,
      },
    },
    policies: [
      ...(denied.length > 0 ? [authorization({ remoteIpBlocks: [...denied] })] : []),
      ...(allowed.length > 0 ? [authorization({ notRemoteIpBlocks: [...allowed] })] : []),
    ],
  };
};

function authorization(spec: PolicyPart["spec"]): PolicyPart {
  return { apiVersion: "security.istio.io/v1", kind: "AuthorizationPolicy", spec };
}

function obstacle(facts: Parameters<typeof istioSourceRanges>[1]["facts"]): string | undefined {
  if (facts.gatewayNamespace !== facts.namespace) {
    return "Istio guards a Gateway as a whole, by an AuthorizationPolicy in the Gateway's namespace; a policy beside this Ingress would guard nothing";
  }
  return facts.ownsItsHosts
    ? undefined
    : "Istio guards a Gateway as a whole, by host, and other Ingresses have paths on these hosts";
}
