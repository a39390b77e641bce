/**
 * One HelmRelease as data: chart, release name and namespace, and the layers of values in the order Helm merges them.
 * Fields: helm-controller api/v2 (0f61a86, 2026-07); v2beta1 and v2beta2 have the same names.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { type Diagnostic, diagnose, type Outcome, outcome } from "../../diagnostics/diagnostic.ts";
import type { Json, KubeObject } from "../../model/kube.ts";
import type { Place } from "../../model/place.ts";
import {
  listOf,
  type Mapping,
  mappingOf,
  type SourceObject,
  specOf,
  textOf,
  titleOf,
} from "../objects/fields.ts";
import { groupOf } from "../objects/parse.ts";
import { type FluxChart, readChart } from "./chart.ts";
import { type ConfigData, type ConfigEntry, findConfigData } from "./config-data.ts";
import type { FluxSource, OwnRepository } from "./sources.ts";

export interface FluxRelease {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly title: string;
  readonly place: Place;
  /** What `helm list` shows. */
  readonly releaseName: string;
  /** Where Helm installs; undefined when nothing in the repository says. */
  readonly releaseNamespace: string | undefined;
  readonly storageNamespace: string | undefined;
  readonly chart: FluxChart;
  /** In Helm's order: a later layer wins over an earlier one. */
  readonly layers: readonly FluxValuesLayer[];
  readonly postRenderers: readonly FluxPostRenderer[];
  readonly commonMetadata: { readonly labels: Mapping; readonly annotations: Mapping };
  /** CRD policies: Skip, Create or CreateReplace. */
  readonly crds: { readonly install: string; readonly upgrade: string };
  readonly suspend: boolean;
  readonly dependsOn: readonly string[];
  readonly remoteCluster: string | undefined;
  placeOf(keyPath: readonly (string | number)[]): Place;
}

export type FluxValuesLayer =
  /** spec.values of the release itself. */
  | {
      readonly kind: "inline";
      readonly values: Mapping;
      readonly keyPath: readonly ["spec", "values"];
      readonly place: Place;
    }
  /** A whole values file in a ConfigMap or Secret, or one value at `targetPath`. */
  | {
      readonly kind: "reference";
      readonly source: { readonly kind: "ConfigMap" | "Secret"; readonly name: string; readonly key: string };
      /** undefined: merged as a whole. */
      readonly targetPath: string | undefined;
      readonly literal: boolean;
      readonly optional: boolean;
      readonly found: ValuesFound;
      readonly place: Place;
    };

export type ValuesFound =
  | { readonly kind: "text"; readonly text: string; readonly entry: ConfigEntry }
  /** It is there, but encrypted. */
  | { readonly kind: "hidden"; readonly entry: ConfigEntry }
  | { readonly kind: "missing" };

export interface FluxPostRenderer {
  readonly patches: readonly Json[];
  readonly images: readonly Json[];
  readonly place: Place;
}

export const releaseGroup = "helm.toolkit.fluxcd.io";

export function isHelmRelease(object: KubeObject): boolean {
  return object.kind === "HelmRelease" && groupOf(object) === releaseGroup;
}

export interface ReleaseWorld {
  readonly sources: readonly FluxSource[];
  readonly configData: readonly ConfigData[];
  readonly own: OwnRepository;
}

export function readHelmRelease(source: SourceObject, world: ReleaseWorld): Outcome<FluxRelease> {
  const { object } = source;
  const spec = specOf(object);
  const title = titleOf(object);
  const name = textOf(object.metadata.name) ?? "";
  const namespace = textOf(object.metadata.namespace);
  const targetNamespace = textOf(spec.targetNamespace);
  const diagnostics: Diagnostic[] = [];
  const chart = readChart(source, world.sources, world.own);
  const layers = readLayers(source, world, title, namespace);
  const postRenderers = readPostRenderers(source, title);
  diagnostics.push(...chart.diagnostics, ...layers.diagnostics, ...postRenderers.diagnostics);
  const metadata = mappingOf(spec.commonMetadata);
  const kubeConfig = mappingOf(spec.kubeConfig);
  const remote = mappingOf(kubeConfig?.secretRef) ?? mappingOf(kubeConfig?.configMapRef);
  const release: FluxRelease = {
    name,
    namespace,
    title,
    place: source.place,
    releaseName: shortReleaseName(textOf(spec.releaseName) ?? joinNames(targetNamespace, name)),
    releaseNamespace: targetNamespace ?? namespace,
    storageNamespace: textOf(spec.storageNamespace) ?? namespace,
    chart: chart.value,
    layers: layers.value,
    postRenderers: postRenderers.value,
    commonMetadata: {
      labels: mappingOf(metadata?.labels) ?? {},
      annotations: mappingOf(metadata?.annotations) ?? {},
    },
    crds: {
      install: textOf(mappingOf(spec.install)?.crds) ?? "Create",
      upgrade: textOf(mappingOf(spec.upgrade)?.crds) ?? "Skip",
    },
    suspend: spec.suspend === true,
    dependsOn: listOf(spec.dependsOn).flatMap((item) => {
      const reference = mappingOf(item);
      const dependency = textOf(reference?.name);
      return dependency === undefined
        ? []
        : [`${textOf(reference?.namespace) ?? namespace ?? ""}/${dependency}`];
    }),
    remoteCluster: textOf(remote?.name),
    placeOf: (keyPath) => source.placeOf(keyPath),
  };
  return outcome(release, diagnostics);
}

