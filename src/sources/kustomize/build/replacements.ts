/**
 * `replacements`: copies a value of one object into fields of others (api/filters/replacement/replacement.go 5.7.1). A scalar target keeps
 * its type, so a text put into a number has to look like one; sources and targets go by exact names, earlier names included.
 */
import type { Json } from "../../../model/kube.ts";
import type { Place } from "../../../model/place.ts";
import { type Accumulator, type LiveResource, live, markUnfollowed } from "./accumulator.ts";
import { type BuildContext, findFile, report, yamlAt } from "./context.ts";
import { fail, Problem, withProblems } from "./failure.ts";
import { type CreatedKind, findSlots, kindOfTree, lookUp, type Slot, splitFieldPath } from "./field-path.ts";
import { allIds, isSelectedGvk, metadataTexts, type ObjectId } from "./identity.ts";
import type { Kustomization } from "./kustomization.ts";
import type { FieldOptions, Replacement, ReplacementTarget, Selector } from "./kustomization-fields.ts";
import { replacementShape } from "./kustomization-shape.ts";
import { readLabelSelector } from "./label-selector.ts";
import { plainScalar, treeOf } from "./plain-scalars.ts";
import { readShape } from "./shape.ts";
import {
  copyTree,
  equalTrees,
  isNestedWithin,
  isNothing,
  isNull,
  isScalar,
  maxNesting,
  sizeOf,
  type Tree,
  textOf,
  toJson,
} from "./tree.ts";

export function applyReplacements(
  context: BuildContext,
  accumulator: Accumulator,
  kustomization: Kustomization,
): void {
  (kustomization.fields.replacements ?? []).forEach((entry, index) => {
    const at = kustomization.placeOf(["replacements", index]);
    const replacements = replacementsOf(context, kustomization, entry, at);
    if (replacements === undefined) markUnfollowed(accumulator, "replacements", at);
    for (const replacement of replacements ?? []) {
      const step: Step = { context, accumulator, kustomization, index, at };
      withProblems(
        () => applyReplacement(step, replacement),
        (problem) => fail("kustomize-build-replacement-fails", { problem }, at),
      );
    }
  });
}

interface Step {
  readonly context: BuildContext;
  readonly accumulator: Accumulator;
  readonly kustomization: Kustomization;
  readonly index: number;
  readonly at: Place;
}

/** The entry itself, or what its `path` holds: one replacement or a list of them. undefined: it was not read. */
function replacementsOf(
  context: BuildContext,
  kustomization: Kustomization,
  entry: Replacement,
  at: Place,
): readonly Replacement[] | undefined {
  if (entry.path === undefined || entry.path === "") return [entry];
  const invalid = (problem: string, where: Place = at): never =>
    fail("kustomize-build-replacement-fails", { problem }, where);
  if (entry.source !== undefined || (entry.targets ?? []).length > 0)
    return invalid("`path` and `source` or `targets` exclude each other");
  const path = findFile(context, kustomization, "replacements", entry.path, at);
  if (path === undefined) return undefined;
  const file = yamlAt(context, path, "replacements", at);
  const document = file.yaml.documents[0];
  if (file.diagnostics.length > 0 || document === undefined) return invalid("the file is no YAML");
  const value = toJson(treeOf(document, file.yaml.text, "config"));
  const list: readonly Json[] = Array.isArray(value) ? value : [value];
  return list.map((item) => {
    const read = readShape(item, replacementShape);
    if (!read.ok) return invalid(read.problem, document.place([]));
    return (read.value ?? {}) as Replacement; // the shape is the type, field by field
  });
}

function applyReplacement(step: Step, { source, sourceValue, targets }: Replacement): void {
  const { context, accumulator } = step;
  if ((source === undefined && sourceValue === undefined) || targets === undefined)
    throw new Problem("a replacement needs a source and a target");
  if (source !== undefined && sourceValue !== undefined)
    throw new Problem("`source` and `sourceValue` exclude each other");
  const value = source === undefined ? (sourceValue ?? "") : sourceOf(step, source);
  if (value === undefined) return;
  for (const target of targets) {
    const fits = targetTest(target);
    for (const resource of live(accumulator)) {
      context.budget.spend("steps", 1);
      if (fits(resource)) copyInto(step, resource, value, target);
    }
  }
}

/** undefined: the object that holds the value was not read. */
function sourceOf(step: Step, source: NonNullable<Replacement["source"]>): Tree | undefined {
  const { accumulator, context, at } = step;
  const found = live(accumulator).filter(({ root }) => allIds(root).some((id) => isSelected(id, source)));
  const words = describeSelector(source);
  const [first] = found;
  if (found.length > 1) throw new Problem(`${found.length} objects fit the source ${words}`);
  if (first === undefined) {
    if (!accumulator.isPartial) throw new Problem(`no object fits the source ${words}`);
    report(context, "kustomize-build-patch-skipped", { field: "replacements", object: words }, at);
    return undefined;
  }
  const path = source.fieldPath === undefined || source.fieldPath === "" ? "metadata.name" : source.fieldPath;
  const value = lookUp(first.root, splitFieldPath(path));
  if (value === undefined || isNothing(value)) throw new Problem(`the source ${words} has no \`${path}\``);
  const delimiter = source.options?.delimiter ?? "";
  if (delimiter === "") return copyTree(value);
  if (!isScalar(value)) throw new Problem("`delimiter` needs a single value");
  const pieces = textOf(value).split(delimiter);
  const index = source.options?.index ?? 0;
  const piece = pieces[index];
  if (piece === undefined)
    throw new Problem(`\`options.index\` ${index} is beyond the ${pieces.length} pieces`);
  return typeof value === "string" ? piece : plainScalar(piece);
}

