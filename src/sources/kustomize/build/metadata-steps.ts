/**
 * The steps that change every object alike: namespace, namePrefix, nameSuffix, labels, annotations, replicas (api/internal/builtins and
 * api/filters 5.7.1).
 */
import { compareText } from "../../../model/brands.ts";
import type { Place } from "../../../model/place.ts";
import { type Accumulator, type LiveResource, live, matchingAnyId, requireUnique } from "./accumulator.ts";
import { fail, Problem, withProblems } from "./failure.ts";
import { applyFieldSpec, type Creates, type SetValue, setEntry, setScalar } from "./field-spec.ts";
import { metadataLabels } from "./field-spec-tables.ts";
import {
  appendNote,
  currentId,
  describeId,
  gvkOf,
  isClusterKind,
  isSelectedGvk,
  notes,
  originalId,
  storePreviousId,
} from "./identity.ts";
import type { Kustomization } from "./kustomization.ts";
import type { FieldSpec, LabelEntry } from "./kustomization-fields.ts";
import type { TouchField } from "./touch.ts";
import { mergeSpecs } from "./transformer-config.ts";
import { type Branch, equalTrees, isBranch, isList, isNull, type Tree, textOf } from "./tree.ts";

export function setNamespaces(accumulator: Accumulator, kustomization: Kustomization): void {
  const { namespace = "" } = kustomization.fields;
  if (namespace === "") return;
  const step = stepOf(kustomization, "namespace", undefined);
  for (const resource of live(accumulator)) {
    const { root } = resource;
    storePreviousId(root);
    const gvk = gvkOf(root);
    const specs = accumulator.config.namespace.filter(
      ({ path, kind }) =>
        path !== "metadata/namespace" &&
        (path !== "metadata/name" || textOf(root.get("apiVersion")) === "v1") &&
        !(isRoleBinding(gvk.kind) && path === "subjects/namespace" && isRoleBinding(kind ?? "")),
    );
    const own: readonly FieldSpec[] = isClusterKind(gvk)
      ? []
      : [{ path: "metadata/namespace", create: true }];
    change(step, resource, (track) => {
      for (const spec of [...own, ...specs])
        applyFieldSpec(root, spec, "scalar", track(setScalar(namespace)));
      if (isRoleBinding(gvk.kind)) setSubjects(root, namespace, track);
    });
  }
  requireUnique(accumulator, "namespace", step.at);
}

export function addAffixes(accumulator: Accumulator, kustomization: Kustomization): void {
  const { namePrefix = "", nameSuffix = "" } = kustomization.fields;
  const { config } = accumulator;
  if (namePrefix !== "") {
    const step = stepOf(kustomization, "namePrefix", undefined);
    addAffix(accumulator, step, config.namePrefix, notes.prefixes, namePrefix, (name) => namePrefix + name);
  }
  if (nameSuffix !== "") {
    const step = stepOf(kustomization, "nameSuffix", undefined);
    addAffix(accumulator, step, config.nameSuffix, notes.suffixes, nameSuffix, (name) => name + nameSuffix);
  }
}

export function addLabels(accumulator: Accumulator, kustomization: Kustomization): void {
  const { labels = [], commonLabels = {} } = kustomization.fields;
  const { config } = accumulator;
  labels.forEach((entry, index) => {
    const step = stepOf(kustomization, "labels", index);
    const specs = labelSpecs(entry, accumulator, step.at);
    addTexts(accumulator, step, entry.pairs ?? {}, specs);
  });
  addTexts(accumulator, stepOf(kustomization, "commonLabels", undefined), commonLabels, config.commonLabels);
}

export function addAnnotations(accumulator: Accumulator, kustomization: Kustomization): void {
  const step = stepOf(kustomization, "commonAnnotations", undefined);
  addTexts(
    accumulator,
    step,
    kustomization.fields.commonAnnotations ?? {},
    accumulator.config.commonAnnotations,
  );
}

export function setReplicas(accumulator: Accumulator, kustomization: Kustomization): void {
  (kustomization.fields.replicas ?? []).forEach(({ name = "", count = 0 }, index) => {
    const step = stepOf(kustomization, "replicas", index);
    let isFound = false;
    for (const spec of accumulator.config.replicas) {
      for (const resource of matchingAnyId(
        accumulator,
        (id) => id.name === name && isSelectedGvk(id, spec),
      )) {
        isFound = true;
        change(step, resource, (track) =>
          applyFieldSpec(resource.root, spec, "scalar", track(setScalar(count))),
        );
      }
    }
    if (isFound || accumulator.isPartial) return;
    const problem = "there is no workload of that name";
    fail("kustomize-build-field-fails", { field: "replicas", object: name, problem }, step.at);
  });
}

