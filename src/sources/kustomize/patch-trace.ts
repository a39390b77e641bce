/**
 * What patches do to some objects on their way through every kustomization that reaches them, patch by patch; also where an object ends
 * there because a patch takes it away.
 */
import { type RepoPath, resolveRepoPath } from "../../model/brands.ts";
import type { Json, KubeObject } from "../../model/kube.ts";
import type { TwinField } from "../../model/twins.ts";
import { isMapping } from "../objects/parse.ts";
import { kustomizationNames } from "../prefilter.ts";
import type { FileReader } from "../reader.ts";
import { directoriesReaching, sourceOf } from "./broken-builds.ts";
import { createKustomizeBuilder } from "./build/build.ts";
import type { PatchStep } from "./build/patch-step.ts";
import { type ObjectSite, siteText } from "./patch-uses.ts";

export interface TracedPatch {
  readonly site: string;
  readonly kustomization: RepoPath;
  readonly field: TwinField;
  /** The entry as the kustomization has it. */
  readonly entry: Json;
  readonly file: RepoPath | undefined;
  readonly before: KubeObject;
  readonly after: KubeObject | undefined;
}

export interface PatchTrace {
  readonly directory: RepoPath;
  /** In the order they are applied. */
  readonly patches: readonly TracedPatch[];
  readonly isBuilt: boolean;
}

/** By directory; objects are known by `siteText`. */
export function tracePatches(
  reader: FileReader,
  sites: readonly ObjectSite[],
): ReadonlyMap<RepoPath, PatchTrace> {
  const wanted = new Set(sites.map(siteText));
  const traces = new Map<RepoPath, PatchTrace>();
  let patches: TracedPatch[] = [];
  const onPatch = (step: PatchStep) => {
    const site = siteText(step.origin);
    if (!wanted.has(site) || step.origin.generatedBy !== undefined) return;
    const entry = entryAt(reader, step);
    if (entry === undefined || !isTwinField(step.field)) return;
    const { kustomization, field, file } = step;
    patches.push({ site, kustomization, field, entry, file, before: step.before(), after: step.after() });
  };
  const build = createKustomizeBuilder({ ...sourceOf(reader), onPatch });
  for (const directory of directoriesReaching(reader, new Set(sites.map(({ path }) => path)))) {
    patches = [];
    const { state } = build(directory).value;
    traces.set(directory, { directory, patches, isBuilt: state !== "failed" });
  }
  return traces;
}

/** Directories that reach one of the files and whose kustomization has patches. */
export function patchedDirectories(reader: FileReader, files: ReadonlySet<RepoPath>): readonly RepoPath[] {
  return directoriesReaching(reader, files).filter((directory) =>
    kustomizationNames.some((name) => {
      const path = resolveRepoPath(directory, name);
      const value = path === undefined ? undefined : contentOf(reader, path);
      return isMapping(value) && Object.keys(value).some(isTwinField);
    }),
  );
}

function contentOf(reader: FileReader, path: RepoPath): Json | undefined {
  return reader.parse(path)?.yaml.documents.find(({ value }) => isMapping(value))?.value;
}

function entryAt(reader: FileReader, { kustomization, field, index }: PatchStep): Json | undefined {
  const content = contentOf(reader, kustomization);
  const value = isMapping(content) ? content[field] : undefined;
  const list: readonly Json[] = Array.isArray(value) ? value : [];
  return list[index];
}

function isTwinField(field: string): field is TwinField {
  return field === "patches" || field === "patchesStrategicMerge" || field === "patchesJson6902";
}
