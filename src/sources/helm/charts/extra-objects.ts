/**
 * Charts that print whole objects from a list of their values. Versions are those of the commits that brought the template
 * (grafana-community/helm-charts, argoproj/argo-helm, prometheus-community/helm-charts, oauth2-proxy/manifests, nextcloud/helm,
 * jenkinsci/helm-charts, guerzon/vaultwarden). `prometheus` takes texts alone; bitnami's `extraDeploy` came to each chart at a version of
 * its own and is known by the chart's files.
 */
import { parseConstraint, parseVersion } from "../version.ts";
import type { ChartIdentity } from "./registry.ts";

export interface ExtraObjects {
  /** The key at the root of the chart's values. */
  readonly key: string;
}

const since: Readonly<Record<string, readonly [key: string, since: string]>> = {
  "argo-cd": ["extraObjects", "3.31.0"],
  "argo-rollouts": ["extraObjects", "2.18.0"],
  "argo-workflows": ["extraObjects", "0.20.0"],
  grafana: ["extraObjects", "6.20.4"],
  jenkins: ["extraObjects", "5.8.131"],
  "kube-prometheus-stack": ["extraManifests", "46.2.0"],
  loki: ["extraObjects", "6.56.0"],
  nextcloud: ["extraManifests", "8.6.0"],
  "oauth2-proxy": ["extraObjects", "5.1.0"],
  "prometheus-blackbox-exporter": ["extraManifests", "7.7.0"],
  "prometheus-pushgateway": ["extraManifests", "2.11.0"],
  vaultwarden: ["extraObjects", "0.32.4"],
};

/** What is known of a chart whose files are not at hand. */
export function knownExtraObjects({ name, repository, version }: ChartIdentity): ExtraObjects | undefined {
  // Bitnami's charts share names with others'.
  if (repository !== undefined && /\bbitnami/i.test(repository)) return undefined;
  const [key, first] = (Object.hasOwn(since, name) ? since[name] : undefined) ?? [];
  const pinned = version === undefined ? undefined : parseVersion(version);
  const matches = first === undefined ? undefined : parseConstraint(`>=${first}-0`);
  return key !== undefined && pinned !== undefined && matches?.(pinned) === true ? { key } : undefined;
}
