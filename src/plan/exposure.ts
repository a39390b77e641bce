/**
 * Two questions about a service that decide when it moves: is it for people outside, and does it catch what no one else does.
 */
import type { Config } from "../model/config.ts";
import type { InventoryIngress } from "../model/ingress.ts";

const internalClass = /(^|[^a-z])(internal|private|intern)([^a-z]|$)/i;

/** Endings that no public DNS answers (RFC 6762, RFC 8375, ICANN's .internal) or that by custom stay inside. */
const internalEndings = [
  ".internal",
  ".local",
  ".lan",
  ".corp",
  ".intranet",
  ".home.arpa",
  ".svc",
  ".cluster.local",
  ".localdomain",
];

/** internal: every Ingress has a class for inside or only hosts that nobody outside can resolve. */
export function exposureOf(
  ingresses: readonly InventoryIngress[],
  gatewayByClass: Config["gatewayByClass"],
): "internal" | "public" {
  return ingresses.every((ingress) => isInternal(ingress, gatewayByClass)) ? "internal" : "public";
}

function isInternal(ingress: InventoryIngress, gatewayByClass: Config["gatewayByClass"]): boolean {
  const name = ingress.class.name ?? "";
  if (internalClass.test(name)) return true;
  const gateway = Object.hasOwn(gatewayByClass, name) ? gatewayByClass[name] : undefined;
  if (gateway !== undefined && internalClass.test(gateway.name)) return true;
  const hosts = ingress.spec.rules.map((rule) => rule.host ?? "");
  return hosts.length > 0 && hosts.every((host) => internalEndings.some((ending) => host.endsWith(ending)));
}

/**
 * True for services that come last: without a host, a bare wildcard, or an apex. An apex is a host that is the parent domain of another
 * host of the cluster (`example.com` beside `app.example.com`): moving it early would move the name everything else hangs on.
 */
export function isCatchAll(hosts: readonly string[], parentDomains: ReadonlySet<string>): boolean {
  return hosts.some((host) => host === "" || host === "*" || parentDomains.has(host));
}

/** Every proper parent domain of the hosts; `*.example.com` has the parent `example.com`. */
export function parentDomainsOf(hosts: Iterable<string>): ReadonlySet<string> {
  const parents = new Set<string>();
  for (const host of hosts) {
    for (let dot = host.indexOf("."); dot >= 0; dot = host.indexOf(".", dot + 1))
      parents.add(host.slice(dot + 1));
  }
  return parents;
}
