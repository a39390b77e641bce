/**
 * Text to Kubernetes objects with their places. Lists are opened; documents that are no Kubernetes object are left out without a word
 * (a repository holds much other YAML), documents that cannot be read come back as diagnostics.
 */
import { type Outcome, outcome } from "../../diagnostics/diagnostic.ts";
import type { RepoPath } from "../../model/brands.ts";
import type { Json, KubeObject } from "../../model/kube.ts";
import type { Place } from "../../model/place.ts";
import type { KeyPath, YamlDocument, YamlFile } from "../../yaml/file.ts";
import { readYamlFile } from "../../yaml/read.ts";

export interface ParsedObject {
  readonly object: KubeObject;
  readonly path: RepoPath;
  /** Index among the documents of the file, from 0. */
  readonly document: number;
  /** Index in `items` when the document is a List. */
  readonly item: number | undefined;
  /** Where the object begins. */
  readonly place: Place;
  /** Where a field of the object stands. */
  placeOf(keyPath: KeyPath): Place;
  /** The text a value is written as, quotes included; undefined when it is not written here. */
  sourceOf(keyPath: KeyPath): string | undefined;
}

export function parseObjects(path: RepoPath, text: string): Outcome<readonly ParsedObject[]> {
  const file = readYamlFile(path, text);
  return outcome(objectsOf(file.value), file.diagnostics);
}

export function objectsOf(file: YamlFile): readonly ParsedObject[] {
  return file.documents.flatMap((document) => {
    const object = toKubeObject(document.value);
    if (object === undefined) return [];
    const items = itemsOf(object);
    if (items === undefined) return [parsedObject(file, document, object, undefined)];
    return items.flatMap((value, item) => {
      const inner = toKubeObject(withListKind(value, object));
      return inner === undefined ? [] : [parsedObject(file, document, inner, item)];
    });
  });
}

/** A value that has the looks of a Kubernetes object, with `metadata` present. */
export function toKubeObject(value: Json | undefined): KubeObject | undefined {
  if (!isMapping(value)) return undefined;
  const { apiVersion, kind, metadata } = value;
  if (typeof apiVersion !== "string" || typeof kind !== "string") return undefined;
  return {
    ...value,
    apiVersion,
    kind,
    metadata: isMapping(metadata) ? metadata : {},
  }; // read as unknown wherever it counts
}

/** The API group: "" for the core group. */
export function groupOf(object: KubeObject): string {
  const slash = object.apiVersion.indexOf("/");
  return slash < 0 ? "" : object.apiVersion.slice(0, slash);
}

export function isMapping(value: unknown): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parsedObject(
  file: YamlFile,
  document: YamlDocument,
  object: KubeObject,
  item: number | undefined,
): ParsedObject {
  const base: KeyPath = item === undefined ? [] : ["items", item];
  return {
    object,
    path: file.path,
    document: document.index,
    item,
    place: document.place(base),
    placeOf: (keyPath) => document.place([...base, ...keyPath]),
    sourceOf: (keyPath) => {
      const span = document.span([...base, ...keyPath]);
      return span === undefined ? undefined : file.text.slice(span.start, span.end);
    },
  };
}

/** `kind: List` and typed lists such as IngressList. */
function itemsOf(object: KubeObject): readonly Json[] | undefined {
  const { items } = object;
  return object.kind.endsWith("List") && Array.isArray(items) ? items : undefined;
}

/** Items of a typed list may leave out what the list already says. */
function withListKind(value: Json, list: KubeObject): Json {
  if (!isMapping(value) || list.kind === "List") return value;
  return { apiVersion: list.apiVersion, kind: list.kind.slice(0, -"List".length), ...value };
}
