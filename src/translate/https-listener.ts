/**
 * The listener an Ingress's hosts are served by over https, with the other hosts that meet there: what asks for client certificates, or
 * chooses ciphers, does so for all of them.
 */
import { listenerFor } from "../gateway/listeners.ts";
import { compareText, type IngressKey } from "../model/brands.ts";
import type { GatewayChoice } from "../model/config.ts";
import type { HttpsListener } from "../targets/target.ts";
import type { PlannedHost } from "./plan-rules.ts";
import { needsHttps } from "./sides.ts";

export function httpsListenerOf(
  own: readonly PlannedHost[],
  all: Iterable<PlannedHost>,
  gateway: GatewayChoice | undefined,
  gatewayOf: (key: IngressKey) => GatewayChoice | undefined,
): HttpsListener | undefined {
  if (gateway === undefined) return undefined;
  const mine = new Set(own.map(({ facts }) => facts.host));
  const [first] = mine;
  const listener = listenerOf(gateway, first ?? "");
  const otherHosts = [...all]
    .filter(({ facts }) => !mine.has(facts.host))
    .filter(({ facts, planned }) => needsHttps(facts, planned.rules))
    .filter(({ facts }) =>
      facts.members.some(({ ingress }) => {
        const other = gatewayOf(ingress.key);
        return (
          other?.namespace === gateway.namespace &&
          other.name === gateway.name &&
          listenerOf(other, facts.host).name === listener.name
        );
      }),
    )
    .map(({ facts }) => (facts.host === "" ? "all unnamed hosts" : facts.host))
    .sort(compareText);
  const { namespace, name } = gateway;
  return { gateway: { namespace, name }, ...listener, otherHosts };
}

function listenerOf(
  { listeners, sections }: GatewayChoice,
  host: string,
): Pick<HttpsListener, "name" | "port"> {
  const known = listenerFor(listeners ?? [], "https", host, sections.https);
  return known === undefined ? { name: sections.https, port: 443 } : { name: known.name, port: known.port };
}
