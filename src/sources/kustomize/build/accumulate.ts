/**
 * Gathers and changes the objects of one kustomization and of everything it includes, in kustomize's order: resources, generators,
 * components, then patches, namespace, name affixes, labels, annotations, legacy JSON patches, replicas, replacements
 * (api/internal/target/kusttarget.go 5.7.1).
 */
import type { RepoPath } from "../../../model/brands.ts";
import type { Hop } from "../../../model/hop.ts";
import type { Place } from "../../../model/place.ts";
import {
  type Accumulator,
  append,
  emptyAccumulator,
  isLive,
  live,
  markUnfollowed,
  settle,
} from "./accumulator.ts";
import { addCharts } from "./charts.ts";
import { accept, type BuildContext, findFile, report, use, yamlAt } from "./context.ts";
import { fail } from "./failure.ts";
import { runGenerators } from "./generators.ts";
import { gvkOf } from "./identity.ts";
import { type Kustomization, readKustomization } from "./kustomization.ts";
import { isAtOrBelow, type Located, locateDirectory, locateEntry } from "./load.ts";
import { isBuiltIn } from "./merge-keys.ts";
import { addAffixes, addAnnotations, addLabels, setNamespaces, setReplicas } from "./metadata-steps.ts";
import { applyJson6902Entry, applyPatchEntry, applyStrategicMergeEntry } from "./patches.ts";
import { applyReplacements } from "./replacements.ts";
import { readObjects, resourceOf } from "./resource.ts";
import type { TouchField } from "./touch.ts";
import { mergeConfigs, readTransformerConfig, withDefaults } from "./transformer-config.ts";
import { gatherVars, mergeVars } from "./vars.ts";

/** A kustomization at work and the directories the build came through, outermost first. */
interface Level {
  readonly kustomization: Kustomization;
  readonly roots: readonly RepoPath[];
}

/** Adds one kustomization to `into`: empty for a kustomization of its own, what its parent has so far for a component. */
export function accumulate(
  context: BuildContext,
  kustomization: Kustomization,
  into: Accumulator = emptyAccumulator(),
  roots: readonly RepoPath[] = [kustomization.directory],
): Accumulator {
  const level: Level = { kustomization, roots };
  context.budget.hold("depth", roots.length);
  addResources(context, level, into);
  addConfigurations(context, kustomization, into);
  checkSchemas(context, kustomization, into);
  runGenerators(context, into, kustomization);
  addCharts(context, into, kustomization);
  refuseField(context, kustomization, into, "generators");
  const gathered = addComponents(context, level, into);
  transform(context, kustomization, gathered);
  refuseField(context, kustomization, gathered, "transformers");
  refuseField(context, kustomization, gathered, "validators");
  gatherVars(gathered, kustomization);
  context.budget.hold("objects", gathered.resources.length);
  return gathered;
}

/** Opens the kustomization of a directory that was located. */
export function openKustomization(context: BuildContext, path: RepoPath): Kustomization {
  return readKustomization(use(context, path), context.files);
}

interface Entry {
  readonly text: string;
  readonly field: "resources" | "bases" | "components";
  readonly at: Place;
}

function entriesOf(kustomization: Kustomization, ...fields: readonly Entry["field"][]): readonly Entry[] {
  return fields.flatMap((field) =>
    (kustomization.fields[field] ?? []).map((text, index) => ({
      text,
      field,
      at: kustomization.placeOf([field, index]),
    })),
  );
}

function addResources(context: BuildContext, level: Level, into: Accumulator): void {
  const { kustomization } = level;
  for (const entry of entriesOf(kustomization, "resources", "bases")) {
    const located = locateEntry(kustomization.directory, entry.text, context.files);
    if (located.kind === "directory") {
      const inner = enter(context, level, entry, located);
      if (inner.kustomization.kind === "Component") refuseKind(entry, "Kustomization", "Component");
      merge(into, accumulate(context, inner.kustomization, undefined, inner.roots), kustomization, entry);
      continue;
    }
    const path = accept(context, entry.field, entry.text, entry.at, located);
    if (path === undefined) into.isPartial = true;
    else addFile(context, level, into, entry, path);
    context.budget.hold("objects", into.resources.length);
  }
}

function addFile(context: BuildContext, level: Level, into: Accumulator, entry: Entry, path: RepoPath): void {
  const objects = readObjects(yamlAt(context, path, entry.field, entry.at));
  if ("problem" in objects) fail("kustomize-build-invalid-object", { problem: objects.problem }, objects.at);
  for (const object of objects) {
    const resource = resourceOf(object, path);
    resource.hops = [hopOf(level.kustomization, entry)];
    if (isLive(resource)) append(into, resource, entry.field, entry.at);
  }
}

function addComponents(context: BuildContext, level: Level, into: Accumulator): Accumulator {
  const { kustomization } = level;
  for (const entry of entriesOf(kustomization, "components")) {
    const located = locateDirectory(kustomization.directory, entry.text, context.files);
    if (located.kind !== "directory") {
      accept(context, entry.field, entry.text, entry.at, located);
      into.isPartial = true;
      // A component that was not read may also change what is there.
      markUnfollowed(into, "components", entry.at);
      continue;
    }
    const inner = enter(context, level, entry, located);
    if (inner.kustomization.kind !== "Component") refuseKind(entry, "Component", "Kustomization");
    const before = new Set(into.resources);
    accumulate(context, inner.kustomization, into, inner.roots);
    for (const resource of into.resources) {
      if (!before.has(resource)) resource.hops = [hopOf(kustomization, entry), ...resource.hops];
    }
  }
  return into;
}

