/**
 * May this Ingress go? Only when routes with backends take over every one of its hosts, and when nothing that lives on the
 * Ingress object (a cert-manager Certificate it owns) dies with it.
 */
import { type Diagnostic, diagnose, type Where } from "../diagnostics/diagnostic.ts";
import { compareText } from "../model/brands.ts";
import { dnsPrefixes, dnsStateOf, keptAway } from "../model/dns.ts";
import type { Ingress } from "../model/ingress.ts";
import type { ClusterInventory, PlacedObject } from "../model/inventory.ts";
import { lowerHost } from "../sources/objects/host.ts";
import { type CertificateLookup, certificateText, issuerAnnotationOf } from "./certificates.ts";
import { fieldOf, listOf } from "./objects.ts";

export function reasonToKeep(
  cluster: ClusterInventory,
  certificates: CertificateLookup,
  ingress: Ingress,
  where: Where,
): Diagnostic | undefined {
  const uncovered = uncoveredHosts(cluster, ingress);
  if (uncovered !== undefined) return diagnose("remove-routes-missing", { hosts: uncovered }, where);
  const dns = keptFromDns(cluster, ingress);
  if (dns !== undefined) return diagnose("remove-dns-not-handed-over", dns, where);
  const annotation = issuerAnnotationOf(ingress.annotations);
  if (annotation === undefined) return undefined;
  const secrets = ingress.spec.tls.flatMap((tls) => tls.secretName ?? []);
  const orphaned = secrets.filter((secret) => !certificates(ingress.namespace, secret));
  if (orphaned.length === 0) return undefined;
  const sorted = [...new Set(orphaned)].sort(compareText);
  const yaml = sorted.map((secret) => certificateText(ingress, annotation, secret)).join(" --- ");
  return diagnose("remove-certificate-owned", { annotation, secrets: sorted, yaml }, where);
}

/** Routes that external-dns is kept away from publish nothing: with the Ingress the name itself would go. */
function keptFromDns(
  cluster: ClusterInventory,
  ingress: Ingress,
): { readonly routes: readonly string[]; readonly annotation: string } | undefined {
  const controllerKey = (key: string) =>
    dnsPrefixes.some((prefix) => key === `${prefix}controller`) ||
    /external-?dns[^/]*\/controller$/.test(key);
  const prefixes = [
    ...dnsPrefixes,
    ...Object.keys(ingress.annotations)
      .filter(controllerKey)
      .map((key) => key.slice(0, -"controller".length)),
  ];
  if (dnsStateOf(ingress.annotations, prefixes) === "excluded") return undefined;
  const hosts = ingress.spec.rules.map(({ host }) => host);
  const quiet = cluster.gatewayObjects.flatMap((placed) => {
    const found = Object.entries(placed.object.metadata.annotations ?? {}).find(
      ([key, value]) => controllerKey(key) && value === keptAway,
    );
    const isIts =
      isForwardingRoute(placed, ingress.namespace) && hosts.some((host) => covers(placed, ingress, host));
    return found !== undefined && isIts ? [{ name: placed.object.metadata.name ?? "", key: found[0] }] : [];
  });
  const [first] = quiet;
  if (first === undefined) return undefined;
  return { routes: [...new Set(quiet.map(({ name }) => name))].sort(compareText), annotation: first.key };
}

/** Hosts without a route; [] when requests without a host are not covered; undefined when all are covered. */
function uncoveredHosts(cluster: ClusterInventory, ingress: Ingress): readonly string[] | undefined {
  const routes = cluster.gatewayObjects.filter((placed) => isForwardingRoute(placed, ingress.namespace));
  const hosts = new Set(ingress.spec.rules.map((rule) => rule.host));
  if (ingress.spec.rules.length === 0) hosts.add(undefined);
  const missing = [...hosts].filter((host) => !routes.some((route) => covers(route, ingress, host)));
  if (missing.length === 0) return undefined;
  return missing.filter((host) => host !== undefined).sort(compareText);
}

function isForwardingRoute(placed: PlacedObject, namespace: string): boolean {
  const { object } = placed;
  if (object.kind !== "HTTPRoute" && object.kind !== "GRPCRoute") return false;
  if (!object.apiVersion.startsWith("gateway.networking.k8s.io/")) return false;
  if (object.metadata.namespace !== undefined && object.metadata.namespace !== namespace) return false;
  const rules = listOf(fieldOf(object.spec, "rules"));
  return rules.some((rule) => listOf(fieldOf(rule, "backendRefs")).length > 0);
}

/** A route without hostnames covers a host only under the Ingress's own name: else it could be anybody's catch-all. */
function covers(placed: PlacedObject, ingress: Ingress, host: string | undefined): boolean {
  const hostnames = listOf(fieldOf(placed.object.spec, "hostnames"));
  if (hostnames.length === 0) return placed.object.metadata.name === ingress.name;
  return host !== undefined && hostnames.some((name) => typeof name === "string" && lowerHost(name) === host);
}
