import { describe, expect, test } from "vitest";
import type { HelmTemplate, RenderBook } from "../../../src/model/render.ts";
import {
  application,
  chainText,
  deployed,
  directorySource,
  indented,
  layerTexts,
  repository,
} from "./deployed.ts";

/** A chart from a repository, with lines of `helm`. */
function chartSource(helm: string): string {
  return `source:
  repoURL: https://charts.example.com
  chart: grafana
  targetRevision: 8.2.0
  helm:
${indented(helm.trimEnd(), 4)}
`;
}

const ingress = "ingress:\n  enabled: true\n  hosts: [grafana.test]\n";
const root = application({ name: "root", namespace: "argocd", spec: directorySource("argocd") });

describe("layers", () => {
  test("files, the object and parameters come in Helm's order, each with its site", () => {
    const { release } = deployed({
      "argocd/grafana.yaml": application({
        name: "grafana",
        spec: `sources:
  - repoURL: https://charts.example.com
    chart: grafana
    targetRevision: 8.2.0
    helm:
      releaseName: graphs
      valueFiles: [$values/values/common.yaml]
      valuesObject:
        ingress: {enabled: true}
      parameters:
        - {name: "ingress.hosts[0]", value: graphs.test}
        - {name: ingress.port, value: "8080"}
        - {name: ingress.text, value: "8080", forceString: true}
  - repoURL: ${repository}
    ref: values
  - repoURL: ${repository}
    path: extras
`,
      }),
      "values/common.yaml": "# common\ningress:\n  hosts: [grafana.test, second.test]\n",
      "extras/dashboard.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n",
    });

    const found = release("Application argocd/grafana");
    expect([found.name, found.namespace]).toEqual(["graphs", "shop"]);
    expect(layerTexts(found)).toEqual([
      "values/common.yaml [values/common.yaml#0  map]",
      "helm.valuesObject of Application argocd/grafana [argocd/grafana.yaml#0 spec.sources.0.helm.valuesObject map]",
      "parameters of Application argocd/grafana [-]",
    ]);
    expect(found.layers[2]?.value).toEqual({
      ingress: { hosts: ["graphs.test", "second.test"], port: 8080, text: "8080" },
    });
    expect(found.layers.map((layer) => layer.place(["ingress"]))).toEqual([
      { path: "values/common.yaml", line: 2, column: 1 },
      { path: "argocd/grafana.yaml", line: 15, column: 11 },
      { path: "argocd/grafana.yaml", line: 19, column: 13 },
    ]);
    expect(found.chart).toEqual({
      kind: "remote",
      location: {
        kind: "repository",
        url: "https://charts.example.com",
        chart: "grafana",
        version: "8.2.0",
      },
      name: "grafana",
      version: "8.2.0",
    });
  });

  test("values in a string have their places inside it", () => {
    const { release } = deployed({
      "argocd/grafana.yaml": application({
        name: "grafana",
        spec: chartSource(`values: |\n${indented(ingress, 2)}`),
      }),
    });

    const found = release("Application argocd/grafana");
    expect(layerTexts(found)).toEqual([
      "helm.values of Application argocd/grafana [argocd/grafana.yaml#0 spec.source.helm.values string]",
    ]);
    expect(found.layers[0]?.place(["ingress", "hosts"])).toEqual({
      path: "argocd/grafana.yaml",
      line: 15,
      column: 11,
    });
  });

  test("what is not here is a gap, unless Helm goes on without it", () => {
    const helm = (more: string) =>
      `valueFiles: [in-the-chart.yaml, https://example.com/x.yaml, /gone.yaml, /closed.yaml, /values.yaml]\n${more}`;
    const files = (more: string) => ({
      "argocd/grafana.yaml": application({ name: "grafana", spec: chartSource(helm(more)) }),
      "values.yaml": ingress,
      "closed.yaml": "a: ENC[x]\nsops:\n  mac: ENC[AES256_GCM,data:x]\n  version: 3.9.0\n",
    });

    expect(
      deployed(files(""))
        .release("Application argocd/grafana")
        .gaps.map(({ why }) => why),
    ).toEqual([
      "`in-the-chart.yaml` stands inside the package of the chart",
      "`https://example.com/x.yaml` is in another repository",
      "`/gone.yaml` does not exist",
      "`closed.yaml` is encrypted with SOPS",
    ]);
    expect(
      deployed(files("ignoreMissingValueFiles: true"))
        .release("Application argocd/grafana")
        .gaps.map(({ why }) => why),
    ).not.toContain("`/gone.yaml` does not exist");
  });

  test("values of an ApplicationSet are those of the element, their site is the template", () => {
    const set = `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: grafana, namespace: argocd}
spec:
  goTemplate: true
  generators:
    - list:
        elements: [{domain: eu.test, cluster: eu}, {domain: us.test, cluster: us}]
  template:
    metadata:
      name: 'grafana-{{.cluster}}'
    spec:
      source:
        repoURL: https://charts.example.com
        chart: grafana
        targetRevision: 8.2.0
        helm:
          valuesObject:
            ingress:
              hosts: ['grafana.{{.domain}}']
      destination: {name: '{{.cluster}}', namespace: monitoring}
`;
    const result = deployed({ "argocd/set.yaml": set });

    expect(result.releaseTexts).toEqual([
      "eu: Application argocd/grafana-eu -> monitoring/grafana-eu",
      "us: Application argocd/grafana-us -> monitoring/grafana-us",
    ]);
    const [eu] = result.releases;
    expect(eu?.layers[0]?.value).toEqual({ ingress: { hosts: ["grafana.eu.test"] } });
    expect(eu?.layers[0]?.site).toEqual({
      path: "argocd/set.yaml",
      document: 0,
      base: ["spec", "template", "spec", "source", "helm", "valuesObject"],
      form: "map",
    });
    expect(eu?.owner.title).toBe("ApplicationSet grafana");
  });

  test("values of a generator's own template have no site in the set's", () => {
    const set = `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: grafana, namespace: argocd}
spec:
  generators:
    - list:
        elements: [{cluster: eu}]
        template:
          metadata: {}
          spec:
            source:
              helm:
                valuesObject: {ingress: {enabled: true}}
  template:
    metadata: {name: grafana}
    spec:
      source: {repoURL: https://charts.example.com, chart: grafana, targetRevision: 8.2.0}
      destination: {name: eu, namespace: monitoring}
`;
    expect(layerTexts(deployed({ "argocd/set.yaml": set }).release("Application argocd/grafana"))).toEqual([
      "helm.valuesObject of Application argocd/grafana [-]",
    ]);
  });
});

