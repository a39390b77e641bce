/**
 * Builds a kustomization as `kubectl kustomize` (kustomize 5.7.1) would, with the way of every object: where its text stands, which
 * kustomizations it came through, and what changed it. A build that kustomize would refuse gives no objects and says why.
 */
import { type Diagnostic, diagnose, type Outcome, outcome } from "../../../diagnostics/diagnostic.ts";
import { compareText, type RepoPath } from "../../../model/brands.ts";
import type { Hop } from "../../../model/hop.ts";
import type { KubeObject } from "../../../model/kube.ts";
import { accumulate, openKustomization } from "./accumulate.ts";
import { type Accumulator, type LiveResource, live, requireUnique, settle } from "./accumulator.ts";
import { type BuildLimits, createBudget, defaultLimits } from "./budget.ts";
import { type BuildContext, type RenderChart, report } from "./context.ts";
import { BuildFailure, fail } from "./failure.ts";
import { createFiles, type FileSource, type TextFiles } from "./files.ts";
import { addHashes } from "./generators.ts";
import { allIds, currentId, describeId, metadataTexts, nameOf, type ObjectId } from "./identity.ts";
import type { Kustomization } from "./kustomization.ts";
import { kustomizationsOf } from "./load.ts";
import { fixNameReferences } from "./name-reference.ts";
import { objectOf, type PatchStep, stripMarks } from "./patch-step.ts";
import type { ObjectOrigin, Unfollowed } from "./resource.ts";
import { sortResources } from "./sort-order.ts";
import type { Touch } from "./touch.ts";
import { type Branch, textOf } from "./tree.ts";
import { resolveVars } from "./vars.ts";

export interface KustomizeInput extends FileSource {
  readonly directory: RepoPath;
  /** Renders the charts of `helmCharts`; without it they are reported and left out. */
  readonly helm?: RenderChart | undefined;
  /** Whether files outside a kustomization's directory are worth a warning; "root-only" when left out. */
  readonly loadRestriction?: "root-only" | "none" | undefined;
  readonly limits?: Partial<BuildLimits> | undefined;
  /** Hears of every patch while it is applied. */
  readonly onPatch?: ((step: PatchStep) => void) | undefined;
}

export interface BuiltObject {
  readonly object: KubeObject;
  readonly origin: ObjectOrigin;
  /** Kustomizations it came through, outermost first. */
  readonly hops: readonly Hop[];
  /** What changed it, in the order it happened. */
  readonly touchedBy: readonly Touch[];
  /** Identities it had, oldest first, the present one last. */
  readonly ids: readonly ObjectId[];
  /** Fields that may have changed it and are not followed: what is shown may not be what a cluster gets. */
  readonly unfollowed: readonly Unfollowed[];
}

export interface KustomizeBuild {
  readonly directory: RepoPath;
  /** complete: as kustomize builds it. partial: something was not read (see the diagnostics). failed: kustomize would refuse. */
  readonly state: "complete" | "partial" | "failed";
  /** In the order kustomize prints them; empty when the build failed. */
  readonly objects: readonly BuiltObject[];
  /** Every file the build has read, sorted. */
  readonly files: readonly RepoPath[];
}

/** One build on its own. */
export function buildKustomization(input: KustomizeInput): Outcome<KustomizeBuild> {
  return createKustomizeBuilder(input)(input.directory);
}

/** Builds of several directories that share what is read and parsed. */
export function createKustomizeBuilder(
  input: Omit<KustomizeInput, "directory">,
): (directory: RepoPath) => Outcome<KustomizeBuild> {
  const files = createFiles(input);
  return (directory) => build(directory, files, input);
}

function build(
  directory: RepoPath,
  files: TextFiles,
  input: Omit<KustomizeInput, "directory">,
): Outcome<KustomizeBuild> {
  const context: BuildContext = {
    files,
    budget: createBudget({ ...defaultLimits, ...input.limits }),
    renderChart: input.helm,
    loadRestriction: input.loadRestriction ?? "root-only",
    diagnostics: [],
    used: new Set(),
    onPatch: input.onPatch,
  };
  const done = (state: KustomizeBuild["state"], objects: readonly BuiltObject[]) =>
    outcome({ directory, state, objects, files: [...context.used].sort(compareText) }, context.diagnostics);
  let entry: RepoPath | undefined;
  try {
    entry = entryOf(directory, files);
    const kustomization = openKustomization(context, entry);
    const accumulator = accumulate(context, kustomization);
    const objects = finish(context, accumulator, kustomization);
    return done(accumulator.isPartial ? "partial" : "complete", objects);
  } catch (error) {
    if (!(error instanceof BuildFailure)) throw error;
    context.diagnostics.push(placed(error.diagnostic, entry));
    return done("failed", []);
  }
}

function entryOf(directory: RepoPath, files: TextFiles): RepoPath {
  const found = kustomizationsOf(directory, files);
  const [path] = found;
  if (path !== undefined && found.length === 1) return path;
  const why = path === undefined ? "no-kustomization" : "several-kustomizations";
  const at = path === undefined ? undefined : { path, line: 1, column: 1 };
  return fail("kustomize-build-file-unusable", { field: "directory", entry: directory || ".", why }, at);
}

/** Limits know no place: they get that of the build. */
function placed(diagnostic: Diagnostic, entry: RepoPath | undefined): Diagnostic {
  if (diagnostic.at !== undefined || entry === undefined || diagnostic.code !== "kustomize-build-limit")
    return diagnostic;
  return diagnose(diagnostic.code, diagnostic.params, { at: { path: entry, line: 1, column: 1 } });
}

/** The steps that come once, after everything is gathered. */
function finish(
  context: BuildContext,
  accumulator: Accumulator,
  kustomization: Kustomization,
): readonly BuiltObject[] {
  const at = kustomization.placeOf([]);
  addHashes(accumulator);
  fixNameReferences(accumulator, kustomization);
  resolveVars(context, accumulator, kustomization);
  settle(accumulator);
  const kept = live(accumulator).filter((resource) => {
    if (textOf(resource.root.get("kind")) === "" || nameless(resource.root)) {
      const problem = `a patch leaves ${describeId(currentId(resource.root))} without kind or name`;
      fail("kustomize-build-invalid-object", { problem }, resource.origin.place);
    }
    const local = metadataTexts(resource.root, "annotations").get("config.kubernetes.io/local-config");
    return local === undefined || local === "false";
  });
  accumulator.resources = [...kept];
  requireUnique(accumulator, "patches", at);
  const sorted = sortResources(kept, kustomization.fields.sortOptions, at);
  const options = kustomization.fields.buildMetadata ?? [];
  if (options.length > 0)
    report(
      context,
      "kustomize-build-metadata-left-out",
      { options },
      kustomization.placeOf(["buildMetadata"]),
    );
  return sorted.map(builtObject);
}

function nameless(root: Branch): boolean {
  return !textOf(root.get("kind")).endsWith("List") && nameOf(root) === "";
}

function builtObject(resource: LiveResource): BuiltObject {
  const { root, origin, hops, touches, unfollowed } = resource;
  const ids = allIds(root);
  stripMarks(root);
  return { object: objectOf(root), origin, hops, touchedBy: touches, ids, unfollowed };
}
