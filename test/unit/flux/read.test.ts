import { describe, expect, test } from "vitest";
import { wordingOf } from "../../../src/diagnostics/diagnostic.ts";
import { pathOf, readRepository } from "./repository.ts";

function kustomization(name: string, path: string, more = "", namespace = "flux-system"): string {
  return `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  interval: 10m
  path: ${path}
  prune: true
  sourceRef:
    kind: GitRepository
    name: flux-system
${more}`;
}

const gitRepository = `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: flux-system
  namespace: flux-system
spec:
  url: ssh://git@github.com/acme/fleet
`;

function ingress(name: string, host: string): string {
  return `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: ${name}
spec:
  rules:
    - host: ${host}
`;
}

const fleet = {
  "clusters/prod/flux-system/gotk-sync.yaml": `${gitRepository}---\n${kustomization("flux-system", "./clusters/prod")}`,
  "clusters/prod/apps.yaml": kustomization("apps", "./apps/prod", "  targetNamespace: web\n"),
  "clusters/staging/flux-system/gotk-sync.yaml": `${gitRepository}---\n${kustomization("flux-system", "./clusters/staging")}`,
  "clusters/staging/apps.yaml": kustomization("apps", "./apps/staging"),
  "apps/prod/kustomization.yaml": "resources: [../base]\n",
  "apps/staging/kustomization.yaml": "resources: [../base]\n",
  "apps/base/kustomization.yaml": "resources: [ingress.yaml]\n",
  "apps/base/ingress.yaml": ingress("app", "app.example.com"),
  "apps/base/old.yaml": ingress("old", "old.example.com"),
};

describe("a repository that flux bootstrap made", () => {
  const { value, diagnostics } = readRepository(fleet);

  test("gives one cluster per entry, named after its path", () => {
    expect(
      value.clusters.map(({ name, units }) => [name, units.map(({ kustomization: { title } }) => title)]),
    ).toEqual([
      ["prod", ["flux-system/flux-system", "flux-system/apps"]],
      ["staging", ["flux-system/flux-system", "flux-system/apps"]],
    ]);
    expect(diagnostics).toEqual([]);
  });

  test("gives objects their target namespace and the chain they came through", () => {
    const [, apps] = value.clusters[0]?.units ?? [];

    expect(apps?.objects.map(({ object }) => [object.kind, object.metadata.namespace])).toEqual([
      ["Ingress", "web"],
    ]);
    expect(apps?.chain).toEqual([
      { kind: "Kustomization", path: "clusters/prod/flux-system/gotk-sync.yaml", line: 9 },
      { kind: "Kustomization", path: "clusters/prod/apps.yaml", line: 1 },
    ]);
    expect(apps?.objects[0]?.pruned).toBe(true);
  });

  test("tells what is deployed and by whom", () => {
    expect(value.isDeployed(pathOf("apps/base/ingress.yaml"))).toBe(true);
    expect(value.isDeployed(pathOf("apps/base/old.yaml"))).toBe(false);
    expect(value.deployersOf(pathOf("apps/base/ingress.yaml")).map(({ cluster }) => cluster)).toEqual([
      "prod",
      "staging",
    ]);
  });

  test("says which source it took to be this repository", () => {
    expect(value.assumptions).toEqual([
      "The Flux source GitRepository flux-system is taken to be this repository, by its name or address.",
    ]);
  });
});

