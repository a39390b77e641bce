/**
 * Kustomizations that could be built and no longer can: taking an Ingress away leaves a patch that names it without its object, and
 * kustomize then refuses the whole build. Only kustomizations that reach a changed file are built.
 */
import { type Diagnostic, diagnose, severityOf } from "../../diagnostics/diagnostic.ts";
import { compareText, directoryOf, type RepoPath, resolveRepoPath } from "../../model/brands.ts";
import type { Json } from "../../model/kube.ts";
import type { RepoSnapshot } from "../../model/snapshot.ts";
import { sortCandidates } from "../candidates.ts";
import { isMapping } from "../objects/parse.ts";
import { type FileReader, type ReadYaml, readerFor } from "../reader.ts";
import { createKustomizeBuilder } from "./build/build.ts";
import { readKustomization } from "./kustomization.ts";

export function brokenBuilds(
  before: RepoSnapshot,
  after: RepoSnapshot,
  ignore: readonly string[],
  changed: ReadonlySet<RepoPath>,
  readYaml: ReadYaml | undefined,
): readonly Diagnostic[] {
  if (changed.size === 0) return [];
  const then = readerFor(before, ignore, readYaml);
  const now = readerFor(after, ignore, readYaml);
  const buildThen = createKustomizeBuilder(sourceOf(then));
  const buildNow = createKustomizeBuilder(sourceOf(now));
  return directoriesReaching(then, changed).flatMap((directory) => {
    if (buildThen(directory).value.state === "failed") return [];
    const rebuilt = buildNow(directory);
    if (rebuilt.value.state !== "failed") return [];
    const cause = rebuilt.diagnostics.find((found) => severityOf(found) === "blocker");
    const params = { directory: directory || ".", cause: cause?.code ?? "unknown" };
    return [diagnose("kustomize-build-would-break", params, { at: cause?.at })];
  });
}

/** The files of a snapshot as a build reads them. */
export function sourceOf(reader: FileReader) {
  return {
    read: (path: RepoPath) => reader.text(path),
    bytes: (path: RepoPath) => reader.bytes(path),
    yaml: (path: RepoPath) => reader.parse(path),
    loadRestriction: "none" as const,
  };
}

/** Directories whose kustomization lists a changed file, or one that does, through any number of others. */
export function directoriesReaching(reader: FileReader, changed: ReadonlySet<RepoPath>): readonly RepoPath[] {
  const { kustomizationFiles } = sortCandidates(reader);
  const owner = new Map(kustomizationFiles.map((path) => [directoryOf(path), path] as const));
  const entries = new Map<RepoPath, readonly RepoPath[]>();
  for (const [directory, path] of owner) {
    const read = readKustomization(path, reader, (other) => owner.has(other)).value;
    const patches: readonly Json[] = Array.isArray(read?.fields["patches"]) ? read.fields["patches"] : [];
    const patchFiles = patches.flatMap((entry) => {
      const text = isMapping(entry) ? entry["path"] : undefined;
      return typeof text === "string" ? (resolveRepoPath(directory, text) ?? []) : [];
    });
    const targets = (read?.entries ?? []).flatMap(({ target }) =>
      target.kind === "nothing" ? [] : [target.path],
    );
    entries.set(directory, [...targets, ...patchFiles]);
  }
  const reaching = new Set<RepoPath>();
  for (let grew = true; grew; ) {
    grew = false;
    for (const [directory, targets] of entries) {
      if (reaching.has(directory)) continue;
      const path = owner.get(directory);
      const isHit = targets.some((target) => changed.has(target) || reaching.has(target));
      if (!isHit && (path === undefined || !changed.has(path))) continue;
      reaching.add(directory);
      grew = true;
    }
  }
  return [...reaching].sort(compareText);
}
