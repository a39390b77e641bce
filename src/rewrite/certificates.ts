/**
 * Certificates that outlive an Ingress: explicit Certificate objects of the repository, and secrets that cert-manager keeps
 * for a Gateway with an issuer annotation.
 */
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

/** Secrets of listeners whose Gateway carries an issuer annotation: gateway-shim asks for them itself. */
function gatewaySecrets(cluster: ClusterInventory): readonly KeptSecret[] {
  return cluster.gatewayObjects.flatMap(({ object }) => {
    if (object.kind !== "Gateway" || issuerAnnotationOf(object.metadata.annotations ?? {}) === undefined)
      return [];
    return listOf(fieldOf(object.spec, "listeners")).flatMap((listener) =>
      listOf(fieldOf(fieldOf(listener, "tls"), "certificateRefs")).flatMap((ref): KeptSecret[] => {
        const secret = fieldOf(ref, "name");
        const namespace = fieldOf(ref, "namespace") ?? object.metadata.namespace;
        if (typeof secret !== "string") return [];
        return [{ namespace: typeof namespace === "string" ? namespace : undefined, secret }];
      }),
    );
  });
}
