/**
 * Where a manifest has to stand so that Argo CD deploys it together with a Helm source: in the chart, in a directory that the same
 * Application deploys, or beside the Application's own file when a parent Application deploys that to the same cluster.
 */
import type { RepoPath } from "../model/brands.ts";
import type { CompanionHome } from "../model/release.ts";
import type { ArgoContent, ArgoSource, DeployedApplication } from "./argocd/application.ts";
import { kustomizeFields } from "./argocd/kustomize-fields.ts";
import type { ArgoDeployment } from "./argocd/read.ts";
import type { Kustomization } from "./kustomize/kustomization.ts";
import type { FileReader } from "./reader.ts";

export interface ArgoHomeWorld {
  readonly reader: FileReader;
  readonly kustomizations: ReadonlyMap<RepoPath, Kustomization>;
  readonly deployment: Pick<ArgoDeployment, "deployersOf">;
  listedBy(path: RepoPath): readonly RepoPath[];
  /** Cluster of an Application, as the inventory calls it. */
  clusterNameOf(application: DeployedApplication): string;
  /** True when another tool of this repository deploys the file to the cluster. */
  isDeployedOtherwise(path: RepoPath, cluster: string): boolean;
}

export function argoHome(
  application: DeployedApplication,
  source: ArgoSource,
  cluster: string,
  world: ArgoHomeWorld,
): CompanionHome {
  if (source.content.kind === "helm" && source.content.chart.kind === "own")
    return { kind: "chart-templates", directory: source.content.chart.path };
  for (const { content } of application.sources) {
    if (content.kind === "directory" && content.include === undefined && content.exclude === undefined)
      return { kind: "directory", path: content.path };
    const kustomization = content.kind === "kustomize" ? plainKustomization(content, world) : undefined;
    if (kustomization !== undefined)
      return { kind: "directory", path: kustomization.directory, listedBy: [kustomization.path] };
  }
  const owner =
    application.origin.kind === "application" ? application.origin.source : application.origin.set;
  const { path } = owner.place;
  if (owner.document === undefined) return { kind: "none", why: `a chart makes its Application (${path})` };
  const parents = world.deployment
    .deployersOf(path)
    .filter((parent) => parent.title !== application.title || parent.place.path !== application.place.path);
  const near = parents.filter((parent) => world.clusterNameOf(parent) === cluster);
  const listedBy = world.listedBy(path);
  if (near.some((parent) => takesNeighbours(parent, path, listedBy, world)))
    return { kind: "beside-owner", listedBy };
  if (world.isDeployedOtherwise(path, cluster)) return { kind: "beside-owner", listedBy };
  const [parent] = parents;
  if (parent === undefined)
    return { kind: "none", why: `no Application of this repository deploys \`${path}\`` };
  if (near.length > 0)
    return {
      kind: "none",
      why: `the Application ${parent.title} would change or leave out a file beside \`${path}\``,
    };
  const other = world.clusterNameOf(parent);
  return {
    kind: "none",
    why: `the Application ${parent.title}, which deploys \`${path}\`, deploys it to the cluster ${other}, not to ${cluster}`,
  };
}

/** Whether a new file beside one of its files would be deployed, with the namespace it states. */
function takesNeighbours(
  parent: DeployedApplication,
  path: RepoPath,
  listedBy: readonly RepoPath[],
  world: ArgoHomeWorld,
): boolean {
  return parent.sources.some(({ content }) => {
    if (content.kind === "directory")
      return content.files.includes(path) && content.include === undefined && content.exclude === undefined;
    if (content.kind !== "kustomize" || plainKustomization(content, world) === undefined) return false;
    const listing = [...world.kustomizations.values()].filter((one) => listedBy.includes(one.path));
    return listing.length > 0 && listing.every(isPlain);
  });
}

/** A kustomization that leaves names and namespaces of what it lists alone. */
function plainKustomization(
  content: Extract<ArgoContent, { kind: "kustomize" }>,
  { kustomizations }: ArgoHomeWorld,
): Kustomization | undefined {
  const own = kustomizations.get(content.path);
  const { set } = kustomizeFields(content.overlay);
  return own === undefined || Object.keys(set).length > 0 || !isPlain(own) ? undefined : own;
}

function isPlain({ fields }: Kustomization): boolean {
  return ["namespace", "namePrefix", "nameSuffix"].every((field) => {
    const value = fields[field];
    return value === undefined || value === null || value === "";
  });
}
