import { describe, expect, test } from "vitest";
import { application, chainText, deployed, directorySource, indented, repository } from "./deployed.ts";
import { ingressText } from "./story.ts";

const cart = ingressText({ name: "cart", host: "cart.test", className: "nginx" });
const service = (name: string) =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\nspec:\n  ports: []\n`;

describe("directory sources", () => {
  test("objects without a namespace get the destination's, others keep theirs", () => {
    const result = deployed({
      "argocd/cart.yaml": application({ name: "cart", spec: directorySource("apps/cart") }),
      "apps/cart/ingress.yaml": cart,
      "apps/cart/pay.yaml": ingressText({ name: "pay", namespace: "money", host: "pay.test" }),
    });

    expect(result.objects).toEqual(["default: shop/Ingress/cart", "default: money/Ingress/pay"]);
    expect(result.clusters[0]?.units[0]?.objects[0]?.source.object.metadata.namespace).toBeUndefined();
  });

  test("objects of the cluster get no namespace", () => {
    const result = deployed({
      "argocd/gateway.yaml": application({ name: "gateway", spec: directorySource("gateway") }),
      "gateway/class.yaml":
        "apiVersion: gateway.networking.k8s.io/v1\nkind: GatewayClass\nmetadata:\n  name: public\n",
    });

    expect(result.objects).toEqual(["default: -/GatewayClass/public"]);
  });

  test("only what recurse, include and exclude let through is deployed; the rest is read as it stands", () => {
    const result = deployed({
      "argocd/cart.yaml": application({
        name: "cart",
        spec: directorySource("apps", "directory:\n  recurse: true\n  exclude: old/*\n"),
      }),
      "apps/cart/ingress.yaml": cart,
      "apps/old/ingress.yaml": ingressText({ name: "old", host: "old.test" }),
    });

    expect(result.objects).toEqual(["default: shop/Ingress/cart", "default: -/Ingress/old (not deployed)"]);
    expect(result.deployedBy).toBe("Argo CD");
  });

  test("Applications that deploy charts alone say nothing about directories", () => {
    const result = deployed({
      "argocd/grafana.yaml": application({
        name: "grafana",
        spec: "source:\n  repoURL: https://charts.example.com\n  chart: grafana\n  targetRevision: 8.2.0\n",
      }),
      "apps/cart/ingress.yaml": cart,
    });

    expect(result.objects).toEqual(["default: -/Ingress/cart (not deployed)"]);
    expect(result.deployedBy).toBeUndefined();
  });
});

describe("kustomize sources", () => {
  const kustomize = (fields: string) => ({
    "argocd/cart.yaml": application({
      name: "cart",
      spec: directorySource("apps/cart", `kustomize:\n${indented(fields, 2)}`),
    }),
    "apps/cart/kustomization.yaml": "resources:\n  - ingress.yaml\n  - service.yaml\n",
    "apps/cart/ingress.yaml": cart,
    "apps/cart/service.yaml": service("cart"),
  });

  test("a prefix of the Application renames objects and what refers to them", () => {
    const result = deployed(kustomize("namePrefix: blue-\n"));

    expect(result.objects).toEqual(["default: shop/Service/blue-cart", "default: shop/Ingress/blue-cart"]);
    const ingress = result.clusters[0]?.units[0]?.objects[1];
    expect(JSON.stringify(ingress?.object.spec)).toContain('"service":{"name":"blue-cart"');
    expect(ingress?.overlay).toEqual({
      kustomization: "apps/cart/kustomization.yaml",
      supplied: { namePrefix: "blue-", nameSuffix: "", namespace: undefined, labels: {}, annotations: {} },
      changedBy: ["namePrefix", "nameReference"],
    });
  });

  test("namespace, labels and annotations of the Application are what a route gets, too", () => {
    const result = deployed(
      kustomize("namespace: blue\ncommonLabels: {color: blue}\ncommonAnnotations: {a: b}\n"),
    );

    expect(result.objects).toEqual(["default: blue/Service/cart", "default: blue/Ingress/cart"]);
    expect(result.clusters[0]?.units[0]?.objects[1]?.overlay?.supplied).toEqual({
      namePrefix: "",
      nameSuffix: "",
      namespace: "blue",
      labels: { color: "blue" },
      annotations: { a: "b" },
    });
  });

  test("patches of the Application are followed", () => {
    const patch =
      "patches:\n  - target: {kind: Ingress}\n    patch: |-\n      - {op: replace, path: /spec/rules/0/host, value: blue.test}\n";
    const result = deployed(kustomize(patch));

    const ingress = result.clusters[0]?.units[0]?.objects[1];
    expect(JSON.stringify(ingress?.object.spec)).toContain('"host":"blue.test"');
    expect(ingress?.overlay?.changedBy).toEqual(["patches"]);
  });

  test("what the kustomization lists is deployed with it, wherever it stands", () => {
    const result = deployed({
      "argocd/cart.yaml": application({ name: "cart", spec: directorySource("apps/prod") }),
      "apps/prod/kustomization.yaml": "resources:\n  - ../base\n",
      "apps/base/kustomization.yaml": "resources:\n  - ingress.yaml\n",
      "apps/base/ingress.yaml": cart,
    });

    expect(result.objects).toEqual(["default: shop/Ingress/cart"]);
    expect(chainText(result.clusters[0]?.units[0]?.objects[0]?.hops ?? [])).toBe(
      "Application@argocd/cart.yaml:1 > kustomize@apps/prod/kustomization.yaml:2 > kustomize@apps/base/kustomization.yaml:2",
    );
  });

  test("a kustomization that cannot be built with the Application's fields is read as it stands", () => {
    const result = deployed(
      kustomize("patches:\n  - target: {kind: Ingress}\n    patch: '- {op: remove, path: /nothing}'\n"),
    );

    expect(result.objects).toEqual([
      "default: -/Ingress/cart (not deployed)",
      "default: -/Service/cart (not deployed)",
    ]);
    expect(result.codes).toContainEqual(expect.stringMatching(/^kustomize-build-/));
  });
});

describe("clusters", () => {
  const cluster = (name: string, server: string) =>
    `apiVersion: v1\nkind: Secret\nmetadata:\n  name: ${name}\n  labels:\n    argocd.argoproj.io/secret-type: cluster\nstringData:\n  name: ${name}\n  server: ${server}\n`;

  test("the cluster Argo CD runs in is `in-cluster` only where others have names", () => {
    const files = {
      "argocd/cart.yaml": application({ name: "cart", spec: directorySource("apps/cart") }),
      "apps/cart/ingress.yaml": cart,
    };
    const server = "https://eu.example.com";
    const more = {
      "argocd/clusters.yaml": cluster("eu", server),
      "argocd/pay.yaml": application({ name: "pay", spec: directorySource("apps/pay"), server }),
      "apps/pay/ingress.yaml": ingressText({ name: "pay", host: "pay.test" }),
    };

    expect(deployed(files).objects).toEqual(["default: shop/Ingress/cart"]);
    expect(deployed({ ...files, ...more }).objects).toEqual([
      "eu: shop/Ingress/pay",
      "in-cluster: shop/Ingress/cart",
    ]);
  });

  test("an ApplicationSet over a list of clusters deploys one directory to each", () => {
    const set = `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata:
  name: cart
  namespace: argocd
