import { expect, test } from "vitest";
import { scan } from "./scan.ts";
import { ingressText } from "./story.ts";

const app = ingressText({ name: "app", host: "app.example.com", className: "nginx" });
const list = (...entries: string[]) => `resources:\n${entries.map((entry) => `  - ${entry}\n`).join("")}`;

test("files, directories and nested directories are followed", () => {
  const result = scan({
    "kustomization.yaml": list("./a.yaml", "sub"),
    "a.yaml": ingressText({ name: "a", namespace: "n", host: "a.example.com" }),
    "sub/kustomization.yml": list("deep/"),
    "sub/deep/Kustomization": list("b.yaml", "../../shared/c.yaml"),
    "sub/deep/b.yaml": ingressText({ name: "b", namespace: "n", host: "b.example.com" }),
    "shared/c.yaml": ingressText({ name: "c", namespace: "n", host: "c.example.com" }),
  });

  expect(result.ingresses).toEqual([
    "default: n/a @ a.yaml:1",
    "default: n/b @ sub/deep/b.yaml:1",
    "default: n/c @ shared/c.yaml:1",
  ]);
  expect(result.codes).toEqual([]);
  expect(result.unsupported).toEqual([]);
  const [, b] = result.inventory.clusters[0]?.ingresses ?? [];
  expect(b?.sourceKind).toBe("kustomize");
  expect(b?.listedBy).toEqual(["sub/deep/Kustomization"]);
  expect(b?.chain).toEqual([
    { kind: "kustomize", path: "kustomization.yaml", line: 3 },
    { kind: "kustomize", path: "sub/kustomization.yml", line: 2 },
    { kind: "kustomize", path: "sub/deep/Kustomization", line: 2 },
    { kind: "manifest", path: "sub/deep/b.yaml", line: 1 },
  ]);
});

test("the outermost namespace wins, and reaches Services and routes too", () => {
  const result = scan({
    "kustomization.yaml": `namespace: outer\n${list("inner")}`,
    "inner/kustomization.yaml": `namespace: inner\n${list("app.yaml")}`,
    "inner/app.yaml": `${app}---\napiVersion: v1\nkind: Service\nmetadata: {name: app}\nspec: {ports: [{port: 80}]}\n---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: app}\n`,
  });

  expect(result.ingresses).toEqual(["default: outer/app @ inner/app.yaml:1"]);
  const [cluster] = result.inventory.clusters;
  expect(cluster?.services.map((service) => service.namespace)).toEqual(["outer"]);
  expect(
    cluster?.gatewayObjects.map(({ object, document }) => [object.metadata.namespace, document]),
  ).toEqual([["outer", 2]]);
  expect(cluster?.ingresses[0]?.site.hasNamespace).toBe(false);
});

test("labels and annotations of each layer are added, outer over inner", () => {
  const result = scan({
    "kustomization.yaml": `commonLabels: {team: outer}\ncommonAnnotations: {note: outer}\n${list("inner")}`,
    "inner/kustomization.yaml": `commonLabels: {team: inner, tier: web}\nlabels:\n  - pairs: {app: shop}\n${list("app.yaml")}`,
    "inner/app.yaml": app,
  });

  expect(result.codes).toEqual([]);
  const [ingress] = result.inventory.clusters[0]?.ingresses ?? [];
  expect(ingress?.labels).toEqual({ team: "outer", tier: "web", app: "shop" });
  expect(ingress?.annotations).toEqual({ note: "outer" });
});

test("one text under two entries of one cluster is one Ingress, with two namespaces it is two", () => {
  const files = {
    "base/kustomization.yaml": list("app.yaml"),
    "base/app.yaml": app,
    "one/kustomization.yaml": `namespace: one\n${list("../base")}`,
    "two/kustomization.yaml": `namespace: two\n${list("../base")}`,
    "again/kustomization.yaml": `namespace: two\n${list("../base")}`,
  };

  const result = scan(files);

  expect(result.ingresses).toEqual([
    "default: one/app @ base/app.yaml:1",
    "default: two/app @ base/app.yaml:1",
  ]);
  expect(result.codes).toEqual([]);
});

