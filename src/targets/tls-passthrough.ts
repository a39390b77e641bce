/** TLS handed on unopened: a TLSRoute does the same, once the Gateway has a listener for it and the configuration names that. */
import { answer, refuse } from "./core.ts";
import type { Emit, PassthroughFacts } from "./target.ts";

const unknownFlags =
  "the controller's flags are not in the repository; without --enable-ssl-passthrough the annotation does nothing today";

export const tlsPassthrough: Emit<"tls-passthrough"> = (_intent, { facts, supports }) => {
  const { inForce, hosts, section } = facts.passthrough ?? unknownPassthrough(facts.hosts);
  if (inForce === false) {
    return answer(
      "inert",
      "the controller runs without --enable-ssl-passthrough, so it does nothing: nginx opens TLS itself, as the Gateway will",
    );
  }
  if (hosts.length === 0) {
    return answer(
      "inert",
      "nginx passes TLS through only for an exact host whose / leads to a Service, and here is none",
    );
  }
  const what = `nginx hands TLS connections to ${hosts.join(", ")} on to the Service unopened`;
  const flags =
    inForce === undefined ? `. Or remove the annotation, if it has no effect: ${unknownFlags}` : "";
  if (!supports("TLSRoute")) {
    return refuse(
      `${what}, and the declared Gateway API or implementation has no TLSRoute v1`,
      `Declare Gateway API 1.5 or newer and an implementation with TLSRoute, or open TLS on the Gateway and remove the annotation${flags}`,
    );
  }
  if (section === undefined) {
    return refuse(
      `${what}, and no listener that does so is named`,
      `Add to the Gateway \`- {name: passthrough, port: 443, protocol: TLS, hostname: ${JSON.stringify(hosts[0])}, tls: {mode: Passthrough}, allowedRoutes: {namespaces: {from: All}, kinds: [{kind: TLSRoute}]}}\` and name it in .github/tidegate.yml: \`gateway: {sections: {passthrough: passthrough}}\`; a TLSRoute is written then${flags}`,
    );
  }
  const doubt = inForce === undefined ? `; taken to be in force, for ${unknownFlags}` : "";
  return answer(
    "exact",
    `a TLSRoute hands TLS connections to ${hosts.join(", ")} on unopened, by the listener ${section}; plain HTTP keeps its routes${doubt}`,
  );
};

function unknownPassthrough(hosts: readonly string[]): PassthroughFacts {
  return { inForce: undefined, hosts, section: undefined };
}
