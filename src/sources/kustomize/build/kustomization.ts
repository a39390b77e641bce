/**
 * One kustomization file as kustomize reads it: types of api/types/kustomization.go 5.7.1, deprecated fields moved to where they belong
 * (`bases` to resources, `imageTags` to images, `env` to envs). Each entry keeps its place in the text.
 */
import { baseNameOf, directoryOf, type RepoPath } from "../../../model/brands.ts";
import type { Json } from "../../../model/kube.ts";
import type { Place } from "../../../model/place.ts";
import type { KeyPath } from "../../../yaml/file.ts";
import { fail } from "./failure.ts";
import type { TextFiles } from "./files.ts";
import { toJson } from "./tree.ts";
import { treeOf } from "./plain-scalars.ts";
import { anything, flag, list, map, readShape, record, type Shape, text, texts, whole } from "./shape.ts";

export interface Selector {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly annotationSelector?: string;
}

export interface FieldSpec {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
  readonly path?: string;
  readonly create?: boolean;
}

export interface PatchEntry {
  readonly path?: string;
  readonly patch?: string;
  readonly target?: Selector;
  readonly options?: Readonly<Record<string, boolean>>;
}

export interface FieldOptions {
  readonly delimiter?: string;
  readonly index?: number;
  readonly encoding?: string;
  readonly create?: boolean;
}

export interface ReplacementTarget {
  readonly select?: Selector;
  readonly reject?: readonly Selector[];
  readonly fieldPaths?: readonly string[];
  readonly options?: FieldOptions;
}

export interface Replacement {
  readonly path?: string;
  readonly source?: Selector & { readonly fieldPath?: string; readonly options?: FieldOptions };
  readonly sourceValue?: string;
  readonly targets?: readonly ReplacementTarget[];
}

export interface GeneratorOptions {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly disableNameSuffixHash?: boolean;
  readonly immutable?: boolean;
}

export interface GeneratorEntry {
  readonly name?: string;
  readonly namespace?: string;
  readonly behavior?: string;
  readonly literals?: readonly string[];
  readonly files?: readonly string[];
  readonly envs?: readonly string[];
  readonly env?: string;
  readonly options?: GeneratorOptions;
  readonly type?: string;
}

export interface LabelEntry {
  readonly pairs?: Readonly<Record<string, string>>;
  readonly includeSelectors?: boolean;
  readonly includeTemplates?: boolean;
  readonly fields?: readonly FieldSpec[];
}

export interface VarEntry {
  readonly name?: string;
  readonly objref?: Selector & { readonly apiVersion?: string };
  readonly fieldref?: { readonly fieldPath?: string };
}

export interface HelmChartEntry {
  readonly name?: string;
  readonly version?: string;
  readonly repo?: string;
  readonly releaseName?: string;
  readonly namespace?: string;
  readonly additionalValuesFiles?: readonly string[];
  readonly valuesFile?: string;
  readonly valuesInline?: Readonly<Record<string, Json>>;
  readonly valuesMerge?: string;
  readonly includeCRDs?: boolean;
  readonly skipHooks?: boolean;
  readonly apiVersions?: readonly string[];
  readonly kubeVersion?: string;
  readonly nameTemplate?: string;
  readonly skipTests?: boolean;
}

export interface SortOptions {
  readonly order?: string;
  readonly legacySortOptions?: {
    readonly orderFirst?: readonly string[];
    readonly orderLast?: readonly string[];
  };
}

export interface KustomizationFields {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly openapi?: Readonly<Record<string, string>>;
  readonly namePrefix?: string;
  readonly nameSuffix?: string;
  readonly namespace?: string;
  readonly commonLabels?: Readonly<Record<string, string>>;
  readonly labels?: readonly LabelEntry[];
  readonly commonAnnotations?: Readonly<Record<string, string>>;
  readonly patchesStrategicMerge?: readonly string[];
  readonly patchesJson6902?: readonly PatchEntry[];
  readonly patches?: readonly PatchEntry[];
  readonly replacements?: readonly Replacement[];
  readonly replicas?: readonly { readonly name?: string; readonly count?: number }[];
  readonly vars?: readonly VarEntry[];
  readonly sortOptions?: SortOptions;
  readonly resources?: readonly string[];
  readonly components?: readonly string[];
  readonly crds?: readonly string[];
  readonly bases?: readonly string[];
  readonly configMapGenerator?: readonly GeneratorEntry[];
  readonly secretGenerator?: readonly GeneratorEntry[];
  readonly helmGlobals?: { readonly chartHome?: string; readonly configHome?: string };
  readonly helmCharts?: readonly HelmChartEntry[];
  readonly helmChartInflationGenerator?: readonly { readonly chartName?: string }[];
  readonly generatorOptions?: GeneratorOptions;
  readonly configurations?: readonly string[];
  readonly generators?: readonly string[];
  readonly transformers?: readonly string[];
  readonly validators?: readonly string[];
  readonly buildMetadata?: readonly string[];
}

export interface Kustomization {
  readonly path: RepoPath;
  readonly directory: RepoPath;
  readonly kind: "Kustomization" | "Component";
  readonly fields: KustomizationFields;
  placeOf(keyPath: KeyPath): Place;
}

