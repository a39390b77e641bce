/**
 * Which cluster each HelmRelease belongs to: the one its kubeConfig leads to, else that of the Kustomization that deploys it; where the
 * configuration names clusters, the one whose paths hold what the Kustomization builds, or the release itself.
 */
import { type Outcome, outcome } from "../diagnostics/diagnostic.ts";
import type { RepoPath } from "../model/brands.ts";
import type { Config } from "../model/config.ts";
import type { Release } from "../model/release.ts";
import { clusterOf, clusterPaths, isAtOrBelow } from "./clusters.ts";
import { remoteClusterName } from "./flux/remote-cluster.ts";
import {
  directoryOfRelease,
  type FluxReleaseWorld,
  type FoundRelease,
  fluxRelease,
} from "./flux-releases.ts";
import type { FluxUnits } from "./flux-units.ts";
import { type StrayWorld, strayReleases } from "./stray-releases.ts";

export interface FluxReleasesInput
  extends Pick<StrayWorld, "reader" | "kustomizations" | "objects" | "isRaw">,
    Pick<FluxReleaseWorld, "listedBy"> {
  readonly flux: FluxUnits | undefined;
}

/** By the name of their cluster. */
export function fluxReleases(
  input: FluxReleasesInput,
  config: Pick<Config, "clusters">,
): Outcome<ReadonlyMap<string, readonly Release[]>> {
  const { flux } = input;
  const mayEnter = (directory: RepoPath) =>
    config.clusters === undefined ||
    config.clusters.some((cluster) => clusterPaths(cluster).some((path) => isAtOrBelow(directory, path)));
  const strays = strayReleases({
    ...input,
    isDeployed: (path) => flux?.deployed.has(path) === true,
    mayEnter,
  });
  // a release that stands outside a cluster's paths may still be deployed from within them
  const world: FluxReleaseWorld = { ...input, deployer: flux === undefined ? undefined : "Flux" };
  const byCluster = new Map<string, Release[]>();
  const add = (found: FoundRelease, own: string): void => {
    const { clusters } = config;
    const names = clusters === undefined ? [own] : namesIn(clusters, found);
    for (const name of names) {
      const known = byCluster.get(name) ?? [];
      known.push(fluxRelease(found, name, world));
      byCluster.set(name, known);
    }
  };
  for (const found of flux?.releases ?? []) add(found, found.cluster);
  for (const found of strays.value)
    add(found, remoteClusterName(found.release.remoteCluster) ?? clusterOf(found.directory).name);
  return outcome(byCluster, strays.diagnostics);
}

function namesIn(clusters: NonNullable<Config["clusters"]>, found: FoundRelease): readonly string[] {
  const holding = (directory: RepoPath) =>
    clusters
      .filter((cluster) => clusterPaths(cluster).some((path) => isAtOrBelow(directory, path)))
      .map(({ name }) => name);
  const remote = remoteClusterName(found.release.remoteCluster);
  if (clusters.some(({ name }) => name === remote)) return [remote ?? ""];
  const byDirectory = holding(found.directory);
  return byDirectory.length > 0 ? byDirectory : holding(directoryOfRelease(found));
}
