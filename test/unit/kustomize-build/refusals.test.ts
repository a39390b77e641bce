import { expect, test } from "vitest";
import { buildTexts, ingress, service, type Texts } from "./tree-of-texts.ts";

const base: Texts = { "entry/ingress.yaml": ingress, "entry/service.yaml": service };
const listed = "resources:\n  - ingress.yaml\n  - service.yaml\n";

const cases: readonly (readonly [name: string, texts: Texts, code: string])[] = [
  ["no kustomization", {}, "kustomize-build-file-unusable -:0"],
  [
    "missing file",
    { "entry/kustomization.yaml": `${listed}  - nothing.yaml\n` },
    "kustomize-build-file-unusable entry/kustomization.yaml:4",
  ],
  [
    "way out of the repository",
    { "entry/kustomization.yaml": "resources:\n  - ../../other\n" },
    "kustomize-build-file-unusable entry/kustomization.yaml:2",
  ],
  [
    "absolute path",
    { "entry/kustomization.yaml": "resources:\n  - /etc/passwd\n" },
    "kustomize-build-file-unusable entry/kustomization.yaml:2",
  ],
  [
    "unknown field",
    { "entry/kustomization.yaml": `${listed}nameprefx: a-\n` },
    "kustomize-build-invalid-kustomization entry/kustomization.yaml:4",
  ],
  [
    "wrong type deep down",
    { "entry/kustomization.yaml": `${listed}patches:\n  - target:\n      kind: [Ingress]\n` },
    "kustomize-build-invalid-kustomization entry/kustomization.yaml:6",
  ],
  [
    "other kind",
    { "entry/kustomization.yaml": "kind: Kustomize\nresources: []\n" },
    "kustomize-build-invalid-kustomization entry/kustomization.yaml:1",
  ],
  [
    "other version",
    {
      "entry/kustomization.yaml":
        "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nresources: []\n",
    },
    "kustomize-build-invalid-kustomization entry/kustomization.yaml:1",
  ],
  [
    "broken YAML",
    { "entry/kustomization.yaml": "resources: [\n" },
    "kustomize-build-invalid-kustomization entry/kustomization.yaml:2",
  ],
  [
    "object without name",
    {
      "entry/kustomization.yaml": "resources: [a.yaml]\n",
      "entry/a.yaml": "---\n# first\n---\nkind: Service\n",
    },
    "kustomize-build-invalid-object entry/a.yaml:4",
  ],
  [
    "text behind a divider",
    { "entry/kustomization.yaml": "resources: [a.yaml]\n", "entry/a.yaml": `${service}--- {}\n` },
    "kustomize-build-invalid-object entry/a.yaml:1",
  ],
  [
    "circle",
    {
      "entry/kustomization.yaml": "resources:\n  - ../other\n",
      "other/kustomization.yaml": "resources:\n  - ../entry\n",
    },
    "kustomize-build-cycle other/kustomization.yaml:2",
  ],
  [
    "component under resources",
    {
      "entry/kustomization.yaml": "resources:\n  - ../c\n",
      "c/kustomization.yaml":
        "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnamePrefix: a\n",
    },
    "kustomize-build-kind entry/kustomization.yaml:2",
  ],
  [
    "same object twice",
    { "entry/kustomization.yaml": `${listed}  - again.yaml\n`, "entry/again.yaml": service },
    "kustomize-build-id-conflict entry/kustomization.yaml:4",
  ],
  [
    "patch for nothing",
    {
      "entry/kustomization.yaml": `${listed}patches:\n  - patch: |-\n      apiVersion: v1\n      kind: Service\n      metadata: {name: other}\n`,
    },
    "kustomize-build-patch-target-missing entry/kustomization.yaml:5",
  ],
  [
    "patch of neither form",
    { "entry/kustomization.yaml": `${listed}patches:\n  - patch: just words\n    target: {kind: Service}\n` },
    "kustomize-build-patch-invalid entry/kustomization.yaml:5",
  ],
  [
    "path and patch at once",
    { "entry/kustomization.yaml": `${listed}patches:\n  - patch: a\n    path: b\n` },
    "kustomize-build-patch-invalid entry/kustomization.yaml:5",
  ],
  [
    "operation that does not apply",
    {
      "entry/kustomization.yaml": `${listed}patches:\n  - target: {kind: Ingress}\n    patch: |-\n      - {op: remove, path: /spec/tls}\n`,
    },
    "kustomize-build-patch-fails entry/kustomization.yaml:5",
  ],
  [
    "merge of a map into a list",
    {
      "entry/kustomization.yaml": `${listed}patchesStrategicMerge:\n  - |-\n    apiVersion: v1\n    kind: Service\n    metadata: {name: web}\n    spec: {ports: {port: 81}}\n`,
    },
    "kustomize-build-patch-fails entry/kustomization.yaml:5",
  ],
  [
    "broken expression in a target",
    {
      "entry/kustomization.yaml": `${listed}patches:\n  - target: {name: "("}\n    patch: |-\n      - {op: remove, path: /spec}\n`,
    },
    "kustomize-build-pattern entry/kustomization.yaml:5",
  ],
  [
    "broken label selector",
    {
      "entry/kustomization.yaml": `${listed}patches:\n  - target: {labelSelector: "a in b"}\n    patch: |-\n      - {op: remove, path: /spec}\n`,
    },
    "kustomize-build-pattern entry/kustomization.yaml:5",
  ],
  [
    "replacement without source object",
    {
      "entry/kustomization.yaml": `${listed}replacements:\n  - source: {kind: Secret}\n    targets: [{select: {kind: Ingress}}]\n`,
    },
    "kustomize-build-replacement-fails entry/kustomization.yaml:5",
  ],
  [
    "generator with a repeated key",
    { "entry/kustomization.yaml": "configMapGenerator:\n  - name: a\n    literals: [x=1, x=2]\n" },
    "kustomize-build-generator-fails entry/kustomization.yaml:2",
  ],
  [
    "labels on something else than a map",
    {
      "entry/kustomization.yaml": "resources: [a.yaml]\ncommonLabels: {a: b}\n",
      "entry/a.yaml": "kind: X\nmetadata: {name: a, labels: [a]}\n",
    },
    "kustomize-build-field-fails entry/kustomization.yaml:2",
  ],
  [
    "unknown order",
    { "entry/kustomization.yaml": `${listed}sortOptions: {order: none}\n` },
    "kustomize-build-invalid-kustomization entry/kustomization.yaml:1",
  ],
];

test.each(cases)("%s fails the build with a place", (_name, texts, code) => {
  const { build, codes } = buildTexts({ ...base, ...texts });

  expect(codes).toEqual([code]);
  expect(build).toMatchObject({ state: "failed", objects: [] });
});
