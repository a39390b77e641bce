/**
 * `configMapGenerator` and `secretGenerator`: objects made of literals and files, whose names get a hash of their content at the end of
 * the build (api/resource/factory.go, api/resmap/reswrangler.go appendReplaceOrMerge 5.7.1).
 */
import { compareText } from "../../../model/brands.ts";
import type { Place } from "../../../model/place.ts";
import {
  type Accumulator,
  append,
  isLive,
  type LiveResource,
  live,
  matchingAnyId,
  settle,
} from "./accumulator.ts";
import { encodeBase64 } from "./base64.ts";
import { type BuildContext, findFile } from "./context.ts";
import { fail, Problem, withProblems } from "./failure.ts";
import {
  buildAnnotations,
  currentId,
  describeId,
  idKey,
  metadataTexts,
  nameOf,
  namespaceOf,
  notes,
  setMetadataTexts,
  setName,
  setNamespace,
  storePreviousId,
} from "./identity.ts";
import { readKeyValues, textOfBytes } from "./key-values.ts";
import type { Kustomization } from "./kustomization.ts";
import type { GeneratorEntry, GeneratorOptions } from "./kustomization-fields.ts";
import { nameHash } from "./name-hash.ts";
import { type Branch, isBranch, type Tree, textOf } from "./tree.ts";

type GeneratorField = "configMapGenerator" | "secretGenerator";

export function runGenerators(
  context: BuildContext,
  accumulator: Accumulator,
  kustomization: Kustomization,
): void {
  for (const field of ["configMapGenerator", "secretGenerator"] as const) {
    (kustomization.fields[field] ?? []).forEach((entry, index) => {
      const at = kustomization.placeOf([field, index]);
      const name = entry.name ?? "";
      const failed = (problem: string): never =>
        fail("kustomize-build-generator-fails", { field, name, problem }, at);
      const root = withProblems(() => generate(context, kustomization, field, entry, at), failed);
      const resource: LiveResource = {
        root,
        origin: { path: kustomization.path, document: 0, item: undefined, place: at, generatedBy: field },
        hops: [{ kind: "kustomize", path: kustomization.path, line: at.line }],
        touches: [],
        unfollowed: [],
      };
      withProblems(() => absorb(accumulator, resource, entry.behavior ?? "", field, index, at), failed);
    });
  }
}

/** Adds the hash to names that want one; the last step before references are fixed. */
export function addHashes(accumulator: Accumulator): void {
  for (const { root } of live(accumulator)) {
    if (metadataTexts(root, "annotations").get(notes.needsHash) !== "enabled") continue;
    const hash = nameHash(root);
    if (hash === undefined) continue;
    storePreviousId(root);
    setName(root, `${nameOf(root)}-${hash}`);
  }
  accumulator.keys = undefined;
}

function generate(
  context: BuildContext,
  kustomization: Kustomization,
  field: GeneratorField,
  entry: GeneratorEntry,
  at: Place,
): Branch {
  if ((entry.name ?? "") === "") throw new Problem("it has no name");
  const isSecret = field === "secretGenerator";
  const load = (path: string): Uint8Array | undefined => {
    const found = findFile(context, kustomization, field, path, at);
    return found === undefined ? undefined : context.files.bytes(found);
  };
  const root: Branch = new Map<string, Tree>([
    ["apiVersion", "v1"],
    ["kind", isSecret ? "Secret" : "ConfigMap"],
    ["metadata", new Map<string, Tree>([["name", entry.name ?? ""]])],
  ]);
  if ((entry.namespace ?? "") !== "") setNamespace(root, entry.namespace ?? "");
  if (isSecret) root.set("type", entry.type === undefined || entry.type === "" ? "Opaque" : entry.type);
  if (isSecret) root.set("data", new Map());
  const pairs = [...readKeyValues(entry, load)].sort((a, b) => compareText(a.key, b.key));
  for (const { key, value } of pairs) {
    const text = isSecret ? undefined : textOfBytes(value);
    const data = mapIn(root, text === undefined && !isSecret ? "binaryData" : "data");
    data.set(key, text ?? encodeBase64(value));
  }
  const options = mergedOptions(entry.options, kustomization.fields.generatorOptions);
  if (Object.keys(options.labels ?? {}).length > 0)
    setMetadataTexts(root, "labels", sortedTexts(options.labels));
  const annotations = sortedTexts(options.annotations);
  if (options.disableNameSuffixHash !== true) annotations.set(notes.needsHash, "enabled");
  annotations.set(notes.behavior, behaviorOf(entry.behavior ?? ""));
  setMetadataTexts(root, "annotations", annotations);
  if (options.immutable === true) root.set("immutable", true);
  return root;
}