function joinNames(targetNamespace: string | undefined, name: string): string {
  return targetNamespace === undefined ? name : `${targetNamespace}-${name}`;
}

/** helm-controller internal/release/name.go: Helm takes 53 characters; a longer name is cut and gets a hash. */
export function shortReleaseName(name: string): string {
  if (name.length <= 53) return name;
  return `${name.slice(0, 40)}-${bytesToHex(sha256(utf8ToBytes(name))).slice(0, 12)}`;
}

/**
 * helm-controller (fluxcd/pkg chartutil/values.go): references in order, then spec.values over them; a value with a targetPath goes over
 * both.
 */
function readLayers(
  source: SourceObject,
  world: ReleaseWorld,
  title: string,
  namespace: string | undefined,
): Outcome<readonly FluxValuesLayer[]> {
  const spec = specOf(source.object);
  const diagnostics: Diagnostic[] = [];
  const references = listOf(spec.valuesFrom).flatMap(
    (item, index): (FluxValuesLayer & { kind: "reference" })[] => {
      const reference = mappingOf(item);
      const { kind } = reference ?? {};
      const name = textOf(reference?.name);
      const place = source.placeOf(["spec", "valuesFrom", index]);
      if (name === undefined || (kind !== "ConfigMap" && kind !== "Secret")) {
        const params = {
          object: `HelmRelease ${title}`,
          field: `spec.valuesFrom[${index}]`,
          problem: "names no ConfigMap or Secret",
        };
        diagnostics.push(diagnose("flux-field-unreadable", params, { at: place }));
        return [];
      }
      const key = textOf(reference?.valuesKey) ?? "values.yaml";
      const optional = reference?.optional === true;
      const found = lookUp(world.configData, { kind, name, namespace }, key);
      const targetPath = textOf(reference?.targetPath);
      if (found.kind !== "text" && mayConfigureIngress(targetPath)) {
        const params = {
          release: title,
          source: `${kind} ${name}`,
          key,
          why: found.kind === "hidden" ? ("encrypted" as const) : ("missing" as const),
        };
        diagnostics.push(diagnose("flux-values-unknown", params, { at: place }));
      }
      return [
        {
          kind: "reference",
          source: { kind, name, key },
          targetPath,
          literal: reference?.literal === true,
          optional,
          found,
          place,
        },
      ];
    },
  );
  const values = mappingOf(spec.values);
  const inline: readonly FluxValuesLayer[] =
    values === undefined
      ? []
      : [{ kind: "inline", values, keyPath: ["spec", "values"], place: source.placeOf(["spec", "values"]) }];
  const whole = references.filter(({ targetPath }) => targetPath === undefined);
  const aimed = references.filter(({ targetPath }) => targetPath !== undefined);
  return outcome([...whole, ...inline, ...aimed], diagnostics);
}

/** A password or token at a path of its own is not worth a word. */
function mayConfigureIngress(targetPath: string | undefined): boolean {
  return targetPath === undefined || /ingress|host|domain/i.test(targetPath);
}

function lookUp(
  configData: readonly ConfigData[],
  reference: {
    readonly kind: "ConfigMap" | "Secret";
    readonly name: string;
    readonly namespace: string | undefined;
  },
  key: string,
): ValuesFound {
  const entry = findConfigData(configData, reference)?.entries.get(key);
  if (entry === undefined) return { kind: "missing" };
  return entry.value === undefined ? { kind: "hidden", entry } : { kind: "text", text: entry.value, entry };
}

function readPostRenderers(source: SourceObject, title: string): Outcome<readonly FluxPostRenderer[]> {
  const diagnostics: Diagnostic[] = [];
  const renderers = listOf(specOf(source.object).postRenderers).flatMap((item, index): FluxPostRenderer[] => {
    const place = source.placeOf(["spec", "postRenderers", index]);
    const kustomize = mappingOf(mappingOf(item)?.kustomize);
    if (kustomize === undefined) {
      const field = `spec.postRenderers[${index}]`;
      const params = { object: `HelmRelease ${title}`, field, problem: "is no kustomize post-renderer" };
      diagnostics.push(diagnose("flux-field-unreadable", params, { at: place }));
      return [];
    }
    // v2beta1 kept strategic merge and JSON 6902 patches apart.
    const strategic = listOf(kustomize.patchesStrategicMerge).map((patch) => ({ patch }));
    const json6902 = listOf(kustomize.patchesJson6902);
    const patches = [...listOf(kustomize.patches), ...strategic, ...json6902];
    return [{ patches, images: listOf(kustomize.images), place }];
  });
  return outcome(renderers, diagnostics);
}