describe("charts", () => {
  const chartOf = (spec: string) =>
    deployed({
      "argocd/grafana.yaml": application({ name: "grafana", spec }),
      "charts/grafana/Chart.yaml": "apiVersion: v2\nname: grafana\nversion: 0.1.0\n",
      "charts/grafana/values.yaml": ingress,
    }).release("Application argocd/grafana").chart;
  const values = indented(`helm:\n  valuesObject:\n${indented(ingress, 4)}`, 2);

  test.each([
    [
      "an address without scheme is a registry",
      `source:\n  repoURL: registry.example.com/charts\n  chart: grafana\n  targetRevision: 8.2.0\n${values}`,
      {
        kind: "remote",
        location: { kind: "oci", url: "oci://registry.example.com/charts/grafana", version: "8.2.0" },
        name: "grafana",
        version: "8.2.0",
      },
    ],
    [
      "a star means the newest",
      `source:\n  repoURL: https://charts.example.com\n  chart: grafana\n  targetRevision: '*'\n${values}`,
      {
        kind: "remote",
        location: { kind: "repository", url: "https://charts.example.com", chart: "grafana", version: "" },
        name: "grafana",
        version: undefined,
      },
    ],
    [
      "a directory of this repository",
      `source:\n  repoURL: ${repository}\n  path: charts/grafana\n`,
      { kind: "own", directory: "charts/grafana" },
    ],
    [
      "a directory of another repository",
      `sources:\n  - repoURL: ${repository}\n    ref: values\n  - repoURL: https://git.example.com/other/charts\n    path: deploy/grafana\n${indented(values, 2)}`,
      {
        kind: "unknown",
        name: "grafana",
        version: undefined,
        why: "the chart `deploy/grafana` is in another repository (https://git.example.com/other/charts)",
      },
    ],
  ])("%s", (_name, spec, expected) => {
    expect(chartOf(spec)).toEqual(expected);
  });
});