test("a component works on what its parent has gathered", () => {
  const result = scan({
    "kustomization.yaml": `${list("app.yaml")}components: [extra]\n`,
    "app.yaml": app,
    "extra/kustomization.yaml": `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnamespace: by-component\n${list("more.yaml")}`,
    "extra/more.yaml": ingressText({ name: "more", host: "more.example.com" }),
  });

  expect(result.ingresses).toEqual([
    "default: by-component/app @ app.yaml:1",
    "default: by-component/more @ extra/more.yaml:1",
  ]);
  const chains = result.inventory.clusters[0]?.ingresses.map((ingress) =>
    ingress.chain.map((hop) => `${hop.path}:${hop.line}`),
  );
  expect(chains).toEqual([
    ["kustomization.yaml:2", "app.yaml:1"],
    ["kustomization.yaml:3", "extra/kustomization.yaml:5", "extra/more.yaml:1"],
  ]);
});

test.each([
  ["patches", "patches:\n  - target: {kind: Ingress, name: app}\n    path: p.json"],
  ["patches", "patches:\n  - path: missing.yaml"],
  ["patchesJson6902", "patchesJson6902: [{target: {kind: Ingress, name: app}, path: p.json}]"],
  ["replacements", "replacements: [{targets: [{select: {kind: Ingress}}]}]"],
  ["replacements", "replacements: [{path: r.yaml}]"],
  ["transformers", "transformers: [t.yaml]"],
  ["configurations", "configurations: [c.yaml]"],
  ["labels", "labels: [{pairs: {a: b}, fields: [{path: spec/rules, create: true}]}]"],
  ["commonAnnotations", "commonAnnotations: {a: true}"],
  ["somethingNew", "somethingNew: {a: b}"],
])("%s that cannot be built is refused by name for the Ingress it can change: %s", (field, text) => {
  const result = scan({
    "kustomization.yaml": `${list("app.yaml")}${text}\n`,
    "app.yaml": app,
    "ingress-patch.yaml": "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: app}\n",
  });

  expect(result.ingresses).toEqual(["default: default/app @ app.yaml:1"]);
  const refusals = result.diagnostics.filter(({ code }) => code === "kustomize-feature-unsupported");
  expect(refusals.map(({ params, ingress }) => ({ params, ingress }))).toEqual([
    { params: { field }, ingress: "default/app" },
  ]);
  expect(refusals[0]?.at?.line).toBeGreaterThanOrEqual(3);
});

test.each([
  ["a patch of another kind", "patches:\n  - target: {kind: Deployment}\n    patch: '[]'"],
  ["a patch of another Ingress", "patches:\n  - target: {kind: Ingress, name: other}\n    patch: '[]'"],
  [
    "a merge patch of another kind",
    "patches:\n  - patch: |-\n      apiVersion: apps/v1\n      kind: Deployment\n      metadata: {name: app}",
  ],
  ["a patch file of another kind", "patchesStrategicMerge: [deployment.yaml]"],
  ["images and replicas", "images: [{name: a, newTag: b}]\nreplicas: [{name: a, count: 2}]"],
  ["generators", "configMapGenerator: [{name: a, literals: [b=c]}]\nsecretGenerator: []"],
  ["empty lists", "patches: []\ntransformers: []\nnamePrefix: ''"],
  ["variables nobody uses", "vars: [{name: A}]"],
])("harmless fields pass: %s", (_name, text) => {
  const result = scan({
    "kustomization.yaml": `${list("app.yaml")}${text}\n`,
    "app.yaml": app,
    "deployment.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: app}\n",
  });

  expect(result.ingresses).toHaveLength(1);
  expect(result.codes).toEqual([]);
});

test.each([
  ["namePrefix: x-", "default/x-app", ["namePrefix"]],
  ["nameSuffix: -x", "default/app-x", ["nameSuffix"]],
  [
    `patches:\n  - target: {kind: Ingress}\n    patch: '[{"op": "add", "path": "/metadata/annotations", "value": {"a": "b"}}]'`,
    "default/app",
    ["patches"],
  ],
  ["patchesStrategicMerge: [ingress-patch.yaml]", "default/app", ["patchesStrategicMerge"]],
  [`patches:\n  - target: {kind: Ingress}\n    patch: '[]'`, "default/app", []],
])("what can be built is followed, and what changed the Ingress is known: %s", (text, key, changedBy) => {
  const result = scan({
    "kustomization.yaml": `${list("app.yaml")}${text}\n`,
    "app.yaml": app,
    "ingress-patch.yaml":
      "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: app, annotations: {c: d}}\n",
  });

  const [ingress] = result.inventory.clusters[0]?.ingresses ?? [];
  expect(ingress?.key).toBe(key);
  expect(ingress?.overlay).toMatchObject({ kustomization: "kustomization.yaml", changedBy });
  expect(ingress?.site.writtenName).toBe("app");
});

