/**
 * What an Argo CD Application says, as types: destination, sources and how each is turned into objects.
 * Fields: argo-cd pkg/apis/application/v1alpha1 (37ee0097, 2026-08).
 */
import type { RepoPath } from "../../model/brands.ts";
import type { Hop } from "../../model/hop.ts";
import type { Json } from "../../model/kube.ts";
import type { Place } from "../../model/place.ts";
import type { KeyPath } from "../../yaml/file.ts";
import type { Mapping, SourceObject } from "../objects/fields.ts";
import type { Destination } from "./clusters.ts";
import type { ParamOrigin, Params } from "./params.ts";

export interface ArgoApplication {
  readonly name: string;
  /** Namespace of the Application object, not of what it deploys. */
  readonly namespace: string | undefined;
  readonly title: string;
  readonly project: string;
  readonly destination: Destination;
  readonly sources: readonly ArgoSource[];
  readonly origin: ArgoOrigin;
  readonly place: Place;
  readonly sync: { readonly automated: boolean; readonly prune: boolean };
  /** Marks whose values are not in the repository. */
  readonly unresolved: readonly string[];
}

export type ArgoOrigin =
  | { readonly kind: "application"; readonly source: SourceObject }
  | {
      readonly kind: "application-set";
      readonly title: string;
      /** The ApplicationSet: its file, and the place the text is edited at. */
      readonly set: SourceObject;
      readonly elements: readonly ParamOrigin[];
      readonly params: Params;
    };

export interface ArgoSource {
  readonly repoURL: string;
  readonly targetRevision: string | undefined;
  readonly isOwn: boolean;
  /** Name under which values files of other sources refer to it. */
  readonly ref: string | undefined;
  readonly content: ArgoContent;
  readonly place: Place;
  /** In the object of `origin`: an Application, or an ApplicationSet whose template it stands in. */
  readonly keyPath: KeyPath;
}

export type ArgoContent =
  | {
      readonly kind: "directory";
      readonly path: RepoPath;
      readonly recurse: boolean;
      readonly include: string | undefined;
      readonly exclude: string | undefined;
      /** The files it reads, in path order. */
      readonly files: readonly RepoPath[];
    }
  | { readonly kind: "kustomize"; readonly path: RepoPath; readonly overlay: ArgoKustomize }
  | { readonly kind: "helm"; readonly chart: ArgoChart; readonly helm: ArgoHelm }
  /** Only referred to by others. */
  | { readonly kind: "reference" }
  /** Files of another repository, or of a path that does not exist. */
  | { readonly kind: "elsewhere"; readonly path: string | undefined }
  | { readonly kind: "unsupported"; readonly what: string };

/** `kustomize edit` commands Argo CD runs in a copy of the directory before it builds. */
export interface ArgoKustomize {
  readonly namePrefix: string | undefined;
  readonly nameSuffix: string | undefined;
  readonly namespace: string | undefined;
  readonly commonLabels: Mapping;
  readonly labelWithoutSelector: boolean;
  readonly commonAnnotations: Mapping;
  readonly images: readonly string[];
  readonly replicas: readonly Json[];
  readonly patches: readonly Json[];
  readonly components: readonly string[];
}

export type ArgoChart =
  | { readonly kind: "own"; readonly path: RepoPath }
  | {
      readonly kind: "repository";
      readonly url: string;
      readonly chart: string;
      readonly version: string | undefined;
      readonly isOci: boolean;
    }
  | { readonly kind: "elsewhere"; readonly url: string; readonly path: string };

export interface ArgoHelm {
  readonly releaseName: string;
  readonly namespace: string | undefined;
  /** In Helm's order: a later layer wins. */
  readonly layers: readonly ArgoValuesLayer[];
  readonly apiVersions: readonly string[];
  readonly kubeVersion: string | undefined;
  readonly skipCrds: boolean;
}

export type ArgoValuesLayer =
  | { readonly kind: "file"; readonly path: RepoPath; readonly written: string; readonly place: Place }
  /** Inside the package of a remote chart. */
  | { readonly kind: "chart-file"; readonly path: string; readonly place: Place }
  /** Elsewhere or not there. */
  | {
      readonly kind: "absent";
      readonly written: string;
      readonly why: "remote" | "missing" | "open";
      /** `ignoreMissingValueFiles`: Helm goes on without it. */
      readonly isOptional: boolean;
      readonly place: Place;
    }
  | { readonly kind: "object"; readonly values: Mapping; readonly keyPath: KeyPath; readonly place: Place }
  | {
      readonly kind: "text";
      /** As this Application gets it, templates filled in. */
      readonly text: string;
      /** undefined when it is no YAML map. */
      readonly values: Mapping | undefined;
      readonly keyPath: KeyPath;
      readonly place: Place;
    }
  | {
      readonly kind: "parameter";
      readonly name: string;
      readonly value: string;
      readonly forceString: boolean;
      readonly keyPath: KeyPath;
      readonly place: Place;
    }
  | {
      readonly kind: "file-parameter";
      readonly name: string;
      readonly path: RepoPath | undefined;
      readonly written: string;
      readonly place: Place;
    };

/** An Application in the tree of what deploys what. */
export interface DeployedApplication extends ArgoApplication {
  /** Title of the Application whose source holds this one's file; undefined for a root. */
  readonly parent: string | undefined;
  /** Outermost first, itself last. */
  readonly chain: readonly Hop[];
  /** Every file of this repository it reads. */
  readonly files: readonly RepoPath[];
}
