/**
 * What happened to an object on its way through a build: which entries of which kustomization changed it. A patch is kept with its
 * content and its place, so that the same change can be written for another object.
 */
import type { RepoPath } from "../../../model/brands.ts";
import type { Json } from "../../../model/kube.ts";
import type { Place } from "../../../model/place.ts";
import type { Selector } from "./kustomization-fields.ts";

export type TouchField =
  | "patches"
  | "patchesStrategicMerge"
  | "patchesJson6902"
  | "namespace"
  | "namePrefix"
  | "nameSuffix"
  | "labels"
  | "commonLabels"
  | "commonAnnotations"
  | "replicas"
  | "replacements"
  | "generatorBehavior"
  | "nameReference"
  | "vars";

export interface Touch {
  readonly field: TouchField;
  /** The kustomization file whose field it is. */
  readonly kustomization: RepoPath;
  /** Position in the list of that field; undefined where the field is no list. */
  readonly index: number | undefined;
  /** Where the entry stands in the kustomization file. */
  readonly at: Place;
  /** False for a patch that selects the object and leaves it as it was. */
  readonly changed: boolean;
  readonly patch: PatchText | undefined;
  /** For renamed references: what was renamed to what. */
  readonly renamed: { readonly from: string; readonly to: string } | undefined;
}

export interface PatchText {
  readonly form: "json6902" | "strategic-merge";
  /** The file the text stands in: a patch file, or the kustomization itself. */
  readonly path: RepoPath;
  readonly inline: boolean;
  /** Where the patch begins: its document in a patch file, its entry in the kustomization. */
  readonly at: Place;
  /** Index among the documents of the patch text, from 0. */
  readonly document: number;
  /** The list of operations, or the partial object. */
  readonly content: Json;
  readonly target: Selector | undefined;
  readonly options: { readonly allowNameChange: boolean; readonly allowKindChange: boolean };
}
