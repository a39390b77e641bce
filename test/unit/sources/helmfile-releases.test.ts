import { expect, test } from "vitest";
import { chainText, deployed, layerTexts } from "./deployed.ts";

const ingress = "ingress:\n  enabled: true\n  hosts: [cart.test]\n";
const chart = {
  "charts/cart/Chart.yaml": "apiVersion: v2\nname: cart\nversion: 0.1.0\n",
  "charts/cart/values.yaml": "ingress: {enabled: false}\n",
};

test("a release per environment, each its own cluster", () => {
  const result = deployed({
    ...chart,
    "helmfile.yaml": `environments:
  prod: {}
  staging: {}
---
releases:
  - name: cart
    namespace: shop
    chart: ./charts/cart
    values: ["values/{{ .Environment.Name }}.yaml"]
`,
    "values/prod.yaml": ingress,
    "values/staging.yaml": ingress,
  });

  expect(result.releaseTexts).toEqual([
    "prod: release shop/cart of helmfile.yaml -> shop/cart",
    "staging: release shop/cart of helmfile.yaml -> shop/cart",
  ]);
  expect(result.releases.map(layerTexts)).toEqual([
    ["values/prod.yaml [values/prod.yaml#0  map]"],
    ["values/staging.yaml [values/staging.yaml#0  map]"],
  ]);
  expect(result.releases[0]?.home).toEqual({ kind: "chart-templates", directory: "charts/cart" });
  expect(chainText(result.releases[0]?.chain ?? [])).toBe("helmfile@helmfile.yaml:6");
  expect(result.releases[0]?.owner.document).toBe(1);
});

const single = (contexts: readonly string[]) =>
  `releases:\n${contexts
    .map((context) => `  - {name: cart-${context}, kubeContext: ${context}, chart: ./charts/cart}\n`)
    .join("")}`;

test.each([
  [
    "one environment: the directory names the cluster",
    { "clusters/eu/helmfile.yaml": single(["x"]).replace("./charts", "../../charts") },
    ["eu"],
  ],
  ["several contexts: each is a cluster", { "helmfile.yaml": single(["eu", "us"]) }, ["eu", "us"]],
  [
    "contexts of environments",
    {
      "helmfile.yaml":
        "environments:\n  prod: {kubeContext: eu-prod}\n  staging: {kubeContext: eu-staging}\n---\nreleases:\n  - {name: cart, chart: ./charts/cart}\n",
    },
    ["eu-prod", "eu-staging"],
  ],
  [
    "environments that share a context keep their names",
    {
      "helmfile.yaml":
        "environments:\n  prod: {kubeContext: eu}\n  staging: {kubeContext: eu}\n---\nreleases:\n  - {name: cart, chart: ./charts/cart}\n",
    },
    ["prod", "staging"],
  ],
])("%s", (_name, files, clusters) => {
  const result = deployed({ ...chart, ...files });

  expect(result.clusters.map(({ name }) => name)).toEqual(clusters);
  expect(result.releases.length).toBe(clusters.length);
});

test("layers in order: files, inline values with their site, settings; the rest are gaps", () => {
  const result = deployed({
    "helmfile.yaml": `repositories:
  - {name: grafana, url: "https://charts.example.com"}
templates:
  shared:
    values:
      - ingress: {enabled: true}
releases:
  - name: grafana
    namespace: monitoring
    chart: grafana/grafana
    version: 8.2.0
    values:
      - grafana.yaml
      - ingress: {enabled: true}
      - more.yaml.gotmpl
    secrets: [grafana.enc.yaml]
    set:
      - {name: ingress.path, value: /x}
      - {name: token, file: token.txt}
    postRenderer: ./change.sh
  - name: other
    chart: grafana/grafana
    inherit: [{template: shared}]
  - {name: gone, chart: grafana/grafana, installed: false}
`,
    "grafana.yaml": ingress,
  });

  const grafana = result.release("release monitoring/grafana of helmfile.yaml");
  expect(layerTexts(grafana)).toEqual([
    "grafana.yaml [grafana.yaml#0  map]",
    "values of release grafana [helmfile.yaml#0 releases.0.values.1 map]",
    "set of release grafana [-]",
  ]);
  expect(grafana.layers[1]?.place(["ingress"])).toEqual({ path: "helmfile.yaml", line: 14, column: 9 });
  expect(grafana.gaps.map(({ why }) => why)).toEqual([
    "`more.yaml.gotmpl` is a template of helmfile",
    "`grafana.enc.yaml` is encrypted",
    "the value of `token` is not known",
  ]);
  expect(grafana.changedAfter).toEqual([
    { field: "postRenderer", at: { path: "helmfile.yaml", line: 20, column: 5 } },
  ]);
  expect(grafana.home).toEqual({
    kind: "none",
    why: "helmfile installs charts alone, so nothing deploys a manifest beside them",
  });
  expect(layerTexts(result.release("release default/other of helmfile.yaml"))).toEqual([
    "values of release other [-]",
  ]);
  expect(result.releases.length).toBe(2);
});

test.each([
  ["./charts/cart", { kind: "own", directory: "charts/cart" }],
  [
    "oci://registry.example.com/charts/grafana",
    {
      kind: "remote",
      location: { kind: "oci", url: "oci://registry.example.com/charts/grafana", version: "1.2.3" },
      name: "grafana",
      version: "1.2.3",
    },
  ],
  [
    "private/grafana",
    {
      kind: "remote",
      location: { kind: "oci", url: "oci://registry.example.com/private/grafana", version: "1.2.3" },
      name: "grafana",
      version: "1.2.3",
    },
  ],
  [
    "nobody/grafana",
    {
      kind: "unknown",
      name: "grafana",
      version: "1.2.3",
      why: "where the chart `nobody/grafana` comes from is not in the helmfile",
    },
  ],
])("the chart %s", (written, expected) => {
  const result = deployed({
    ...chart,
    "helmfile.yaml": `repositories:
  - {name: private, url: registry.example.com/private, oci: true}
releases:
  - name: it
    chart: ${written}
    version: 1.2.3
    values: [{ingress: {enabled: true}}]
`,
  });

  expect(result.release("release default/it of helmfile.yaml").chart).toEqual(expected);
});
