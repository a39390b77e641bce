/** What a kustomization file may hold, field by field; anything else is refused, as kustomize does. */
import { anything, flag, list, map, record, type Shape, text, texts, whole } from "./shape.ts";

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

export const kustomizationShape: Shape = record({
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
