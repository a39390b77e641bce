/**
 * How external-dns is kept away from an object, and how a name is handed from an Ingress to its routes. external-dns skips an object whose
 * annotation `controller` names another controller (kubernetes-sigs/external-dns v0.22.0, docs/annotations/annotations.md).
 */

/** Up to v0.21, and from v0.22.0. */
export const dnsPrefixes = ["external-dns.alpha.kubernetes.io/", "external-dns.kubernetes.io/"] as const;

/** The value that external-dns takes for itself. */
const itself = "dns-controller";
/** On a route: its names stay with the Ingress. */
export const keptAway = "none";
/** On an Ingress: its names belong to the routes. */
export const handedOver = "handed-over-to-routes";

/**
 * published: external-dns may publish the object's names. handed-over: by the cutover, to the routes. excluded: somebody keeps external-dns
 * away from it for good.
 */
export type DnsState = "published" | "handed-over" | "excluded";

export function dnsStateOf(
  annotations: Readonly<Record<string, string>>,
  prefixes: readonly string[],
): DnsState {
  const values = prefixes.flatMap((prefix) => annotations[`${withSlash(prefix)}controller`] ?? []);
  if (values.includes(handedOver)) return "handed-over";
  return values.some((value) => value !== itself) ? "excluded" : "published";
}

export function withSlash(prefix: string): string {
  return prefix.endsWith("/") ? prefix : `${prefix}/`;
}
