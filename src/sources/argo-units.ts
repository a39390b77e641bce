/**
 * What Argo CD deploys from this repository: directories and kustomizations as units, Helm sources as releases, by the cluster of their
 * Application. Files that some Application reads belong to it; the rest of the repository is read as if there were no Argo CD.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { directoryOf, type RepoPath } from "../model/brands.ts";
import type { Hop } from "../model/hop.ts";
import type { KubeObject } from "../model/kube.ts";
import type { Release } from "../model/release.ts";
import { buildWithOverlay, filesReached, isUnchanged } from "./argo-kustomize.ts";
import { argoReleases } from "./argo-releases.ts";
import { chartsOfApplications, maxAppDepth } from "./argo-rendered.ts";
import type { ArgoContent, ArgoKustomize, DeployedApplication } from "./argocd/application.ts";
import { localName } from "./argocd/clusters.ts";
import { findArgoObjects } from "./argocd/find.ts";
import { type ArgoDeployment, readArgoCd } from "./argocd/read.ts";
import { clusterOf, defaultCluster, isAtOrBelow } from "./clusters.ts";
import type { ReleaseWorld } from "./helm/release/world.ts";
import { patchFilesOf } from "./kustomize/features.ts";
import type { Kustomization } from "./kustomize/kustomization.ts";
import type { SourceObject } from "./objects/fields.ts";
import type { ParsedObject } from "./objects/parse.ts";
import type { FileReader } from "./reader.ts";
import type { Rendered, Unit } from "./rendered.ts";

/** A kustomization that an Application deploys. */
export interface ArgoKustomization {
  readonly directory: RepoPath;
  readonly overlay: ArgoKustomize;
  readonly cluster: string;
  readonly namespace: string | undefined;
  readonly chain: readonly Hop[];
  readonly title: string;
}

