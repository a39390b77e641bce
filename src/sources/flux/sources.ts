/**
 * Flux source objects: where charts and directories come from, and whether that is this repository. Without a known address of the
 * repository, the source that carries its own sync (flux-system, by the convention of `flux bootstrap`) is taken to be it.
 */
import type { KubeObject } from "../../model/kube.ts";
import type { Place } from "../../model/place.ts";
import { mappingOf, type SourceObject, scalarText, specOf, textOf } from "../objects/fields.ts";
import { groupOf } from "../objects/parse.ts";
import { repositoryKey } from "../repository-address.ts";

export type FluxSource =
  | { readonly kind: "HelmRepository"; readonly url: string; readonly isOci: boolean; readonly id: SourceId }
  | {
      readonly kind: "OCIRepository";
      readonly url: string;
      readonly tag: string | undefined;
      readonly semver: string | undefined;
      readonly digest: string | undefined;
      readonly id: SourceId;
    }
  | {
      readonly kind: "GitRepository";
      readonly url: string;
      readonly ref: { readonly [key: string]: string };
      readonly id: SourceId;
    }
  | { readonly kind: "Bucket"; readonly url: string; readonly id: SourceId }
  | {
      readonly kind: "HelmChart";
      readonly chart: string;
      readonly version: string | undefined;
      readonly sourceRef: { readonly kind: string; readonly name: string };
      readonly valuesFiles: readonly string[];
      readonly id: SourceId;
    };

export interface SourceId {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly place: Place;
}

export const sourceGroup = "source.toolkit.fluxcd.io";
const sourceKinds = new Set(["HelmRepository", "OCIRepository", "GitRepository", "Bucket", "HelmChart"]);

export function isFluxSource(object: KubeObject): boolean {
  return groupOf(object) === sourceGroup && sourceKinds.has(object.kind);
}

/** undefined when the object is no source or says not where it is. */
export function readFluxSource(source: SourceObject): FluxSource | undefined {
  const { object } = source;
  if (!isFluxSource(object)) return undefined;
  const spec = specOf(object);
  const id: SourceId = {
    name: textOf(object.metadata.name) ?? "",
    namespace: textOf(object.metadata.namespace),
    place: source.place,
  };
  if (object.kind === "HelmChart") {
    const chart = textOf(spec.chart);
    const reference = mappingOf(spec.sourceRef);
    const name = textOf(reference?.name);
    if (chart === undefined || name === undefined) return undefined;
    const sourceRef = { kind: textOf(reference?.kind) ?? "HelmRepository", name };
    const valuesFiles = Array.isArray(spec.valuesFiles)
      ? spec.valuesFiles.flatMap((file) => textOf(file) ?? [])
      : [];
    return { kind: "HelmChart", chart, version: scalarText(spec.version), sourceRef, valuesFiles, id };
  }
  const url = textOf(spec.url) ?? bucketAddress(object);
  if (url === undefined) return undefined;
  const ref = mappingOf(spec.ref);
  switch (object.kind) {
    case "HelmRepository":
      return { kind: "HelmRepository", url, isOci: spec.type === "oci" || url.startsWith("oci://"), id };
    case "OCIRepository":
      return {
        kind: "OCIRepository",
        url,
        tag: scalarText(ref?.tag),
        semver: scalarText(ref?.semver),
        digest: scalarText(ref?.digest),
        id,
      };
    case "GitRepository": {
      const texts = Object.entries(ref ?? {}).flatMap(([key, value]): [string, string][] => {
        const text = scalarText(value);
        return text === undefined ? [] : [[key, text]];
      });
      return { kind: "GitRepository", url, ref: Object.fromEntries(texts), id };
    }
    default:
      return { kind: "Bucket", url, id };
  }
}

function bucketAddress(object: KubeObject): string | undefined {
  const { endpoint, bucketName } = specOf(object);
  return object.kind === "Bucket" && textOf(endpoint) !== undefined
    ? `${textOf(endpoint)}/${textOf(bucketName) ?? ""}`
    : undefined;
}

/** The first source of that kind and name; a written namespace beats an unwritten one. */
export function findSource(
  sources: readonly FluxSource[],
  reference: { readonly kind: string; readonly name: string; readonly namespace?: string | undefined },
): FluxSource | undefined {
  const named = sources.filter(({ kind, id }) => kind === reference.kind && id.name === reference.name);
  return (
    named.find(({ id }) => id.namespace === reference.namespace) ??
    named.find(({ id }) => id.namespace === undefined || reference.namespace === undefined)
  );
}

export type Ownership =
  | { readonly kind: "own"; readonly because: "address" | "sync-source" | "assumed" }
  | { readonly kind: "elsewhere"; readonly what: string }
  | { readonly kind: "unknown" };

/** Name that `flux bootstrap` and FluxInstance give to the source of the repository itself. */
export const syncSourceName = "flux-system";

export interface OwnRepository {
  /** Addresses of this repository, when they are known. */
  readonly urls: readonly string[];
  /** Names of sources that carry the sync of a cluster, beside flux-system. */
  readonly syncNames?: readonly string[];
}

/** Whether a Kustomization's or chart's source is this repository. */
export function ownershipOf(
  reference: { readonly kind: string; readonly name: string; readonly namespace: string | undefined },
  sources: readonly FluxSource[],
  own: OwnRepository,
): Ownership {
  const found = findSource(sources, reference);
  const syncNames = [syncSourceName, ...(own.syncNames ?? [])];
  if (found === undefined) {
    if (syncNames.includes(reference.name)) return { kind: "own", because: "sync-source" };
    return { kind: "unknown" };
  }
  if (found.kind === "HelmRepository" || found.kind === "HelmChart")
    return { kind: "elsewhere", what: titleOfSource(found) };
  const isGit = found.kind === "GitRepository";
  const key = isGit ? repositoryKey(found.url) : undefined;
  const keys = own.urls.flatMap((url) => repositoryKey(url) ?? []);
  if (isGit && keys.length > 0) {
    return key !== undefined && keys.includes(key)
      ? { kind: "own", because: "address" }
      : { kind: "elsewhere", what: found.url };
  }
  if (syncNames.includes(found.id.name)) return { kind: "own", because: "sync-source" };
  // The same address as the sync source under another name, such as a second branch or another ignore list.
  const sync = sources.find(({ kind, id }) => kind === found.kind && syncNames.includes(id.name));
  const syncKey = sync !== undefined && "url" in sync ? repositoryKey(sync.url) : undefined;
  if (isGit && key !== undefined && key === syncKey) return { kind: "own", because: "assumed" };
  return { kind: "elsewhere", what: found.url };
}

function titleOfSource(source: FluxSource): string {
  return `${source.kind} ${source.id.name}`;
}