describe("entries", () => {
  test("a known address of the repository needs no assumption", () => {
    const { value } = readRepository(fleet, ["https://github.com/Acme/fleet.git"]);

    expect(value.assumptions).toEqual([]);
    expect(value.clusters.map(({ name }) => name)).toEqual(["prod", "staging"]);
  });

  test("an address that another source has makes the sync source another repository", () => {
    const apps = gitRepository.replace("name: flux-system", "name: apps").replace("acme/fleet", "acme/other");
    const { value, diagnostics } = readRepository({ ...fleet, "clusters/apps.yaml": apps }, [
      "https://github.com/acme/other",
    ]);

    expect(value.clusters).toEqual([]);
    expect(new Set(diagnostics.map(({ code }) => code))).toEqual(
      new Set(["flux-source-elsewhere", "flux-kustomization-not-deployed"]),
    );
  });

  test("a FluxInstance begins a cluster", () => {
    const { value } = readRepository({
      "clusters/home/instance.yaml": `apiVersion: fluxcd.controlplane.io/v1
kind: FluxInstance
metadata: {name: flux, namespace: flux-system}
spec:
  sync: {kind: GitRepository, url: "https://github.com/acme/fleet.git", path: clusters/home/apps}
`,
      "clusters/home/apps/ingress.yaml": ingress("a", "a.example.com"),
    });

    expect(value.clusters.map(({ name, units }) => [name, units[0]?.objects.length])).toEqual([["home", 1]]);
  });

  test("so do the values of its chart", () => {
    const { value } = readRepository({
      "infra/flux-instance.yaml": `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: flux-instance, namespace: flux-system}
spec:
  chartRef: {kind: OCIRepository, name: flux-instance}
  values: {instance: {sync: {kind: GitRepository, path: kubernetes/flux}}}
`,
      "kubernetes/flux/ks.yaml": kustomization("cluster-apps", "./kubernetes/apps"),
      "kubernetes/apps/ingress.yaml": ingress("a", "a.example.com"),
    });

    expect(value.clusters.map(({ name, units }) => [name, units.map(({ directory }) => directory)])).toEqual([
      ["default", ["kubernetes/flux", "kubernetes/apps"]],
    ]);
  });

  test("without a bootstrap the Kustomizations that no other one deploys begin, and that is said", () => {
    const { value } = readRepository({
      "roots/top.yaml": kustomization("top", "./inner"),
      "inner/apps.yaml": kustomization("apps", "./apps"),
      "apps/ingress.yaml": ingress("a", "a.example.com"),
    });

    expect(value.clusters.flatMap(({ units }) => units.map((unit) => unit.kustomization.name))).toEqual([
      "top",
      "apps",
    ]);
    expect(value.assumptions[0]).toBe(
      "No Flux bootstrap is in the repository: Kustomizations that no other one deploys are applied by hand.",
    );
  });

  test("where directories name clusters, Kustomizations elsewhere and in hidden directories are no entries", () => {
    const { value, diagnostics } = readRepository({
      "clusters/a/apps.yaml": kustomization("apps", "./apps"),
      "base/off/ks.yaml": kustomization("off", "./off"),
      ".archive/ks.yaml": kustomization("old", "./clusters/a"),
      "apps/ingress.yaml": ingress("a", "a.example.com"),
      "off/ingress.yaml": ingress("b", "b.example.com"),
    });

    expect(value.clusters.map(({ name, units }) => [name, units.length])).toEqual([["a", 1]]);
    expect(diagnostics.map(({ code, at }) => [code, at?.path])).toEqual([
      ["flux-kustomization-not-deployed", ".archive/ks.yaml"],
      ["flux-kustomization-not-deployed", "base/off/ks.yaml"],
    ]);
  });

  test("Kustomizations that deploy each other are walked once", () => {
    const { value } = readRepository({
      "a/ks.yaml": kustomization("a", "./b"),
      "b/ks.yaml": kustomization("b", "./a"),
    });

    expect(value.clusters.flatMap(({ units }) => units.map((unit) => unit.kustomization.name))).toEqual([
      "a",
      "b",
    ]);
  });

  test("a kubeconfig makes another cluster", () => {
    const { value } = readRepository({
      "clusters/hub/flux-system/gotk-sync.yaml": kustomization("flux-system", "./clusters/hub"),
      "clusters/hub/edge.yaml": kustomization(
        "edge",
        "./apps",
        "  kubeConfig: {secretRef: {name: edge-kubeconfig}}\n",
      ),
      "apps/ingress.yaml": ingress("a", "a.example.com"),
    });

    expect(value.clusters.map(({ name }) => name)).toEqual(["edge", "hub"]);
  });
});