spec:
  generators:
    - list:
        elements:
          - cluster: eu
          - cluster: us
  template:
    metadata:
      name: cart-{{cluster}}
    spec:
      source:
        repoURL: ${repository}
        path: apps/cart
      destination:
        name: '{{cluster}}'
        namespace: shop-{{cluster}}
`;
    const result = deployed({ "argocd/cart.yaml": set, "apps/cart/ingress.yaml": cart });

    expect(result.objects).toEqual(["eu: shop-eu/Ingress/cart", "us: shop-us/Ingress/cart"]);
    expect(chainText(result.clusters[0]?.units[0]?.objects[0]?.hops ?? [])).toBe(
      "ApplicationSet@argocd/cart.yaml:1",
    );
  });

  test("clusters of the configuration go over those of Applications", () => {
    const { target } = {
      target: { name: "cilium", version: undefined, gatewayApi: { major: 1, minor: 5 }, channel: "standard" },
    } as const;
    const result = deployed(
      {
        "argocd/cart.yaml": application({ name: "cart", spec: directorySource("apps/cart") }),
        "apps/cart/ingress.yaml": cart,
      },
      { clusters: [{ name: "prod", paths: ["apps"], target, gateway: undefined }] },
    );

    expect(result.objects).toEqual(["prod: -/Ingress/cart (not deployed)"]);
    expect(result.deployedBy).toBeUndefined();
  });
});

describe("beside Flux", () => {
  const flux = (path: string) => `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: flux-system, namespace: flux-system}
spec: {url: "ssh://git@git.example.com/shop/fleet"}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: apps, namespace: flux-system}
spec:
  path: ./${path}
  targetNamespace: shop
  sourceRef: {kind: GitRepository, name: flux-system}
`;

  test("Flux may deploy the Applications that deploy the rest", () => {
    const result = deployed({
      "flux/sync.yaml": flux("argocd"),
      "argocd/cart.yaml": application({ name: "cart", spec: directorySource("apps/cart") }),
      "apps/cart/ingress.yaml": cart,
      "apps/old/ingress.yaml": ingressText({ name: "old", host: "old.test" }),
    });

    expect(result.objects).toEqual(["default: shop/Ingress/cart", "default: -/Ingress/old (not deployed)"]);
  });

  test("what both deploy to one cluster is there once, as Flux has it", () => {
    const result = deployed({
      "flux/sync.yaml": flux("apps/cart"),
      "argocd/cart.yaml": application({ name: "cart", spec: directorySource("apps/cart") }),
      "apps/cart/ingress.yaml": cart,
    });

    expect(result.objects).toEqual(["default: shop/Ingress/cart"]);
    expect(chainText(result.clusters[0]?.units[0]?.objects[0]?.hops ?? [])).toMatch(
      /^Kustomization@flux\/sync\.yaml/,
    );
    expect(result.deployedBy).toBe("Flux and Argo CD");
  });
});