function enter(
  context: BuildContext,
  level: Level,
  entry: Entry,
  located: Extract<Located, { readonly kind: "directory" }>,
): Level {
  const { path } = located;
  // A directory above one that is being built counts as a circle too.
  if (level.roots.some((root) => isAtOrBelow(root, path))) {
    const directories = [...level.roots, path].map((directory) => directory || ".");
    return fail("kustomize-build-cycle", { directories }, entry.at);
  }
  const kustomization = openKustomization(context, located.kustomization);
  return { kustomization, roots: [...level.roots, path] };
}

function refuseKind(entry: Entry, expected: string, found: string): never {
  return fail("kustomize-build-kind", { entry: entry.text, expected, found }, entry.at);
}

function merge(into: Accumulator, inner: Accumulator, kustomization: Kustomization, entry: Entry): void {
  const hop = hopOf(kustomization, entry);
  for (const resource of live(inner)) {
    append(into, resource, entry.field, entry.at);
    resource.hops = [hop, ...resource.hops];
  }
  into.config = mergeConfigs(into.config, inner.config, entry.at);
  mergeVars(into, inner.vars);
  into.isPartial ||= inner.isPartial;
}

function hopOf(kustomization: Kustomization, entry: Entry): Hop {
  return { kind: "kustomize", path: kustomization.path, line: entry.at.line };
}

function addConfigurations(context: BuildContext, kustomization: Kustomization, into: Accumulator): void {
  const additions = (kustomization.fields.configurations ?? []).flatMap((text, index) => {
    const at = kustomization.placeOf(["configurations", index]);
    const path = findFile(context, kustomization, "configurations", text, at);
    if (path === undefined) {
      markUnfollowed(into, "configurations", at);
      return [];
    }
    return [readTransformerConfig(yamlAt(context, path, "configurations", at), at)];
  });
  const at = kustomization.placeOf(["configurations"]);
  into.config = mergeConfigs(into.config, withDefaults(additions, at), at);
}

/** `openapi` and `crds` are read far enough to know whether they can matter. */
function checkSchemas(context: BuildContext, kustomization: Kustomization, into: Accumulator): void {
  const { openapi = {}, crds = [] } = kustomization.fields;
  const place = kustomization.placeOf(["openapi"]);
  if (openapi.version !== undefined && openapi.version !== "" && openapi.version !== "v1.21.2") {
    const problem = `the schema \`${openapi.version}\` is not built into kustomize; v1.21.2 is`;
    fail("kustomize-build-invalid-kustomization", { problem }, place);
  }
  if (openapi.path !== undefined) {
    findFile(context, kustomization, "openapi", openapi.path, place);
    report(context, "kustomize-build-unfollowed", { field: "openapi", what: openapi.path }, place);
  }
  crds.forEach((text, index) => {
    const at = kustomization.placeOf(["crds", index]);
    const path = findFile(context, kustomization, "crds", text, at);
    const content = path === undefined ? undefined : context.files.text(path);
    if (content !== undefined && !schemaMarks.test(content)) return;
    report(context, "kustomize-build-unfollowed", { field: "crds", what: text }, at);
    markUnfollowed(into, "crds", at, (root) => !isBuiltIn(gvkOf(root)));
  });
}

const schemaMarks = /x-kubernetes-(?:object-ref|annotation|label-selector|identity)/;

function refuseField(
  context: BuildContext,
  kustomization: Kustomization,
  accumulator: Accumulator,
  field: "generators" | "transformers" | "validators",
): void {
  (kustomization.fields[field] ?? []).forEach((text, index) => {
    const at = kustomization.placeOf([field, index]);
    const [line = ""] = text.split("\n", 1);
    const what = text.includes("\n") ? "An entry" : `\`${line.slice(0, 100)}\``;
    report(context, "kustomize-build-unfollowed", { field, what }, at);
    if (field === "generators") accumulator.isPartial = true;
    if (field === "transformers") markUnfollowed(accumulator, field, at);
  });
}

function transform(context: BuildContext, kustomization: Kustomization, accumulator: Accumulator): void {
  const { fields } = kustomization;
  const entry = (field: TouchField, index: number) => ({
    context,
    accumulator,
    kustomization,
    field,
    index,
    at: kustomization.placeOf([field, index]),
  });
  (fields.patchesStrategicMerge ?? []).forEach((patch, index) => {
    applyStrategicMergeEntry(entry("patchesStrategicMerge", index), patch);
  });
  settle(accumulator);
  (fields.patches ?? []).forEach((patch, index) => {
    applyPatchEntry(entry("patches", index), patch);
    settle(accumulator);
  });
  setNamespaces(accumulator, kustomization);
  addAffixes(accumulator, kustomization);
  addLabels(accumulator, kustomization);
  addAnnotations(accumulator, kustomization);
  (fields.patchesJson6902 ?? []).forEach((patch, index) => {
    applyJson6902Entry(entry("patchesJson6902", index), patch);
  });
  setReplicas(accumulator, kustomization);
  applyReplacements(context, accumulator, kustomization);
  settle(accumulator);
}
