/**
 * Makes references follow renamed objects, once, when everything is built: a name that was some object's earlier name becomes its
 * present one, if kind, namespace and prefixes allow (api/filters/nameref/nameref.go 5.7.1).
 */
import type { Place } from "../../../model/place.ts";
import { type Accumulator, type LiveResource, live } from "./accumulator.ts";
import { fail, Problem, withProblems } from "./failure.ts";
import { applyFieldSpec } from "./field-spec.ts";
import {
  clusterWide,
  currentId,
  describeId,
  gvkOf,
  isClusterKind,
  isSelectedGvk,
  nameOf,
  namespaceOf,
  noteList,
  notes,
  type ObjectId,
  originalId,
  previousIds,
} from "./identity.ts";
import type { Kustomization } from "./kustomization.ts";
import type { FieldSpec } from "./kustomization-fields.ts";
import type { NameReference } from "./name-reference-table.ts";
import { type Branch, isBranch, isList, isNull, isScalar, type Tree, textOf } from "./tree.ts";

interface Candidate {
  readonly resource: LiveResource;
  readonly previous: readonly ObjectId[];
  readonly current: ObjectId;
}

interface Referrer {
  readonly resource: LiveResource;
  readonly current: ObjectId;
  readonly prefixes: readonly string[];
  readonly suffixes: readonly string[];
  readonly foreignNamespaces: ReadonlySet<string>;
}

export function fixNameReferences(accumulator: Accumulator, kustomization: Kustomization): void {
  const resources = live(accumulator);
  const byOldName = candidatesByOldName(resources);
  const originalNamespaces = new Set(resources.map(({ root }) => originalId(root).namespace));
  // Role bindings are read even when nothing was renamed: a subject with an empty namespace fails the build.
  if (byOldName.size === 0 && !resources.some(({ root }) => textOf(root.get("kind")) === "RoleBinding"))
    return;
  const at = kustomization.placeOf([]);
  const references = referencesByKind(accumulator.config.nameReference);
  for (const resource of resources) {
    const original = originalId(resource.root);
    const fitting = [...(references.get(original.kind) ?? []), ...(references.get("") ?? [])].filter(
      ({ spec }) => isSelectedGvk(original, spec),
    );
    if (fitting.length === 0) continue;
    const referrer = withProblems(
      () => referrerOf(resource),
      (problem) =>
        fail(
          "kustomize-build-field-fails",
          { field: "subjects", object: describeId(currentId(resource.root)), problem },
          at,
        ),
    );
    for (const { spec, target } of fitting)
      fixField(referrer, spec, target, { byOldName, originalNamespaces }, kustomization, at);
  }
}

interface Known {
  readonly byOldName: ReadonlyMap<string, readonly Candidate[]>;
  readonly originalNamespaces: ReadonlySet<string>;
}

interface Reference {
  readonly spec: FieldSpec;
  readonly target: NameReference;
}

/** Referring fields by the kind that has them, in the order of the table; "" for fields of any kind. */
function referencesByKind(table: readonly NameReference[]): ReadonlyMap<string, readonly Reference[]> {
  const byKind = new Map<string, Reference[]>();
  for (const target of table) {
    for (const spec of target.fieldSpecs) {
      const list = byKind.get(spec.kind ?? "") ?? [];
      list.push({ spec, target });
      byKind.set(spec.kind ?? "", list);
    }
  }
  return byKind;
}

function candidatesByOldName(resources: readonly LiveResource[]): ReadonlyMap<string, readonly Candidate[]> {
  const byName = new Map<string, Candidate[]>();
  for (const resource of resources) {
    const previous = previousIds(resource.root);
    const candidate = { resource, previous, current: currentId(resource.root) };
    for (const name of new Set(previous.map((id) => id.name))) {
      const list = byName.get(name) ?? [];
      list.push(candidate);
      byName.set(name, list);
    }
  }
  return byName;
}

function referrerOf(resource: LiveResource): Referrer {
  const { root } = resource;
  const current = currentId(root);
  return {
    resource,
    current,
    prefixes: noteList(root, notes.prefixes),
    suffixes: noteList(root, notes.suffixes),
    foreignNamespaces: current.kind === "RoleBinding" ? subjectNamespaces(root) : new Set(),
  };
}

/** A RoleBinding reaches service accounts of the namespaces its subjects name. */
function subjectNamespaces(root: Branch): ReadonlySet<string> {
  const subjects = root.get("subjects");
  if (!isList(subjects)) return new Set();
  const accounts = subjects.filter(
    (subject) => isBranch(subject) && subject.has("namespace") && subject.get("kind") === "ServiceAccount",
  );
  return new Set(
    accounts.map((account) => {
      const namespace = isBranch(account) ? account.get("namespace") : undefined;
      if (typeof namespace !== "string") throw new Problem("a subject has an empty namespace");
      return namespace;
    }),
  );
}

