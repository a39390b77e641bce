/**
 * Labels and annotations an Ingress hands on to its routes. Keys that belong to a controller of the Ingress (nginx,
 * cert-manager, external-dns) or to whoever applied it stay behind: on a route they would do nothing, or claim it for the wrong owner.
 */
import { compareText } from "../model/brands.ts";
import type { Ingress } from "../model/ingress.ts";
import { annotationPrefix } from "../nginx/annotations/view.ts";

const leftPrefixes = [
  annotationPrefix,
  "cert-manager.io/",
  "acme.cert-manager.io/",
  "external-dns.alpha.kubernetes.io/",
  "external-dns.kubernetes.io/",
  "meta.helm.sh/",
] as const;

const leftKeys: ReadonlySet<string> = new Set([
  "kubernetes.io/ingress.class",
  "kubernetes.io/tls-acme",
  "kubectl.kubernetes.io/last-applied-configuration",
  "argocd.argoproj.io/tracking-id",
]);

export function carriedAnnotations(
  ingress: Ingress,
  externalDns: { readonly prefix: string } | undefined,
): Readonly<Record<string, string>> {
  const own = externalDns === undefined ? undefined : `${externalDns.prefix.replace(/\/$/, "")}/`;
  const kept = Object.entries(ingress.annotations).filter(
    ([key]) =>
      !leftKeys.has(key) &&
      !leftPrefixes.some((prefix) => key.startsWith(prefix)) &&
      (own === undefined || !key.startsWith(own)),
  );
  // external-dns skips objects whose controller is not its own: DNS stays with the Ingress until the cutover.
  const quiet = own === undefined ? [] : [[`${own}controller`, "none"] as const];
  return Object.fromEntries([...kept, ...quiet].sort(([a], [b]) => compareText(a, b)));
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
        (key.endsWith("/controller") && value === "none"),
    ),
  );
}

/** external-dns keys that stay on the Ingress, for a word to the reader. */
export function externalDnsKeys(ingress: Ingress, prefix: string | undefined): readonly string[] {
  const prefixes = [
    "external-dns.alpha.kubernetes.io/",
    "external-dns.kubernetes.io/",
    ...(prefix ? [prefix] : []),
  ];
  return Object.keys(ingress.annotations)
    .filter((key) => prefixes.some((candidate) => key.startsWith(candidate)))
    .sort(compareText);
}

const issuerKeys = ["cert-manager.io/issuer", "cert-manager.io/cluster-issuer", "kubernetes.io/tls-acme"];

/** True when cert-manager makes the Ingress's certificate and would stop renewing it with the Ingress. */
export function hasManagedCertificate(ingress: Ingress): boolean {
  return issuerKeys.some((key) => Object.hasOwn(ingress.annotations, key));
}
