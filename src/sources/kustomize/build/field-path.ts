/**
 * Field paths of replacements: `spec.rules.0.host`, `spec.template.spec.containers.[name=web].image`, `metadata.annotations.[a.b/c]`, `*`
 * for every item (kyaml/yaml/match.go, fns.go and utils/pathsplitter.go 5.7.1).
 */
import { compilePattern } from "../../../pattern/compile.ts";
import { searchPattern } from "../../../pattern/match.ts";
import { Problem } from "./failure.ts";
import { splitPath } from "./field-spec.ts";
import { isBranch, isList, isNull, isScalar, type Tree, textOf } from "./tree.ts";

/** A place in an object that can be read and written. */
export interface Slot {
  get(): Tree;
  set(value: Tree): void;
  /** True for a scalar that `create` just made: it has no type yet. */
  readonly isFresh: boolean;
}

export type CreatedKind = "scalar" | "map" | "list";

/** Splits at dots; a part in brackets stays whole, and keeps its brackets when it selects list items. */
export function splitFieldPath(path: string): readonly string[] {
  const pieces = splitPath(path, ".");
  const parts: string[] = [];
  for (let at = 0; at < pieces.length; at += 1) {
    const piece = pieces[at] ?? "";
    if (!piece.startsWith("[") || piece.endsWith("]")) {
      parts.push(piece);
      continue;
    }
    const bracketed = [piece];
    while (at < pieces.length - 1) {
      at += 1;
      bracketed.push(pieces[at] ?? "");
      if (pieces[at]?.endsWith("]")) break;
    }
    const joined = bracketed.join(".");
    parts.push(joined.includes("=") ? joined : joined.replace(/^[[\]]+|[[\]]+$/g, ""));
  }
  return parts;
}

/** The value a source path leads to; undefined when there is none. */
export function lookUp(root: Tree, path: readonly string[]): Tree | undefined {
  let current: Tree | undefined = root;
  for (const raw of path) {
    const part = raw.trim();
    if (part === "") continue;
    if (current === undefined) return undefined;
    current = lookUpPart(current, part);
  }
  return current;
}

/** Every place a target path leads to; with `create`, missing parts are made on the way. */
export function findSlots(
  root: Tree,
  path: readonly string[],
  create: CreatedKind | undefined,
): readonly Slot[] {
  const slot: Slot = {
    get: () => root,
    set: () => {
      throw new Problem("the object as a whole cannot be replaced");
    },
    isFresh: false,
  };
  return match(slot, path, create);
}

function lookUpPart(current: Tree, part: string): Tree | undefined {
  if (/^[-+]?\d+$/.test(part) || part === "-") {
    if (isNull(current)) return undefined;
    if (!isList(current)) throw new Problem(`\`${part}\` asks for a list item where there is no list`);
    if (part === "-") return current.at(-1);
    if (Number(part) < 0) throw new Problem(`the index ${part} is negative`);
    return current[Number(part)];
  }
  if (part === "*") throw new Problem("`*` cannot be used in a source");
  if (isItemSelector(part)) {
    const [field, value] = splitSelector(part);
    if (isNull(current)) return undefined;
    if (!isList(current)) throw new Problem(`\`${part}\` asks for a list item where there is no list`);
    if (field === "") return current.find((item) => textOf(item) === value);
    return current.find((item) => isBranch(item) && item.has(field) && textOf(item.get(field)) === value);
  }
  if (isNull(current)) return undefined;
  if (!isBranch(current)) throw new Problem(`\`${part}\` asks for a field where there is no map`);
  return current.get(part);
}

function match(slot: Slot, path: readonly string[], create: CreatedKind | undefined): readonly Slot[] {
  const [part, ...rest] = path;
  if (part === undefined) return [slot];
  const current = slot.get();
  if (isIndex(part)) return matchIndex(current, part, rest, create);
  if (isItemSelector(part)) return matchItems(current, part, rest, create);
  if (part === "*")
    return listOf(current, part).flatMap((_, index) => match(itemSlot(current, index), rest, create));
  return matchField(slot, part, rest, create);
}

