import { expect, test } from "vitest";
import { application, chainText, deployed, directorySource, layerTexts } from "./deployed.ts";

const grafana = `helmCharts:
  - name: grafana
    repo: https://charts.example.com
    version: 8.2.0
    releaseName: graphs
    namespace: graphs
    valuesFile: grafana.yaml
    valuesInline:
      ingress: {hosts: [grafana.test]}
    additionalValuesFiles: [limits.yaml]
`;
const files = {
  "base/kustomization.yaml": grafana,
  "base/grafana.yaml": "ingress: {enabled: true}\n",
  "base/limits.yaml": "ingress: {annotations: {a: b}}\n",
};

test("values come in kustomize's order, each with its site", () => {
  const result = deployed(files);

  const release = result.release("chart graphs of base/kustomization.yaml");
  expect(layerTexts(release)).toEqual([
    "base/grafana.yaml [base/grafana.yaml#0  map]",
    "valuesInline of base/kustomization.yaml [base/kustomization.yaml#0 helmCharts.0.valuesInline map]",
    "base/limits.yaml [base/limits.yaml#0  map]",
  ]);
  expect(release.layers[1]?.place(["ingress"])).toEqual({
    path: "base/kustomization.yaml",
    line: 9,
    column: 7,
  });
  expect([release.name, release.namespace, release.owner.statesNamespace]).toEqual([
    "graphs",
    "graphs",
    true,
  ]);
  expect(release.home).toEqual({ kind: "beside-owner", listedBy: ["base/kustomization.yaml"] });
  expect(release.chart).toEqual({
    kind: "remote",
    location: { kind: "repository", url: "https://charts.example.com", chart: "grafana", version: "8.2.0" },
    name: "grafana",
    version: "8.2.0",
  });
  expect(result.codes).toEqual([]);
});

test.each([
  ["override", ["base/grafana.yaml", "valuesInline of base/kustomization.yaml"]],
  ["merge", ["valuesInline of base/kustomization.yaml", "base/grafana.yaml"]],
  ["replace", ["valuesInline of base/kustomization.yaml"]],
])("valuesMerge: %s", (merge, expected) => {
  const text = grafana.replace("    additionalValuesFiles: [limits.yaml]\n", `    valuesMerge: ${merge}\n`);
  const result = deployed({ ...files, "base/kustomization.yaml": text });

  expect(result.release("chart graphs of base/kustomization.yaml").layers.map(({ name }) => name)).toEqual(
    expected,
  );
});

test("every overlay is a release of its own, with what its kustomization sets", () => {
  const result = deployed({
    ...files,
    "overlays/prod/kustomization.yaml":
      "namespace: monitoring\nresources: [../../base]\nlabels:\n  - pairs: {team: shop}\n",
    "overlays/staging/kustomization.yaml": "namePrefix: staging-\nresources: [../../base]\n",
  });

  expect(result.releaseTexts).toEqual([
    "prod: chart graphs of base/kustomization.yaml for overlays/prod -> monitoring/graphs",
    "staging: chart graphs of base/kustomization.yaml for overlays/staging -> graphs/graphs",
  ]);
  const [prod, staging] = result.releases;
  expect([prod?.owner.statesNamespace, prod?.changedAfter]).toEqual([false, []]);
  expect(staging?.changedAfter).toEqual([
    { field: "namePrefix", at: { path: "overlays/staging/kustomization.yaml", line: 1, column: 1 } },
  ]);
  expect(chainText(prod?.chain ?? [])).toBe(
    "kustomize@overlays/prod/kustomization.yaml:2 > kustomize@base/kustomization.yaml:2",
  );
});

test.each([
  ["a patch of any Ingress", "patches:\n  - target: {kind: Ingress}\n    patch: '[]'\n", ["patches"]],
  [
    "a patch of an Ingress by name",
    "patches:\n  - patch: |-\n      apiVersion: networking.k8s.io/v1\n      kind: Ingress\n      metadata: {name: graphs}\n",
    ["patches"],
  ],
  ["a patch of something else", "patches:\n  - target: {kind: Deployment}\n    patch: '[]'\n", []],
  ["a component that patches", "components: [../part]\n", ["patches"]],
])("%s", (_name, fields, expected) => {
  const result = deployed({
    ...files,
    "part/kustomization.yaml":
      "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches:\n  - target: {kind: Ingress}\n    patch: '[]'\n",
    "overlays/prod/kustomization.yaml": `resources: [../../base]\n${fields.replace("../part", "../../part")}`,
  });

  expect(result.releases.flatMap(({ changedAfter }) => changedAfter.map(({ field }) => field))).toEqual(
    expected,
  );
  expect(result.releases.length).toBe(1);
});