test("an outer layer's patch reaches the Ingress of an inner one, and its Service", () => {
  const patch = (path: string, value: string) =>
    `'[{"op": "replace", "path": "${path}", "value": ${value}}]'`;
  const result = scan({
    "kustomization.yaml": `${list("inner")}patches:\n  - target: {kind: Service}\n    patch: ${patch("/spec/ports/0/port", "8080")}\n  - target: {kind: Ingress}\n    patch: ${patch("/spec/rules/0/host", '"other.example.com"')}\n`,
    "inner/kustomization.yaml": list("app.yaml"),
    "inner/app.yaml": `${app}---\napiVersion: v1\nkind: Service\nmetadata: {name: app}\nspec: {ports: [{port: 80}]}\n`,
  });

  const [cluster] = result.inventory.clusters;
  expect(cluster?.services.map(({ ports }) => ports[0]?.port)).toEqual([8080]);
  expect(cluster?.ingresses[0]?.spec.rules.map(({ host }) => host)).toEqual(["other.example.com"]);
});

test.each([
  ["https://github.com/org/repo//deploy?ref=v1", "kustomize-remote-entry"],
  ["github.com/org/repo", "kustomize-remote-entry"],
  ["git@github.com:org/repo.git", "kustomize-remote-entry"],
  ["missing.yaml", "kustomize-entry-unusable"],
  ["missing", "kustomize-entry-unusable"],
  ["../../outside", "kustomize-entry-unusable"],
  ["/etc/passwd", "kustomize-entry-unusable"],
  ["link.yaml", "kustomize-entry-unusable"],
  ["linked/x.yaml", "kustomize-entry-unusable"],
  ["vendor/x.yaml", "kustomize-entry-unusable"],
  ["plain", "kustomize-entry-unusable"],
])("an entry that cannot be read is named and the rest goes on: %s", (entry, code) => {
  const result = scan(
    {
      "top/kustomization.yaml": list(entry, "app.yaml"),
      "top/app.yaml": app,
      "top/link.yaml": { kind: "symlink" },
      "top/linked": { kind: "symlink" },
      "top/vendor/x.yaml": app,
      "top/plain/x.txt": "",
    },
    { ignore: ["**/vendor/**"] },
  );

  expect(result.ingresses).toEqual(["default: default/app @ top/app.yaml:1"]);
  expect(result.codes).toEqual([`${code} warning - @ top/kustomization.yaml:2`]);
});

test("kustomizations that include each other are cut and named", () => {
  const result = scan({
    "a/kustomization.yaml": list("../b", "app.yaml"),
    "a/app.yaml": app,
    "b/kustomization.yaml": list("../a"),
  });

  expect(result.ingresses).toEqual(["default: default/app @ a/app.yaml:1"]);
  expect(result.codes).toEqual(["kustomize-cycle warning - @ b/kustomization.yaml:2"]);
});

test("a tower of doubling kustomizations ends at a limit", () => {
  const files: Record<string, string> = { "d0/kustomization.yaml": list("app.yaml"), "d0/app.yaml": app };
  for (let level = 1; level <= 30; level++) {
    files[`d${level}/kustomization.yaml`] = list(`../d${level - 1}`, `../d${level - 1}`);
  }

  const result = scan(files);

  expect(result.ingresses).toEqual(["default: default/app @ d0/app.yaml:1"]);
  expect(new Set(result.codes.map((code) => code.split(" ")[0]))).toEqual(new Set(["kustomize-limit"]));
});

test("a kustomization that cannot be read is told, and what lies beside it is not taken as deployed", () => {
  const result = scan({ "a/kustomization.yaml": "resources: [\n", "a/app.yaml": app });

  expect(result.ingresses).toEqual([]);
  expect(result.codes.map((code) => code.split(" ")[0])).toEqual(["kustomization-unreadable"]);
  expect(result.unsupported).toEqual([
    "a/app.yaml:1 The kustomization file of its directory cannot be read, so it is not known whether this is deployed.",
  ]);
});

test("a Flux Kustomization in a file called kustomization.yaml is no kustomization", () => {
  const result = scan({
    "a/kustomization.yaml":
      "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: x}\nspec: {path: ./a}\n",
    "a/app.yaml": app,
  });

  expect(result.ingresses).toEqual(["default: default/app @ a/app.yaml:1"]);
  expect(result.codes.filter((code) => !code.startsWith("flux-"))).toEqual([]);
});
