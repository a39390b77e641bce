/**
 * One Flux Kustomization as data: what it takes from which source, how it changes objects on the way and where they go.
 * Fields: kustomize-controller api/v1 KustomizationSpec (186fb3b, 2026-08); v1beta1 and v1beta2 have the same names, and v1beta1 adds
 * patchesStrategicMerge and patchesJson6902.
 */
import { type Diagnostic, diagnose, type Outcome, outcome } from "../../diagnostics/diagnostic.ts";
import { type RepoPath, toRepoPath } from "../../model/brands.ts";
import type { Json, KubeObject } from "../../model/kube.ts";
import type { Place } from "../../model/place.ts";
import {
  listOf,
  type Mapping,
  mappingOf,
  type SourceObject,
  specOf,
  textOf,
  textsOf,
  titleOf,
} from "../objects/fields.ts";
import { groupOf } from "../objects/parse.ts";

export const kustomizationGroup = "kustomize.toolkit.fluxcd.io";

export interface FluxKustomization {
  readonly name: string;
  /** undefined when neither the manifest nor what deploys it gives one. */
  readonly namespace: string | undefined;
  /** "namespace/name" for people. */
  readonly title: string;
  readonly place: Place;
  readonly source: SourceReference;
  /** The directory as written, cleaned; undefined when it leads out of the source. */
  readonly path: RepoPath | undefined;
  readonly overlay: FluxOverlay;
  /** Set on every object after substitution; overrides what stands there. */
  readonly commonMetadata: { readonly labels: Mapping; readonly annotations: Mapping };
  readonly postBuild: FluxPostBuild;
  readonly prune: boolean;
  readonly suspend: boolean;
  /** "namespace/name" of Kustomizations that come first. */
  readonly dependsOn: readonly string[];
  /** Name of the Secret or ConfigMap with the kubeconfig of another cluster. */
  readonly remoteCluster: string | undefined;
  readonly decrypts: boolean;
  placeOf(keyPath: readonly (string | number)[]): Place;
}

export interface SourceReference {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
  readonly place: Place;
}

/** What Flux writes into the kustomization.yaml of the directory (or into the one it generates) before it builds. */
export interface FluxOverlay {
  readonly namespace: string | undefined;
  readonly namePrefix: string | undefined;
  readonly nameSuffix: string | undefined;
  /** `{patch, target}`, as in a kustomization. */
  readonly patches: readonly Json[];
  readonly patchesStrategicMerge: readonly Json[];
  readonly patchesJson6902: readonly Json[];
  /** Paths relative to the directory. */
  readonly components: readonly string[];
  readonly ignoreMissingComponents: boolean;
  readonly images: readonly Json[];
}

export interface FluxPostBuild {
  readonly substitute: readonly { readonly name: string; readonly value: string; readonly place: Place }[];
  readonly substituteFrom: readonly VariableReference[];
  /** `substituteStrategy: Always`: substitution runs without any variable too. */
  readonly always: boolean;
}

export interface VariableReference {
  readonly kind: "ConfigMap" | "Secret";
  readonly name: string;
  readonly optional: boolean;
  readonly place: Place;
}

export function isFluxKustomization(object: KubeObject): boolean {
  return object.kind === "Kustomization" && groupOf(object) === kustomizationGroup;
}

