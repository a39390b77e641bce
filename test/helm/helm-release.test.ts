/** Releases of charts in a repository, rendered by the real helm until nothing is wanted. */
import { describe, expect, it } from "vitest";
import { surveyRendered } from "../../src/flows/rendered.ts";
import { memorySnapshot } from "../../src/model/memory-snapshot.ts";
import { chartFiles, realTools } from "./fixture-charts.ts";

const tools = realTools();

const flux = {
  "clusters/prod/flux-system/gotk-sync.yaml": `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: flux-system, namespace: flux-system}
spec: {path: ./, prune: true, sourceRef: {kind: GitRepository, name: flux-system}}
`,
  "kustomization.yaml": "resources: [apps]\n",
  "apps/kustomization.yaml": "resources: [web.yaml]\n",
  ".github/tidegate.yml":
    "target: {name: standard, gatewayApi: '1.4'}\ngateway: {namespace: gw, name: public}\n",
};

const release = (chart: string, values: string) => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web, namespace: shop}
spec:
  chart: {spec: {chart: ./charts/${chart}, sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}}}
  values:
${values.replace(/^(?=.)/gm, "    ")}`;

async function survey(files: Readonly<Record<string, string | Uint8Array>>) {
  const { value, diagnostics } = await surveyRendered(tools, memorySnapshot({ ...flux, ...files }), {});
  const [cluster] = value.inventory.clusters;
  return { cluster, unsupported: value.inventory.unsupported, diagnostics };
}

function chart(name: string, as = name): Readonly<Record<string, Uint8Array>> {
  return Object.fromEntries([...chartFiles(name)].map(([path, bytes]) => [`charts/${as}/${path}`, bytes]));
}

describe("a chart of the repository", () => {
  it("gives the Ingress helm prints, its Services, and the way to the template", async () => {
    const { cluster, unsupported } = await survey({
      ...chart("helm-create"),
      "apps/web.yaml": release(
        "helm-create",
        "ingress:\n  enabled: true\n  className: nginx\n  hosts:\n    - host: web.example.com\n      paths: [{path: /, pathType: Prefix}]\n",
      ),
    });

    const [ingress] = cluster?.ingresses ?? [];
    expect(ingress).toMatchObject({
      key: "shop/web-storefront",
      sourceKind: "flux",
      site: { path: "apps/web.yaml", place: { line: 7 } },
      release: {
        rendered: true,
        template: "templates/ingress.yaml",
        block: { layer: 1, keyPath: ["ingress"] },
      },
      spec: { ingressClassName: "nginx", rules: [{ host: "web.example.com" }] },
    });
    expect(ingress?.chain.slice(-3).map(({ kind, path, line }) => `${kind} ${path}:${line}`)).toEqual([
      "HelmRelease apps/web.yaml:1",
      "values apps/web.yaml:7",
      "template charts/helm-create/templates/ingress.yaml:1",
    ]);
    expect(cluster?.services.map(({ name }) => name)).toEqual(["web-storefront"]);
    expect(unsupported).toEqual([]);
  });

  it("with sub-charts under an alias tells which block makes which Ingress", async () => {
    const { cluster } = await survey({
      ...chart("helm-create"),
      "charts/all/Chart.yaml":
        "apiVersion: v2\nname: all\nversion: 1.0.0\ndependencies:\n" +
        '  - {name: storefront, alias: front, version: "*", repository: "file://../helm-create"}\n' +
        '  - {name: storefront, alias: admin, version: "*", repository: "file://../helm-create", condition: admin.enabled}\n',
      "charts/all/values.yaml": "admin: {enabled: false}\n",
      "apps/web.yaml": release(
        "all",
        "front:\n  ingress: {enabled: true, className: nginx, hosts: [{host: f.example.com, paths: [{path: /, pathType: Prefix}]}]}\n" +
          "admin:\n  ingress: {enabled: true, className: nginx, hosts: [{host: a.example.com, paths: [{path: /, pathType: Prefix}]}]}\n",
      ),
    });

    expect(
      cluster?.ingresses.map(({ key, release: origin }) => [key, origin?.template, origin?.block?.keyPath]),
    ).toEqual([["shop/web-front", "charts/front/templates/ingress.yaml", ["front", "ingress"]]]);
  });

  it("that takes its Ingress from a library leaves no template of the library in the list", async () => {
    const { cluster, unsupported } = await survey({
      "charts/web/Chart.yaml":
        'apiVersion: v2\nname: web\nversion: 1.0.0\ndependencies: [{name: tools, version: 1.0.0, repository: "file://../tools"}]\n',
      "charts/web/values.yaml": "ingress: {host: l.example.com}\n",
      "charts/web/templates/all.yaml": '{{ include "tools.ingress" . }}\n',
      "charts/tools/Chart.yaml": "apiVersion: v2\nname: tools\nversion: 1.0.0\ntype: library\n",
      "charts/tools/templates/_ingress.tpl":
        '{{- define "tools.ingress" -}}\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: {{ .Release.Name }}}\n' +
        "spec: {ingressClassName: nginx, rules: [{host: {{ .Values.ingress.host }}}]}\n{{- end }}\n",
      "apps/web.yaml": release("web", "a: 1\n"),
    });

    expect(
      cluster?.ingresses.map(({ key, site, release: origin }) => [key, site.path, origin?.block]),
    ).toEqual([["shop/web", "charts/web/values.yaml", { layer: 0, keyPath: ["ingress"] }]]);
    expect(unsupported).toEqual([]);
  });

  it("that fails is told with helm's own words at the template, and its Ingress is held", async () => {
    const { cluster, diagnostics } = await survey({
      "charts/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
      "charts/web/templates/ingress.yaml": 'kind: Ingress\n{{ fail "no host" }}\n',
      "apps/web.yaml": release("web", "ingress: {enabled: true, host: w.example.com, className: nginx}\n"),
    });

    const failed = diagnostics.find(({ code }) => code === "helm-render-failed");
    expect(failed).toMatchObject({
      ingress: "shop/web",
      at: { path: "charts/web/templates/ingress.yaml", line: 2 },
      params: { cause: "template", message: expect.stringContaining("no host") },
    });
    expect(cluster?.ingresses.map(({ key, release: origin }) => [key, origin?.rendered])).toEqual([
      ["shop/web", false],
    ]);
  });

  it("is rendered without what is switched off, and again with what a layer switches on", async () => {
    const files = (on: boolean) => ({
      "charts/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
      "charts/web/values.yaml": "ingress: {enabled: false}\n",
      "charts/web/templates/ingress.yaml":
        "{{- if .Values.ingress.enabled }}\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: fixed}\n" +
        "spec: {ingressClassName: nginx, rules: [{host: fixed.example.com}]}\n{{- end }}\n",
      "apps/web.yaml": release("web", `ingress: {enabled: ${on}}\n`),
    });

    const off = await survey(files(false));
    const on = await survey(files(true));

    expect(off.cluster?.ingresses ?? []).toEqual([]);
    expect(on.cluster?.ingresses.map(({ key, release: origin }) => [key, origin?.block])).toEqual([
      ["shop/fixed", { layer: 1, keyPath: ["ingress"] }],
    ]);
  });
});