interface Step {
  readonly kustomization: Kustomization;
  readonly field: TouchField;
  readonly index: number | undefined;
  readonly at: Place;
}

function stepOf(kustomization: Kustomization, field: TouchField, index: number | undefined): Step {
  const at = kustomization.placeOf(index === undefined ? [field] : [field, index]);
  return { kustomization, field, index, at };
}

type Track = (set: SetValue) => SetValue;

/** Runs the work on one object, names it in failures, and notes on the object whether a value became another. */
function change(step: Step, resource: LiveResource, work: (track: Track) => void): void {
  let changed = false;
  const track: Track = (set) => (found) => {
    const before = isBranch(found) ? new Map(found) : found;
    const after = set(found);
    changed ||= !equalTrees(before, after);
    return after;
  };
  const { field, kustomization, index, at } = step;
  withProblems(
    () => work(track),
    (problem) =>
      fail(
        "kustomize-build-field-fails",
        { field, object: describeId(currentId(resource.root)), problem },
        at,
      ),
  );
  if (!changed) return;
  resource.touches.push({
    field,
    kustomization: kustomization.path,
    index,
    at,
    changed,
    patch: undefined,
    renamed: undefined,
  });
}

/** Kinds that keep their names. */
const neverRenamed: readonly FieldSpec[] = [
  { kind: "CustomResourceDefinition" },
  { group: "apiregistration.k8s.io", kind: "APIService" },
  { kind: "Namespace" },
];

function addAffix(
  accumulator: Accumulator,
  step: Step,
  specs: readonly FieldSpec[],
  note: string,
  affix: string,
  rename: (name: string) => string,
): void {
  for (const resource of live(accumulator)) {
    const { root } = resource;
    const original = originalId(root);
    if (neverRenamed.some((spec) => isSelectedGvk(original, spec))) continue;
    change(step, resource, (track) => {
      for (const spec of specs) {
        if (!isSelectedGvk(original, spec)) continue;
        if (spec.path === "metadata/name") {
          appendNote(root, note, affix);
          storePreviousId(root);
        }
        applyFieldSpec(
          root,
          spec,
          "scalar",
          track((found) => setScalar(rename(textOf(found)))(found)),
        );
      }
    });
  }
  accumulator.keys = undefined;
}

function labelSpecs(entry: LabelEntry, accumulator: Accumulator, at: Place): readonly FieldSpec[] {
  const { config } = accumulator;
  const own = mergeSpecs(entry.fields ?? [], config.labels, at);
  if (entry.includeSelectors === true) return mergeSpecs(own, config.commonLabels, at);
  const withTemplates = entry.includeTemplates === true ? mergeSpecs(own, config.templateLabels, at) : own;
  return mergeSpecs(withTemplates, [metadataLabels], at);
}

function addTexts(
  accumulator: Accumulator,
  step: Step,
  texts: Readonly<Record<string, string>>,
  specs: readonly FieldSpec[],
): void {
  const entries = Object.entries(texts).sort(([a], [b]) => compareText(a, b));
  if (entries.length === 0) return;
  const creates: Creates = "map";
  for (const resource of live(accumulator)) {
    const gvk = gvkOf(resource.root);
    const fitting = specs.filter((spec) => isSelectedGvk(gvk, spec));
    change(step, resource, (track) => {
      for (const [key, value] of entries)
        for (const spec of fitting) applyFieldSpec(resource.root, spec, creates, track(setEntry(key, value)));
    });
  }
}

function isRoleBinding(kind: string): boolean {
  return kind === "RoleBinding" || kind === "ClusterRoleBinding";
}

/** Subjects named "default" get the namespace; all others keep theirs. */
function setSubjects(root: Branch, namespace: string, track: Track): void {
  const subjects = root.get("subjects");
  if (subjects === undefined || isNull(subjects)) return;
  if (!isList(subjects)) throw new Problem("`subjects` is no list");
  for (const subject of subjects) {
    if (!isBranch(subject) || textOf(subject.get("name")) !== "default") continue;
    const before: Tree = subject.get("namespace") ?? null;
    subject.set("namespace", track(setScalar(namespace))(before));
  }
}
