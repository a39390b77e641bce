/**
 * One patch as it is applied to one object: what the object was before and is after. A finished build shows neither, and nothing at all of
 * an object that a patch takes away.
 */
import type { RepoPath } from "../../../model/brands.ts";
import type { KubeObject } from "../../../model/kube.ts";
import { buildAnnotations, metadataTexts, setMetadataTexts } from "./identity.ts";
import type { ObjectOrigin } from "./resource.ts";
import type { TouchField } from "./touch.ts";
import { type Branch, copyTree, isBranch, textOf, toJson } from "./tree.ts";

export interface PatchStep {
  readonly origin: ObjectOrigin;
  /** The kustomization file whose entry it is. */
  readonly kustomization: RepoPath;
  readonly field: TouchField;
  readonly index: number;
  /** The file the patch stands in; undefined when it stands in the kustomization. */
  readonly file: RepoPath | undefined;
  /** To be asked while the step is told, not later. */
  before(): KubeObject;
  /** undefined for an object that is taken away. */
  after(): KubeObject | undefined;
}

/** The object as its text would say it: without the marks of the build. */
export function shownObject(root: Branch): KubeObject {
  const shown = copyTree(root);
  stripMarks(shown);
  return objectOf(shown);
}

export function objectOf(root: Branch): KubeObject {
  const object = toJson(root) as unknown as KubeObject; // kind and name were checked
  const metadata = isBranch(root.get("metadata")) ? object.metadata : {};
  return { ...object, apiVersion: textOf(root.get("apiVersion")), metadata };
}

/** Takes the build's own marks away; the other annotations come out as texts, an empty map not at all. */
export function stripMarks(root: Branch): void {
  const texts = new Map(
    [...metadataTexts(root, "annotations")].filter(
      ([key]) =>
        !buildAnnotations.has(key) &&
        key !== "config.kubernetes.io/origin" &&
        key !== "alpha.config.kubernetes.io/transformations",
    ),
  );
  setMetadataTexts(root, "annotations", texts);
}