function targetTest({ select, reject = [] }: ReplacementTarget): (resource: LiveResource) => boolean {
  if (select === undefined) throw new Problem("a target has to `select` objects");
  const hasTexts = textTest(select);
  const refused = reject.map((selector) => ({
    selector,
    byText: (selector.labelSelector ?? "") !== "" || (selector.annotationSelector ?? "") !== "",
    hasTexts: textTest(selector),
    byId: [selector.group, selector.version, selector.kind, selector.name, selector.namespace].some(
      (value) => (value ?? "") !== "",
    ),
  }));
  return ({ root }) => {
    const resource = { root };
    if (!hasTexts(resource)) return false;
    if (refused.some((each) => each.byText && each.hasTexts(resource))) return false;
    const ids = allIds(root);
    if (!ids.some((id) => isSelected(id, select))) return false;
    return !refused.some((each) => each.byId && ids.some((id) => isSelected(id, each.selector)));
  };
}

function textTest(selector: Selector): (resource: Pick<LiveResource, "root">) => boolean {
  const annotations = readLabelSelector(selector.annotationSelector ?? "");
  const labels = readLabelSelector(selector.labelSelector ?? "");
  return ({ root }) =>
    annotations(metadataTexts(root, "annotations")) && labels(metadataTexts(root, "labels"));
}

/** Exact values; an empty one fits anything. */
function isSelected(id: ObjectId, { name = "", namespace = "", ...gvk }: Selector): boolean {
  return (
    isSelectedGvk(id, gvk) &&
    (name === "" || name === id.name) &&
    (namespace === "" || namespace === id.namespace)
  );
}

function copyInto(step: Step, resource: LiveResource, value: Tree, target: ReplacementTarget): void {
  const { context, kustomization, index, at } = step;
  const paths =
    target.fieldPaths === undefined || target.fieldPaths.length === 0 ? ["metadata.name"] : target.fieldPaths;
  const before = copyTree(resource.root);
  context.budget.spend("steps", sizeOf(before));
  for (const path of paths) {
    const create: CreatedKind | undefined = target.options?.create === true ? kindOfTree(value) : undefined;
    const parts = splitFieldPath(path);
    if (!isNestedWithin(value, maxNesting - parts.length))
      throw new Problem(`values would be nested more than ${maxNesting} deep`);
    const slots = findSlots(resource.root, parts, create);
    if (slots.length === 0) throw new Problem(`the target has no field \`${path}\``);
    for (const slot of slots) {
      context.budget.spend("steps", sizeOf(value));
      setSlot(context, slot, value, target.options);
    }
  }
  resource.touches.push({
    field: "replacements",
    kustomization: kustomization.path,
    index,
    at,
    changed: !equalTrees(before, resource.root),
    patch: undefined,
    renamed: undefined,
  });
}

function setSlot(context: BuildContext, slot: Slot, value: Tree, options: FieldOptions | undefined): void {
  const found = slot.get();
  const delimiter = options?.delimiter ?? "";
  if (delimiter !== "" && !isScalar(found)) throw new Problem("`delimiter` needs a single value");
  if (!isScalar(found)) {
    slot.set(copyTree(value));
    return;
  }
  const text =
    delimiter === "" ? textOf(value) : joined(textOf(found), textOf(value), delimiter, options?.index ?? 0);
  context.budget.hold("textCharacters", text.length);
  slot.set(slot.isFresh ? plainScalar(text) : typedLike(found, text));
}

function joined(found: string, value: string, delimiter: string, index: number): string {
  const pieces = found.split(delimiter);
  if (index < 0) pieces.unshift(value);
  else if (index >= pieces.length) pieces.push(value);
  else pieces[index] = value;
  return pieces.join(delimiter);
}

function typedLike(found: Tree, text: string): Tree {
  if (typeof found === "string") return text;
  const resolved = plainScalar(text);
  const fits = isNull(found) ? isNull(resolved) || text === "" : typeof resolved === typeof found;
  const isWhole = typeof found === "number" && Number.isInteger(found);
  if (!fits || (isWhole && typeof resolved === "number" && !Number.isInteger(resolved)))
    throw new Problem(`the value \`${text.slice(0, 60)}\` does not fit where \`${textOf(found)}\` stands`);
  return resolved;
}

function describeSelector({ group, version, kind, name, namespace }: Selector): string {
  const parts = [kind ?? "", namespace === undefined ? "" : `${namespace}/`, name ?? ""];
  const rest = [group, version].filter((value) => (value ?? "") !== "").join("/");
  return `\`${parts.join(" ").trim()}${rest === "" ? "" : ` (${rest})`}\``;
}