const selector = {
  group: text,
  version: text,
  kind: text,
  name: text,
  namespace: text,
  labelSelector: text,
  annotationSelector: text,
};
const { labelSelector: _labels, annotationSelector: _annotations, ...resId } = selector;
const fieldOptions = record({ delimiter: text, index: whole, encoding: text, create: flag });
export const fieldSpecShape = record({ group: text, version: text, kind: text, path: text, create: flag });
const patchShape = record({
  path: text,
  patch: text,
  target: record(selector),
  options: { is: "values", of: flag },
});
const replacementFields = {
  source: record({ ...resId, fieldPath: text, options: fieldOptions }),
  sourceValue: text,
  targets: list(
    record({
      select: record(selector),
      reject: list(record(selector)),
      fieldPaths: list(text),
      options: fieldOptions,
    }),
  ),
};
export const replacementShape = record(replacementFields);
const generatorOptions = record({
  labels: texts,
  annotations: texts,
  disableNameSuffixHash: flag,
  immutable: flag,
});
const generator = {
  name: text,
  namespace: text,
  behavior: text,
  literals: list(text),
  files: list(text),
  envs: list(text),
  env: text,
  options: generatorOptions,
};
const helmChart = record({
  ...Object.fromEntries(
    [
      "name",
      "version",
      "repo",
      "releaseName",
      "namespace",
      "valuesFile",
      "valuesMerge",
      "kubeVersion",
      "nameTemplate",
    ].map((name) => [name, text]),
  ),
  additionalValuesFiles: list(text),
  valuesInline: map,
  includeCRDs: flag,
  skipHooks: flag,
  apiVersions: list(text),
  skipTests: flag,
  debug: flag,
  devel: flag,
});

const shape: Shape = record({
  kind: text,
  apiVersion: text,
  metadata: record({ name: text, namespace: text, labels: texts, annotations: texts }),
  openapi: texts,
  namePrefix: text,
  nameSuffix: text,
  namespace: text,
  commonLabels: texts,
  labels: list(
    record({ pairs: texts, includeSelectors: flag, includeTemplates: flag, fields: list(fieldSpecShape) }),
  ),
  commonAnnotations: texts,
  patchesStrategicMerge: list(text),
  patchesJson6902: list(patchShape),
  patches: list(patchShape),
  images: list(record({ name: text, newName: text, tagSuffix: text, newTag: text, digest: text })),
  imageTags: list(record({ name: text, newName: text, tagSuffix: text, newTag: text, digest: text })),
  replacements: list(record({ ...replacementFields, path: text })),
  replicas: list(record({ name: text, count: whole })),
  vars: list(
    record({
      name: text,
      objref: record({ ...resId, apiVersion: text }),
      fieldref: record({ fieldPath: text }),
    }),
  ),
  sortOptions: record({
    order: text,
    legacySortOptions: record({ orderFirst: list(text), orderLast: list(text) }),
  }),
  resources: list(text),
  components: list(text),
  crds: list(text),
  bases: list(text),
  configMapGenerator: list(record(generator)),
  secretGenerator: list(record({ ...generator, type: text })),
  helmGlobals: record({ chartHome: text, configHome: text }),
  helmCharts: list(helmChart),
  helmChartInflationGenerator: list(anything),
  generatorOptions,
  configurations: list(text),
  generators: list(text),
  transformers: list(text),
  validators: list(text),
  buildMetadata: list(text),
});

/** The names kustomize looks for, in its order (api/konfig/general.go RecognizedKustomizationFileNames). */
export const kustomizationNames: readonly string[] = [
  "kustomization.yaml",
  "kustomization.yml",
  "Kustomization",
];

export function readKustomization(path: RepoPath, files: TextFiles): Kustomization {
  const start: Place = { path, line: 1, column: 1 };
  const invalid = (problem: string, at: Place = start): never =>
    fail("kustomize-build-invalid-kustomization", { problem }, at);
  const file = files.yaml(path);
  if (file === undefined) return invalid("it cannot be read");
  const [unreadable] = file.diagnostics;
  if (unreadable !== undefined) {
    const problem = unreadable.code === "yaml-unreadable" ? unreadable.params.problem : "it is no YAML";
    return invalid(`it is no YAML: ${problem}`, unreadable.at ?? start);
  }
  // Only the first document counts: sigs.k8s.io/yaml does not look further.
  const document = file.yaml.documents[0];
  const written = document === undefined ? null : toJson(treeOf(document, file.yaml.text, "config"));
  if (document === undefined || written === null) return invalid("it is empty");
  const read = readShape(written, shape);
  if (!read.ok) return invalid(read.problem, document.place(read.path));
  const raw = read.value as KustomizationFields; // the shape is the type, field by field
  const kind = raw.kind === undefined || raw.kind === "" ? "Kustomization" : raw.kind;
  if (kind !== "Kustomization" && kind !== "Component") {
    return invalid(
      `its kind is \`${kind}\`; it has to be Kustomization or Component`,
      document.place(["kind"]),
    );
  }
  const version = `kustomize.config.k8s.io/${kind === "Component" ? "v1alpha1" : "v1beta1"}`;
  if (raw.apiVersion !== undefined && raw.apiVersion !== "" && raw.apiVersion !== version) {
    return invalid(
      `its apiVersion is \`${raw.apiVersion}\`; a ${kind} has ${version}`,
      document.place(["apiVersion"]),
    );
  }
  const counting = Object.entries(raw).filter(([key]) => key !== "kind" && key !== "apiVersion");
  if (counting.every(([, value]) => isZero(value as Json))) return invalid("it is empty"); // JSON that passed the shape
  return {
    path,
    directory: directoryOf(path),
    kind,
    fields: raw,
    placeOf: (keyPath) => document.place(keyPath),
  };
}

export function isKustomizationName(path: RepoPath): boolean {
  return kustomizationNames.includes(baseNameOf(path));
}

/** Go's zero values; an empty list or map that is written is none. */
function isZero(value: Json): boolean {
  return value === "";
}
