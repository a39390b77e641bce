import { describe, expect, test } from "vitest";
import { severityOf, wordingOf } from "../../../src/diagnostics/diagnostic.ts";
import type { ArgoSource, ArgoValuesLayer } from "../../../src/sources/argocd/application.ts";
import { projectAllows } from "../../../src/sources/argocd/project.ts";
import { pathOf, readRepository, told } from "./repository.ts";

const url = "https://github.com/acme/fleet";

function application(
  source: string,
  more = "",
  destination = "{server: https://kubernetes.default.svc, namespace: web}",
): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: app, namespace: argocd}
spec:
  project: default
  destination: ${destination}
${source}${more}`;
}

const own = (rest: string) => application(`  source: {repoURL: ${url}, targetRevision: main, ${rest}}\n`);

const files = {
  "raw/a.yaml": "",
  "raw/b.json": "",
  "raw/notes.md": "",
  "raw/deep/c.yml": "",
  "built/kustomization.yaml": "resources: [x.yaml]\n",
  "built/x.yaml": "",
  "chart/Chart.yaml": "name: shop\n",
  "chart/values.yaml": "",
  "chart/values-prod.yaml": "",
  "chart/templates/ingress.yaml": "{{ .Values.x }}",
  "values/a.yaml": "",
  "values/b.yaml": "",
};

function read(text: string, more: Readonly<Record<string, string>> = {}) {
  return readRepository({ ...files, "argocd/app.yaml": text, ...more });
}

function contentOf(text: string): ArgoSource["content"] {
  const content = read(text).value.applications[0]?.sources[0]?.content;
  if (content === undefined) throw new Error("no source");
  return content;
}

describe("which kind a source is", () => {
  test.each([
    ["path: raw", { kind: "directory", files: ["raw/a.yaml", "raw/b.json"] }],
    [
      "path: ./raw/, directory: {recurse: true}",
      { kind: "directory", files: ["raw/a.yaml", "raw/b.json", "raw/deep/c.yml"] },
    ],
    [
      "path: raw, directory: {recurse: true, include: '*.yml'}",
      { kind: "directory", files: ["raw/deep/c.yml"] },
    ],
    [
      "path: raw, directory: {recurse: true, exclude: '{a.yaml,deep/*}'}",
      { kind: "directory", files: ["raw/b.json"] },
    ],
    ["path: built", { kind: "kustomize", path: "built" }],
    ["path: built, directory: {recurse: true}", { kind: "directory" }],
    ["path: chart", { kind: "helm", chart: { kind: "own", path: "chart" } }],
    ["path: chart, directory: {}", { kind: "helm" }],
    [
      "path: built, kustomize: {namePrefix: p-, nameSuffix: -s, namespace: n, commonLabels: {a: b}, images: [x=y:1], patches: [{patch: z}]}",
      {
        kind: "kustomize",
        overlay: {
          namePrefix: "p-",
          nameSuffix: "-s",
          namespace: "n",
          commonLabels: { a: "b" },
          images: ["x=y:1"],
          patches: [{ patch: "z" }],
        },
      },
    ],
  ])("%s", (source, expected) => {
    expect(contentOf(own(source))).toMatchObject(expected);
    expect(told(read(own(source)))).toEqual([]);
  });

  test("a chart of a repository, over HTTP or OCI", () => {
    const chart = (repoURL: string) =>
      contentOf(application(`  source: {repoURL: ${repoURL}, chart: grafana, targetRevision: 8.*}\n`));

    expect(chart("https://charts.example.com")).toMatchObject({
      kind: "helm",
      chart: {
        kind: "repository",
        url: "https://charts.example.com",
        chart: "grafana",
        version: "8.*",
        isOci: false,
      },
    });
    expect(chart("ghcr.io/acme/charts")).toMatchObject({ chart: { isOci: true } });
  });

  test.each([
    ["plugin: {name: avp}", "argocd-source-unsupported", "the config management plugin `avp`"],
    ["path: raw, plugin: {}", "argocd-source-unsupported", "a config management plugin"],
    [
      "path: raw, helm: {releaseName: a}, kustomize: {namePrefix: b}",
      "argocd-source-unsupported",
      "`helm` and `kustomize` in one source",
    ],
    ["path: nothing", "argocd-path-missing", undefined],
    ["path: ../up", "argocd-path-missing", undefined],
    ["path: '{{path}}'", "argocd-application-unresolved", undefined],
  ])("%s is told by name", (source, code, what) => {
    const { diagnostics } = read(own(source));

    expect(diagnostics.map((diagnostic) => [diagnostic.code, diagnostic.at?.line])).toEqual([[code, 7]]);
    if (what !== undefined) expect(diagnostics[0]?.params).toMatchObject({ what });
    for (const diagnostic of diagnostics)
      expect(wordingOf(diagnostic).message).not.toMatch(/undefined|\[object/);
  });

  test("Jsonnet is told, the other files are read", () => {
    const result = read(own("path: raw"), { "raw/d.jsonnet": "{}" });

    expect(told(result)).toEqual([["argocd-source-unsupported", "argocd/app.yaml", 7]]);
    expect(result.value.isDeployed(pathOf("raw/a.yaml"))).toBe(true);
    expect(result.value.isDeployed(pathOf("raw/d.jsonnet"))).toBe(false);
  });

  test("another repository is named", () => {
    const text = application("  source: {repoURL: https://github.com/acme/other, path: raw}\n");
    const result = read(text, { "argocd/own.yaml": own("path: raw").replace("name: app", "name: own") });

    expect(told(result)).toEqual([["argocd-source-elsewhere", "argocd/app.yaml", 7]]);
    expect(result.value.applications[0]?.sources[0]?.content).toEqual({ kind: "elsewhere", path: "raw" });
  });

  test("a source without a repository is refused", () => {
    expect(told(read(application("  source: {path: raw}\n")))).toEqual([
      ["argocd-field-unreadable", "argocd/app.yaml", 7],
    ]);
  });
});

describe("values of a Helm source", () => {
  function layersOf(text: string): readonly ArgoValuesLayer[] {
    const helm = read(text).value.applications[0]?.sources.find(
      ({ content }) => content.kind === "helm",
    )?.content;
    if (helm?.kind !== "helm") throw new Error("no Helm source");
    return helm.helm.layers;
  }

  const brief = (layer: ArgoValuesLayer) =>
    layer.kind === "file" || layer.kind === "chart-file"
      ? `${layer.kind} ${layer.path}`
      : layer.kind === "absent"
        ? `absent ${layer.why}`
        : layer.kind === "parameter"
          ? `${layer.name}=${layer.value}`
          : layer.kind;

  test.each([
    [
      "valueFiles: [values-prod.yaml, ../values/a.yaml]",
      ["file chart/values-prod.yaml", "file values/a.yaml"],
    ],
    ["valueFiles: [/values/b.yaml]", ["file values/b.yaml"]],
    ["valueFiles: ['../values/*.yaml']", ["file values/a.yaml", "file values/b.yaml"]],
    ["valueFiles: ['../values/*.yaml', ../values/a.yaml]", ["file values/b.yaml", "file values/a.yaml"]],
    ["valueFiles: [../$ARGOCD_APP_SOURCE_PATH/values-prod.yaml]", ["file chart/values-prod.yaml"]],
    ["ignoreMissingValueFiles: true, valueFiles: [nope.yaml]", ["absent missing"]],
    [
      "valueFiles: [values.yaml], values: 'a: b', parameters: [{name: x.y, value: '1'}]",
      ["file chart/values.yaml", "text", "x.y=1"],
    ],
    ["valuesObject: {a: b}, values: 'ignored: true'", ["object"]],
    ["fileParameters: [{name: conf, path: values.yaml}]", ["file-parameter"]],
  ])("%s", (helm, expected) => {
    const text = own(`path: chart, helm: {${helm}}`);

    expect(layersOf(text).map(brief)).toEqual(expected);
    expect(told(read(text))).toEqual([]);
  });

  test.each([
    ["valueFiles: [nope.yaml]", "argocd-values-file-missing"],
    ["valueFiles: [../../up.yaml]", "argocd-values-file-missing"],
    ["valueFiles: [https://example.com/v.yaml]", "argocd-values-remote"],
    ["values: 'a: [b'", "argocd-values-unreadable"],
    ["values: 'text'", "argocd-values-unreadable"],
  ])("%s is told", (helm, code) => {
    const { diagnostics } = read(own(`path: chart, helm: {${helm}}`));

    expect(diagnostics.map((diagnostic) => diagnostic.code)).toEqual([code]);
    expect(diagnostics.map(severityOf)).toEqual(["warning"]);
  });

  test("a remote chart takes its values files from a referred source", () => {
    const text = application(`  sources:
    - repoURL: https://charts.example.com
      chart: grafana
      targetRevision: 8.0.0
      helm:
        releaseName: graf
        valueFiles: [$values/values/a.yaml, $other/x.yaml, inside.yaml]
        values: |
          host: {{ .host }}
          vault: <path:secret#key>
    - {repoURL: ${url}, ref: values}
    - {repoURL: https://github.com/acme/other, ref: other}
`);
    const result = read(text);
    const [chart, values] = result.value.applications[0]?.sources ?? [];

    expect(layersOf(text).map(brief)).toEqual([
      "file values/a.yaml",
      "absent remote",
      "chart-file inside.yaml",
      "text",
    ]);
    expect(layersOf(text)[3]).toMatchObject({
      values: { host: "{{ .host }}", vault: "<path:secret#key>" },
      keyPath: ["spec", "sources", 0, "helm", "values"],
      place: { line: 14 },
    });
    expect(chart?.content).toMatchObject({ helm: { releaseName: "graf", namespace: "web" } });
    expect(values).toMatchObject({ isOwn: true, ref: "values", content: { kind: "reference" } });
    expect(told(result)).toEqual([["argocd-values-remote", "argocd/app.yaml", 13]]);
    expect(result.value.isDeployed(pathOf("values/a.yaml"))).toBe(true);
  });
});

describe("destinations", () => {
  const secret = `apiVersion: v1
kind: Secret
metadata: {name: s, labels: {argocd.argoproj.io/secret-type: cluster}}
data: {name: ZWRnZQ==, server: aHR0cHM6Ly9lZGdlLmV4YW1wbGUuY29t}
`;

  test.each([
    ["{server: https://kubernetes.default.svc}", "argocd/app.yaml", "in-cluster", true],
    ["{name: in-cluster}", "clusters/prod/app.yaml", "prod", true],
    ["{name: staging/eu}", "argocd/app.yaml", "staging-eu", false],
    ["{server: https://edge.example.com/}", "argocd/app.yaml", "edge", false],
    ["{server: 'https://10.0.0.1:6443'}", "argocd/app.yaml", "10.0.0.1", false],
  ])("%s in %s is %s", (destination, path, cluster, isLocal) => {
    const text = application(`  source: {repoURL: ${url}, path: raw}\n`, "", destination);
    const { value } = readRepository({ ...files, "secret.yaml": secret, [path]: text });

    expect(value.applications[0]?.destination).toMatchObject({ cluster, isLocal });
  });
});

describe("which repository is this one", () => {
  const two = {
    ...files,
    "a.yaml": own("path: raw"),
    "b.yaml": application("  source: {repoURL: git@github.com:acme/other.git, path: elsewhere}\n").replace(
      "name: app,",
      "name: b,",
    ),
  };

  test("without known addresses, the one whose paths are here, as an assumption", () => {
    const { value } = readRepository(two, []);

    expect(value.assumptions).toEqual([
      "https://github.com/acme/fleet is taken to be this repository: a path that Argo CD takes from it is here.",
    ]);
    expect(value.applications.map(({ sources }) => sources[0]?.isOwn)).toEqual([true, false]);
  });

  test("none of them, when no path is here", () => {
    const result = readRepository({ "a.yaml": own("path: gone") }, []);

    expect(result.value.assumptions).toEqual([]);
    expect(result.diagnostics.map(({ code }) => code)).toEqual([
      "argocd-own-repository-unknown",
      "argocd-source-elsewhere",
    ]);
  });

  test("a known address in any spelling", () => {
    const { value } = readRepository(two, ["git@github.com:acme/fleet.git"]);

    expect(value.assumptions).toEqual([]);
    expect(value.applications[0]?.sources[0]?.isOwn).toBe(true);
  });

  test("a known address that no Application names tells nothing: a fork, a mirror", () => {
    const { value } = readRepository(two, ["https://github.com/me/fork"]);

    expect(value.assumptions).toEqual(readRepository(two, []).value.assumptions);
    expect(value.applications.map(({ sources }) => sources[0]?.isOwn)).toEqual([true, false]);
  });
});

describe("Applications that deploy Applications", () => {
  test("give the chain from the root", () => {
    const { value } = readRepository({
      ...files,
      "root.yaml": own("path: apps").replace("name: app,", "name: root,"),
      "apps/app.yaml": own("path: raw"),
    });
    const app = value.applications.find(({ name }) => name === "app");

    expect(app?.parent).toBe("argocd/root");
    expect(app?.chain).toEqual([
      { kind: "Application", path: "root.yaml", line: 1 },
      { kind: "Application", path: "apps/app.yaml", line: 1 },
    ]);
    expect(value.deployersOf(pathOf("raw/a.yaml")).map(({ title }) => title)).toEqual(["argocd/app"]);
    expect(value.isDeployed(pathOf("raw/deep/c.yml"))).toBe(false);
  });

  test("an Application that deploys itself ends its chain", () => {
    const { value } = readRepository({ ...files, "apps/self.yaml": own("path: apps"), "apps/x.yaml": "" });

    expect(value.applications.map(({ parent, chain }) => [parent, chain.length])).toEqual([[undefined, 1]]);
  });

  test("two that deploy each other end too", () => {
    const { value } = readRepository({
      "a/x.yaml": own("path: b").replace("name: app,", "name: one,"),
      "b/y.yaml": own("path: a").replace("name: app,", "name: two,"),
    });

    expect(value.applications.map(({ chain }) => chain.length)).toEqual([2, 2]);
  });

  test("of one name are told", () => {
    const result = readRepository({ ...files, "a.yaml": own("path: raw"), "b.yaml": own("path: raw") });

    expect(told(result)).toEqual([["argocd-application-repeated", "b.yaml", 1]]);
  });

  test("files of a kustomization are asked of the caller", () => {
    const text = own("path: built");
    const { value } = read(text);

    expect(value.isDeployed(pathOf("built/x.yaml"))).toBe(true);
  });
});

test("an AppProject says which kinds it allows", () => {
  const project = (spec: string) =>
    read(own("path: raw"), {
      "project.yaml": `apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: {name: p}\nspec: ${spec}\n`,
    }).value.projects[0];
  const route = { group: "gateway.networking.k8s.io", kind: "HTTPRoute" };
  const allows = (spec: string) => {
    const found = project(spec);
    return found === undefined ? undefined : projectAllows(found, route);
  };

  expect(allows("{}")).toBe(true);
  expect(allows("{namespaceResourceWhitelist: [{group: networking.k8s.io, kind: Ingress}]}")).toBe(false);
  expect(allows("{namespaceResourceWhitelist: [{group: '*', kind: '*'}]}")).toBe(true);
  expect(allows("{namespaceResourceBlacklist: [{group: gateway.networking.k8s.io, kind: HTTPRoute}]}")).toBe(
    false,
  );
});
