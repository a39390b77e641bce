/**
 * The name of a cluster that `spec.kubeConfig` leads to: that of the Secret or ConfigMap, which people call after the cluster. Cluster API
 * adds "-kubeconfig" to it.
 */

/** undefined without such a reference. */
export function remoteClusterName(reference: string | undefined): string | undefined {
  const name = reference?.replace(/[^A-Za-z0-9._-]/g, "-").replace(/-?kubeconfig$/, "");
  return name === "" ? undefined : name;
}
