/**
 * What people have put aside: an Ingress that no deployer reaches and that lies below a directory called `archive` takes no part. It
 * would claim hosts that live Ingresses have taken over, and nobody would merge a route for it. It is still listed as not moving. An
 * undeployed Ingress anywhere else may be applied from outside the repository, so that one is planned.
 */
import { directoryOf, type RepoPath } from "../model/brands.ts";
import type { Deployment } from "./units.ts";

const archive = /^[._-]?archived?s?$/i;

const aboutPutAside: ReadonlySet<string> = new Set(["flux-kustomization-not-deployed", "flux-path-missing"]);

export function withoutArchived(deployment: Deployment): Deployment {
  const { deployedBy } = deployment;
  if (deployedBy === undefined) return deployment;
  const clusters = deployment.clusters.map((cluster) => ({
    ...cluster,
    units: cluster.units.map((unit) => ({
      ...unit,
      objects: unit.objects.filter(
        ({ isDeployed, source }) => isDeployed === true || !isArchived(source.path),
      ),
    })),
    releases: cluster.releases.filter(
      ({ undeployedBy, owner }) => undeployedBy === undefined || !isArchived(owner.path),
    ),
  }));
  // Flux objects among it say that they deploy nothing: once for all is enough, and the archive says it
  const diagnostics = deployment.diagnostics.filter(
    ({ code, at }) => !aboutPutAside.has(code) || at === undefined || !isArchived(at.path),
  );
  return { ...deployment, clusters, diagnostics };
}

export function isArchived(path: RepoPath): boolean {
  return directoryOf(path)
    .split("/")
    .some((segment) => archive.test(segment));
}
