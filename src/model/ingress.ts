/**
 * An Ingress as every step after rendering sees it: networking.k8s.io/v1 shape whatever version was written.
 */
import type { IngressKey, RepoPath } from "./brands.ts";
import type { Hop } from "./hop.ts";
import type { Written } from "./kube.ts";
import type { Place } from "./place.ts";
import type { ReleaseOrigin } from "./release.ts";

export type PathType = "Exact" | "Prefix" | "ImplementationSpecific";

export type ServicePortRef = { readonly number: number } | { readonly name: string };

export type IngressBackend =
  | { readonly kind: "service"; readonly name: string; readonly port: ServicePortRef }
  | {
      readonly kind: "resource";
      readonly apiGroup: string;
      readonly resourceKind: string;
      readonly name: string;
    };

export interface IngressPath {
  /** As written; "" when absent or empty (ingress-nginx then takes "/"). */
  readonly path: string;
  /** As written; undefined when absent (ingress-nginx then takes Prefix). */
  readonly pathType: PathType | undefined;
  readonly backend: IngressBackend;
}

export interface IngressRule {
  /** Lower-case host, undefined when absent or empty. */
  readonly host: string | undefined;
  /** Empty when the rule has no `http`. */
  readonly paths: readonly IngressPath[];
}

export interface IngressTls {
  readonly hosts: readonly string[];
  readonly secretName: string | undefined;
}

/** The routing content of an Ingress. */
export interface IngressSpec {
  readonly ingressClassName: string | undefined;
  readonly defaultBackend: IngressBackend | undefined;
  readonly rules: readonly IngressRule[];
  /** undefined when `spec.tls` is absent or empty; an entry may have neither hosts nor secretName. */
  readonly tls: readonly IngressTls[];
}

/** An Ingress without any place in a repository: what nginx and Gateway models work on. */
export interface Ingress {
  readonly key: IngressKey;
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** All values as strings, exactly as the API server would hold them. */
  readonly annotations: Readonly<Record<string, string>>;
  /** RFC 3339, when the manifest carries one (only exports from clusters do). */
  readonly creationTimestamp: string | undefined;
  readonly spec: IngressSpec;
}

/** Source kinds; one folder each under src/sources. */
export type SourceKind = "manifest" | "kustomize" | "helm" | "flux" | "argocd";

/** Where the text of an Ingress stands. */
export interface IngressSite {
  readonly path: RepoPath;
  /** Index among the documents of the file, from 0. */
  readonly document: number;
  /** Index in `items` when the document is a List. */
  readonly item: number | undefined;
  /** Where the object begins. */
  readonly place: Place;
  /** metadata.name as the text has it, where kustomizations give it another one. */
  readonly writtenName?: string;
  /** Where each annotation stands that this text writes. */
  readonly annotationPlaces?: Readonly<Record<string, Place>>;
  /** True when metadata.namespace is written in this text. */
  readonly hasNamespace: boolean;
}

/** Which controller an Ingress belongs to and how we know. */
export interface ClassDecision {
  /** The class name; undefined when none is written and there is no default class. */
  readonly name: string | undefined;
  readonly from: "spec" | "annotation" | "default";
  /** True when the class is one of the classes that move. */
  readonly ours: boolean;
}

/** What one kustomization does to every object it lists. */
export interface Supplied {
  readonly namePrefix: string;
  readonly nameSuffix: string;
  /** undefined: namespaces stay as they are. */
  readonly namespace: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** The way of an Ingress through kustomizations. */
export interface Overlay {
  /** The outermost kustomization file: what it lists passes through no other. */
  readonly kustomization: RepoPath;
  readonly supplied: Supplied;
  /** Fields that change the Ingress beyond namespace, labels and annotations ("patches"), sorted; empty: none does. */
  readonly changedBy: readonly string[];
}

/** An Ingress with its place: an entry of the inventory. */
export interface InventoryIngress extends Ingress {
  readonly cluster: string;
  readonly class: ClassDecision;
  readonly sourceKind: SourceKind;
  readonly site: IngressSite;
  readonly chain: readonly Hop[];
  /** Kustomization files (their paths) that list the file of this Ingress, in path order. */
  readonly listedBy: readonly RepoPath[];
  /** undefined for an Ingress that no kustomization deploys. */
  readonly overlay?: Overlay | undefined;
  /** Set where `${…}` is filled in after the files are built; the texts above are those of the files. */
  readonly written?: Written | undefined;
  /** undefined for an Ingress that no Helm release makes. */
  readonly release?: ReleaseOrigin | undefined;
}
