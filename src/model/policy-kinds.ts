/**
 * Kinds of implementations that change what a route does: rules refer to them, or they attach to routes, Services or Gateways.
 */

/** By group; undefined: every kind of the group. */
export const policyKinds: Readonly<Record<string, readonly string[] | undefined>> = {
  "gateway.envoyproxy.io": undefined,
  "gateway.kgateway.dev": undefined,
  "gateway.nginx.org": undefined,
  "traefik.io": ["Middleware"],
  "configuration.konghq.com": ["KongPlugin"],
  "networking.gke.io": ["GCPBackendPolicy"],
  "security.istio.io": ["AuthorizationPolicy"],
  "networking.istio.io": ["DestinationRule"],
};

export function isPolicyKind(group: string, kind: string): boolean {
  if (!Object.hasOwn(policyKinds, group)) return false;
  return policyKinds[group]?.includes(kind) ?? true;
}
