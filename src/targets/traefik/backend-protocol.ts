/**
 * Traefik speaks TLS to a Service port 443 or one whose name begins with https, whatever the Ingress said
 * (pkg/provider/kubernetes/gateway/httproute.go, getProtocol).
 */
import { backendProtocol } from "../core.ts";
import { type Answer, type Emit, type IngressFacts, refusal, type TargetDefault } from "../target.ts";

const shared = backendProtocol(
  ", or let Traefik's default serversTransport skip verification for all backends",
);

export const traefikBackendProtocol: Emit<"backend-protocol"> = (intent, context) => {
  const refused = intent.protocol === "HTTP" ? tlsByPort(context.facts) : undefined;
  return refused === undefined ? shared(intent, context) : { answers: { "": refused } };
};

/** nginx speaks plain HTTP to such a port where nobody says otherwise. */
export const plainHttpByDefault: TargetDefault = ({ facts }) => {
  const answer = tlsByPort(facts);
  return answer === undefined ? undefined : { value: "HTTP", answer };
};

function tlsByPort({ backends }: IngressFacts): Answer | undefined {
  const tls = backends.find(({ port, portName }) => port === 443 || portName?.startsWith("https") === true);
  if (tls === undefined) return undefined;
  return refusal({
    because: `Traefik speaks TLS to port ${tls.port} of Service ${tls.service}, because of its number or name, where nginx speaks plain HTTP`,
    choices: "Give the Service another port with another name, or choose another target",
  });
}