function matchField(
  slot: Slot,
  part: string,
  rest: readonly string[],
  create: CreatedKind | undefined,
): readonly Slot[] {
  const current = slot.get();
  if (isNull(current)) {
    if (create === undefined) return [];
    throw new Problem(`\`${part}\` cannot be made below a null`);
  }
  if (!isBranch(current)) throw new Problem(`\`${part}\` asks for a field where there is no map`);
  const isMissing = !current.has(part);
  if (isMissing && create === undefined) return [];
  if (isMissing && create !== undefined) current.set(part, madeFor(rest[0], create));
  const isFresh = isMissing && rest.length === 0 && create === "scalar";
  const field: Slot = {
    get: () => current.get(part) ?? null,
    set: (value) => current.set(part, value),
    isFresh,
  };
  return match(field, rest, create);
}

function matchIndex(
  current: Tree,
  part: string,
  rest: readonly string[],
  create: CreatedKind | undefined,
): readonly Slot[] {
  const items = listOf(current, part);
  const index = Number(part);
  const isNew = items.length === index && create !== undefined;
  if (isNew) items.push(madeFor(rest[0], create));
  if (index >= items.length)
    throw new Problem(`the index ${index} is asked for, and there are ${items.length} items`);
  return match(itemSlot(items, index, isNew && rest.length === 0 && create === "scalar"), rest, create);
}

function matchItems(
  current: Tree,
  part: string,
  rest: readonly string[],
  create: CreatedKind | undefined,
): readonly Slot[] {
  const items = listOf(current, part);
  const [field, value] = splitSelector(part);
  const matches = textMatcher(value);
  const find = () =>
    items.flatMap((item, index): readonly Slot[] => {
      if (field === "") return matches(textOf(item).trim()) ? [itemSlot(items, index)] : [];
      const own = isBranch(item) ? item.get(field) : undefined;
      if (own === undefined || !matches(textOf(own).trim())) return [];
      return match(itemSlot(items, index), rest, create);
    });
  const found = find();
  if (found.length > 0 || create === undefined) return found;
  items.push(field === "" ? value : new Map<string, Tree>([[field, value]]));
  const made = find();
  if (made.length === 0) throw new Problem(`no item can be made for \`${part}\``);
  return made;
}

function itemSlot(items: Tree, index: number, isFresh = false): Slot {
  return {
    get: () => (isList(items) ? (items[index] ?? null) : null),
    set: (value) => {
      if (isList(items)) items[index] = value;
    },
    isFresh,
  };
}

function listOf(current: Tree, part: string): Tree[] {
  if (isNull(current)) return [];
  if (!isList(current)) throw new Problem(`\`${part}\` asks for list items where there is no list`);
  return current;
}

function madeFor(next: string | undefined, create: CreatedKind): Tree {
  if (next === undefined) return create === "scalar" ? "" : create === "list" ? [] : new Map();
  return isIndex(next) || isItemSelector(next) ? [] : new Map();
}

function isIndex(part: string): boolean {
  return /^\+?\d{1,9}$/.test(part);
}

function isItemSelector(part: string): boolean {
  return part.startsWith("[") && part.endsWith("]");
}

function splitSelector(part: string): readonly [field: string, value: string] {
  const inner = part.slice(1, -1);
  const equals = inner.indexOf("=");
  if (equals < 0) throw new Problem(`\`${part}\` has to be of the form [field=value]`);
  return [inner.slice(0, equals), inner.slice(equals + 1)];
}

/** The value is an expression that is searched for, not compared: [name=web] fits "my-web" too. */
function textMatcher(value: string): (text: string) => boolean {
  if (/^[A-Za-z0-9/_-]*$/.test(value)) return (text) => text.includes(value);
  const compiled = compilePattern(value, { ignoreCase: false, dialect: "re2" });
  if (!compiled.ok) throw new Problem(`the pattern \`${value}\` cannot be used (${compiled.problem.detail})`);
  return (text) => {
    if (text.length > 2000) throw new Problem("a value is too long to be compared with a pattern");
    return searchPattern(compiled.pattern, text) !== undefined;
  };
}

export function kindOfTree(tree: Tree): CreatedKind {
  return isScalar(tree) ? "scalar" : isList(tree) ? "list" : "map";
}
