/**
 * The order kustomize puts kinds in: what others need first, webhooks last, the rest by group, version and kind (kyaml/resid/gvk.go,
 * api/internal/builtins/SortOrderTransformer.go 5.7.1).
 */
import { compareText } from "../../../model/brands.ts";
import type { Gvk } from "./identity.ts";

export const firstKinds: readonly string[] = [
  "Namespace",
  "ResourceQuota",
  "StorageClass",
  "CustomResourceDefinition",
  "ServiceAccount",
  "PodSecurityPolicy",
  "Role",
  "ClusterRole",
  "RoleBinding",
  "ClusterRoleBinding",
  "ConfigMap",
  "Secret",
  "Endpoints",
  "Service",
  "LimitRange",
  "PriorityClass",
  "PersistentVolume",
  "PersistentVolumeClaim",
  "Deployment",
  "StatefulSet",
  "CronJob",
  "PodDisruptionBudget",
];
export const lastKinds: readonly string[] = [
  "MutatingWebhookConfiguration",
  "ValidatingWebhookConfiguration",
];

export type KindRanks = ReadonlyMap<string, number>;

export function ranksOf(first: readonly string[], last: readonly string[]): KindRanks {
  return new Map([
    ...first.map((kind, index) => [kind, index - first.length] as const),
    ...last.map((kind, index) => [kind, index + 1] as const),
  ]);
}

export const defaultRanks: KindRanks = ranksOf(firstKinds, lastKinds);

export function compareGvk(a: Partial<Gvk>, b: Partial<Gvk>, ranks: KindRanks): number {
  const byRank = (ranks.get(a.kind ?? "") ?? 0) - (ranks.get(b.kind ?? "") ?? 0);
  return byRank !== 0 ? byRank : compareText(sortText(a), sortText(b));
}

/** Absent parts come after everything that is written. */
function sortText({ group, version, kind }: Partial<Gvk>): string {
  return [group || "~G", version || "~V", kind || "~K"].join("_");
}