function fixField(
  referrer: Referrer,
  spec: FieldSpec,
  target: NameReference,
  known: Known,
  kustomization: Kustomization,
  at: Place,
): void {
  const { resource } = referrer;
  const pick = (name: string, candidates: readonly Candidate[], sameNamespace: boolean) =>
    pickCandidate(referrer, spec, target, name, candidates, sameNamespace, at);
  const note = (from: string, to: string) => {
    if (from === to) return;
    resource.touches.push({
      field: "nameReference",
      kustomization: kustomization.path,
      index: undefined,
      at,
      changed: true,
      patch: undefined,
      renamed: { from, to },
    });
  };
  const scalar = (found: Tree): Tree => {
    const old = textOf(found);
    const picked = pick(old, known.byOldName.get(old) ?? [], false);
    if (picked === undefined) return found;
    const name = nameOf(picked.resource.root);
    if (name === old) return found;
    note(old, name);
    return name;
  };
  const map = (found: Branch): Tree => {
    if (!found.has("name")) throw new Problem("there is no `name` in the map that should name an object");
    const old = textOf(found.get("name"));
    const picked = pick(old, inNamespace(known, old, found.get("namespace")), true);
    if (picked === undefined) return found;
    const { root } = picked.resource;
    note(old, nameOf(root));
    found.set("name", nameOf(root));
    if (namespaceOf(root) !== "") found.set("namespace", namespaceOf(root));
    return found;
  };
  const set = (found: Tree): Tree => {
    if (isNull(found)) return found;
    if (isList(found)) {
      found.forEach((item, index) => {
        if (isNull(item)) return;
        if (isList(item)) throw new Problem("there is a list in the list of names");
        found[index] = isBranch(item) ? map(item) : scalar(item);
      });
      return found;
    }
    return isScalar(found) ? scalar(found) : isBranch(found) ? map(found) : found;
  };
  withProblems(
    () => applyFieldSpec(resource.root, { ...gvkOf(resource.root), path: spec.path ?? "" }, "nothing", set),
    (problem) =>
      fail(
        "kustomize-build-field-fails",
        { field: spec.path ?? "", object: describeId(referrer.current), problem },
        at,
      ),
  );
}

/** Candidates of the namespace a reference names: by their first namespace if any object had it, else by the present one. */
function inNamespace(known: Known, name: string, namespace: Tree | undefined): readonly Candidate[] {
  const candidates = known.byOldName.get(name) ?? [];
  if (namespace === undefined) return candidates;
  const wanted = textOf(namespace);
  return candidates.filter(({ previous, current }) =>
    known.originalNamespaces.has(wanted) ? previous[0]?.namespace === wanted : current.namespace === wanted,
  );
}

function pickCandidate(
  referrer: Referrer,
  spec: FieldSpec,
  target: NameReference,
  name: string,
  candidates: readonly Candidate[],
  sameNamespace: boolean,
  at: Place,
): Candidate | undefined {
  const role = (spec.path ?? "").endsWith("roleRef/name") ? roleOf(referrer.resource.root) : undefined;
  let fitting = candidates.filter(
    (candidate) =>
      candidate.previous.some((id) => isSelectedGvk(id, target)) &&
      (role === undefined || candidate.previous.some((id) => isSelectedGvk(id, role))) &&
      isReachable(referrer, candidate),
  );
  if (fitting.length === 1) return fitting[0];
  fitting = fitting.filter((candidate) => hasSameAffixes(referrer, candidate, true));
  if (fitting.length > 1) fitting = fitting.filter((candidate) => hasSameAffixes(referrer, candidate, false));
  const [first, ...others] = fitting;
  if (first === undefined || others.length === 0) return first;
  const isSame = (other: Candidate) =>
    nameOf(other.resource.root) === nameOf(first.resource.root) &&
    (!sameNamespace || namespaceOf(other.resource.root) === namespaceOf(first.resource.root));
  if (others.every(isSame)) return first;
  return fail(
    "kustomize-build-reference-ambiguous",
    { object: describeId(referrer.current), field: spec.path ?? "", name },
    at,
  );
}

function roleOf(root: Branch): { readonly group: string; readonly kind: string } | undefined {
  const role = root.get("roleRef");
  if (!isBranch(role) || !role.has("apiGroup") || !role.has("kind")) return undefined;
  return { group: textOf(role.get("apiGroup")), kind: textOf(role.get("kind")) };
}

/** Objects refer within their namespace, and to and from what has none. */
function isReachable({ current, foreignNamespaces }: Referrer, candidate: Candidate): boolean {
  if (isClusterKind(current) || candidate.current.namespace === clusterWide) return true;
  if (candidate.current.namespace === current.namespace) return true;
  return (
    foreignNamespaces.has(namespaceOf(candidate.resource.root)) && candidate.current.kind === "ServiceAccount"
  );
}

function hasSameAffixes(referrer: Referrer, candidate: Candidate, allowsNone: boolean): boolean {
  const { root } = candidate.resource;
  const isSame = (a: readonly string[], b: readonly string[]) =>
    (allowsNone && (a.length === 0 || b.length === 0)) || endsAlike(a, b);
  return (
    isSame(noteList(root, notes.prefixes), referrer.prefixes) &&
    isSame(noteList(root, notes.suffixes), referrer.suffixes)
  );
}

function endsAlike(a: readonly string[], b: readonly string[]): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (short.length === 0) return long.length === 0;
  const offset = long.length - short.length;
  return short.every((value, index) => value === long[index + offset]);
}
