/** Releases of a helmfile as types. Fields: helmfile pkg/state/state.go (2026). */
import type { RepoPath } from "../../model/brands.ts";
import type { Json } from "../../model/kube.ts";
import type { Place } from "../../model/place.ts";
import type { KeyPath } from "../../yaml/file.ts";

export interface HelmfileRelease {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly environment: string;
  /** Where the cluster is told from: kubeContext of the release, its environment or the helmfile. */
  readonly kubeContext: string | undefined;
  readonly chart: HelmfileChart;
  readonly version: string | undefined;
  readonly layers: readonly HelmfileLayer[];
  /** false: `helmfile apply` removes it. */
  readonly installed: boolean;
  /** What changes the rendered objects afterwards. */
  readonly changedAfter: readonly { readonly field: string; readonly at: Place }[];
  /** Index among the documents of the helmfile. */
  readonly document: number;
  readonly place: Place;
  readonly keyPath: KeyPath;
}

export type HelmfileChart =
  | { readonly kind: "own"; readonly path: RepoPath }
  | { readonly kind: "repository"; readonly url: string; readonly chart: string; readonly isOci: boolean }
  | { readonly kind: "unknown"; readonly written: string };

/** In Helm's order: a later layer wins. */
export type HelmfileLayer =
  | { readonly kind: "file"; readonly path: RepoPath; readonly place: Place }
  | {
      readonly kind: "inline";
      readonly values: { readonly [key: string]: Json };
      readonly keyPath: KeyPath;
      readonly place: Place;
    }
  | {
      readonly kind: "template";
      readonly written: string;
      readonly path: RepoPath | undefined;
      readonly place: Place;
    }
  | { readonly kind: "secret"; readonly written: string; readonly place: Place }
  | {
      readonly kind: "absent";
      readonly written: string;
      /** `missingFileHandler`: Helm goes on without it. */
      readonly isOptional: boolean;
      readonly place: Place;
    }
  | {
      readonly kind: "set";
      readonly name: string;
      /** undefined: it comes out of a file, or is a template. */
      readonly value: string | undefined;
      readonly isText: boolean;
      readonly place: Place;
    };
