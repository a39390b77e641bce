import { expect, test } from "vitest";
import type { ClusterChoice } from "../../../src/model/config.ts";
import { defaultConfig } from "./config-for-tests.ts";
import { scan } from "./scan.ts";
import { ingressText } from "./story.ts";

const named = (name: string, namespace: string | undefined = "n") =>
  ingressText({ name, namespace, host: `${name}.example.com`, port: "web" });
const list = (...entries: string[]) => `resources:\n${entries.map((entry) => `  - ${entry}\n`).join("")}`;
const service = (name: string) =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}, namespace: n}\nspec:\n  clusterIP: None\n  ports:\n    - {name: web, port: 80, targetPort: http, appProtocol: kubernetes.io/h2c}\n    - {port: x}\n`;

test("raw manifests of every form are one cluster called default", () => {
  const result = scan({
    "a.yaml": named("a"),
    "deep/down/b.yml": `${service("b")}---\n${named("b")}`,
    "list.json": JSON.stringify({
      apiVersion: "v1",
      kind: "List",
      items: [
        {
          apiVersion: "networking.k8s.io/v1",
          kind: "Ingress",
          metadata: { name: "c", namespace: "n" },
          spec: { defaultBackend: { service: { name: "c", port: { number: 80 } } } },
        },
      ],
    }),
    "README.md": "kind: Ingress",
  });

  expect(result.ingresses).toEqual([
    "default: n/a @ a.yaml:1",
    "default: n/b @ deep/down/b.yml:10",
    "default: n/c @ list.json:1",
  ]);
  expect(result.unsupported).toEqual([]);
  expect(result.codes).toEqual([]);
  const [cluster] = result.inventory.clusters;
  expect(cluster?.paths).toEqual([""]);
  expect(cluster?.ingresses[1]?.site).toMatchObject({ document: 1, item: undefined, hasNamespace: true });
  expect(cluster?.ingresses[2]?.site).toMatchObject({ document: 0, item: 0 });
  expect(cluster?.ingresses[0]?.chain).toEqual([{ kind: "manifest", path: "a.yaml", line: 1 }]);
  expect(cluster?.services).toEqual([
    {
      namespace: "n",
      name: "b",
      type: undefined,
      headless: true,
      externalName: undefined,
      ports: [
        { name: "web", port: 80, targetPort: "http", protocol: "TCP", appProtocol: "kubernetes.io/h2c" },
      ],
    },
  ]);
  expect(result.inventory.stats).toMatchObject({ files: 4, ingresses: 3 });
});

test("the field decides about the class, then the annotation, then the default", () => {
  const withClass = (name: string, field: string | undefined, annotation: string | undefined) =>
    `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: ${name}\n  namespace: n\n${annotation === undefined ? "" : `  annotations: {kubernetes.io/ingress.class: "${annotation}"}\n`}spec:\n${field === undefined ? "" : `  ingressClassName: ${field}\n`}  defaultBackend: {service: {name: s, port: {number: 80}}}\n`;
  const result = scan({
    "a.yaml": withClass("a", "nginx", "traefik"),
    "b.yaml": withClass("b", "traefik", "nginx"),
    "c.yaml": withClass("c", undefined, "nginx"),
    "d.yaml": withClass("d", undefined, ""),
    "e.yaml": withClass("e", undefined, undefined),
  });

  expect(result.inventory.clusters[0]?.ingresses.map((ingress) => [ingress.name, ingress.class])).toEqual([
    ["a", { name: "nginx", from: "spec", ours: true }],
    ["b", { name: "traefik", from: "spec", ours: false }],
    ["c", { name: "nginx", from: "annotation", ours: true }],
    ["d", { name: "", from: "annotation", ours: false }],
    ["e", { name: "nginx", from: "default", ours: true }],
  ]);
  const noDefault = scan({ "e.yaml": withClass("e", undefined, undefined) }, { defaultClass: undefined });
  expect(noDefault.inventory.clusters[0]?.ingresses[0]?.class).toEqual({
    name: undefined,
    from: "default",
    ours: false,
  });
});

test("what other controllers serve is listed and not judged; nginx annotations there are noted", () => {
  const result = scan({
    "a.yaml": ingressText({ name: "a", namespace: "n", host: "bad host", className: "traefik" }),
    "b.yaml": ingressText({
      name: "b",
      namespace: "n",
      host: "b.example.com",
      className: "public",
      annotations: { "use-regex": "true" },
    }),
  });

  expect(result.ingresses).toHaveLength(2);
  expect(result.codes).toEqual(["ingress-class-not-listed note n/b @ b.yaml:1"]);
});

test("one bad Ingress never stops the others", () => {
  const result = scan({
    "a.yaml": `kind: Ingress\napiVersion: networking.k8s.io/v1\n---\n${named("b")}---\nkind: Ingress\napiVersion: networking.k8s.io/v1\nmetadata: {name: c, namespace: n}\nspec: 5\n`,
  });

  expect(result.ingresses).toEqual(["default: n/b @ a.yaml:4", "default: n/c @ a.yaml:22"]);
  expect(result.codes).toEqual([
    "ingress-malformed blocker - @ a.yaml:1",
    "ingress-malformed blocker n/c @ a.yaml:25",
  ]);
  expect(result.unsupported).toEqual(["a.yaml:1 This Ingress has no readable name or API version."]);
});

test("two Ingresses of one name in one cluster are both listed and both stay", () => {
  const result = scan({ "a/x.yaml": named("x"), "b/x.yaml": named("x"), "c/y.yaml": named("y") });

  expect(result.ingresses).toHaveLength(3);
  expect(result.codes).toEqual(["ingress-key-repeated blocker n/x @ a/x.yaml:1"]);
});

test("an Ingress without a namespace is listed under default, and that is noted", () => {
  const result = scan({ "a.yaml": ingressText({ name: "x", host: "x.example.com" }) });

  expect(result.ingresses).toEqual(["default: default/x @ a.yaml:1"]);
  expect(result.diagnostics.map(({ code, ingress }) => [code, ingress])).toEqual([
    ["ingress-namespace-assumed", "default/x"],
  ]);
});

test("values that another tool fills in keep an Ingress from moving", () => {
  const result = scan({
    "a.yaml": ingressText({
      name: "x",
      namespace: "n",
      host: `x.\${DOMAIN}`,
    }),
    "b.yaml": ingressText({
      name: "y",
      namespace: "n",
      host: "y.example.com",
      annotations: { "upstream-vhost": `\${service_name}.svc` },
    }),
  });

  expect(result.codes).toEqual(["ingress-placeholder blocker n/x @ a.yaml:8"]);
});

test("directories named for it tell clusters apart; apps with a kustomization each do not", () => {
  const result = scan({
    "apps/a/kustomization.yaml": list("a.yaml"),
    "apps/a/a.yaml": named("a"),
    "apps/b/kustomization.yaml": list("b.yaml"),
    "apps/b/b.yaml": named("b"),
    "raw/c.yaml": named("c"),
    "shop/base/kustomization.yaml": list("shop.yaml"),
    "shop/base/shop.yaml": named("shop"),
    "shop/overlays/prod/kustomization.yaml": `namespace: p\n${list("../../base")}`,
    "shop/overlays/dev/kustomization.yaml": `namespace: d\n${list("../../base")}`,
    "clusters/prod/extra/x.yaml": named("x"),
  });

  expect(result.ingresses).toEqual([
    "default: n/a @ apps/a/a.yaml:1",
    "default: n/b @ apps/b/b.yaml:1",
    "default: n/c @ raw/c.yaml:1",
    "dev: d/shop @ shop/base/shop.yaml:1",
    "prod: n/x @ clusters/prod/extra/x.yaml:1",
    "prod: p/shop @ shop/base/shop.yaml:1",
  ]);
  expect(result.inventory.clusters.map(({ name, paths }) => [name, paths])).toEqual([
    ["default", ["", "apps/a", "apps/b"]],
    ["dev", ["shop/overlays/dev"]],
    ["prod", ["clusters/prod", "shop/overlays/prod"]],
  ]);
});

test("clusters of the configuration replace what is found, and name what they leave out", () => {
  const { target, gateway } = defaultConfig();
  const cluster = (name: string, ...paths: string[]): ClusterChoice => ({ name, paths, target, gateway });
  const result = scan(
    {
      "base/kustomization.yaml": list("a.yaml"),
      "base/a.yaml": named("a", undefined),
      "live/kustomization.yaml": `namespace: live\n${list("../base")}`,
      "raw/b.yaml": named("b"),
      "other/c.yaml": named("c"),
    },
    { clusters: [cluster("two", "raw", "gone"), cluster("one", "live")] },
  );

  expect(result.ingresses).toEqual(["one: live/a @ base/a.yaml:1", "two: n/b @ raw/b.yaml:1"]);
  expect(result.codes).toEqual(["cluster-path-missing warning - @ -:0"]);
  expect(result.unsupported).toEqual([
    "other/c.yaml:1 Outside the paths of every cluster in the configuration.",
  ]);
});

test("routes, policies and CRDs of the repository are kept apart", () => {
  const result = scan({
    "a.yaml": named("a"),
    "routes.yaml": `apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r, namespace: n}\n---\napiVersion: gateway.envoyproxy.io/v1alpha1\nkind: SecurityPolicy\nmetadata: {name: p, namespace: n}\n---\napiVersion: cilium.io/v2\nkind: CiliumEnvoyConfig\nmetadata: {name: e, namespace: n}\n---\napiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: x, namespace: n}\n`,
    "crds.yaml": `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: httproutes.gateway.networking.k8s.io}\nspec: {group: gateway.networking.k8s.io}\n`,
  });

  expect(
    result.inventory.clusters[0]?.gatewayObjects.map(({ object, place, document }) => [
      object.kind,
      place.line,
      document,
    ]),
  ).toEqual([
    ["HTTPRoute", 1, 0],
    ["SecurityPolicy", 5, 1],
    ["CiliumEnvoyConfig", 9, 2],
  ]);
  expect(result.inventory.crds.map(({ object }) => object.metadata.name)).toEqual([
    "httproutes.gateway.networking.k8s.io",
  ]);
});

test.each([
  [
    "a Flux Kustomization whose patch cannot be read",
    "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: apps, namespace: flux}\nspec:\n  path: ./apps\n  patches: [{patch: x}]\n",
    1,
  ],
  [
    "a Flux Kustomization that sets a namespace, which is followed",
    "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: apps}\nspec:\n  path: ./apps\n  targetNamespace: other\n",
    0,
  ],
  [
    "an Argo CD Application that renames",
    "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: apps}\nspec:\n  source: {path: apps, kustomize: {namePrefix: x-}}\n",
    1,
  ],
  [
    "a Flux Kustomization that changes nothing",
    "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: apps}\nspec:\n  path: ./apps\n  targetNamespace: n\n  patches: [{patch: x, target: {kind: Deployment}}]\n",
    0,
  ],
  [
    "a Flux Kustomization of another directory",
    "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: apps}\nspec: {path: ./app, namePrefix: x}\n",
    0,
  ],
])("what deploys a directory may change its Ingresses: %s", (_name, text, count) => {
  const result = scan({ "apps/a.yaml": named("a"), "flux.yaml": text });

  const refusals = result.codes.filter((code) => code.startsWith("deployer-changes-ingress"));
  expect(refusals.map((code) => code.split(" ").slice(0, 3).join(" "))).toEqual(
    Array.from({ length: count }, () => "deployer-changes-ingress blocker n/a"),
  );
});
