/**
 * Applies `patches`, `patchesStrategicMerge` and `patchesJson6902` (api/internal/builtins 5.7.1). One oddity is kept because clusters
 * see it: a strategic merge with a `target` cannot take labels or annotations away, a null there becomes the text "null".
 */
import type { RepoPath } from "../../../model/brands.ts";
import type { Place } from "../../../model/place.ts";
import { type Accumulator, type LiveResource, live, markUnfollowed, matchingAnyId, requireUnique, settle } from "./accumulator.ts";
import { type BuildContext, findFile, report, yamlAt } from "./context.ts";
import { fail, Problem, withProblems } from "./failure.ts";
import type { ParsedYaml } from "./files.ts";
import {
  currentId,
  describeId,
  gvkOf,
  idKey,
  isInternalAnnotation,
  metadataTexts,
  nameOf,
  namespaceOf,
  notes,
  originalId,
  setMetadataTexts,
  setName,
  setNamespace,
  storePreviousId,
} from "./identity.ts";
import { applyOperations, type Operation } from "./json-patch.ts";
import type { Kustomization, PatchEntry, Selector } from "./kustomization.ts";
import { isBuiltIn } from "./merge-keys.ts";
import { inlineFile, readJsonPatch, readPatchBody } from "./patch-text.ts";
import { type ReadObject, readObjects } from "./resource.ts";
import { readSelector } from "./selector.ts";
import { strategicMerge } from "./strategic-merge.ts";
import type { PatchText, TouchField } from "./touch.ts";
import { type Branch, copyTree, equalTrees, forgetWriting, isBranch, isList, sizeOf, textOf, toJson } from "./tree.ts";

/** One entry of a patch list at work. */
interface Entry {
  readonly context: BuildContext;
  readonly accumulator: Accumulator;
  readonly kustomization: Kustomization;
  readonly field: TouchField;
  readonly index: number;
  readonly at: Place;
}

interface Text {
  readonly file: ParsedYaml;
  readonly path: RepoPath;
  readonly inline: boolean;
}

type PatchOptions = PatchText["options"];
const noOptions: PatchOptions = { allowNameChange: false, allowKindChange: false };

export function applyPatchEntry(entry: Entry, patch: PatchEntry): void {
  const text = textOfEntry(entry, patch.path, patch.patch?.trim());
  if (text === undefined) return;
  const body = withProblems(() => readPatchBody(text.file), (problem) => invalid(entry, problem));
  const options = {
    allowNameChange: patch.options?.allowNameChange === true,
    allowKindChange: patch.options?.allowKindChange === true,
  };
  if (body.objects.length === 0) {
    if (patch.target === undefined) return invalid(entry, "a JSON patch needs a `target`");
    const content = toJson(body.operationsTree);
    for (const resource of select(entry, patch.target)) {
      storePreviousId(resource.root);
      runOperations(entry, resource, body.operations ?? [], {
        ...patchText(text, entry, "json6902", patch.target, noOptions),
        content,
      });
    }
    return;
  }
  if (patch.target === undefined) {
    for (const object of body.objects) {
      const target = targetOf(entry, object);
      if (target !== undefined) mergeInto(entry, target, object, text, undefined, options, false);
    }
    if (options.allowNameChange || options.allowKindChange) settle(entry.accumulator);
    return;
  }
  const [object, second] = body.objects;
  if (object === undefined) return;
  if (second !== undefined) return invalid(entry, "several partial objects cannot share one `target`");
  for (const resource of select(entry, patch.target))
    mergeInto(entry, resource, object, text, patch.target, options, true);
  requireUnique(entry.accumulator, entry.field, entry.at);
}

/** The text is a patch or names a file with one. */
export function applyStrategicMergeEntry(entry: Entry, patch: string): void {
  const inline: Text = {
    file: inlineFile(entry.kustomization.path, patch),
    path: entry.kustomization.path,
    inline: true,
  };
  const asText = readObjects(inline.file);
  const text = "problem" in asText ? textOfEntry(entry, patch, undefined) : inline;
  if (text === undefined) return;
  const objects = readObjects(text.file);
  if ("problem" in objects) return invalid(entry, objects.problem, objects.at);
  for (const object of objects) {
    const target = targetOf(entry, object);
    if (target !== undefined) mergeInto(entry, target, object, text, undefined, noOptions, true);
  }
  requireUnique(entry.accumulator, entry.field, entry.at);
}

