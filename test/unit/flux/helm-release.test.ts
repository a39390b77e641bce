import { describe, expect, test } from "vitest";
import { severityOf, wordingOf } from "../../../src/diagnostics/diagnostic.ts";
import { readConfigData } from "../../../src/sources/flux/config-data.ts";
import { isHelmRelease, readHelmRelease, shortReleaseName } from "../../../src/sources/flux/helm-release.ts";
import { readFluxSource } from "../../../src/sources/flux/sources.ts";
import { readerOf } from "./repository.ts";

const repositories = `apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: charts, namespace: flux-system}
spec: {url: https://charts.example.com}
---
apiVersion: source.toolkit.fluxcd.io/v1beta2
kind: HelmRepository
metadata: {name: oci-charts, namespace: flux-system}
spec: {type: oci, url: oci://ghcr.io/acme/charts}
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata: {name: app, namespace: web}
spec: {url: oci://ghcr.io/acme/charts/app-template, ref: {tag: 4.2.0, digest: "sha256:abc"}}
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: flux-system, namespace: flux-system}
spec: {url: ssh://git@github.com/acme/fleet}
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: podinfo, namespace: flux-system}
spec: {url: https://github.com/stefanprodan/podinfo, ref: {branch: master}}
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmChart
metadata: {name: shared, namespace: web}
spec: {chart: shared, version: "1.x", sourceRef: {kind: HelmRepository, name: charts}}
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: Bucket
metadata: {name: bucket, namespace: web}
spec: {endpoint: s3.example.com, bucketName: charts}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: app-values-h7b95fbg5t, namespace: web}
data:
  values.yaml: |
    ingress: {enabled: true}
  host: app.example.com
---
apiVersion: v1
kind: Secret
metadata: {name: app-secrets, namespace: web}
data:
  token: c2VjcmV0
stringData:
  values.yaml: ENC[AES256_GCM,data:abc,type:str]
sops: {mac: x}
`;

function release(spec: string, apiVersion = "helm.toolkit.fluxcd.io/v2") {
  const reader = readerOf({
    "sources.yaml": repositories,
    "release.yaml": `apiVersion: ${apiVersion}\nkind: HelmRelease\nmetadata: {name: app, namespace: web}\nspec:\n${spec}`,
  });
  const objects = reader.files.flatMap(({ path }) => reader.parse(path)?.objects ?? []);
  const source = objects.find(({ object }) => isHelmRelease(object));
  if (source === undefined) throw new Error("no release");
  return readHelmRelease(source, {
    sources: objects.flatMap((object) => readFluxSource(object) ?? []),
    configData: objects.flatMap((object) => readConfigData(object) ?? []),
    own: { urls: [] },
  });
}

describe("where the chart is", () => {
  const template = (chart: string, kind: string, name: string, more = "") =>
    `  chart: {spec: {chart: ${chart}, ${more} sourceRef: {kind: ${kind}, name: ${name}, namespace: flux-system}}}\n`;

  test("in a Helm repository", () => {
    const { value, diagnostics } = release(template("app", "HelmRepository", "charts", "version: 1.2,"));

    expect(value.chart).toMatchObject({
      kind: "repository",
      url: "https://charts.example.com",
      chart: "app",
      version: "1.2",
      isOci: false,
    });
    expect(diagnostics).toEqual([]);
  });

  test("in an OCI registry by a Helm repository", () => {
    expect(release(template("app", "HelmRepository", "oci-charts")).value.chart).toMatchObject({
      kind: "repository",
      isOci: true,
      version: undefined,
    });
  });

  test("by an OCIRepository, whose name is not the chart's", () => {
    expect(release("  chartRef: {kind: OCIRepository, name: app}\n").value.chart).toMatchObject({
      kind: "oci",
      url: "oci://ghcr.io/acme/charts/app-template",
      chart: "app-template",
      tag: "4.2.0",
      digest: "sha256:abc",
      source: { path: "sources.yaml", line: 11 },
    });
  });

  test("by a HelmChart object", () => {
    const chartRef = "  chartRef: {kind: HelmChart, name: shared}\n";

    expect(release(chartRef).value.chart).toMatchObject({ kind: "unknown", chart: "shared" });
    expect(release(chartRef).diagnostics.map(({ code }) => code)).toEqual(["flux-chart-source-missing"]);
  });

  test("in a directory of this repository", () => {
    const spec = template(
      "./charts/app",
      "GitRepository",
      "flux-system",
      "valuesFiles: [./charts/app/prod.yaml],",
    );

    expect(release(spec).value.chart).toMatchObject({
      kind: "own",
      path: "charts/app",
      valuesFiles: ["charts/app/prod.yaml"],
    });
  });

  test("in another repository", () => {
    expect(release(template("./charts/podinfo", "GitRepository", "podinfo")).value.chart).toMatchObject({
      kind: "elsewhere",
      url: "https://github.com/stefanprodan/podinfo",
      path: "./charts/podinfo",
    });
  });

  test.each([
    [template("app", "HelmRepository", "nowhere"), "HelmRepository nowhere", "app"],
    ["  chartRef: {kind: OCIRepository, name: nowhere}\n", "OCIRepository nowhere", ""],
    [template("app", "GitRepository", "nowhere"), "GitRepository nowhere", "app"],
  ])("unknown when its source is in no file: %s", (spec, source, chart) => {
    const { value, diagnostics } = release(spec);

    expect(value.chart.kind).toBe("unknown");
    expect(diagnostics.map(({ code, params }) => [code, params])).toEqual([
      ["flux-chart-source-missing", { release: "web/app", source, chart }],
    ]);
  });
});

