/**
 * Follows a field spec through an object and sets what it leads to: `spec/rules/http/paths/backend/service/name` goes through lists by
 * itself (api/filters/fieldspec/fieldspec.go 5.7.1). `\/` is a slash inside a name.
 */
import { Problem } from "./failure.ts";
import { gvkOf, isSelectedGvk } from "./identity.ts";
import type { FieldSpec } from "./kustomization-fields.ts";
import { type Branch, bareNull, isBranch, isList, isNull, isScalar, type Tree } from "./tree.ts";

/** What is made of a field that is missing: nothing, an empty scalar or an empty map. */
export type Creates = "nothing" | "scalar" | "map";

/** Returns the value to put in place of the found one; the same one for no change. */
export type SetValue = (found: Tree) => Tree;

export function applyFieldSpec(root: Branch, spec: FieldSpec, creates: Creates, set: SetValue): void {
  if (!isSelectedGvk(gvkOf(root), spec)) return;
  const path = splitPath(spec.path ?? "", "/");
  walk(root, path, spec.create === true && creates !== "nothing", creates, set);
}

/** Sets one key of a map; what is no map and not empty is refused. */
export function setEntry(key: string, value: string): SetValue {
  return (found) => {
    if (isNull(found)) return new Map([[key, value]]);
    if (!isBranch(found)) throw new Problem("there is no map where labels or annotations should be");
    found.set(key, value);
    return found;
  };
}

/** Replaces a scalar; what is a map or list is refused. */
export function setScalar(value: string | number): SetValue {
  return (found) => {
    if (!isScalar(found)) throw new Problem("there is a map or list where a single value should be");
    return value;
  };
}

/** Splits at the divider, which `\` before it makes part of a name; one leading divider is allowed. */
export function splitPath(path: string, divider: string): readonly string[] {
  const pieces = path.split(divider);
  if (pieces.length > 1 && pieces[0] === "") pieces.shift();
  const parts: string[] = [];
  for (const piece of pieces) {
    const last = parts.at(-1);
    if (last?.endsWith("\\")) parts[parts.length - 1] = `${last.slice(0, -1)}${divider}${piece}`;
    else parts.push(piece);
  }
  return parts;
}

/** Returns what belongs in the place of `node`. */
function walk(node: Tree, path: readonly string[], create: boolean, creates: Creates, set: SetValue): Tree {
  const [part, ...rest] = path;
  if (part === undefined) return set(node);
  if (isNull(node)) return node;
  if (isList(node)) {
    node.forEach((item, index) => {
      node[index] = walk(item, path, create, creates, set);
    });
    return node;
  }
  if (!isBranch(node)) throw new Problem("there is a single value where a map or list should be");
  const isSequence = part.endsWith("[]");
  const name = isSequence ? part.slice(0, -2) : part;
  if (name === "") throw new Problem("the field path has an empty part");
  const field = fieldOf(node, name, isSequence, rest.length === 0, create, creates);
  if (field !== undefined) node.set(name, walk(field, rest, create, creates, set));
  return node;
}

function fieldOf(
  node: Branch,
  name: string,
  isSequence: boolean,
  isLast: boolean,
  create: boolean,
  creates: Creates,
): Tree | undefined {
  const found = node.get(name);
  if (isSequence) return isNull(found) ? [] : found;
  if (!create || (found !== undefined && !isNull(found))) return found;
  if (!isLast || creates === "map") return new Map();
  return found ?? bareNull;
}
