/**
 * A kustomize source of an Application, built as Argo CD builds it: with the fields the Application writes into its copy of the
 * kustomization. Without such fields it is the directory's own build.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { RepoPath } from "../model/brands.ts";
import type { Overlay } from "../model/ingress.ts";
import type { ArgoKustomize } from "./argocd/application.ts";
import { kustomizeFields } from "./argocd/kustomize-fields.ts";
import { kustomizationText } from "./flux/overlay-text.ts";
import { createKustomizeBuilder } from "./kustomize/build/build.ts";
import type { Kustomization } from "./kustomize/kustomization.ts";
import { changedByOf, overlayOf, sourceOf } from "./kustomize/whole-build.ts";
import { isMapping } from "./objects/parse.ts";
import type { FileReader } from "./reader.ts";
import { isOfInterest, type Rendered } from "./rendered.ts";

export interface ArgoBuild {
  /** undefined: kustomize would refuse to build it. */
  readonly objects: readonly Rendered[] | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

export function isUnchanged(overlay: ArgoKustomize): boolean {
  const { set, append, merge } = kustomizeFields(overlay);
  return (
    Object.keys(set).length === 0 &&
    Object.values(append).every((items) => items.length === 0) &&
    Object.values(merge).every((entries) => Object.keys(entries).length === 0)
  );
}

export function buildWithOverlay(own: Kustomization, overlay: ArgoKustomize, reader: FileReader): ArgoBuild {
  const fields = kustomizeFields(overlay);
  const text = kustomizationText(reader.parse(own.path)?.yaml, undefined, fields);
  const build = createKustomizeBuilder({
    read: (asked) => (asked === own.path ? text : reader.text(asked)),
    bytes: (asked) => reader.bytes(asked),
    loadRestriction: "none",
  });
  const { value, diagnostics } = build(own.directory);
  if (value.state === "failed") return { objects: undefined, diagnostics };
  const objects = value.objects
    .filter(({ object }) => isOfInterest(object))
    .flatMap((built): readonly Rendered[] => {
      const source = sourceOf(built.origin, reader);
      if (source === undefined) return [];
      const placed = withOverlay(overlayOf(own, changedByOf(built)), overlay);
      return [
        { source, object: built.object, hops: built.hops, refusals: built.unfollowed, overlay: placed },
      ];
    });
  return { objects, diagnostics };
}

/** A route listed by the kustomization gets what the Application adds, too. */
function withOverlay(placed: Overlay, overlay: ArgoKustomize): Overlay {
  const { supplied } = placed;
  return {
    ...placed,
    supplied: {
      namespace: overlay.namespace ?? supplied.namespace,
      namePrefix: overlay.namePrefix ?? supplied.namePrefix,
      nameSuffix: overlay.nameSuffix ?? supplied.nameSuffix,
      labels: { ...supplied.labels, ...texts(overlay.commonLabels) },
      annotations: { ...supplied.annotations, ...texts(overlay.commonAnnotations) },
    },
  };
}

function texts(value: unknown): Readonly<Record<string, string>> {
  if (!isMapping(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, text]): [string, string][] =>
      typeof text === "string" ? [[key, text]] : [],
    ),
  );
}

/** Every file of this repository that the kustomization of a directory reads, itself included; undefined: it has none. */
export function filesReached(
  directory: RepoPath,
  kustomizations: ReadonlyMap<RepoPath, Kustomization>,
  patchFilesOf: (kustomization: Kustomization) => readonly RepoPath[],
): readonly RepoPath[] | undefined {
  if (!kustomizations.has(directory)) return undefined;
  const files = new Set<RepoPath>();
  const pending = [directory];
  const seen = new Set<RepoPath>();
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    const kustomization = kustomizations.get(at);
    if (kustomization === undefined || seen.has(at)) continue;
    seen.add(at);
    files.add(kustomization.path);
    for (const path of patchFilesOf(kustomization)) files.add(path);
    for (const { target } of kustomization.entries) {
      if (target.kind === "file") files.add(target.path);
      else if (target.kind === "directory") pending.push(target.path);
    }
  }
  return [...files];
}