test("Argo CD's destination and its own fields go over the kustomization", () => {
  const result = deployed({
    ...files,
    "base/kustomization.yaml": grafana.replace("    namespace: graphs\n", ""),
    "argocd/graphs.yaml": application({
      name: "graphs",
      spec: directorySource("base", "kustomize:\n  nameSuffix: -blue\n"),
    }),
  });

  const release = result.release("chart graphs of base/kustomization.yaml");
  expect(release.namespace).toBe("shop");
  expect(release.changedAfter.map(({ field }) => field)).toEqual(["nameSuffix"]);
  expect(chainText(release.chain)).toBe(
    "Application@argocd/graphs.yaml:1 > kustomize@base/kustomization.yaml:2",
  );
});

test("charts of this repository, of a registry, and of nowhere", () => {
  const entry = (name: string, more: string) =>
    `  - {name: ${name}, releaseName: ${name}, valuesInline: {ingress: {enabled: true}}${more}}\n`;
  const result = deployed({
    "kustomization.yaml": `helmGlobals: {chartHome: deploy}\nhelmCharts:\n${entry("own", "")}${entry("registry", ", repo: oci://registry.example.com/charts")}${entry("lost", "")}`,
    "deploy/own/Chart.yaml": "apiVersion: v2\nname: own\nversion: 0.1.0\n",
  });

  expect(result.releases.map(({ chart }) => chart)).toEqual([
    { kind: "own", directory: "deploy/own" },
    {
      kind: "remote",
      location: { kind: "oci", url: "oci://registry.example.com/charts/registry", version: "" },
      name: "registry",
      version: undefined,
    },
    {
      kind: "unknown",
      name: "lost",
      version: undefined,
      why: "`deploy/lost` is not in this repository, and no `repo` is named",
    },
  ]);
  expect(result.releases[0]?.home).toEqual({ kind: "chart-templates", directory: "deploy/own" });
});

test("the older inflation generator and generator files are the same under other names", () => {
  const result = deployed({
    "old/kustomization.yaml":
      "helmChartInflationGenerator:\n  - chartName: grafana\n    chartRepoUrl: https://charts.example.com\n    releaseName: graphs\n    valuesLocal: {ingress: {enabled: true}}\n",
    "new/kustomization.yaml": "generators: [chart.yaml]\n",
    "new/chart.yaml":
      "apiVersion: builtin\nkind: HelmChartInflationGenerator\nmetadata: {name: x}\nname: grafana\nrepo: https://charts.example.com\nreleaseName: graphs\nvaluesInline:\n  ingress: {enabled: true}\n",
  });

  expect(result.releases.map(({ id, layers }) => [id, layers[0]?.site])).toEqual([
    [
      "chart graphs of new/chart.yaml",
      { path: "new/chart.yaml", document: 0, base: ["valuesInline"], form: "map" },
    ],
    [
      "chart graphs of old/kustomization.yaml",
      {
        path: "old/kustomization.yaml",
        document: 0,
        base: ["helmChartInflationGenerator", 0, "valuesLocal"],
        form: "map",
      },
    ],
  ]);
});

test("a chart without a release name, and a values file that is not there, are gaps", () => {
  const result = deployed({
    "kustomization.yaml":
      "helmCharts:\n  - {name: grafana, repo: https://charts.example.com, valuesFile: gone.yaml, valuesInline: {ingress: {enabled: true}}}\n",
  });

  expect(result.releases[0]?.gaps.map(({ why }) => why)).toEqual([
    "`gone.yaml` is not in this repository",
    "`grafana` has no `releaseName`, so Helm makes up another name for every build",
  ]);
});

test("the note that charts are not rendered stays where the kustomization generates something else", () => {
  const beside = {
    "cart.yaml":
      "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: cart}\nspec: {rules: [{host: cart.test}]}\n",
  };
  const charts = "helmCharts:\n  - {name: grafana, repo: https://charts.example.com, releaseName: graphs}\n";

  expect(deployed({ ...beside, "kustomization.yaml": `resources: [cart.yaml]\n${charts}` }).codes).toEqual(
    [],
  );
  expect(
    deployed({
      ...beside,
      "kustomization.yaml": `resources: [cart.yaml]\n${charts}generators: [plugin.yaml]\n`,
    }).codes,
  ).toEqual([
    "kustomize-charts-not-rendered @ kustomization.yaml:2",
    "kustomize-charts-not-rendered @ kustomization.yaml:4",
  ]);
});