describe("names", () => {
  test.each([
    ["", "app", "web"],
    ["  targetNamespace: other\n", "other-app", "other"],
    ["  targetNamespace: other\n  releaseName: short\n", "short", "other"],
  ])("of the release with %j", (more, releaseName, releaseNamespace) => {
    const { value } = release(`  chartRef: {kind: OCIRepository, name: app}\n${more}`);

    expect([value.releaseName, value.releaseNamespace, value.storageNamespace]).toEqual([
      releaseName,
      releaseNamespace,
      "web",
    ]);
  });

  test("longer than Helm takes are cut with a hash", () => {
    const name = shortReleaseName("a".repeat(60));

    expect(name).toMatch(/^a{40}-[0-9a-f]{12}$/);
    expect(shortReleaseName("a".repeat(53))).toBe("a".repeat(53));
  });
});

describe("values", () => {
  const chart = "  chartRef: {kind: OCIRepository, name: app}\n";

  test("come in the order Helm merges them, with the text of references", () => {
    const { value, diagnostics } = release(`${chart}  values: {replicas: 2}
  valuesFrom:
    - {kind: ConfigMap, name: app-values, valuesKey: host, targetPath: "ingress.hosts[0]"}
    - {kind: ConfigMap, name: app-values}
`);

    expect(
      value.layers.map((layer) => [layer.kind, layer.kind === "inline" ? layer.values : layer.found.kind]),
    ).toEqual([
      ["reference", "text"],
      ["inline", { replicas: 2 }],
      ["reference", "text"],
    ]);
    expect(value.layers[0]).toMatchObject({
      source: { kind: "ConfigMap", name: "app-values", key: "values.yaml" },
      found: { text: "ingress: {enabled: true}\n", entry: { place: { path: "sources.yaml", line: 40 } } },
    });
    expect(value.layers[2]).toMatchObject({
      targetPath: "ingress.hosts[0]",
      found: { text: "app.example.com" },
    });
    expect(diagnostics).toEqual([]);
  });

  test.each([
    ["{kind: Secret, name: app-secrets}", "flux-values-unknown", "hidden"],
    ["{kind: Secret, name: app-secrets, valuesKey: nope}", "flux-values-unknown", "missing"],
    ["{kind: ConfigMap, name: nowhere, optional: true}", "flux-values-unknown", "missing"],
  ])("from %s are told to be unknown", (reference, code, found) => {
    const { value, diagnostics } = release(`${chart}  valuesFrom: [${reference}]\n`);

    expect(value.layers[0]).toMatchObject({ found: { kind: found } });
    expect(diagnostics.map((diagnostic) => [diagnostic.code, diagnostic.at?.line])).toEqual([[code, 6]]);
    for (const diagnostic of diagnostics) expect(wordingOf(diagnostic).message).toContain("is not seen");
  });

  test("that are unknown and go to a path of their own are told only where they may configure an ingress", () => {
    const codes = (targetPath: string) =>
      release(
        `${chart}  valuesFrom: [{kind: Secret, name: nowhere, targetPath: ${targetPath}}]\n`,
      ).diagnostics.map(({ code }) => code);

    expect(codes("db.password")).toEqual([]);
    expect(codes("ingress.annotations")).toEqual(["flux-values-unknown"]);
  });

  test("of a Secret in clear are decoded", () => {
    const { value } = release(
      `${chart}  valuesFrom: [{kind: Secret, name: app-secrets, valuesKey: token, targetPath: t}]\n`,
    );

    expect(value.layers[0]).toMatchObject({ found: { kind: "text", text: "secret" } });
  });

  test("from something else are refused by name", () => {
    const { diagnostics } = release(
      `${chart}  valuesFrom: [{kind: Bucket, name: x}]\n  postRenderers: [{exec: {}}]\n`,
    );

    expect(diagnostics.map(({ code, params }) => [code, "field" in params && params.field])).toEqual([
      ["flux-field-unreadable", "spec.valuesFrom[0]"],
      ["flux-field-unreadable", "spec.postRenderers[0]"],
    ]);
    expect(diagnostics.map(severityOf)).toEqual(["warning", "warning"]);
  });
});

test("post-renderers, CRD policies and other fields are data", () => {
  const { value } = release(
    `  chartRef: {kind: OCIRepository, name: app}
  suspend: true
  install: {crds: CreateReplace}
  upgrade: {crds: CreateReplace}
  dependsOn: [{name: db}, {name: cert-manager, namespace: cert-manager}]
  kubeConfig: {secretRef: {name: edge}}
  commonMetadata: {labels: {team: web}}
  postRenderers:
    - kustomize:
        patches: [{target: {kind: Ingress}, patch: "- {op: remove, path: /spec/tls}"}]
        patchesStrategicMerge: [{kind: Deployment}]
`,
    "helm.toolkit.fluxcd.io/v2beta1",
  );

  expect(value).toMatchObject({
    suspend: true,
    crds: { install: "CreateReplace", upgrade: "CreateReplace" },
    dependsOn: ["web/db", "cert-manager/cert-manager"],
    remoteCluster: "edge",
    commonMetadata: { labels: { team: "web" }, annotations: {} },
    postRenderers: [
      {
        patches: [
          { target: { kind: "Ingress" }, patch: "- {op: remove, path: /spec/tls}" },
          { patch: { kind: "Deployment" } },
        ],
        place: { line: 13 },
      },
    ],
  });
});
