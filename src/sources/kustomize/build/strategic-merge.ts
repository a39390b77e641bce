/**
 * Strategic merge as kustomize does it, which is not quite what the API server does (kyaml/yaml/merge2 and walk, 5.7.1): maps merge, null
 * takes a field away, `$patch` directs a map or list, lists with a merge key merge by it, all other lists are replaced.
 */
import { Problem } from "./failure.ts";
import { takeMapDirective } from "./merge-directive.ts";
import { type MergeList, type MergeType, mergeTypeOf } from "./merge-keys.ts";
import { mergeSequence } from "./merge-sequence.ts";
import { plainScalar } from "./plain-scalars.ts";
import { type Branch, bareNull, isBranch, isList, isNull, isScalar, type Tree, textOf } from "./tree.ts";

/** Changes `target` in place with a patch that belongs to nobody else; undefined when the patch deletes the object. */
export function strategicMerge(target: Branch, patch: Branch): Branch | undefined {
  const merged = mergeTrees(target, patch, undefined);
  return isBranch(merged) ? merged : undefined;
}

type Schema = MergeType | MergeList | undefined;

/** One field of object and patch; undefined means absent. */
function mergeTrees(target: Tree | undefined, patch: Tree | undefined, schema: Schema): Tree | undefined {
  const leading = target === undefined || isNull(target) ? patch : target;
  if (leading === undefined || isNull(leading)) return mergeNulls(target, patch);
  if (isBranch(leading)) {
    requireKind(isBranch, "a map", target, patch);
    return mergeMaps(target, patch, schema ?? embeddedType(target) ?? embeddedType(patch));
  }
  if (isList(leading)) {
    requireKind(isList, "a list", target, patch);
    if (schema === undefined || !("keys" in schema)) return patch === undefined ? target : patch;
    return mergeSequence(target, patch, schema.keys, (own, theirs) => mergeTrees(own, theirs, schema.items));
  }
  requireKind(isScalar, "a single value", target, patch);
  return patch === undefined ? target : patch;
}

/** A null that is spelled out in the object stays; one that is written as nothing, or that the patch has, goes. */
function mergeNulls(target: Tree | undefined, patch: Tree | undefined): Tree | undefined {
  return patch === undefined && target !== bareNull ? target : undefined;
}

function mergeMaps(target: Tree | undefined, patch: Tree | undefined, schema: Schema): Tree | undefined {
  const isNew = target === undefined || isNull(target);
  const directive = isBranch(patch) ? takeMapDirective(patch, isNew) : "merge";
  if (directive === "delete" || (patch !== undefined && isNull(patch))) return undefined;
  const result = isNew || directive === "replace" ? patch : target;
  if (!isBranch(result)) return undefined;
  const additions: Branch = isBranch(patch) ? patch : new Map();
  const type = schema !== undefined && !("keys" in schema) ? schema : undefined;
  for (const name of [...new Set([...result.keys(), ...additions.keys()])]) {
    const before = result.get(name);
    const merged = inQuotes(
      result,
      name,
      before,
      mergeTrees(before, additions.get(name), schemaOf(type, name)),
    );
    if (merged === undefined || (isNull(merged) && additions.has(name))) result.delete(name);
    else result.set(name, merged);
  }
  return result;
}

/** A value takes the quotes of the text it replaces: kustomize keeps the style of the node, so `"http"` patched with 80 is "80". */
function inQuotes(
  target: Branch,
  name: string,
  before: Tree | undefined,
  merged: Tree | undefined,
): Tree | undefined {
  if (typeof before !== "string" || (typeof merged !== "number" && typeof merged !== "boolean"))
    return merged;
  const isQuoted = target.written?.isQuoted(name) ?? typeof plainScalar(before) !== "string";
  return isQuoted ? textOf(merged) : merged;
}

function schemaOf(type: MergeType | undefined, name: string): Schema {
  if (type?.lists !== undefined && Object.hasOwn(type.lists, name)) return type.lists[name];
  if (type?.fields !== undefined && Object.hasOwn(type.fields, name)) return type.fields[name];
  return undefined;
}

/** An object inside something unknown is known by its own apiVersion and kind. */
function embeddedType(tree: Tree | undefined): MergeType | undefined {
  if (!isBranch(tree)) return undefined;
  return mergeTypeOf(textOf(tree.get("apiVersion")), textOf(tree.get("kind")));
}

function requireKind(
  fits: (tree: Tree) => boolean,
  wanted: string,
  ...trees: readonly (Tree | undefined)[]
): void {
  for (const tree of trees) {
    if (tree === undefined || isNull(tree) || fits(tree)) continue;
    throw new Problem(`patch and object differ where ${wanted} is expected`);
  }
}
