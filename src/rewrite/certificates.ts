/**
 * Certificates that outlive an Ingress: explicit Certificate objects of the repository, and secrets that cert-manager keeps
 * for a Gateway with an issuer annotation.
 */
import type { Ingress } from "../model/ingress.ts";
import type { ClusterInventory } from "../model/inventory.ts";
import type { RepoSnapshot } from "../model/snapshot.ts";
import { readYamlFile } from "../yaml/read.ts";
import { noDrafts, textOf } from "./drafts.ts";
import { fieldOf, listOf } from "./objects.ts";

/** True when the secret of that namespace is kept by something other than an Ingress. */
export type CertificateLookup = (namespace: string, secret: string) => boolean;

/** cert-manager's ingress-shim makes an owned Certificate for each of these (cert-manager.io/docs/usage/ingress, v1.18). */
const issuerAnnotations = [
  "cert-manager.io/cluster-issuer",
  "cert-manager.io/issuer",
  "kubernetes.io/tls-acme",
];

/** The annotation that asks cert-manager for a certificate, if any. */
export function issuerAnnotationOf(annotations: Readonly<Record<string, string>>): string | undefined {
  return issuerAnnotations.find((key) => !["", "false", undefined].includes(annotations[key]));
}

/** The Certificate that would keep a secret alive, on one line, with the issuer the Ingress names. */
export function certificateText(ingress: Ingress, annotation: string, secret: string): string {
  const { annotations, namespace, spec } = ingress;
  const name = annotation === "kubernetes.io/tls-acme" ? "ISSUER" : (annotations[annotation] ?? "ISSUER");
  const kind =
    annotation === "cert-manager.io/cluster-issuer"
      ? "ClusterIssuer"
      : (annotations["cert-manager.io/issuer-kind"] ?? "Issuer");
  const group = annotations["cert-manager.io/issuer-group"];
  const entries = spec.tls.filter(({ secretName }) => secretName === secret);
  const names = [...new Set(entries.flatMap(({ hosts }) => hosts))].map((host) => JSON.stringify(host));
  const issuer = `issuerRef: {kind: ${kind}, name: ${name}${group === undefined ? "" : `, group: ${group}`}}`;
  return [
    `{apiVersion: cert-manager.io/v1, kind: Certificate, metadata: {name: ${secret}-gateway, namespace: ${namespace}},`,
    `spec: {secretName: ${secret}, dnsNames: [${names.join(", ")}], ${issuer}}}`,
  ].join(" ");
}

/** Reads the snapshot at the first question only: most removals never ask. */
export function certificatesOf(snapshot: RepoSnapshot, cluster: ClusterInventory): CertificateLookup {
  let kept: readonly KeptSecret[] | undefined;
  return (namespace, secret) => {
    kept ??= [...explicitCertificates(snapshot), ...gatewaySecrets(cluster)];
    return kept.some((entry) => entry.secret === secret && (entry.namespace ?? namespace) === namespace);
  };
}

interface KeptSecret {
  /** undefined: the text leaves it to kustomize or the deployer. */
  readonly namespace: string | undefined;
  readonly secret: string;
}

function explicitCertificates(snapshot: RepoSnapshot): readonly KeptSecret[] {
  const drafts = noDrafts(snapshot);
  return snapshot.files.flatMap((file) => {
    if (file.kind !== "file" || !/\.(?:ya?ml|json)$/.test(file.path)) return [];
    const text = textOf(drafts, file.path);
    if (text === undefined || !text.includes("cert-manager.io/") || !text.includes("Certificate")) return [];
    return readYamlFile(file.path, text).value.documents.flatMap(({ value }) => {
      const items = fieldOf(value, "items");
      const objects: readonly unknown[] = Array.isArray(items) ? items : [value];
      return objects.flatMap(secretOfCertificate);
    });
  });
}

function secretOfCertificate(object: unknown): readonly KeptSecret[] {
  const apiVersion = fieldOf(object, "apiVersion");
  const secret = fieldOf(fieldOf(object, "spec"), "secretName");
  if (fieldOf(object, "kind") !== "Certificate" || typeof secret !== "string") return [];
  if (typeof apiVersion !== "string" || !apiVersion.startsWith("cert-manager.io/")) return [];
  const namespace = fieldOf(fieldOf(object, "metadata"), "namespace");
  return [{ namespace: typeof namespace === "string" ? namespace : undefined, secret }];
}

/** cert-manager reads these on a Gateway; `kubernetes.io/tls-acme` only on an Ingress (cert-manager v1.21, certificate-shim/sync.go). */
const gatewayIssuers = ["cert-manager.io/cluster-issuer", "cert-manager.io/issuer"];

/**
 * Secrets of listeners whose Gateway carries an issuer annotation: gateway-shim asks for them itself. It skips listeners without a hostname,
 * with TLS passed through, or with a secret of another namespace.
 */
function gatewaySecrets(cluster: ClusterInventory): readonly KeptSecret[] {
  return cluster.gatewayObjects.flatMap(({ object }) => {
    const { annotations = {}, namespace } = object.metadata;
    if (object.kind !== "Gateway" || !gatewayIssuers.some((key) => (annotations[key] ?? "") !== ""))
      return [];
    return listOf(fieldOf(object.spec, "listeners")).flatMap((listener) => {
      const tls = fieldOf(listener, "tls");
      const hostname = fieldOf(listener, "hostname");
      if (typeof hostname !== "string" || hostname === "" || fieldOf(tls, "mode") === "Passthrough")
        return [];
      return listOf(fieldOf(tls, "certificateRefs")).flatMap((ref): KeptSecret[] => {
        const secret = fieldOf(ref, "name");
        const other = fieldOf(ref, "namespace");
        if (typeof secret !== "string" || (other !== undefined && other !== namespace)) return [];
        return [{ namespace, secret }];
      });
    });
  });
}
