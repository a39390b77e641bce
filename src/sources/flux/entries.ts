/**
 * Where Flux begins: the Kustomization that `flux bootstrap` writes to gotk-sync.yaml, or the sync of a FluxInstance (flux-operator, also
 * as values of its chart). Each begins one cluster, named after its path.
 */
import { baseNameOf, directoryOf, type RepoPath, toRepoPath } from "../../model/brands.ts";
import type { KubeObject } from "../../model/kube.ts";
import { clusterOf, defaultCluster, isAtOrBelow } from "../clusters.ts";
import { type Mapping, mappingOf, type SourceObject, specOf, textOf } from "../objects/fields.ts";
import { groupOf } from "../objects/parse.ts";
import { isHelmRelease } from "./helm-release.ts";
import { isFluxKustomization } from "./kustomization.ts";
import { type FluxSource, syncSourceName } from "./sources.ts";

export interface FluxEntry {
  readonly cluster: string;
  /** A Kustomization, or one that stands for the sync of a FluxInstance. */
  readonly source: SourceObject;
}

/** Entries that say so themselves, in the order of the objects. */
export function declaredEntries(objects: readonly SourceObject[]): readonly FluxEntry[] {
  return objects.flatMap((source): FluxEntry[] => {
    if (isFluxKustomization(source.object)) return isSync(source) ? [entryOf(source)] : [];
    const sync = syncOf(source.object);
    return sync === undefined ? [] : [entryOf(syncKustomization(source, sync))];
  });
}

export function entryOf(source: SourceObject): FluxEntry {
  const path = textOf(specOf(source.object).path);
  const directory = path === undefined ? undefined : toRepoPath(path.replace(/^\/+/, ""));
  return { cluster: clusterName(directory, directoryOf(source.place.path)), source };
}

/** What the path says, else what the place of the file says, else the one cluster of the repository. */
function clusterName(directory: RepoPath | undefined, own: RepoPath): string {
  const byPath = directory === undefined ? defaultCluster : clusterOf(directory).name;
  return byPath === defaultCluster ? clusterOf(own).name : byPath;
}

/** A Kustomization named flux-system whose path holds the very file it stands in deploys itself: a bootstrap. */
function isSync({ object, place }: SourceObject): boolean {
  if (baseNameOf(place.path) === "gotk-sync.yaml") return true;
  const path = textOf(specOf(object).path);
  const directory = path === undefined ? undefined : toRepoPath(path.replace(/^\/+/, ""));
  return (
    object.metadata.name === syncSourceName && directory !== undefined && isAtOrBelow(place.path, directory)
  );
}

/** `spec.sync` of a FluxInstance, or `instance.sync` in the values of the flux-instance chart. */
function syncOf(object: KubeObject): Mapping | undefined {
  if (object.kind === "FluxInstance" && groupOf(object) === "fluxcd.controlplane.io")
    return mappingOf(specOf(object).sync);
  if (!isHelmRelease(object)) return undefined;
  return mappingOf(mappingOf(mappingOf(specOf(object).values)?.instance)?.sync);
}

/** The source the operator makes for the sync: it is this repository by definition. */
export function syncSources(objects: readonly SourceObject[]): readonly FluxSource[] {
  return objects.flatMap(({ object, place }): FluxSource[] => {
    const sync = syncOf(object);
    const url = textOf(sync?.url);
    if (sync === undefined || url === undefined || sync.kind === "Bucket") return [];
    const id = {
      name: textOf(sync.name) ?? syncSourceName,
      namespace: textOf(object.metadata.namespace),
      place,
    };
    if (sync.kind === "OCIRepository")
      return [
        { kind: "OCIRepository", url, tag: textOf(sync.ref), semver: undefined, digest: undefined, id },
      ];
    return [{ kind: "GitRepository", url, ref: {}, id }];
  });
}

function syncKustomization(source: SourceObject, sync: Mapping): SourceObject {
  const { metadata } = source.object;
  const object: KubeObject = {
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    metadata: { name: textOf(sync.name) ?? syncSourceName, namespace: metadata.namespace ?? syncSourceName },
    spec: {
      path: sync.path ?? "",
      prune: true,
      sourceRef: { kind: sync.kind ?? "GitRepository", name: textOf(sync.name) ?? syncSourceName },
    },
  };
  return { object, place: source.place, placeOf: () => source.place };
}
