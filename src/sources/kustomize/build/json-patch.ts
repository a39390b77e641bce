/**
 * JSON patch as kustomize applies it (evanphx/json-patch 4.12), more lenient than RFC 6902: `replace` sets a key that is not there,
 * negative indices count from the end, and what stands before the first slash of a path is not looked at.
 */
import type { Budget } from "./budget.ts";
import { Problem } from "./failure.ts";
import {
  type Branch,
  copyTree,
  equalTrees,
  isBranch,
  isList,
  isNestedWithin,
  isNull,
  maxNesting,
  sizeOf,
  type Tree,
} from "./tree.ts";

export interface Operation {
  readonly op: string;
  readonly path: string | undefined;
  readonly from: string | undefined;
  /** Absent and null are told apart by `test` alone. */
  readonly value: Tree | undefined;
}

/** Operations of a patch that was read, or why it is none. */
export function readOperations(tree: Tree): readonly Operation[] | Problem {
  if (isNull(tree)) return [];
  if (!isList(tree)) return new Problem("a JSON patch is a list of operations");
  const operations: Operation[] = [];
  for (const item of tree) {
    if (isNull(item)) {
      operations.push({ op: "unknown", path: undefined, from: undefined, value: undefined });
      continue;
    }
    if (!isBranch(item)) return new Problem("an operation of a JSON patch is a map");
    const textAt = (key: string) => {
      const value = item.get(key);
      return typeof value === "string" ? value : undefined;
    };
    operations.push({
      op: textAt("op") ?? "unknown",
      path: textAt("path"),
      from: textAt("from"),
      value: item.get("value"),
    });
  }
  return operations;
}

/** The object after all operations; throws a Problem at the first that does not apply. */
export function applyOperations(root: Branch, operations: readonly Operation[], budget: Budget): Branch {
  let document: Tree = root;
  for (const operation of operations) {
    budget.spend("steps", 1);
    document = apply(document, operation, budget);
  }
  if (!isBranch(document)) throw new Problem("the patch leaves no object");
  return document;
}

function apply(document: Tree, { op, path, from, value }: Operation, budget: Budget): Tree {
  const given = (): Tree => {
    if (value === undefined) return null;
    budget.spend("steps", sizeOf(value));
    return copyTree(value);
  };
  if (op === "add") {
    addAt(document, need(path, "path"), given());
  } else if (op === "remove") {
    removeAt(document, need(path, "path"));
  } else if (op === "replace") {
    const at = need(path, "path");
    if (at === "") {
      const whole = given();
      if (!isBranch(whole) && !isList(whole))
        throw new Problem("the whole object can only become a map or list");
      return whole;
    }
    replaceAt(document, at, given());
  } else if (op === "move") {
    const source = need(from, "from");
    const moved = getAt(document, source, "move");
    removeAt(document, source);
    addAt(document, need(path, "path"), moved ?? null);
  } else if (op === "copy") {
    const found = getAt(document, need(from, "from"), "copy");
    if (found !== undefined) budget.spend("steps", sizeOf(found));
    addAt(document, need(path, "path"), found === undefined ? null : copyTree(found));
  } else if (op === "test") {
    testAt(document, need(path, "path"), value);
  } else {
    throw new Problem(`the operation \`${op}\` is not known`);
  }
  return document;
}

function need(value: string | undefined, name: string): string {
  if (value === undefined) throw new Problem(`an operation has no \`${name}\``);
  return value;
}

interface Slot {
  readonly container: Branch | Tree[];
  readonly key: string;
}

function slotOf(document: Tree, path: string, op: string): Slot {
  const parts = path.split("/");
  if (parts.length < 2) throw missing(op, path);
  let container: Tree = document;
  for (const part of parts.slice(1, -1)) {
    const next = isBranch(container)
      ? container.get(decodeKey(part))
      : isList(container)
        ? container[indexOf(part, container.length) ?? -1]
        : undefined;
    if (next === undefined || isNull(next)) throw missing(op, path);
    container = next;
  }
  if (!isBranch(container) && !isList(container)) throw missing(op, path);
  return { container, key: decodeKey(parts.at(-1) ?? "") };
}

function missing(op: string, path: string): Problem {
  return new Problem(`\`${op}\` does not apply: there is no \`${path}\``);
}

function decodeKey(part: string): string {
  return part.replaceAll("~1", "/").replaceAll("~0", "~");
}

/** An existing index; undefined for anything else. */
function indexOf(key: string, length: number): number | undefined {
  if (!/^[-+]?\d{1,9}$/.test(key)) return undefined;
  const index = Number(key);
  const counted = index < 0 ? index + length : index;
  return counted >= 0 && counted < length ? counted : undefined;
}

/** Values come to stand below the path they are put at. */
function requireNesting(path: string, value: Tree): void {
  if (!isNestedWithin(value, maxNesting - path.split("/").length))
    throw new Problem(`values would be nested more than ${maxNesting} deep`);
}

function addAt(document: Tree, path: string, value: Tree): void {
  requireNesting(path, value);
  const { container, key } = slotOf(document, path, "add");
  if (isBranch(container)) {
    container.set(key, value);
    return;
  }
  const index = key === "-" ? container.length : indexOf(key, container.length + 1);
  if (index === undefined) throw missing("add", path);
  container.splice(index, 0, value);
}

function removeAt(document: Tree, path: string): void {
  const { container, key } = slotOf(document, path, "remove");
  if (isBranch(container)) {
    if (!container.delete(key)) throw missing("remove", path);
    return;
  }
  const index = indexOf(key, container.length);
  if (index === undefined) throw missing("remove", path);
  container.splice(index, 1);
}

function replaceAt(document: Tree, path: string, value: Tree): void {
  requireNesting(path, value);
  const { container, key } = slotOf(document, path, "replace");
  if (isBranch(container)) {
    container.set(key, value);
    return;
  }
  const index = indexOf(key, container.length);
  if (index === undefined) throw missing("replace", path);
  container[index] = value;
}

/** undefined: a map without the key. */
function getAt(document: Tree, path: string, op: string): Tree | undefined {
  const { container, key } = slotOf(document, path, op);
  if (isBranch(container)) return container.get(key);
  const index = indexOf(key, container.length);
  if (index === undefined) throw missing(op, path);
  return container[index];
}

function testAt(document: Tree, path: string, expected: Tree | undefined): void {
  const found = path === "" ? document : getAt(document, path, "test");
  const isAbsent = found === undefined || isNull(found);
  const isExpectedNull = expected === undefined || isNull(expected);
  const holds = isAbsent || isExpectedNull ? isAbsent && isExpectedNull : equalTrees(found, expected);
  if (!holds) throw new Problem(`\`test\` of \`${path}\` fails`);
}
