/**
 * Applies one patch to one object and notes it there. A strategic merge that goes through a set of objects rewrites its own labels and
 * annotations first, which is why a null among them becomes a text (api/resmap/reswrangler.go ApplySmPatch 5.7.1).
 */
import type { RepoPath } from "../../../model/brands.ts";
import type { Place } from "../../../model/place.ts";
import type { Accumulator, LiveResource } from "./accumulator.ts";
import type { BuildContext } from "./context.ts";
import { fail, Problem, withProblems } from "./failure.ts";
import type { ParsedYaml } from "./files.ts";
import {
  currentId,
  describeId,
  gvkOf,
  isInternalAnnotation,
  metadataTexts,
  nameOf,
  namespaceOf,
  notes,
  setMetadataTexts,
  setName,
  setNamespace,
  storePreviousId,
} from "./identity.ts";
import { applyOperations, type Operation } from "./json-patch.ts";
import type { Kustomization } from "./kustomization.ts";
import type { Selector } from "./kustomization-fields.ts";
import { isBuiltIn } from "./merge-keys.ts";
import { shownObject } from "./patch-step.ts";
import type { ReadObject, Resource } from "./resource.ts";
import { strategicMerge } from "./strategic-merge.ts";
import type { PatchText, TouchField } from "./touch.ts";
import {
  type Branch,
  copyTree,
  equalTrees,
  forgetWriting,
  isBranch,
  isList,
  sizeOf,
  textOf,
  toJson,
} from "./tree.ts";

/** One entry of a patch list at work. */
export interface PatchEntryAtWork {
  readonly context: BuildContext;
  readonly accumulator: Accumulator;
  readonly kustomization: Kustomization;
  readonly field: TouchField;
  readonly index: number;
  readonly at: Place;
}

export interface PatchSource {
  readonly file: ParsedYaml;
  readonly path: RepoPath;
  readonly inline: boolean;
}

export type PatchOptions = PatchText["options"];
export const noOptions: PatchOptions = { allowNameChange: false, allowKindChange: false };

export function runOperations(
  entry: PatchEntryAtWork,
  resource: LiveResource,
  operations: readonly Operation[],
  patch: PatchText,
): void {
  const { context, field, at } = entry;
  const before = copyTree(resource.root);
  context.budget.spend("steps", sizeOf(before));
  const internal = [...metadataTexts(before, "annotations")].filter(([key]) => isInternalAnnotation(key));
  const root = withProblems(
    () => withAnnotationMap(applyOperations(resource.root, operations, context.budget)),
    (problem) =>
      fail("kustomize-build-patch-fails", { field, object: describeId(currentId(before)), problem }, at),
  );
  const annotations = new Map([...metadataTexts(root, "annotations"), ...internal]);
  setMetadataTexts(root, "annotations", annotations);
  forgetWriting(root);
  resource.root = root;
  touch(entry, resource, before, patch);
  tell(entry, resource, before, patch.inline ? undefined : patch.path);
}

/** kustomize crashes when annotations become a list. */
function withAnnotationMap(root: Branch): Branch {
  const metadata = root.get("metadata");
  if (isBranch(metadata) && isList(metadata.get("annotations")))
    throw new Problem("the annotations become a list");
  return root;
}

export function mergeInto(
  entry: PatchEntryAtWork,
  resource: LiveResource,
  object: ReadObject,
  text: PatchSource,
  target: Selector | undefined,
  options: PatchOptions,
  rewritesMetadata: boolean,
): void {
  const { context, field, at } = entry;
  const { root } = resource;
  const patch = copyTree(object.root);
  allow(patch, options);
  if (rewritesMetadata) rewriteMetadata(patch, root);
  const before = copyTree(root);
  context.budget.spend("steps", sizeOf(before) + sizeOf(patch));
  const [name, namespace, kind] = [nameOf(root), namespaceOf(root), textOf(root.get("kind"))];
  if (options.allowNameChange || options.allowKindChange) storePreviousId(root);
  const merged = withProblems(
    () => strategicMerge(root, patch),
    (problem) =>
      fail("kustomize-build-patch-fails", { field, object: describeId(currentId(before)), problem }, at),
  );
  if (merged !== undefined) {
    if (!options.allowKindChange) merged.set("kind", kind);
    if (!options.allowNameChange) setName(merged, name);
    setNamespace(merged, namespace);
    resource.root = merged;
  }
  const content = toJson(object.root);
  touch(entry, resource, before, {
    ...patchText(text, entry, "strategic-merge", target, options),
    document: object.document,
    at: text.inline ? at : object.place,
    content,
  });
  if (merged === undefined) (resource as { root: Branch | undefined }).root = undefined; // it is live no more
  tell(entry, resource, before, text.inline ? undefined : text.path);
}

/** The allowances travel as annotations of the patch; writing them makes all its annotations texts. */
function allow(patch: Branch, options: PatchOptions): void {
  for (const [isAllowed, note] of [
    [options.allowNameChange, notes.allowNameChange],
    [options.allowKindChange, notes.allowKindChange],
  ] as const) {
    if (!isAllowed) continue;
    const annotations = new Map(metadataTexts(patch, "annotations"));
    setMetadataTexts(patch, "annotations", annotations.set(note, "enabled"));
  }
}

/** What ApplySmPatch of a set of objects does to the patch first: labels and annotations become texts, nulls included. */
function rewriteMetadata(patch: Branch, root: Branch): void {
  setMetadataTexts(patch, "labels", metadataTexts(patch, "labels"));
  setMetadataTexts(patch, "annotations", metadataTexts(patch, "annotations"));
  setName(patch, nameOf(patch));
  setNamespace(patch, namespaceOf(patch));
  patch.set("apiVersion", textOf(root.get("apiVersion")));
}

export function patchText(
  text: PatchSource,
  entry: PatchEntryAtWork,
  form: PatchText["form"],
  target: Selector | undefined,
  options: PatchOptions,
): Omit<PatchText, "content"> {
  const at = text.inline
    ? entry.at
    : (text.file.yaml.documents[0]?.place([]) ?? { ...entry.at, path: text.path });
  return { form, path: text.path, inline: text.inline, at, document: 0, target, options };
}

function touch(entry: PatchEntryAtWork, resource: LiveResource, before: Branch, patch: PatchText): void {
  const { kustomization, field, index, at } = entry;
  resource.touches.push({
    field,
    kustomization: kustomization.path,
    index,
    at,
    changed: !equalTrees(before, resource.root),
    patch,
    renamed: undefined,
  });
  const schema = kustomization.fields.openapi;
  if (patch.form === "strategic-merge" && schema?.path !== undefined && !isBuiltIn(gvkOf(before)))
    resource.unfollowed.push({ field: "openapi", at: kustomization.placeOf(["openapi"]) });
}

function tell(
  { context, kustomization, field, index }: PatchEntryAtWork,
  resource: Resource,
  before: Branch,
  file: RepoPath | undefined,
): void {
  const { origin, root } = resource;
  context.onPatch?.({
    origin,
    kustomization: kustomization.path,
    field,
    index,
    file,
    before: () => shownObject(before),
    after: () => (root === undefined ? undefined : shownObject(root)),
  });
}
