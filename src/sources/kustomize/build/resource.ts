/**
 * One object inside a build, and the reading of objects from text as kustomize reads them: lists are opened, empty documents left out,
 * anything without kind and name refused (kyaml/kio/byteio_reader.go, api/resource/factory.go 5.7.1).
 */
import type { RepoPath } from "../../../model/brands.ts";
import type { Hop } from "../../../model/hop.ts";
import type { Place } from "../../../model/place.ts";
import type { KeyPath, YamlDocument } from "../../../yaml/file.ts";
import { Problem } from "./failure.ts";
import type { ParsedYaml } from "./files.ts";
import { treeOf } from "./plain-scalars.ts";
import type { Touch } from "./touch.ts";
import { type Branch, isBranch, isList, isNothing, isNull, type Tree, textOf } from "./tree.ts";

export interface ObjectOrigin {
  /** The file the object's text stands in; the kustomization file for generated objects. */
  readonly path: RepoPath;
  /** Index among the documents of the file, from 0. */
  readonly document: number;
  /** Index in `items` when the document is a list. */
  readonly item: number | undefined;
  readonly place: Place;
  /** The field that made the object, when no text holds it. */
  readonly generatedBy: "configMapGenerator" | "secretGenerator" | "helmCharts" | undefined;
}

/** A field that may change the object and is not followed. */
export interface Unfollowed {
  readonly field: string;
  readonly at: Place;
}

export interface Resource {
  /** undefined once a patch deleted it. */
  root: Branch | undefined;
  readonly origin: ObjectOrigin;
  hops: readonly Hop[];
  readonly touches: Touch[];
  readonly unfollowed: Unfollowed[];
}

export interface ReadObject {
  readonly root: Branch;
  readonly document: number;
  readonly item: number | undefined;
  readonly place: Place;
}

export function resourceOf(object: ReadObject, path: RepoPath): Resource {
  const { document, item, place } = object;
  return {
    root: object.root,
    origin: { path, document, item, place, generatedBy: undefined },
    hops: [],
    touches: [],
    unfollowed: [],
  };
}

/** Objects of a text, or the first problem with its place. */
export function readObjects(
  file: ParsedYaml,
): readonly ReadObject[] | { readonly problem: string; readonly at: Place } {
  const { yaml, diagnostics } = file;
  const start: Place = { path: yaml.path, line: 1, column: 1 };
  const [unreadable] = diagnostics;
  if (unreadable !== undefined) {
    const problem = unreadable.code === "yaml-unreadable" ? unreadable.params.problem : "it is no YAML";
    return { problem: `it is no YAML: ${problem}`, at: unreadable.at ?? start };
  }
  if (hasTextBehindDivider(yaml.text))
    return { problem: "something stands behind `---` on the same line", at: start };
  const pending: ReadObject[] = [];
  const isAlone = yaml.documents.length === 1;
  for (const document of yaml.documents) {
    const tree = treeOf(document, yaml.text, "resource");
    const place = document.place([]);
    if (isNull(tree)) continue;
    const items = isAlone && isBranch(tree) ? wrappedItems(tree) : undefined;
    if (items === undefined) pending.push(...readOne(tree, document, [], undefined, place));
    else
      items.forEach((item, index) => {
        pending.push(...readOne(item, document, ["items", index], index, place));
      });
  }
  const objects: ReadObject[] = [];
  try {
    // Items of typed lists come after everything else of the file.
    for (let at = 0; at < pending.length; at += 1) {
      const object = pending[at];
      if (object === undefined || isNothing(object.root)) continue;
      checkMetadata(object);
      const inner = listItems(object, yaml.documents[object.document]);
      if (inner === undefined) objects.push(object);
      else pending.push(...inner);
    }
  } catch (error) {
    if (error instanceof BadObject) return { problem: error.message, at: error.at };
    throw error;
  }
  return objects;
}

class BadObject extends Problem {
  readonly at: Place;
  constructor(problem: string, at: Place) {
    super(problem);
    this.at = at;
  }
}

function hasTextBehindDivider(text: string): boolean {
  for (const match of text.matchAll(/\n---([^\n]*)(?=\n)/g)) {
    const rest = (match[1] ?? "").trim();
    if (rest !== "" && !rest.startsWith("#")) return true;
  }
  return false;
}

/** The items of a `List` that has the file to itself. */
function wrappedItems(tree: Branch): readonly Tree[] | undefined {
  const kind = textOf(tree.get("kind"));
  if (kind !== "List" && kind !== "ResourceList") return undefined;
  if (!tree.has("items") && !tree.has("functionConfig")) return undefined;
  const items = tree.get("items");
  return isList(items) ? items : [];
}

function readOne(
  tree: Tree,
  document: YamlDocument,
  path: KeyPath,
  item: number | undefined,
  fallback: Place,
): readonly ReadObject[] {
  const place = path.length === 0 ? fallback : document.place(path);
  if (isNothing(tree)) return [];
  const root = isBranch(tree) ? tree : new Map<string, Tree>([["", tree]]);
  return [{ root, document: document.index, item, place }];
}

function checkMetadata({ root, place }: ReadObject): void {
  const kind = textOf(root.get("kind"));
  const metadata = root.get("metadata");
  if (kind === "") throw new BadObject("it has no `kind`", place);
  if (kind.endsWith("List")) return;
  if (!isBranch(metadata) || textOf(metadata.get("name")) === "")
    throw new BadObject("it has no `metadata.name`", place);
}

function listItems(
  object: ReadObject,
  document: YamlDocument | undefined,
): readonly ReadObject[] | undefined {
  const kind = textOf(object.root.get("kind"));
  if (!kind.endsWith("List") || !object.root.has("items")) return undefined;
  const items = object.root.get("items");
  if (items !== undefined && isNull(items)) return [];
  if (!isList(items)) throw new BadObject(`\`items\` of the ${kind} is no list`, object.place);
  return items.flatMap((item, index): readonly ReadObject[] => {
    const path = object.item === undefined ? ["items", index] : ["items", object.item, "items", index];
    return document === undefined ? [] : readOne(item, document, path, index, object.place);
  });
}