/** The entry's own labels and annotations win; a switch is on when either says so. */
function mergedOptions(own: GeneratorOptions = {}, all: GeneratorOptions = {}): GeneratorOptions {
  return {
    labels: { ...all.labels, ...own.labels },
    annotations: { ...all.annotations, ...own.annotations },
    disableNameSuffixHash: own.disableNameSuffixHash === true || all.disableNameSuffixHash === true,
    immutable: own.immutable === true || all.immutable === true,
  };
}

function sortedTexts(texts: Readonly<Record<string, string>> = {}): Map<string, string> {
  return new Map(Object.entries(texts).sort(([a], [b]) => compareText(a, b)));
}

function behaviorOf(behavior: string): "create" | "replace" | "merge" | "unspecified" {
  return behavior === "create" || behavior === "replace" || behavior === "merge" ? behavior : "unspecified";
}

/** A generated object is new, or takes the place of the one it replaces or merges with. */
function absorb(
  accumulator: Accumulator,
  resource: LiveResource,
  behavior: string,
  field: GeneratorField,
  index: number,
  at: Place,
): void {
  const id = currentId(resource.root);
  const key = idKey(id);
  const [old, ...others] = matchingAnyId(accumulator, (other) => idKey(other) === key);
  if (others.length > 0) throw new Problem(`several objects answer to ${describeId(id)}`);
  const mode = behaviorOf(behavior);
  if (old === undefined) {
    if ((mode === "merge" || mode === "replace") && !accumulator.isPartial)
      throw new Problem(`there is no ${describeId(id)} to ${mode} with`);
    append(accumulator, resource, field, at);
    return;
  }
  if (mode !== "merge" && mode !== "replace")
    throw new Problem(`there is a ${describeId(id)} already; \`behavior\` has to be merge or replace`);
  takeMetadata(resource.root, old.root);
  if (mode === "merge") {
    mergeData(resource.root, old.root, "data");
    mergeData(resource.root, old.root, "binaryData");
  }
  resource.touches.push(...old.touches, {
    field: "generatorBehavior",
    kustomization: at.path,
    index,
    at,
    changed: true,
    patch: undefined,
    renamed: undefined,
  });
  resource.hops = [...resource.hops, ...old.hops];
  accumulator.resources = accumulator.resources
    .filter(isLive)
    .map((each) => (each === old ? resource : each));
  settle(accumulator);
}

/** Name, namespace, labels and annotations of the replaced object; of the build's own marks only the old ones count. */
function takeMetadata(root: Branch, old: Branch): void {
  setMetadataTexts(
    root,
    "labels",
    new Map([...metadataTexts(old, "labels"), ...metadataTexts(root, "labels")]),
  );
  const own = metadataTexts(root, "annotations");
  const before = metadataTexts(old, "annotations");
  const merged = new Map([...before, ...own]);
  for (const note of buildAnnotations) {
    const kept = before.get(note);
    if (kept === undefined) merged.delete(note);
    else merged.set(note, kept);
  }
  if (!own.has(notes.needsHash)) merged.delete(notes.needsHash);
  setMetadataTexts(root, "annotations", merged);
  setName(root, nameOf(old));
  setNamespace(root, namespaceOf(old));
}

function mergeData(root: Branch, old: Branch, field: "data" | "binaryData"): void {
  const merged: Branch = new Map();
  const sources: readonly (Tree | undefined)[] = [old.get(field), root.get(field)];
  for (const source of sources) {
    if (!isBranch(source)) continue;
    for (const [key, value] of source) merged.set(key, textOf(value));
  }
  root.delete(field);
  if (merged.size > 0) root.set(field, merged);
}

function mapIn(root: Branch, field: string): Branch {
  const found = root.get(field);
  if (isBranch(found)) return found;
  const created: Branch = new Map();
  root.set(field, created);
  return created;
}