test("values files that a reference leads to tell which repository this is", () => {
  const { release } = deployed({
    "argocd/grafana.yaml": application({
      name: "grafana",
      spec: `sources:
  - repoURL: https://charts.example.com
    chart: grafana
    targetRevision: 8.2.0
    helm:
      valueFiles: [$values/values/grafana.yaml]
  - repoURL: ${repository}
    ref: values
`,
    }),
    "values/grafana.yaml": ingress,
  });

  expect(layerTexts(release("Application argocd/grafana"))).toEqual([
    "values/grafana.yaml [values/grafana.yaml#0  map]",
  ]);
});

describe("home of a companion", () => {
  const grafana = application({
    name: "grafana",
    spec: chartSource(`valuesObject:\n${indented(ingress, 2)}`),
  });
  const homeOf = (files: Readonly<Record<string, string>>) =>
    deployed(files).release("Application argocd/grafana").home;

  test("none where nothing deploys the Application", () => {
    expect(homeOf({ "argocd/grafana.yaml": grafana })).toEqual({
      kind: "none",
      why: "no Application of this repository deploys `argocd/grafana.yaml`",
    });
  });

  test("beside the Application that a parent deploys to the same cluster", () => {
    expect(homeOf({ "argocd/grafana.yaml": grafana, "bootstrap/root.yaml": root })).toEqual({
      kind: "beside-owner",
      listedBy: [],
    });
  });

  test("in the list of the parent's kustomization, unless that sets a namespace", () => {
    const files = (kustomization: string) => ({
      "argocd/grafana.yaml": grafana,
      "argocd/kustomization.yaml": kustomization,
      "bootstrap/root.yaml": root,
    });

    expect(homeOf(files("resources: [grafana.yaml]\n"))).toEqual({
      kind: "beside-owner",
      listedBy: ["argocd/kustomization.yaml"],
    });
    expect(homeOf(files("namespace: argocd\nresources: [grafana.yaml]\n"))).toEqual({
      kind: "none",
      why: "the Application argocd/root would change or leave out a file beside `argocd/grafana.yaml`",
    });
  });

  test("not beside it when the parent leaves other files out", () => {
    const spec = directorySource("argocd", "directory:\n  include: grafana.yaml\n");

    expect(
      homeOf({
        "argocd/grafana.yaml": grafana,
        "bootstrap/root.yaml": application({ name: "root", namespace: "argocd", spec }),
      }),
    ).toEqual({
      kind: "none",
      why: "the Application argocd/root would change or leave out a file beside `argocd/grafana.yaml`",
    });
  });

  test("not beside it when the chart goes to another cluster than the Application", () => {
    const remote = grafana.replace("https://kubernetes.default.svc", "https://eu.example.com");

    expect(homeOf({ "argocd/grafana.yaml": remote, "bootstrap/root.yaml": root })).toEqual({
      kind: "none",
      why: "the Application argocd/root, which deploys `argocd/grafana.yaml`, deploys it to the cluster in-cluster, not to eu.example.com",
    });
  });

  test("in a directory the same Application deploys, listed where a kustomization wants it", () => {
    const spec = `sources:
  - repoURL: https://charts.example.com
    chart: grafana
    targetRevision: 8.2.0
    helm:
      valuesObject: {ingress: {enabled: true}}
  - repoURL: ${repository}
    path: extras
`;
    const files = {
      "argocd/grafana.yaml": application({ name: "grafana", spec }),
      "extras/dashboard.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n",
    };

    expect(homeOf(files)).toEqual({ kind: "directory", path: "extras" });
    expect(homeOf({ ...files, "extras/kustomization.yaml": "resources: [dashboard.yaml]\n" })).toEqual({
      kind: "directory",
      path: "extras",
      listedBy: ["extras/kustomization.yaml"],
    });
  });

  test("in the chart, where that is in the repository", () => {
    expect(
      homeOf({
        "argocd/grafana.yaml": application({ name: "grafana", spec: directorySource("charts/grafana") }),
        "charts/grafana/Chart.yaml": "apiVersion: v2\nname: grafana\nversion: 0.1.0\n",
        "charts/grafana/values.yaml": ingress,
      }),
    ).toEqual({ kind: "chart-templates", directory: "charts/grafana" });
  });
});