export function applyJson6902Entry(entry: Entry, patch: PatchEntry): void {
  const { target } = patch;
  if (target === undefined || (target.name ?? "") === "")
    return invalid(entry, "the `target` has to have a name");
  const text = textOfEntry(entry, patch.path, patch.patch);
  if (text === undefined) return;
  const body = withProblems(() => readJsonPatch(text.file), (problem) => invalid(entry, problem));
  if (body.operations.length === 0) return invalid(entry, "the patch is empty");
  const content = toJson(body.tree);
  for (const resource of select(entry, target)) {
    runOperations(entry, resource, body.operations, {
      ...patchText(text, entry, "json6902", target, noOptions),
      content,
    });
  }
}

function textOfEntry(entry: Entry, path: string | undefined, patch: string | undefined): Text | undefined {
  const { context, kustomization, field, at } = entry;
  const hasPath = path !== undefined && path !== "";
  const hasPatch = patch !== undefined && patch !== "";
  if (hasPath === hasPatch)
    return invalid(entry, hasPath ? "`path` and `patch` exclude each other" : "`path` or `patch` is missing");
  if (hasPatch) {
    context.budget.hold("patchCharacters", patch.length);
    return { file: inlineFile(kustomization.path, patch), path: kustomization.path, inline: true };
  }
  const found = findFile(context, kustomization, field, path ?? "", at);
  if (found === undefined) {
    markUnfollowed(entry.accumulator, field, at);
    return undefined;
  }
  const file = yamlAt(context, found, field, at);
  context.budget.hold("patchCharacters", file.yaml.text.length);
  return { file, path: found, inline: false };
}

function select(entry: Entry, target: Selector): readonly LiveResource[] {
  const { accumulator, context, field, at } = entry;
  const failed = (problem: string): never =>
    fail("kustomize-build-pattern", { field, pattern: JSON.stringify(target), problem }, at);
  const fits = withProblems(() => readSelector(target), failed);
  const candidates = live(accumulator);
  context.budget.spend("steps", candidates.length);
  return withProblems(() => candidates.filter(({ root }) => fits(root)), failed);
}

/** The one object that has, or had, the identity of the partial object. */
function targetOf(entry: Entry, object: ReadObject): LiveResource | undefined {
  const { accumulator, context, field, at } = entry;
  const wanted = originalId(object.root);
  const key = idKey(wanted);
  context.budget.spend("steps", accumulator.resources.length);
  const [first, ...others] = matchingAnyId(accumulator, (id) => idKey(id) === key);
  if (first !== undefined && others.length === 0) return first;
  if (first === undefined && accumulator.isPartial) {
    report(context, "kustomize-build-patch-skipped", { field, object: describeId(wanted) }, at);
    return undefined;
  }
  const matches = first === undefined ? 0 : 1 + others.length;
  return fail("kustomize-build-patch-target-missing", { object: describeId(wanted), matches }, at);
}

function runOperations(
  entry: Entry,
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
    (problem) => fail("kustomize-build-patch-fails", { field, object: describeId(currentId(before)), problem }, at),
  );
  const annotations = new Map([...metadataTexts(root, "annotations"), ...internal]);
  setMetadataTexts(root, "annotations", annotations);
  forgetWriting(root);
  resource.root = root;
  touch(entry, resource, before, patch);
}

/** kustomize crashes when annotations become a list. */
function withAnnotationMap(root: Branch): Branch {
  const metadata = root.get("metadata");
  if (isBranch(metadata) && isList(metadata.get("annotations")))
    throw new Problem("the annotations become a list");
  return root;
}

function mergeInto(
  entry: Entry,
  resource: LiveResource,
  object: ReadObject,
  text: Text,
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
    (problem) => fail("kustomize-build-patch-fails", { field, object: describeId(currentId(before)), problem }, at),
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

function patchText(
  text: Text,
  entry: Entry,
  form: PatchText["form"],
  target: Selector | undefined,
  options: PatchOptions,
): Omit<PatchText, "content"> {
  const at = text.inline ? entry.at : (text.file.yaml.documents[0]?.place([]) ?? { ...entry.at, path: text.path });
  return { form, path: text.path, inline: text.inline, at, document: 0, target, options };
}

function touch(entry: Entry, resource: LiveResource, before: Branch, patch: PatchText): void {
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

function invalid(entry: Entry, problem: string, at: Place = entry.at): never {
  return fail("kustomize-build-patch-invalid", { field: entry.field, problem }, at);
}
