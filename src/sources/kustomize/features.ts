/**
 * Which fields of a kustomization can change an object in ways that are not built here. Known harmless fields are listed; a field that
 * nobody listed counts as one that changes everything, so that a newer kustomize is refused by name and not passed through.
 */
import type { RepoPath } from "../../model/brands.ts";
import { resolveRepoPath } from "../../model/brands.ts";
import type { Json, KubeObject } from "../../model/kube.ts";
import type { Place } from "../../model/place.ts";
import { readYamlFile } from "../../yaml/read.ts";
import { isMapping, objectsOf } from "../objects/parse.ts";
import { containsAscii, ingressKindAt } from "../prefilter.ts";
import type { FileReader } from "../reader.ts";
import type { Kustomization } from "./kustomization.ts";

export interface Feature {
  readonly field: string;
  readonly at: Place;
  touches(object: KubeObject): boolean;
}

/** Built here, or without effect on Ingresses, Services and routes (kustomize api/types/kustomization.go, v5.7). */
const harmless: ReadonlySet<string> = new Set([
  "apiVersion",
  "kind",
  "metadata",
  "resources",
  "bases",
  "components",
  "crds",
  "namespace",
  "commonAnnotations",
  "commonLabels",
  "labels",
  "images",
  "imageTags",
  "replicas",
  "configMapGenerator",
  "secretGenerator",
  "generatorOptions",
  "generators",
  "helmCharts",
  "helmGlobals",
  "helmChartInflationGenerator",
  "inventory",
  "openapi",
  "validators",
  "buildMetadata",
  "sortOptions",
]);

const never = (): boolean => false;
const always = (): boolean => true;

export function featuresOf(kustomization: Kustomization, reader: FileReader): readonly Feature[] {
  return Object.entries(kustomization.fields).flatMap(([field, value]): readonly Feature[] => {
    if (harmless.has(field) || isEmpty(value)) return labelFeatures(field, value, kustomization);
    if (field === "vars") return [feature(kustomization, [field], holdsVariable)];
    const read = patchReaders[field];
    if (read === undefined || !Array.isArray(value)) return [feature(kustomization, [field], always)];
    return value.flatMap((entry: Json, index) => {
      const touches = read(entry, kustomization.directory, reader);
      return touches === never ? [] : [feature(kustomization, [field, index], touches)];
    });
  });
}

/** Files that are patches, so that nobody takes them for objects of their own. */
export function patchFilesOf(kustomization: Kustomization): readonly RepoPath[] {
  return Object.keys(patchReaders).flatMap((field) => {
    const list = kustomization.fields[field];
    if (!Array.isArray(list)) return [];
    return list.flatMap((entry: Json) => {
      const text = isMapping(entry) ? entry.path : entry;
      const path =
        typeof text === "string" && !text.includes("\n")
          ? resolveRepoPath(kustomization.directory, text)
          : undefined;
      return path === undefined ? [] : [path];
    });
  });
}

type PatchReader = (entry: Json, directory: RepoPath, reader: FileReader) => (object: KubeObject) => boolean;

const patchReaders: Readonly<Record<string, PatchReader>> = {
  patches: (entry, directory, reader) => {
    if (!isMapping(entry)) return always;
    if (isMapping(entry.target)) return selects(entry.target);
    if (typeof entry.patch === "string") return namedIn(entry.patch);
    return typeof entry.path === "string" ? namedInFile(entry.path, directory, reader) : always;
  },
  patchesJson6902: (entry) => (isMapping(entry) && isMapping(entry.target) ? selects(entry.target) : always),
  patchesStrategicMerge: (entry, directory, reader) => {
    if (typeof entry !== "string") return always;
    return entry.includes("\n") ? namedIn(entry) : namedInFile(entry, directory, reader);
  },
  replacements: (entry) => {
    if (!isMapping(entry) || !Array.isArray(entry.targets)) return always;
    const selectors = entry.targets.map((target: Json) => (isMapping(target) ? target.select : undefined));
    return (object) => selectors.some((select) => !isMapping(select) || selects(select)(object));
  },
};

function feature(
  kustomization: Kustomization,
  keyPath: readonly (string | number)[],
  touches: (object: KubeObject) => boolean,
): Feature {
  return { field: String(keyPath[0]), at: kustomization.placeOf(keyPath), touches };
}

/** `labels` may write to further fields of any kind; label and annotation maps must hold text. */
function labelFeatures(field: string, value: Json, kustomization: Kustomization): readonly Feature[] {
  if (field === "labels" && Array.isArray(value)) {
    return value.flatMap((entry: Json, index) =>
      isMapping(entry) && isEmpty(entry.fields ?? null) && isTextMap(entry.pairs ?? {})
        ? []
        : [feature(kustomization, [field, index], always)],
    );
  }
  const isMap = field === "commonLabels" || field === "commonAnnotations";
  if (isEmpty(value)) return [];
  return isMap && !isTextMap(value) ? [feature(kustomization, [field], always)] : [];
}

function isTextMap(value: Json): boolean {
  return isMapping(value) && Object.values(value).every((entry) => typeof entry === "string");
}

/** A selector's texts are anchored regular expressions: plain words are compared, anything else may match. */
function selects(select: { readonly [key: string]: Json }): (object: KubeObject) => boolean {
  return (object) => {
    if (!mayEqual(select.kind, object.kind) || !mayEqual(select.name, object.metadata.name)) return false;
    return true;
  };
}

function mayEqual(pattern: Json | undefined, text: string | undefined): boolean {
  if (pattern === undefined || pattern === null || pattern === "") return true;
  if (typeof pattern !== "string" || !/^[A-Za-z0-9-]+$/.test(pattern)) return true;
  return text === undefined || pattern === text;
}

/** A strategic merge patch names its object by kind and name. */
function namedIn(patch: string): (object: KubeObject) => boolean {
  // the text is data of the kustomization; its own places do not matter
  const file = readYamlFile("patch" as RepoPath, patch);
  const objects = objectsOf(file.value);
  const isWhole = file.value.documents.every(
    ({ value }) => value === null || (isMapping(value) && "kind" in value),
  );
  if (file.diagnostics.length > 0 || !isWhole || objects.length === 0) return always;
  return (object) => objects.some((named) => isSame(named.object, object));
}

function namedInFile(text: string, directory: RepoPath, reader: FileReader): (object: KubeObject) => boolean {
  const path = resolveRepoPath(directory, text);
  const bytes = path === undefined ? undefined : reader.bytes(path);
  if (path === undefined || bytes === undefined) return always;
  // a merge patch has to spell the kind it patches
  if (ingressKindAt(bytes) < 0 && !containsAscii(bytes, "Service")) return never;
  const file = reader.parse(path);
  if (file === undefined || file.diagnostics.length > 0) return always;
  return (object) => file.objects.some((named) => isSame(named.object, object));
}

/** An object whose name is not known yet may be the one. */
function isSame(patch: KubeObject, object: KubeObject): boolean {
  return (
    patch.kind === object.kind &&
    (patch.metadata.name === undefined ||
      object.metadata.name === undefined ||
      patch.metadata.name === object.metadata.name)
  );
}

function holdsVariable(object: KubeObject): boolean {
  return JSON.stringify(object).includes("$(");
}

function isEmpty(value: Json): boolean {
  if (value === null || value === "") return true;
  return Array.isArray(value) ? value.length === 0 : isMapping(value) && Object.keys(value).length === 0;
}
