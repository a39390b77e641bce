/**
 * Applies `patches`, `patchesStrategicMerge` and `patchesJson6902` (api/internal/builtins 5.7.1). One oddity is kept because clusters
 * see it: a strategic merge with a `target` cannot take labels or annotations away, a null there becomes the text "null".
 */
import type { Place } from "../../../model/place.ts";
import {
  type LiveResource,
  live,
  markUnfollowed,
  matchingAnyId,
  requireUnique,
  settle,
} from "./accumulator.ts";
import {
  mergeInto,
  noOptions,
  type PatchEntryAtWork,
  type PatchSource,
  patchText,
  runOperations,
} from "./apply-patch.ts";
import { findFile, report, yamlAt } from "./context.ts";
import { fail, withProblems } from "./failure.ts";
import { describeId, idKey, originalId, storePreviousId } from "./identity.ts";
import type { PatchEntry, Selector } from "./kustomization-fields.ts";
import { inlineFile, readJsonPatch, readPatchBody } from "./patch-text.ts";
import { type ReadObject, readObjects } from "./resource.ts";
import { readSelector } from "./selector.ts";
import { toJson } from "./tree.ts";

export function applyPatchEntry(entry: PatchEntryAtWork, patch: PatchEntry): void {
  const text = textOfEntry(entry, patch.path, patch.patch?.trim());
  if (text === undefined) return;
  const body = withProblems(
    () => readPatchBody(text.file),
    (problem) => invalid(entry, problem),
  );
  const options = {
    allowNameChange: patch.options?.allowNameChange === true,
    allowKindChange: patch.options?.allowKindChange === true,
  };
  if (body.objects.length === 0) {
    if (patch.target === undefined) invalid(entry, "a JSON patch needs a `target`");
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
  if (second !== undefined) invalid(entry, "several partial objects cannot share one `target`");
  for (const resource of select(entry, patch.target))
    mergeInto(entry, resource, object, text, patch.target, options, true);
  requireUnique(entry.accumulator, entry.field, entry.at);
}

/** The text is a patch or names a file with one. */
export function applyStrategicMergeEntry(entry: PatchEntryAtWork, patch: string): void {
  const inline: PatchSource = {
    file: inlineFile(entry.kustomization.path, patch),
    path: entry.kustomization.path,
    inline: true,
  };
  const asText = readObjects(inline.file);
  const text = "problem" in asText ? textOfEntry(entry, patch, undefined) : inline;
  if (text === undefined) return;
  const objects = readObjects(text.file);
  if ("problem" in objects) invalid(entry, objects.problem, objects.at);
  for (const object of objects) {
    const target = targetOf(entry, object);
    if (target !== undefined) mergeInto(entry, target, object, text, undefined, noOptions, true);
  }
  requireUnique(entry.accumulator, entry.field, entry.at);
}

export function applyJson6902Entry(entry: PatchEntryAtWork, patch: PatchEntry): void {
  const { target } = patch;
  if (target === undefined || (target.name ?? "") === "") invalid(entry, "the `target` has to have a name");
  const text = textOfEntry(entry, patch.path, patch.patch);
  if (text === undefined) return;
  const body = withProblems(
    () => readJsonPatch(text.file),
    (problem) => invalid(entry, problem),
  );
  if (body.operations.length === 0) invalid(entry, "the patch is empty");
  const content = toJson(body.tree);
  for (const resource of select(entry, target)) {
    runOperations(entry, resource, body.operations, {
      ...patchText(text, entry, "json6902", target, noOptions),
      content,
    });
  }
}

function textOfEntry(
  entry: PatchEntryAtWork,
  path: string | undefined,
  patch: string | undefined,
): PatchSource | undefined {
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

function select(entry: PatchEntryAtWork, target: Selector): readonly LiveResource[] {
  const { accumulator, context, field, at } = entry;
  const failed = (problem: string): never =>
    fail("kustomize-build-pattern", { field, pattern: JSON.stringify(target), problem }, at);
  const fits = withProblems(() => readSelector(target), failed);
  const candidates = live(accumulator);
  context.budget.spend("steps", candidates.length);
  return withProblems(() => candidates.filter(({ root }) => fits(root)), failed);
}

/** The one object that has, or had, the identity of the partial object. */
function targetOf(entry: PatchEntryAtWork, object: ReadObject): LiveResource | undefined {
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

function invalid(entry: PatchEntryAtWork, problem: string, at: Place = entry.at): never {
  return fail("kustomize-build-patch-invalid", { field: entry.field, problem }, at);
}
