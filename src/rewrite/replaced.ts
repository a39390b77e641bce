/**
 * May this Ingress go? Only when routes with backends take over every one of its hosts, and when nothing that lives on the
 * Ingress object (a cert-manager Certificate it owns) dies with it.
 */
import { type Diagnostic, diagnose, type Where } from "../diagnostics/diagnostic.ts";
import { compareText } from "../model/brands.ts";
import type { Ingress } from "../model/ingress.ts";
import type { ClusterInventory, PlacedObject } from "../model/inventory.ts";
import { type CertificateLookup, issuerAnnotationOf } from "./certificates.ts";
import { fieldOf, listOf } from "./objects.ts";

export function reasonToKeep(
  cluster: ClusterInventory,
  certificates: CertificateLookup,
  ingress: Ingress,
  where: Where,
): Diagnostic | undefined {
  const uncovered = uncoveredHosts(cluster, ingress);
  if (uncovered !== undefined) return diagnose("remove-routes-missing", { hosts: uncovered }, where);
  const annotation = issuerAnnotationOf(ingress.annotations);
  if (annotation === undefined) return undefined;
  const secrets = ingress.spec.tls.flatMap((tls) => tls.secretName ?? []);
  const orphaned = secrets.filter((secret) => !certificates(ingress.namespace, secret));
  if (orphaned.length === 0) return undefined;
  const sorted = [...new Set(orphaned)].sort(compareText);
  return diagnose("remove-certificate-owned", { annotation, secrets: sorted }, where);
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
  return (
    host !== undefined && hostnames.some((name) => typeof name === "string" && name.toLowerCase() === host)
  );
}
