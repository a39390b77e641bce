import { describe, expect, it } from "vitest";
import { surveySnapshot } from "../../../src/flows/survey.ts";
import { memorySnapshot } from "../../../src/model/memory-snapshot.ts";

const ingress = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: cart, namespace: shop}
spec:
  ingressClassName: nginx
  rules:
    - host: cart.shop.test
      http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: cart, port: {number: 80}}}}]}
`;

const config =
  'version: 1\ntarget: {name: cilium, gatewayApi: "1.5"}\ngateway: {name: public, namespace: gw}\n';

function survey(files: Readonly<Record<string, string>>) {
  return surveySnapshot(
    memorySnapshot({ ".github/tidegate.yml": config, "apps/cart.yaml": ingress, ...files }),
    {},
  );
}

const application = (helm: string) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: edge, namespace: argocd}
spec:
  destination: {namespace: ingress-nginx, server: https://kubernetes.default.svc}
  source:
    repoURL: https://kubernetes.github.io/ingress-nginx
    chart: ingress-nginx
    targetRevision: 4.12.1
    helm:
${helm}
`;

describe("the controller's Helm values", () => {
  it.each([
    [
      "a HelmRelease",
      {
        "infra/edge.yaml": `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: edge, namespace: ingress-nginx}
spec:
  chart: {spec: {chart: ingress-nginx, sourceRef: {kind: HelmRepository, name: edge}}}
  values: {controller: {config: {hsts: "false"}}}
`,
      },
    ],
    [
      "an Application with values as an object",
      { "infra/edge.yaml": application("      valuesObject: {controller: {config: {hsts: 'false'}}}") },
    ],
    [
      "an Application with values as text",
      { "infra/edge.yaml": application("      values: |\n        controller: {config: {hsts: 'false'}}") },
    ],
    [
      "a helmfile",
      {
        "helmfile.yaml": `repositories: [{name: edge, url: https://kubernetes.github.io/ingress-nginx}]
releases:
  - name: edge
    namespace: ingress-nginx
    chart: edge/ingress-nginx
    values: [{controller: {config: {hsts: false}}}]
`,
      },
    ],
    [
      "a kustomization",
      {
        "infra/kustomization.yaml": `helmCharts:
  - name: ingress-nginx
    repo: https://kubernetes.github.io/ingress-nginx
    releaseName: edge
    namespace: ingress-nginx
    valuesInline: {controller: {config: {hsts: "false"}}}
`,
      },
    ],
    [
      "an umbrella chart",
      {
        "charts/edge/Chart.yaml":
          "apiVersion: v2\nname: edge\nversion: 1.0.0\ndependencies:\n  - {name: ingress-nginx, alias: nginx, version: 4.12.1, repository: https://kubernetes.github.io/ingress-nginx}\n",
        "charts/edge/values.yaml":
          'nginx:\n  controller:\n    ingressClassResource: {name: nginx}\n    config: {hsts: "false"}\n',
      },
    ],
  ])("are read from %s", (_name, files: Readonly<Record<string, string>>) => {
    const { value } = survey(files);

    expect(
      value.clusters.flatMap(({ inventory }) => inventory.controllers ?? []).map(({ entries }) => entries),
    ).toEqual([{ hsts: "false" }]);
    expect(value.clusters[0]?.controllers?.map(({ entries }) => entries)).toEqual([{ hsts: "false" }]);
  });

  it.each([
    ["whitelist-source-range", "{{ .allowed }}", true],
    ["block-cidrs", "10.0.0.0/8", true],
    ["location-snippet", "deny all;", true],
    ["use-gzip", "true", false],
  ])("fail closed: %s: %s holds everything: %s", (key, value, isHeld) => {
    const map = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ingress-nginx-controller, namespace: ingress-nginx}\ndata: {${key}: "${value}"}\n`;

    const { waves, clusters } = survey({ "infra/map.yaml": map }).value;

    expect(clusters.map(({ controllers }) => controllers?.map(({ entries }) => entries))).toEqual([
      [{ [key]: value }],
    ]);
    expect(waves.flatMap(({ services }) => services.map(({ status }) => status))).toEqual([
      isHeld ? "blocked" : "planned",
    ]);
  });

  it("let go what a person has carried over by hand", () => {
    const map =
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ingress-nginx-controller, namespace: ingress-nginx}\ndata: {block-cidrs: 10.0.0.0/8}\n";

    const { value } = survey({
      "infra/map.yaml": map,
      ".github/tidegate.yml": `${config}nginx: {carriedOver: [block-cidrs]}\n`,
    });

    expect(value.waves.flatMap(({ services }) => services.map(({ status }) => status))).toEqual(["planned"]);
    expect(value.assumptions).toContain(
      "`block-cidrs` of the controller counts as carried over by hand (`nginx.carriedOver`).",
    );
  });

  it("of another cluster are not this one's", () => {
    const map = (hsts: string) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ingress-nginx-controller, namespace: ingress-nginx}\ndata: {hsts: "${hsts}"}\n`;

    const { value } = survey({
      "apps/cart.yaml": "a: 1\n",
      "clusters/prod/cart.yaml": ingress,
      "clusters/prod/map.yaml": map("false"),
      "clusters/test/cart.yaml": ingress,
      "clusters/test/map.yaml": map("true"),
    });

    expect(
      value.clusters.map(({ inventory, controllers }) => [inventory.name, controllers?.[0]?.entries]),
    ).toEqual([
      ["prod", { hsts: "false" }],
      ["test", { hsts: "true" }],
    ]);
  });
});
