/**
 * Patches and replacements leave with the Ingress they are there for: without it kustomize would refuse the whole build. What serves
 * anything else as well stays, and then so may the Ingress (the builds are tried again before anybody sees the change).
 */
import { compileGlobs } from "../config/glob.ts";
import { diagnose, type Outcome, outcome, type Where } from "../diagnostics/diagnostic.ts";
import { directoryOf, type RepoPath, resolveRepoPath } from "../model/brands.ts";
import type { InventoryIngress } from "../model/ingress.ts";
import type { Json } from "../model/kube.ts";
import { findPatchUses, type PatchUse, type PatchUses } from "../sources/kustomize/patch-uses.ts";
import { isIngress, toIngress } from "../sources/objects/ingress.ts";
import { isMapping } from "../sources/objects/parse.ts";
import { kustomizationNames } from "../sources/prefilter.ts";
import { createReader } from "../sources/reader.ts";
import { confirmChange } from "../yaml/confirm.ts";
import { removeDocument } from "../yaml/documents.ts";
import { readYamlFile } from "../yaml/read.ts";
import { removeListEntry } from "../yaml/remove-entry.ts";
import { removeMapKey } from "../yaml/remove-key.ts";
import { equalJson } from "../yaml/second.ts";
import { applyEdits } from "../yaml/splice.ts";
import { type Drafts, draftedSnapshot, textOf, withText } from "./drafts.ts";
import { readEditable } from "./guard.ts";
import { located } from "./listing.ts";
import { listOf } from "./objects.ts";

const because = "is there for the removed Ingress alone";

/** The uses of all the Ingresses together: a patch may serve two that leave. */
export function patchesOf(
  drafts: Drafts,
  ingresses: readonly InventoryIngress[],
  ignore: readonly string[],
): PatchUses {
  const reader = createReader(draftedSnapshot(drafts), compileGlobs(ignore), readYamlFile);
  return findPatchUses(
    reader,
    ingresses.map(({ site }) => site),
    "Ingress",
  );
}

/** True when the kustomizations of the repository alone make the Ingress what it is: nothing that deploys them patches it too. */
export function isMadeByKustomizations({ builds }: PatchUses, ingress: InventoryIngress): boolean {
  const { overlay, site } = ingress;
  const build = overlay === undefined ? undefined : builds.get(directoryOf(overlay.kustomization));
  return (build?.objects ?? []).some(({ object, origin }) => {
    if (!isIngress(object) || origin.path !== site.path || origin.document !== site.document) return false;
    if (origin.item !== site.item) return false;
    const written = ingress.written?.object;
    if (written !== undefined) return equalJson(object.spec, written.spec);
    const read = toIngress(object).value;
    return equalJson([read?.spec, read?.annotations], [ingress.spec, ingress.annotations]);
  });
}

/** Takes the patches out, and the files nobody uses any more. */
export function removePatches(
  drafts: Drafts,
  uses: readonly PatchUse[],
  where: Where,
): Outcome<Drafts | undefined> {
  let current = drafts;
  const whole = uses.filter((use) => use.whole);
  // from the back of each list, so that the places of the others stay true
  for (const use of whole.toSorted((a, b) => b.index - a.index)) {
    const step = removeEntry(current, use, where);
    if (step.value === undefined) return step;
    current = step.value;
  }
  for (const file of new Set(uses.flatMap((use) => use.file ?? []))) {
    if (isUsed(current, file)) continue;
    current = withText(current, file, undefined, because);
  }
  const parts = uses.filter((use) => !use.whole);
  for (const use of parts) {
    const step = removeDocuments(current, use, where);
    if (step.value === undefined) return step;
    current = step.value;
  }
  return outcome(current);
}

function removeEntry(
  drafts: Drafts,
  { kustomization, field, index }: PatchUse,
  where: Where,
): Outcome<Drafts | undefined> {
  const guarded = readEditable(drafts, kustomization, where);
  if (!guarded.ok) return outcome(undefined, [guarded.diagnostic]);
  const { file } = guarded;
  const document = file.documents.find(({ value }) => value !== null && value !== undefined);
  const value = document?.value;
  if (document === undefined || !isMapping(value)) {
    return outcome(undefined, [diagnose("rewrite-file-unreadable", { path: kustomization }, where)]);
  }
  const entries = listOf(value[field]);
  const isLast = entries.length === 1;
  const edits = isLast
    ? removeMapKey(file, { document: document.index, map: [], key: field, because })
    : removeListEntry(file, { document: document.index, list: [field], entry: index, because });
  if (edits.value === undefined) return outcome(undefined, located(edits.diagnostics, where));
  const text = applyEdits(file.text, edits.value);
  const after: Json = Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]): [string, Json][] => {
      if (key !== field || !Array.isArray(inner)) return [[key, inner]];
      return isLast ? [] : [[key, inner.toSpliced(index, 1)]];
    }),
  );
  const expected = file.documents.map((one) => (one === document ? after : (one.value ?? null)));
  const confirmed = confirmChange(file.path, file.text, text, expected, edits.value);
  if (!confirmed.value) return outcome(undefined, located(confirmed.diagnostics, where));
  return outcome(withText(drafts, kustomization, text, "drops what was there for the removed Ingress alone"));
}

/** Some documents of a patch file; those of a text inside a kustomization cannot be taken apart. */
function removeDocuments(
  drafts: Drafts,
  { kustomization, field, file: path, documents }: PatchUse,
  where: Where,
): Outcome<Drafts | undefined> {
  if (path === undefined) {
    return outcome(undefined, [diagnose("remove-reshaped", { kustomization, fields: [field] }, where)]);
  }
  const guarded = readEditable(drafts, path, where);
  if (!guarded.ok) return outcome(undefined, [guarded.diagnostic]);
  let { file } = guarded;
  for (const index of documents.toSorted((a, b) => b - a)) {
    const edits = removeDocument(file, index, because);
    if (edits.value === undefined) return outcome(undefined, located(edits.diagnostics, where));
    const text = applyEdits(file.text, edits.value);
    const expected = file.documents.map(({ value }) => value ?? null).toSpliced(index, 1);
    const confirmed = confirmChange(file.path, file.text, text, expected, edits.value);
    if (!confirmed.value) return outcome(undefined, located(confirmed.diagnostics, where));
    file = readYamlFile(path, text).value;
  }
  return outcome(withText(drafts, path, file.text, "drops what was there for the removed Ingress alone"));
}

/** Whether any text of any kustomization leads to the file. */
function isUsed(drafts: Drafts, file: RepoPath): boolean {
  return draftedSnapshot(drafts).files.some(({ path }) => {
    if (!kustomizationNames.some((name) => path === name || path.endsWith(`/${name}`))) return false;
    const text = textOf(drafts, path) ?? "";
    return readYamlFile(path, text).value.documents.some(({ value }) => leadsTo(value ?? null, path, file));
  });
}

function leadsTo(value: Json, from: RepoPath, file: RepoPath): boolean {
  if (typeof value === "string") {
    // generators write `key=path`
    return [value, value.slice(value.indexOf("=") + 1)].some(
      (text) => !text.includes("\n") && resolveRepoPath(directoryOf(from), text) === file,
    );
  }
  if (typeof value !== "object" || value === null) return false;
  return Object.values<Json>(value).some((inner) => leadsTo(inner, from, file));
}

/** Fields whose entries leave with the Ingress. */
export const leavingFields: ReadonlySet<string> = new Set([
  "patches",
  "patchesStrategicMerge",
  "patchesJson6902",
  "replacements",
]);