export interface ArgoUnits {
  /** Units by the name of their cluster. */
  readonly clusters: ReadonlyMap<string, readonly Unit[]>;
  /** Of all clusters, in the order of their Applications. */
  readonly releases: readonly Release[];
  readonly kustomizations: readonly ArgoKustomization[];
  /** Files that some Application reads. */
  readonly deployed: ReadonlySet<RepoPath>;
  /** True when an Application deploys manifests of this repository: what none reaches may not be deployed at all. */
  readonly deploysManifests: boolean;
  /** Sentences: what was assumed where the repository does not say. */
  readonly assumptions: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface ArgoInput {
  readonly reader: FileReader;
  /** Files that may hold objects of Argo CD. */
  readonly candidates: readonly RepoPath[];
  readonly kustomizations: ReadonlyMap<RepoPath, Kustomization>;
  /** Objects of interest of a file. */
  objectsIn(path: RepoPath): readonly ParsedObject[];
  listedBy(path: RepoPath): readonly RepoPath[];
  /** The kustomization of a directory, built as it stands. */
  unitOf(directory: RepoPath): Unit;
  /** True when another tool of this repository deploys the file to the cluster. */
  isDeployedOtherwise(path: RepoPath, cluster: string): boolean;
  /** Releases of others, whose charts may render Applications. */
  readonly releases: readonly Release[];
  /** Charts that nothing deploys: where there is no Application at all, one of them may be what Argo CD was set up with. */
  undeployedCharts(): readonly Release[];
  /** What charts are rendered with; undefined: none is. */
  readonly world: ReleaseWorld | undefined;
}

/** undefined when there is no Application. */
export function argoUnits(input: ArgoInput): ArgoUnits | undefined {
  const { reader } = input;
  const found = readAll(findArgoObjects(reader, input.candidates), input);
  const { applications } = found.deployment;
  if (applications.length === 0 && found.diagnostics.length === 0) return undefined;
  const clusters = new Map<string, Unit[]>();
  const deployed = new Set<RepoPath>();
  const diagnostics = [...found.diagnostics];
  const built: ArgoKustomization[] = [];
  let deploysManifests = false;
  for (const application of applications) {
    const cluster = found.clusterNameOf(application);
    const namespace = concrete(application.destination.namespace);
    for (const { content } of application.sources) {
      if (content.kind === "kustomize") {
        const { path: directory, overlay } = content;
        const { chain, title } = application;
        built.push({ directory, overlay, cluster, namespace, chain, title });
      }
      const unit = unitOf(content, input);
      if (unit === undefined) {
        for (const path of chartFiles(content, application)) deployed.add(path);
        continue;
      }
      diagnostics.push(...unit.diagnostics);
      // a directory that cannot be built is read the plain way: nothing in it is lost
      if (unit.isFailed) continue;
      deploysManifests = true;
      for (const path of unit.files) deployed.add(path);
      const objects = unit.objects.map((one) => placed(one, application, namespace));
      if (objects.length === 0) continue;
      const entry: Unit = { directory: unit.directory, kind: unit.kind, objects };
      clusters.set(cluster, [...(clusters.get(cluster) ?? []), entry]);
    }
  }
  return {
    clusters,
    releases: found.releases,
    kustomizations: built,
    deployed,
    deploysManifests,
    assumptions: found.deployment.assumptions,
    diagnostics,
  };
}

interface Found {
  readonly deployment: ArgoDeployment;
  readonly releases: readonly Release[];
  readonly diagnostics: readonly Diagnostic[];
  clusterNameOf(application: DeployedApplication): string;
}

/** Applications as written, and those that charts render, down to a depth. */
function readAll(written: readonly ParsedObject[], input: ArgoInput): Found {
  const { reader, kustomizations } = input;
  const charts = chartsOfApplications(reader, input.world);
  let objects: readonly SourceObject[] = written;
  for (let depth = 0; ; depth += 1) {
    const { value: deployment, diagnostics } = readArgoCd({
      objects,
      reader,
      urls: reader.urls,
      filesOfKustomization: (directory) => filesReached(directory, kustomizations, patchFilesOf) ?? [],
    });
    const clusterNameOf = clusterNames(deployment.applications);
    const world = {
      reader,
      kustomizations,
      deployment,
      clusterNameOf,
      listedBy: (path: RepoPath) => input.listedBy(path),
      isDeployedOtherwise: (path: RepoPath, cluster: string) => input.isDeployedOtherwise(path, cluster),
    };
    const releases = deployment.applications.flatMap((application) =>
      argoReleases(application, clusterNameOf(application), world),
    );
    const more = depth < maxAppDepth ? [...charts.from([...input.releases, ...releases])] : [];
    if (more.length === 0 && depth === 0 && deployment.applications.length === 0)
      more.push(...charts.from(input.undeployedCharts()));
    if (more.length === 0) return { deployment, releases, diagnostics, clusterNameOf };
    objects = [...objects, ...more];
  }
}

/**
 * Where Applications deploy to no other cluster, the one Argo CD runs in needs no name of its own. A cluster that only the running Argo CD
 * knows is called after the Application's directory.
 */
function clusterNames(
  applications: readonly DeployedApplication[],
): (application: DeployedApplication) => string {
  const isOpen = ({ destination }: DeployedApplication) => destination.cluster.includes("{{");
  const isSingle = applications.every((one) => one.destination.isLocal || isOpen(one));
  return (application) => {
    const { cluster } = application.destination;
    if (isOpen(application)) return clusterOf(directoryOf(application.place.path)).name;
    return cluster === localName && isSingle ? defaultCluster : cluster;
  };
}

function concrete(namespace: string | undefined): string | undefined {
  return namespace?.includes("{{") === true ? undefined : namespace;
}

interface SourceUnit extends Unit {
  readonly isFailed?: boolean;
  readonly files: readonly RepoPath[];
  readonly diagnostics: readonly Diagnostic[];
}

/** undefined: no manifests of this repository. */
function unitOf(content: ArgoContent, input: ArgoInput): SourceUnit | undefined {
  if (content.kind === "directory") {
    const objects = content.files.flatMap((path) =>
      input
        .objectsIn(path)
        .map((source): Rendered => ({ source, object: source.object, hops: [], refusals: [] })),
    );
    return { directory: content.path, kind: "manifest", objects, files: content.files, diagnostics: [] };
  }
  if (content.kind !== "kustomize") return undefined;
  const own = input.kustomizations.get(content.path);
  const reached = filesReached(content.path, input.kustomizations, patchFilesOf);
  if (own === undefined || reached === undefined) return undefined;
  const unit = { directory: content.path, kind: "kustomize", files: reached } as const;
  // nothing of interest is in reach, or can come into it
  if (!reached.some((path) => input.objectsIn(path).length > 0))
    return { ...unit, objects: [], diagnostics: [] };
  if (isUnchanged(content.overlay))
    return { ...unit, objects: input.unitOf(content.path).objects, diagnostics: [] };
  const { objects, diagnostics } = buildWithOverlay(own, content.overlay, input.reader);
  return { ...unit, objects: objects ?? [], diagnostics, isFailed: objects === undefined };
}

function chartFiles(content: ArgoContent, application: DeployedApplication): readonly RepoPath[] {
  if (content.kind !== "helm") return [];
  const { chart, helm } = content;
  const below = chart.kind === "own" ? application.files.filter((path) => isAtOrBelow(path, chart.path)) : [];
  return [...below, ...helm.layers.flatMap((layer) => (layer.kind === "file" ? layer.path : []))];
}

const clusterScoped: ReadonlySet<string> = new Set(["GatewayClass", "CiliumClusterwideEnvoyConfig"]);

/** Argo CD sets the destination's namespace on namespaced objects that state none. */
function placed(one: Rendered, { chain }: DeployedApplication, namespace: string | undefined): Rendered {
  return {
    ...one,
    object: withNamespace(one.object, namespace),
    hops: [...chain, ...one.hops],
    isDeployed: true,
  };
}

function withNamespace(object: KubeObject, namespace: string | undefined): KubeObject {
  const own = object.metadata.namespace;
  if (namespace === undefined || clusterScoped.has(object.kind)) return object;
  if (typeof own === "string" && own !== "") return object;
  return { ...object, metadata: { ...object.metadata, namespace } };
}