describe("Applications that a chart renders", () => {
  const files = {
    "bootstrap/root.yaml": application({
      name: "root",
      namespace: "argocd",
      spec: directorySource("charts/apps"),
    }),
    "charts/apps/Chart.yaml": "apiVersion: v2\nname: apps\nversion: 0.1.0\n",
    "charts/apps/values.yaml": "apps: [cart]\n",
    "charts/apps/templates/apps.yaml":
      "{{ range .Values.apps }}\n---\napiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: {{ . }}}\n{{ end }}\n",
    "apps/cart/ingress.yaml":
      "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: cart}\nspec: {rules: [{host: cart.test}]}\n",
  };
  const rendered = (asked: HelmTemplate[]): RenderBook => ({
    pull: () => undefined,
    template: (request) => {
      asked.push(request);
      const object = {
        apiVersion: "argoproj.io/v1alpha1",
        kind: "Application",
        metadata: { name: "cart" },
        spec: {
          source: { repoURL: repository, path: "apps/cart" },
          destination: { server: "https://kubernetes.default.svc", namespace: "shop" },
        },
      };
      const templates = [{ template: "templates/apps.yaml", documents: [{ text: "", object }] }];
      return { kind: "rendered", templates, warnings: "", helmVersion: "v4.1.0" };
    },
  });

  test("deploy what they name, through the chart", () => {
    const asked: HelmTemplate[] = [];
    const result = deployed(files, { renders: rendered(asked) });

    expect(result.objects).toEqual(["default: shop/Ingress/cart"]);
    expect(chainText(result.clusters[0]?.units[0]?.objects[0]?.hops ?? [])).toBe(
      "Application@bootstrap/root.yaml:1 > Application@charts/apps/templates/apps.yaml:1",
    );
    expect(asked.map(({ release, namespace }) => `${namespace}/${release}`)).toEqual(["argocd/root"]);
  });

  test("may come out of a chart that was installed by hand", () => {
    const { "bootstrap/root.yaml": _root, ...byHand } = files;
    const asked: HelmTemplate[] = [];

    expect(deployed(byHand, { renders: rendered(asked) }).objects).toEqual(["default: shop/Ingress/cart"]);
    expect(asked.map(({ release, namespace }) => `${namespace}/${release}`)).toEqual(["default/apps"]);
  });

  test("may come out of Argo's own chart of Applications", () => {
    const asked: HelmTemplate[] = [];
    const umbrella = {
      "argocd/Chart.yaml":
        "apiVersion: v2\nname: argocd\nversion: 0.1.0\ndependencies:\n  - {name: argocd-apps, version: 2.0.0, repository: 'file://../apps-chart'}\n",
      "argocd/values.yaml": "argocd-apps: {applications: {cart: {}}}\n",
      "apps-chart/Chart.yaml": "apiVersion: v2\nname: argocd-apps\nversion: 2.0.0\n",
      "apps/cart/ingress.yaml": files["apps/cart/ingress.yaml"],
    };

    expect(deployed(umbrella, { renders: rendered(asked) }).objects).toEqual(["default: shop/Ingress/cart"]);
    expect(asked.map(({ release }) => release)).toEqual(["argocd"]);
  });

  test("are not known before the chart was rendered", () => {
    expect(deployed(files).objects).toEqual(["default: -/Ingress/cart (not deployed)"]);
  });
});