export function readFluxKustomization(source: SourceObject): Outcome<FluxKustomization> {
  const { object } = source;
  const spec = specOf(object);
  const title = titleOf(object);
  const namespace = textOf(object.metadata.namespace);
  const diagnostics: Diagnostic[] = [];
  const unreadable = (field: string, problem: string, keyPath: readonly (string | number)[]) =>
    diagnostics.push(
      diagnose(
        "flux-field-unreadable",
        { object: `Kustomization ${title}`, field, problem },
        { at: source.placeOf(keyPath) },
      ),
    );

  const sourceRef = mappingOf(spec.sourceRef);
  if (textOf(sourceRef?.name) === undefined)
    unreadable("spec.sourceRef", "names no source", ["spec", "sourceRef"]);
  const path = readPath(spec.path);
  if (path === undefined) unreadable("spec.path", "is no path inside the source", ["spec", "path"]);
  const metadata = mappingOf(spec.commonMetadata);
  const kubeConfig = mappingOf(spec.kubeConfig);
  const remote = mappingOf(kubeConfig?.secretRef) ?? mappingOf(kubeConfig?.configMapRef);
  const kustomization: FluxKustomization = {
    name: textOf(object.metadata.name) ?? "",
    namespace,
    title,
    place: source.place,
    source: {
      kind: textOf(sourceRef?.kind) ?? "GitRepository",
      name: textOf(sourceRef?.name) ?? "",
      namespace: textOf(sourceRef?.namespace) ?? namespace,
      place: source.placeOf(["spec", "sourceRef"]),
    },
    path,
    overlay: {
      namespace: textOf(spec.targetNamespace),
      namePrefix: textOf(spec.namePrefix),
      nameSuffix: textOf(spec.nameSuffix),
      patches: listOf(spec.patches),
      patchesStrategicMerge: listOf(spec.patchesStrategicMerge),
      patchesJson6902: listOf(spec.patchesJson6902),
      components: textsOf(spec.components),
      ignoreMissingComponents: spec.ignoreMissingComponents === true,
      images: listOf(spec.images),
    },
    commonMetadata: {
      labels: mappingOf(metadata?.labels) ?? {},
      annotations: mappingOf(metadata?.annotations) ?? {},
    },
    postBuild: readPostBuild(source, unreadable),
    prune: spec.prune === true,
    suspend: spec.suspend === true,
    dependsOn: listOf(spec.dependsOn).flatMap((item) => dependency(item, namespace)),
    remoteCluster: textOf(remote?.name),
    decrypts: mappingOf(spec.decryption) !== undefined,
    placeOf: (keyPath) => source.placeOf(keyPath),
  };
  return outcome(kustomization, diagnostics);
}

/** "./clusters/prod", "/clusters/prod" and "clusters/prod/" are one directory; absent is the root of the source. */
function readPath(value: Json | undefined): RepoPath | undefined {
  if (value === undefined || value === null) return toRepoPath("");
  return typeof value === "string" ? toRepoPath(value.replace(/^\/+/, "")) : undefined;
}

function readPostBuild(
  source: SourceObject,
  unreadable: (field: string, problem: string, keyPath: readonly (string | number)[]) => void,
): FluxPostBuild {
  const postBuild = mappingOf(specOf(source.object).postBuild);
  const at = ["spec", "postBuild"];
  const substitute = Object.entries(mappingOf(postBuild?.substitute) ?? {}).flatMap(([name, value]) => {
    const keyPath = [...at, "substitute", name];
    if (typeof value === "string")
      return [{ name, value: withoutLineEnds(value), place: source.placeOf(keyPath) }];
    unreadable(
      `spec.postBuild.substitute.${name}`,
      "is no text; Flux refuses it, quotes are needed",
      keyPath,
    );
    return [];
  });
  const substituteFrom = listOf(postBuild?.substituteFrom).flatMap((item, index): VariableReference[] => {
    const reference = mappingOf(item);
    const { kind } = reference ?? {};
    const name = textOf(reference?.name);
    const keyPath = [...at, "substituteFrom", index];
    if (name === undefined || (kind !== "ConfigMap" && kind !== "Secret")) {
      unreadable(`spec.postBuild.substituteFrom[${index}]`, "names no ConfigMap or Secret", keyPath);
      return [];
    }
    return [{ kind, name, optional: reference?.optional === true, place: source.placeOf(keyPath) }];
  });
  return { substitute, substituteFrom, always: postBuild?.substituteStrategy === "Always" };
}

/** kustomize_varsub.go drops line ends from every value. */
export function withoutLineEnds(value: string): string {
  return value.replaceAll("\n", "");
}

function dependency(item: Json, namespace: string | undefined): readonly string[] {
  const reference = mappingOf(item);
  const name = textOf(reference?.name);
  if (name === undefined) return [];
  const own = textOf(reference?.namespace) ?? namespace;
  return [own === undefined ? name : `${own}/${name}`];
}