describe("sources that are this repository", () => {
  test("the sync of a FluxInstance, whatever its name", () => {
    const { value, diagnostics } = readRepository(
      {
        "clusters/home/instance.yaml": `apiVersion: fluxcd.controlplane.io/v1
kind: FluxInstance
metadata: {name: flux, namespace: flux-system}
spec:
  sync: {name: fleet, kind: GitRepository, url: "https://github.com/acme/fleet.git", path: clusters/home}
`,
        "clusters/home/apps.yaml": kustomization("apps", "./apps").replace(
          /name: flux-system\n$/,
          "name: fleet\n",
        ),
        "apps/ingress.yaml": ingress("a", "a.example.com"),
      },
      ["git@github.com:acme/fleet.git"],
    );

    expect(diagnostics).toEqual([]);
    expect(value.clusters[0]?.units.map(({ directory }) => directory)).toEqual(["clusters/home", "apps"]);
  });

  test("an artifact that is made of a part of it", () => {
    const { value } = readRepository({
      "kubernetes/clusters/a/ks.yaml": kustomization("all", "./apps/overlays/a").replace(
        "kind: GitRepository",
        "kind: OCIRepository",
      ),
      "kubernetes/apps/overlays/a/ingress.yaml": ingress("a", "a.example.com"),
    });

    expect(value.clusters.map(({ name, units }) => [name, units[0]?.directory])).toEqual([
      ["a", "kubernetes/apps/overlays/a"],
    ]);
    expect(value.assumptions).toContain(
      "The Flux source OCIRepository flux-system is taken to be this repository, by its name or address, its root the directory kubernetes.",
    );
  });

  test.each([
    ["@mono/apps/prod/**", "@artifact/production/", "./production", "apps/prod"],
    ["@mono/apps/**", "@artifact/", "./prod", "apps/prod"],
    ["@mono/apps/prod/", "@artifact/apps/prod/", "apps/prod", "apps/prod"],
    ["@mono/apps/prod", "@artifact/x/", "x/prod", "apps/prod"],
  ])("an artifact composed by a generator: %s to %s", (from, to, path, directory) => {
    const { value, diagnostics } = readRepository({
      "clusters/a/flux-system/gotk-sync.yaml": kustomization("flux-system", "./clusters/a"),
      "clusters/a/artifacts.yaml": `apiVersion: source.extensions.fluxcd.io/v1beta1
kind: ArtifactGenerator
metadata: {name: g, namespace: flux-system}
spec:
  sources: [{alias: mono, kind: GitRepository, name: flux-system}]
  artifacts: [{name: apps, copy: [{from: "${from}", to: "${to}"}]}]
`,
      "clusters/a/apps.yaml": kustomization("apps", path)
        .replace("kind: GitRepository", "kind: ExternalArtifact")
        .replace(/name: flux-system\n$/, "name: apps\n"),
      "apps/prod/ingress.yaml": ingress("a", "a.example.com"),
    });

    expect(value.clusters[0]?.units[1]?.directory).toBe(directory);
    expect(diagnostics).toEqual([]);
  });
});

test("what is unknown about variables is told once for all Kustomizations that use them", () => {
  const more = "  postBuild: {substituteFrom: [{kind: Secret, name: s}]}\n";
  const { diagnostics } = readRepository({
    "clusters/a/flux-system/gotk-sync.yaml": kustomization("flux-system", "./clusters/a"),
    "clusters/a/x.yaml": kustomization("x", "./apps", more),
    "clusters/a/y.yaml": kustomization("y", "./apps", more),
    "apps/ingress.yaml": ingress("a", "a.example.com"),
  });

  expect(diagnostics.map(({ code, at }) => [code, at?.path])).toEqual([
    ["flux-variables-unknown", "clusters/a/x.yaml"],
  ]);
});

