/**
 * What Flux deploys from this repository, cluster by cluster, as data. Building a directory is asked of the caller (kustomize lives in a
 * room of its own); what the objects say is read here.
 */
import type { Outcome } from "../../diagnostics/diagnostic.ts";
import type { RepoPath } from "../../model/brands.ts";
import type { Hop } from "../../model/hop.ts";
import type { KubeObject } from "../../model/kube.ts";
import type { SnapshotFile } from "../../model/snapshot.ts";
import type { SourceObject } from "../objects/fields.ts";
import type { FluxRelease } from "./helm-release.ts";
import type { FluxKustomization, FluxOverlay } from "./kustomization.ts";
import type { OwnRepository } from "./sources.ts";
import type { PlacedProblem } from "./substitute-object.ts";
import type { Variables } from "./variables.ts";

export interface FluxBuildRequest {
  readonly directory: RepoPath;
  /** Goes into the kustomization of the directory; see generatedResources for a directory that has none. */
  readonly overlay: FluxOverlay;
}

export interface FluxBuilt<Built extends SourceObject> {
  /** In the order kustomize gives them; the texts still hold their `${…}`. */
  readonly objects: readonly Built[];
  /** Every file of the repository the build read. */
  readonly files: readonly RepoPath[];
}

export type FluxBuild<Built extends SourceObject> = (request: FluxBuildRequest) => Outcome<FluxBuilt<Built>>;

export interface FluxInput<Built extends SourceObject> {
  /** Flux objects, ConfigMaps and Secrets as they stand in files (findFluxObjects gives them). */
  readonly objects: readonly SourceObject[];
  /** Every file that is not ignored, in path order. */
  readonly files: readonly SnapshotFile[];
  readonly build: FluxBuild<Built>;
  readonly own: OwnRepository;
}

/** One object as a cluster gets it. */
export interface FluxObject<Built extends SourceObject> {
  /** As built: the text that stands in the files, `${…}` included. */
  readonly built: Built;
  /** After substitution and common metadata: for analysis. */
  readonly object: KubeObject;
  /** Variables that stay as text because their value is not in the repository. */
  readonly unknown: readonly string[];
  /** Variables that Flux replaces by nothing. */
  readonly missing: readonly string[];
  readonly used: readonly string[];
  readonly problems: readonly PlacedProblem[];
  /** False: Flux leaves the object in the cluster when it leaves the repository. */
  readonly pruned: boolean;
}

export interface FluxUnit<Built extends SourceObject> {
  readonly cluster: string;
  readonly kustomization: FluxKustomization;
  readonly directory: RepoPath;
  readonly variables: Variables;
  readonly objects: readonly FluxObject<Built>[];
  /** Kustomizations it came through, outermost first, itself last. */
  readonly chain: readonly Hop[];
  readonly files: readonly RepoPath[];
}

export interface FluxUnitRelease<Built extends SourceObject> {
  readonly cluster: string;
  readonly release: FluxRelease;
  /** The object as built: where its values stand in the files. */
  readonly built: Built;
  /** The Kustomization that deploys it, and the directory it builds. */
  readonly kustomization: FluxKustomization;
  readonly directory: RepoPath;
  readonly chain: readonly Hop[];
  /** Substitution of the unit it came from: values of the release are substituted by it, files it refers to are not. */
  readonly variables: Variables;
}

export interface FluxCluster<Built extends SourceObject> {
  readonly name: string;
  readonly units: readonly FluxUnit<Built>[];
  readonly releases: readonly FluxUnitRelease<Built>[];
}

export interface FluxDeployment<Built extends SourceObject> {
  /** Sorted by name. */
  readonly clusters: readonly FluxCluster<Built>[];
  /** Sentences: what was assumed where the repository does not say. */
  readonly assumptions: readonly string[];
  /** Whether some Kustomization reads the file. */
  isDeployed(path: RepoPath): boolean;
  /** The Kustomizations that read the file. */
  deployersOf(path: RepoPath): readonly FluxUnit<Built>[];
}
