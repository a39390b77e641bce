/**
 * Labels and annotations an Ingress hands on to its routes. Keys that belong to a controller of the Ingress (nginx,
 * cert-manager, external-dns) or to whoever applied it stay behind: on a route they would do nothing, or claim it for the wrong owner.
 */
import { compareText } from "../model/brands.ts";
import type { ExternalDns } from "../model/config.ts";
import { dnsPrefixes, dnsStateOf, keptAway, withSlash } from "../model/dns.ts";
import type { Ingress } from "../model/ingress.ts";
import { annotationPrefix } from "../nginx/annotations/view.ts";

const leftPrefixes = [
  annotationPrefix,
  "cert-manager.io/",
  "acme.cert-manager.io/",
  ...dnsPrefixes,
  "meta.helm.sh/",
  // Other Ingress controllers: ingress-nginx ignores them, and some gateways would begin to obey them on a route (Kong: konghq.com/strip-path).
  "alb.ingress.kubernetes.io/",
  "appgw.ingress.kubernetes.io/",
  "haproxy.org/",
  "haproxy-ingress.github.io/",
  "ingress.kubernetes.io/",
  "konghq.com/",
  "nginx.com/",
  "nginx.org/",
  "traefik.ingress.kubernetes.io/",
] as const;

const leftKeys: ReadonlySet<string> = new Set([
  "kubernetes.io/ingress.class",
  "kubernetes.io/tls-acme",
  "kubectl.kubernetes.io/last-applied-configuration",
  "argocd.argoproj.io/tracking-id",
]);

export function carriedAnnotations(
  ingress: Ingress,
  externalDns: Pick<ExternalDns, "prefix" | "further"> | undefined,
): Readonly<Record<string, string>> {
  const own =
    externalDns === undefined ? [] : [externalDns.prefix, ...(externalDns.further ?? [])].map(withSlash);
  const kept = Object.entries(ingress.annotations).filter(
    ([key]) =>
      !leftKeys.has(key) &&
      !leftPrefixes.some((prefix) => key.startsWith(prefix)) &&
      !own.some((prefix) => key.startsWith(prefix)),
  );
  return Object.fromEntries([...kept, ...dnsAnnotations(ingress, own)].sort(([a], [b]) => compareText(a, b)));
}

/** Keys that external-dns does not read on a route; a target stands on the Gateway. */
const ingressOnly = ["controller", "target", "ingress-hostname-source"];

/** Until the cutover names stay with the Ingress; after it the route says what the Ingress said about them. */
function dnsAnnotations(
  ingress: Ingress,
  prefixes: readonly string[],
): readonly (readonly [string, string])[] {
  if (dnsStateOf(ingress.annotations, prefixes) !== "handed-over")
    return prefixes.map((prefix) => [`${prefix}controller`, keptAway] as const);
  return Object.entries(ingress.annotations).filter(([key]) =>
    prefixes.some((prefix) => key.startsWith(prefix) && !ingressOnly.includes(key.slice(prefix.length))),
  );
}

const deployerPrefixes = [
  "argocd.argoproj.io/",
  "helm.sh/",
  "helm.toolkit.fluxcd.io/",
  "kustomize.toolkit.fluxcd.io/",
  "config.kubernetes.io/",
] as const;

/**
 * What the second and later routes of an Ingress keep: how they are applied, and who publishes their names. The rest describes
 * the service (start pages, dashboards) and would show it twice.
 */
export function annotationsOfFurtherRoutes(
  carried: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(carried).filter(
      ([key, value]) =>
        deployerPrefixes.some((prefix) => key.startsWith(prefix)) ||
        (key.endsWith("/controller") && value === keptAway),
    ),
  );
}

/** external-dns keys that stay on the Ingress, for a word to the reader. */
export function externalDnsKeys(ingress: Ingress, prefix: string | undefined): readonly string[] {
  const prefixes = [...dnsPrefixes, ...(prefix ? [prefix] : [])];
  return Object.keys(ingress.annotations)
    .filter((key) => prefixes.some((candidate) => key.startsWith(candidate)))
    .sort(compareText);
}

const issuerKeys = ["cert-manager.io/issuer", "cert-manager.io/cluster-issuer", "kubernetes.io/tls-acme"];

/** True when cert-manager makes the Ingress's certificate and would stop renewing it with the Ingress. */
export function hasManagedCertificate(ingress: Ingress): boolean {
  return issuerKeys.some((key) => Object.hasOwn(ingress.annotations, key));
}