describe("what is left out is told", () => {
  test.each([
    ["flux-path-missing", kustomization("x", "./nothing"), 8],
    ["flux-suspended", kustomization("x", "./apps", "  suspend: true\n"), 1],
    [
      "flux-source-unknown",
      kustomization("x", "./apps")
        .replace("name: flux-system\n", "name: other\n")
        .replace(/name: flux-system\n$/, "name: unknown\n"),
      10,
    ],
    ["flux-field-unreadable", kustomization("x", "../outside"), 8],
    ["flux-field-unreadable", kustomization("x", "./apps", "  postBuild: {substitute: {PORT: 80}}\n"), 13],
    [
      "flux-field-unreadable",
      kustomization("x", "./apps", "  postBuild: {substituteFrom: [{kind: Foo}]}\n"),
      13,
    ],
    [
      "flux-variables-unknown",
      kustomization("x", "./apps", "  postBuild: {substituteFrom: [{kind: Secret, name: s}]}\n"),
      13,
    ],
  ])("%s", (code, text, line) => {
    const { diagnostics } = readRepository({
      "clusters/a/flux-system/gotk-sync.yaml": kustomization("flux-system", "./clusters/a"),
      "clusters/a/x.yaml": text,
      "apps/ingress.yaml": ingress("a", "a.example.com"),
    });
    const found = diagnostics.filter((diagnostic) => diagnostic.code === code);

    expect(found.map(({ at }) => [at?.path, at?.line])).toEqual([["clusters/a/x.yaml", line]]);
    expect(wordingOf(found[0] ?? diagnostics[0] ?? never()).message).not.toMatch(/undefined|\[object/);
  });

  test("a Kustomization in a file that nothing deploys", () => {
    const { diagnostics, value } = readRepository({
      ...fleet,
      "examples/ks.yaml": kustomization("example", "./examples/app"),
      "examples/app/ingress.yaml": ingress("e", "e.example.com"),
    });

    expect(diagnostics.map(({ code, at }) => [code, at?.path])).toEqual([
      ["flux-kustomization-not-deployed", "examples/ks.yaml"],
    ]);
    expect(value.isDeployed(pathOf("examples/app/ingress.yaml"))).toBe(false);
  });
});

describe("variables", () => {
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: the syntax under test
  const settings = `apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: flux-system}
data:
  DOMAIN: example.com
  TIER: |
    gold
`;
  const sops = `apiVersion: v1
kind: Secret
metadata: {name: secrets, namespace: flux-system}
stringData:
  SECRET_DOMAIN: ENC[AES256_GCM,data:abc,iv:x,tag:y,type:str]
sops: {mac: x}
`;
  const withVariables = `  postBuild:
    substitute: {APP: shop}
    substituteFrom:
      - {kind: ConfigMap, name: settings}
      - {kind: Secret, name: secrets}
`;
  const repository = {
    "clusters/a/flux-system/gotk-sync.yaml": kustomization("flux-system", "./clusters/a"),
    "clusters/a/vars.yaml": kustomization("vars", "./vars"),
    "clusters/a/apps.yaml": kustomization("apps", "./apps", withVariables),
    "vars/settings.yaml": settings,
    "vars/secrets.yaml": sops,
    "apps/ingress.yaml": ingress("app-${TIER}", "${APP}.${DOMAIN}"),
    "apps/secret.yaml": ingress("b", "b.${SECRET_DOMAIN}"),
  };

  test("come from what a sibling deploys, with inline ones over them", () => {
    const { value } = readRepository(repository);
    const unit = value.clusters[0]?.units.find(({ kustomization: { name } }) => name === "apps");

    expect(unit?.objects.map(({ object, unknown }) => [object.metadata.name, object.spec, unknown])).toEqual([
      ["app-gold", { rules: [{ host: "shop.example.com" }] }, []],
      ["b", { rules: [{ host: "b.${SECRET_DOMAIN}" }] }, ["SECRET_DOMAIN"]],
    ]);
    expect(unit?.objects[0]?.built.object.spec).toEqual({ rules: [{ host: "${APP}.${DOMAIN}" }] });
  });

  test("say which object and line they come from", () => {
    const { value, diagnostics } = readRepository(repository);
    const unit = value.clusters[0]?.units.find(({ kustomization: { name } }) => name === "apps");
    const origins = [...(unit?.variables.byName.values() ?? [])].map(({ name, from }) => [
      name,
      from.kind,
      from.place.path,
      from.place.line,
    ]);

    expect(origins).toEqual([
      ["DOMAIN", "ConfigMap", "vars/settings.yaml", 5],
      ["TIER", "ConfigMap", "vars/settings.yaml", 6],
      ["SECRET_DOMAIN", "Secret", "vars/secrets.yaml", 5],
      ["APP", "inline", "clusters/a/apps.yaml", 14],
    ]);
    expect(diagnostics.map(({ code }) => code)).toEqual(["flux-variables-unknown"]);
  });

  test("an undefined variable and a refused expression in an Ingress are told with their place", () => {
    const { diagnostics } = readRepository({
      ...repository,
      "apps/secret.yaml": ingress("b", "b.${NOWHERE}"),
      "apps/broken.yaml": ingress("c", "'c.${.Values.x}'"),
    });
    const found = diagnostics.filter(({ code }) => code !== "flux-variables-unknown");

    expect(found.map(({ code, at }) => [code, at?.path, at?.line])).toEqual([
      ["flux-substitution-refused", "apps/broken.yaml", 7],
      ["flux-variable-undefined", "apps/secret.yaml", 1],
    ]);
  });

  test("an object may opt out", () => {
    const { value } = readRepository({
      ...repository,
      "apps/ingress.yaml": ingress("a", "${DOMAIN}").replace(
        "  name: a\n",
        "  name: a\n  annotations: {kustomize.toolkit.fluxcd.io/substitute: disabled}\n",
      ),
    });
    const unit = value.clusters[0]?.units.find(({ kustomization: { name } }) => name === "apps");

    expect(unit?.objects[0]?.object.spec).toEqual({ rules: [{ host: "${DOMAIN}" }] });
  });

  test("without any variable nothing is substituted, with strategy Always defaults are", () => {
    const of = (more: string) => {
      const { value } = readRepository({
        "clusters/a/flux-system/gotk-sync.yaml": kustomization("flux-system", "./clusters/a", more),
        "clusters/a/ingress.yaml": ingress("a", "${DOMAIN:=x.org}"),
      });
      return value.clusters[0]?.units[0]?.objects.find(({ object }) => object.kind === "Ingress")?.object
        .spec;
    };

    expect(of("")).toEqual({ rules: [{ host: "${DOMAIN:=x.org}" }] });
    expect(of("  postBuild: {substituteStrategy: Always}\n")).toEqual({ rules: [{ host: "x.org" }] });
  });

  test("a nested Kustomization is substituted by its parent before it is read", () => {
    const { value } = readRepository({
      "clusters/a/flux-system/gotk-sync.yaml": kustomization(
        "flux-system",
        "./clusters/a",
        "  postBuild: {substitute: {ENV: prod}}\n",
      ),
      "clusters/a/apps.yaml": kustomization(
        "apps",
        "./apps/${ENV}",
        "  commonMetadata: {labels: {env: '${ENV}'}}\n",
      ),
      "apps/prod/ingress.yaml": ingress("a", "a.example.com"),
    });
    const unit = value.clusters[0]?.units[1];

    expect(unit?.directory).toBe("apps/prod");
    expect(unit?.objects[0]?.object.metadata.labels).toEqual({ env: "prod" });
  });
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: the syntax under test
});

test("reading twice gives the same", () => {
  const strip = () => {
    const { value, diagnostics } = readRepository(fleet);
    return JSON.stringify([value.clusters, value.assumptions, diagnostics]);
  };

  expect(strip()).toBe(strip());
});

function never(): never {
  throw new Error("no diagnostic was found");
}
