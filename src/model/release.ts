/**
 * A Helm release as something in the repository states it: a HelmRelease, a source of an Argo CD Application, a release of a helmfile, an
 * entry of `helmCharts`, or a chart with its values files. One shape for all, so that rendering and editing need not know who deploys.
 */
import type { RepoPath } from "./brands.ts";
import type { Hop } from "./hop.ts";
import type { Json } from "./kube.ts";
import type { Place } from "./place.ts";
import type { Substitution } from "./substitution.ts";

/** Where a chart is to be had. Credentials are the adapter's business. */
export type ChartLocation =
  | {
      readonly kind: "repository";
      /** Address of the repository: `index.yaml` stands below it. */
      readonly url: string;
      readonly chart: string;
      /** A version or a constraint, as in Chart.yaml, HelmRelease and Application; "" means the newest stable one. */
      readonly version: string;
    }
  | {
      readonly kind: "oci";
      /** "oci://host/path/chart", without tag. */
      readonly url: string;
      /** A version, a constraint or a tag; "" means the newest stable one. */
      readonly version: string;
      /** "sha256:…" of the manifest, when the repository pins it. */
      readonly digest?: string | undefined;
    };

export type ReleaseChart =
  /** A chart directory of this repository. */
  | { readonly kind: "own"; readonly directory: RepoPath }
  | {
      readonly kind: "remote";
      readonly location: ChartLocation;
      /** Name in Chart.yaml, as far as the address tells. */
      readonly name: string;
      /** As pinned; undefined: the newest. */
      readonly version: string | undefined;
    }
  /** In another git repository, or named by an object that is not here. */
  | {
      readonly kind: "unknown";
      readonly name: string | undefined;
      readonly version: string | undefined;
      readonly why: string;
    };

/** Where the text of a layer stands, for those layers that people edit as YAML. */
export interface ValuesSite {
  readonly path: RepoPath;
  /** Index among the documents of the file, from 0. */
  readonly document: number;
  /** Key path of the values in the document: [] for a values file, ["spec", "values"] for a HelmRelease. */
  readonly base: readonly (string | number)[];
  /** "string": a scalar at `base` holds the values as YAML text (`helm.values: |`, a ConfigMap's entry). */
  readonly form: "map" | "string";
  /** Of a string: key path of the values inside its YAML (a patch in a kustomization); undefined: it holds nothing else. */
  readonly inner?: readonly (string | number)[] | undefined;
}

/** One layer of values, in Helm's order: a later layer wins. */
export interface ReleaseLayer {
  /** For people: "apps/values-prod.yaml", "spec.values of HelmRelease shop/cart". */
  readonly name: string;
  /** As Helm gets it; `${VAR}` and `{{ }}` stay as text. */
  readonly value: Json;
  /** undefined: written nowhere a person would edit (a parameter, a `--set`). */
  readonly site: ValuesSite | undefined;
  /** Place of a value by its key path in the layer. */
  place(path: readonly (string | number)[]): Place | undefined;
}

/** Something about the release that this snapshot does not tell: an encrypted layer, a values file elsewhere. */
export interface ReleaseGap {
  /** A clause for people: "the Secret `cart-values` is encrypted". */
  readonly why: string;
  readonly at: Place;
  /** The one value that is not known; undefined: any value may be meant. */
  readonly keyPath?: readonly (string | number)[] | undefined;
}

/** The text that states the release. */
export interface ReleaseOwner {
  readonly kind: "flux" | "argocd" | "helmfile" | "kustomize" | "chart";
  /** "HelmRelease shop/cart", "Application argocd/cart", "release cart", "chart charts/cart". */
  readonly title: string;
  readonly path: RepoPath;
  readonly document: number;
  readonly item: number | undefined;
  readonly place: Place;
  /** True when the objects beside it must state their namespace themselves. */
  readonly statesNamespace: boolean;
}

/** Where a manifest has to stand so that it is deployed together with the release. */
export type CompanionHome =
  /** In a file beside the owner's, entered wherever the owner's file is listed. */
  | { readonly kind: "beside-owner"; readonly listedBy: readonly RepoPath[] }
  /** In this directory, whose files are deployed as they are; where `listedBy` names kustomization files, when these list them. */
  | {
      readonly kind: "directory";
      readonly path: RepoPath;
      readonly listedBy?: readonly RepoPath[] | undefined;
    }
  /** A template of the chart itself, the same for every release of it. */
  | { readonly kind: "chart-templates"; readonly directory: RepoPath }
  /** Nothing of the repository would deploy it; a clause for people. */
  | { readonly kind: "none"; readonly why: string };

export interface Release {
  /** Unique in its cluster and stable between two readings of the same repository. */
  readonly id: string;
  readonly cluster: string;
  /** Release name as Helm has it. */
  readonly name: string;
  readonly namespace: string;
  readonly chart: ReleaseChart;
  /**
   * Without the defaults of a fetched chart. In an inventory the values.yaml of a chart of the repository is the first layer, because it
   * is a text people edit.
   */
  readonly layers: readonly ReleaseLayer[];
  readonly gaps: readonly ReleaseGap[];
  readonly owner: ReleaseOwner;
  /** What deploys it, outermost first, the owner last. */
  readonly chain: readonly Hop[];
  readonly home: CompanionHome;
  /** `--api-versions` and `--kube-version` the owner states, beside those of the configuration. */
  readonly apiVersions: readonly string[];
  readonly kubeVersion: string | undefined;
  /** What changes the rendered objects afterwards (`postRenderers`) and is not followed: Ingresses of the release do not move. */
  readonly changedAfter: readonly { readonly field: string; readonly at: Place }[];
  /** What fills in `${…}` of its texts before Helm gets them; undefined: they are taken as they are. */
  readonly substitution?: Substitution | undefined;
  /** "Flux": it deploys this repository, and nothing of it deploys this release. */
  readonly undeployedBy?: string | undefined;
  /** True where nothing says which namespace it is, and "default" is taken. */
  readonly namespaceAssumed?: boolean | undefined;
}

/** The way of an Ingress out of a release. */
export interface ReleaseOrigin {
  /** `Release.id` in the same cluster. */
  readonly release: string;
  /** False: read from values and the catalogue, because the chart was not rendered. */
  readonly rendered: boolean;
  /** A clause for people: why it was not rendered. */
  readonly why: string | undefined;
  /** True where its Service is not known and a name stands in, so that the Ingress can be listed. */
  readonly backendStandsIn?: boolean | undefined;
  /** Path of the template inside the chart; undefined when not rendered. */
  readonly template: string | undefined;
  /** The ingress block of the values that makes it; undefined when no layer has one. */
  readonly block:
    | {
        /** Index in `Release.layers` of the highest layer whose text holds something of the block. */
        readonly layer: number;
        /** From the root of the release's values. */
        readonly keyPath: readonly (string | number)[];
      }
    | undefined;
}
