import { describe, expect, it } from "vitest";
import { defaultConfig } from "./config-for-tests.ts";
import { scan } from "./scan.ts";

const sync = `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: flux-system, namespace: flux-system}
spec: {path: ./clusters/prod, prune: true, sourceRef: {kind: GitRepository, name: flux-system}}
`;
const apps = (more = "") => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: apps, namespace: flux-system}
spec: {path: ./apps, prune: true, sourceRef: {kind: GitRepository, name: flux-system}${more}}
`;
const repository = `apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: grafana, namespace: flux-system}
spec: {url: https://charts.example.com}
`;
const cluster = {
  "clusters/prod/flux-system/gotk-sync.yaml": sync,
  "clusters/prod/apps.yaml": apps(),
  "clusters/prod/grafana.yaml": repository,
};

/** spec.values and what else the spec has, each with its two spaces. */
const release = (
  spec: string,
  metadata = "{name: grafana, namespace: web}",
) => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: ${metadata}
spec:
  chart: {spec: {chart: grafana, version: 11.4.0, sourceRef: {kind: HelmRepository, name: grafana, namespace: flux-system}}}
${spec}`;
const values = (host = "g.example.com") => `  values:
    ingress:
      enabled: true
      ingressClassName: nginx
      hosts: [${host}]
`;

type Files = Parameters<typeof scan>[0];

function releasesOf(files: Files, changes: Parameters<typeof scan>[1] = {}) {
  const result = scan(files, changes);
  return {
    ...result,
    releases: result.inventory.clusters.flatMap((one) => one.releases ?? []),
    entries: result.inventory.clusters.flatMap((one) => one.ingresses),
  };
}

describe("a HelmRelease", () => {
  it("gives an Ingress that stands in its values, with the way it came", () => {
    const { ingresses, entries, releases, unsupported } = releasesOf({
      ...cluster,
      "apps/grafana.yaml": release(values()),
    });

    expect(ingresses).toEqual(["prod: web/grafana @ apps/grafana.yaml:7"]);
    expect(entries[0]).toMatchObject({
      sourceKind: "flux",
      class: { name: "nginx", ours: true },
      site: { document: 0, item: undefined, hasNamespace: true },
      release: {
        release: "HelmRelease web/grafana",
        rendered: false,
        block: { layer: 0, keyPath: ["ingress"] },
      },
    });
    expect(entries[0]?.chain.map(({ kind, path, line }) => `${kind} ${path}:${line}`)).toEqual([
      "Kustomization clusters/prod/flux-system/gotk-sync.yaml:1",
      "Kustomization clusters/prod/apps.yaml:1",
      "HelmRelease apps/grafana.yaml:1",
      "values apps/grafana.yaml:7",
    ]);
    expect(releases[0]).toMatchObject({
      cluster: "prod",
      name: "grafana",
      namespace: "web",
      chart: {
        kind: "remote",
        location: {
          kind: "repository",
          url: "https://charts.example.com",
          chart: "grafana",
          version: "11.4.0",
        },
      },
      layers: [{ site: { path: "apps/grafana.yaml", document: 0, base: ["spec", "values"], form: "map" } }],
      gaps: [],
      home: { kind: "beside-owner", listedBy: [] },
    });
    expect(unsupported).toEqual([]);
  });

  it.each([
    [
      "an OCI repository",
      "  chartRef: {kind: OCIRepository, name: c}\n",
      "kind: OCIRepository\nmetadata: {name: c, namespace: web}\nspec: {url: oci://r.example.com/charts/grafana, ref: {tag: 11.4.0, digest: sha256:1}}\n",
      {
        kind: "remote",
        name: "grafana",
        version: "11.4.0",
        location: {
          kind: "oci",
          url: "oci://r.example.com/charts/grafana",
          version: "11.4.0",
          digest: "sha256:1",
        },
      },
    ],
    [
      "a HelmRepository of the OCI kind",
      "  chart: {spec: {chart: grafana, version: 11.x, sourceRef: {kind: HelmRepository, name: c}}}\n",
      "kind: HelmRepository\nmetadata: {name: c, namespace: web}\nspec: {type: oci, url: oci://r.example.com/charts/}\n",
      {
        kind: "remote",
        location: { kind: "oci", url: "oci://r.example.com/charts/grafana", version: "11.x" },
      },
    ],
    [
      "a HelmChart",
      "  chartRef: {kind: HelmChart, name: c}\n",
      "kind: HelmChart\nmetadata: {name: c, namespace: web}\nspec: {chart: ./charts/web, sourceRef: {kind: GitRepository, name: flux-system}}\n",
      { kind: "own", directory: "charts/web" },
    ],
    [
      "this repository",
      "  chart: {spec: {chart: ./charts/web, sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}}}\n",
      "kind: Bucket\nmetadata: {name: c}\nspec: {endpoint: e, bucketName: b}\n",
      { kind: "own", directory: "charts/web" },
    ],
    [
      "another repository",
      "  chart: {spec: {chart: ./deploy/web, sourceRef: {kind: GitRepository, name: c}}}\n",
      "kind: GitRepository\nmetadata: {name: c, namespace: web}\nspec: {url: https://git.example.com/other.git}\n",
      { kind: "unknown", name: "web", why: expect.stringContaining("in another repository") },
    ],
    [
      "a source that is not here",
      "  chart: {spec: {chart: grafana, sourceRef: {kind: HelmRepository, name: gone}}}\n",
      "kind: Bucket\nmetadata: {name: c}\nspec: {endpoint: e, bucketName: b}\n",
      { kind: "unknown", name: "grafana", why: expect.stringContaining("HelmRepository gone") },
    ],
  ])("finds its chart in %s", (_, spec, source, chart) => {
    const text = release(`${spec}${values()}`).replace(
      /^ {2}chart: \{spec: \{chart: grafana, version.*\n/m,
      "",
    );
    const { releases } = releasesOf({
      ...cluster,
      "charts/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
      "apps/web.yaml": text,
      "apps/source.yaml": `apiVersion: source.toolkit.fluxcd.io/v1\n${source}`,
    });

    expect(releases).toHaveLength(1);
    expect(releases[0]?.chart).toMatchObject(chart);
  });
});

describe("its values", () => {
  const from = (item: string) => release(`  valuesFrom: [${item}]\n  values: {a: 1}\n`);
  const config = `apiVersion: v1
kind: ConfigMap
metadata: {name: v, namespace: web}
data:
  values.yaml: |
    ingress:
      enabled: true
      ingressClassName: nginx
      hosts: [g.example.com]
`;

  it("are edited inside the string of a ConfigMap", () => {
    const { ingresses, releases } = releasesOf({
      ...cluster,
      "apps/grafana.yaml": from("{kind: ConfigMap, name: v}"),
      "apps/v.yaml": config,
    });

    expect(ingresses).toEqual(["prod: web/grafana @ apps/v.yaml:6"]);
    expect(releases[0]?.layers.map(({ site }) => site)).toEqual([
      { path: "apps/v.yaml", document: 0, base: ["data", "values.yaml"], form: "string" },
      { path: "apps/grafana.yaml", document: 0, base: ["spec", "values"], form: "map" },
    ]);
  });

  it("are edited in the file a generator takes in", () => {
    const { ingresses, releases } = releasesOf({
      ...cluster,
      "apps/kustomization.yaml":
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamespace: web\nresources: [grafana.yaml]\nconfigMapGenerator: [{name: v, files: [values.yaml]}]\n",
      "apps/grafana.yaml": from("{kind: ConfigMap, name: v}"),
      "apps/values.yaml": "ingress: {enabled: true, ingressClassName: nginx, hosts: [g.example.com]}\n",
    });

    expect(ingresses).toEqual(["prod: web/grafana @ apps/values.yaml:1"]);
    expect(releases[0]?.layers[0]?.site).toEqual({
      path: "apps/values.yaml",
      document: 0,
      base: [],
      form: "map",
    });
    expect(releases[0]?.home).toEqual({ kind: "beside-owner", listedBy: ["apps/kustomization.yaml"] });
  });

  it.each([
    ["encrypted as a whole", "{kind: Secret, name: v}", ["helm-values-hidden blocker"]],
    [
      "encrypted at a path of the Ingress",
      "{kind: Secret, name: v, targetPath: ingress.annotations}",
      ["helm-values-hidden blocker"],
    ],
    [
      "encrypted at a path that has nothing to do with it",
      "{kind: Secret, name: v, targetPath: adminPassword}",
      [],
    ],
    ["not in the repository", "{kind: ConfigMap, name: gone}", ["helm-values-hidden blocker"]],
    [
      "not in the repository and optional: the cluster may have it",
      "{kind: Secret, name: gone, optional: true}",
      ["helm-values-hidden blocker"],
    ],
  ])("hold the Ingress or not when they are %s", (_, reference, expected) => {
    const { codes } = releasesOf({
      ...cluster,
      "apps/grafana.yaml": release(`  valuesFrom: [${reference}]\n${values()}`),
      "apps/v.yaml":
        "apiVersion: v1\nkind: Secret\nmetadata: {name: v, namespace: web}\nstringData:\n  values.yaml: ENC[AES256_GCM,data:x]\nsops: {mac: x}\n",
    });

    expect(
      codes.filter((code) => code.startsWith("helm-values")).map((code) => code.replace(/ web.*/, "")),
    ).toEqual(expected);
  });

  it("of a plain targetPath are a value of their own over the others", () => {
    const { releases } = releasesOf({
      ...cluster,
      "apps/grafana.yaml": release(
        `  valuesFrom: [{kind: ConfigMap, name: v, valuesKey: host, targetPath: "ingress.hosts[0]"}]\n${values()}`,
      ),
      "apps/v.yaml":
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: v, namespace: web}\ndata: {host: h.example.com}\n",
    });

    expect(releases[0]?.layers.map(({ value, site }) => [value, site?.path])).toEqual([
      [
        { ingress: { enabled: true, ingressClassName: "nginx", hosts: ["g.example.com"] } },
        "apps/grafana.yaml",
      ],
      [{ ingress: { hosts: ["h.example.com"] } }, undefined],
    ]);
  });

  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: variables of Flux
  it("keep their variables, except those that switch", () => {
    const substitute = ", postBuild: {substitute: {DOMAIN: example.com, SHOWN: 'true'}}";
    const { releases } = releasesOf({
      ...cluster,
      "clusters/prod/apps.yaml": apps(substitute),
      "apps/grafana.yaml": release(
        "  values:\n    ingress: {enabled: ${SHOWN}, ingressClassName: nginx, hosts: ['g.${DOMAIN}']}\n",
      ).replace("enabled: ${SHOWN}", 'enabled: "${SHOWN}"'),
    });

    expect(releases[0]?.layers[0]?.value).toEqual({
      ingress: { enabled: true, ingressClassName: "nginx", hosts: ["g.${DOMAIN}"] },
    });
    expect(releases[0]?.substitution?.by).toBe("the Flux Kustomization flux-system/apps");
  });
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: variables of Flux
});

describe("a kubeconfig", () => {
  const remote = release(`  kubeConfig: {secretRef: {name: edge-kubeconfig}}\n${values()}`);

  it.each([
    ["that Flux deploys", { ...cluster, "apps/grafana.yaml": remote }],
    ["that nothing here deploys", { "clusters/prod/grafana.yaml": repository, "apps/grafana.yaml": remote }],
  ])("puts a release %s into its cluster, where nothing stands beside it", (_, files) => {
    const { ingresses, releases } = releasesOf(files);

    expect(ingresses).toEqual(["edge: web/grafana @ apps/grafana.yaml:8"]);
    expect(releases[0]).toMatchObject({ cluster: "edge", home: { kind: "none" } });
  });

  it("names one of the configuration's clusters", () => {
    const { target } = defaultConfig();
    const named = (name: string, path: string) => ({ name, paths: [path], target, gateway: undefined });

    const { releases } = releasesOf(
      { ...cluster, "apps/grafana.yaml": remote },
      { clusters: [named("hub", "apps"), named("edge", "edge")] },
    );

    expect(releases.map((one) => one.cluster)).toEqual(["edge"]);
  });
});

describe("overlays", () => {
  const base = {
    "base/kustomization.yaml": "resources: [grafana.yaml]\n",
    "base/grafana.yaml": release(
      "  values: {replicas: 1, ingress: {enabled: true, ingressClassName: nginx}}\n",
    ),
  };
  const overlay = (patch: string) => ({
    ...cluster,
    ...base,
    "apps/kustomization.yaml": `resources: [../base]\npatches: [{path: patch.yaml${patch.startsWith("-") ? ", target: {kind: HelmRelease}" : ""}}]\n`,
    "apps/patch.yaml": patch,
  });

  it("that patch a release are layers of their own, and routes stand beside them", () => {
    const { ingresses, releases } = releasesOf(
      overlay(
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: grafana, namespace: web}\nspec:\n  values:\n    ingress: {hosts: [prod.example.com]}\n",
      ),
    );

    expect(ingresses).toEqual(["prod: web/grafana @ apps/patch.yaml:6"]);
    expect(releases[0]?.layers.map(({ value, site }) => [value, site?.path])).toEqual([
      [{ replicas: 1, ingress: { enabled: true, ingressClassName: "nginx" } }, "base/grafana.yaml"],
      [{ ingress: { hosts: ["prod.example.com"] } }, "apps/patch.yaml"],
    ]);
    expect(releases[0]?.home).toEqual({
      kind: "directory",
      path: "apps",
      listedBy: ["apps/kustomization.yaml"],
    });
  });

  it.each([
    ["patches", "|-", ["patches", 0, "patch"]],
    ["patchesStrategicMerge", "|", ["patchesStrategicMerge", 0]],
    // the text of other styles is not edited
    ["patches", ">-", undefined],
  ] as const)(
    "whose patch is written in the kustomization (%s, %s) stand in that text",
    (field, style, at) => {
      const patch =
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: grafana, namespace: web}\nspec:\n  values:\n    ingress: {hosts: [prod.example.com]}";
      const indented = (by: string) => patch.replaceAll("\n", style === ">-" ? `\n\n${by}` : `\n${by}`);
      const { ingresses, releases } = releasesOf({
        ...overlay(""),
        "apps/kustomization.yaml":
          field === "patches"
            ? `resources: [../base]\npatches:\n  - patch: ${style}\n      ${indented("      ")}\n`
            : `resources: [../base]\n${field}:\n  - ${style}\n    ${indented("    ")}\n`,
      });

      const layer = releases[0]?.layers[1];
      expect(layer?.value).toEqual({ ingress: { hosts: ["prod.example.com"] } });
      expect(layer?.site).toEqual(
        at === undefined
          ? undefined
          : {
              path: "apps/kustomization.yaml",
              document: 0,
              base: at,
              form: "string",
              inner: ["spec", "values"],
            },
      );
      expect(ingresses).toEqual(
        at === undefined
          ? ["prod: web/grafana @ base/grafana.yaml:6"]
          : ["prod: web/grafana @ apps/kustomization.yaml:9"],
      );
    },
  );

  it("that a Flux Kustomization itself patches have no text of their own", () => {
    const patch = JSON.stringify(
      "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: grafana}\nspec: {values: {ingress: {hosts: [prod.example.com]}}}\n",
    );
    const { releases } = releasesOf({
      ...cluster,
      ...base,
      "clusters/prod/apps.yaml": apps(`, patches: [{patch: ${patch}, target: {kind: HelmRelease}}]`),
      "apps/kustomization.yaml": "resources: [../base]\n",
    });

    expect(releases[0]?.layers.map(({ value, site }) => [value, site?.path])).toEqual([
      [{ replicas: 1, ingress: { enabled: true, ingressClassName: "nginx" } }, "base/grafana.yaml"],
      [{ ingress: { hosts: ["prod.example.com"] } }, undefined],
    ]);
  });

  it("that change it by operations give the value as built", () => {
    const { releases } = releasesOf(
      overlay("- {op: add, path: /spec/values/ingress/hosts, value: [prod.example.com]}\n"),
    );

    expect(releases[0]?.layers.map(({ value, site }) => [value, site?.path])).toEqual([
      [
        { replicas: 1, ingress: { enabled: true, ingressClassName: "nginx", hosts: ["prod.example.com"] } },
        "base/grafana.yaml",
      ],
    ]);
  });

  it("that force another namespace than the release's leave no place for a route", () => {
    const { releases, entries } = releasesOf({
      ...cluster,
      "clusters/prod/apps.yaml": apps(", targetNamespace: flux-system"),
      "apps/grafana.yaml": release(
        `  targetNamespace: web\n  releaseName: g\n${values()}`,
        "{name: grafana}",
      ),
    });

    expect(entries[0]?.key).toBe("web/g-grafana");
    expect(releases[0]?.home).toMatchObject({ kind: "none", why: expect.stringContaining("flux-system") });
  });

  it("that supply the namespace need no route that states it", () => {
    const { entries } = releasesOf({
      ...cluster,
      "clusters/prod/apps.yaml": apps(", targetNamespace: web"),
      "apps/grafana.yaml": release(values(), "{name: grafana}"),
    });

    expect(entries[0]).toMatchObject({ key: "web/grafana", site: { hasNamespace: false } });
  });
});

describe("clusters", () => {
  it("are those of directories where no Flux Kustomization is in the repository", () => {
    const { ingresses, codes } = releasesOf({
      "clusters/one/grafana.yaml": release(values("one.example.com")),
      "clusters/two/kustomization.yaml": "namespace: web\nresources: [grafana.yaml]\n",
      "clusters/two/grafana.yaml": release(values("two.example.com"), "{name: grafana}"),
      "r.yaml": repository,
    });

    expect(ingresses).toEqual([
      "one: web/grafana @ clusters/one/grafana.yaml:7",
      "two: web/grafana @ clusters/two/grafana.yaml:7",
    ]);
    expect(codes.filter((code) => code.startsWith("ingress-not-deployed"))).toEqual([]);
  });

  it("get releases that nothing deploys too, with a note where Flux is in the repository", () => {
    const { ingresses, codes } = releasesOf({
      ...cluster,
      "apps/x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n",
      "old/grafana.yaml": release(values()),
    });

    expect(ingresses).toEqual(["default: web/grafana @ old/grafana.yaml:7"]);
    expect(codes).toContain("ingress-not-deployed note web/grafana @ old/grafana.yaml:7");
  });

  it("of the configuration take the releases that are deployed from within their paths", () => {
    const files = {
      ...cluster,
      "apps/kustomization.yaml": "resources: [../base/grafana.yaml]\n",
      "base/grafana.yaml": release(values()),
      "other/grafana.yaml": release(values(), "{name: other, namespace: web}"),
    };
    const target = {
      name: "standard",
      version: undefined,
      gatewayApi: { major: 1, minor: 4 },
      channel: "standard",
    } as const;
    const clusters = [{ name: "main", paths: ["apps"], target, gateway: undefined }];

    expect(releasesOf(files, { clusters }).ingresses).toEqual(["main: web/grafana @ base/grafana.yaml:7"]);
  });
});

describe("what is told", () => {
  it("post-renderers count when they can reach routing", () => {
    const renderer = (target: string) =>
      release(`  postRenderers: [{kustomize: {patches: [{target: ${target}, patch: "[]"}]}}]\n${values()}`);
    const holds = (target: string) =>
      releasesOf({ ...cluster, "apps/grafana.yaml": renderer(target) }).codes.some((code) =>
        code.startsWith("deployer-changes-ingress"),
      );

    expect([holds("{kind: Deployment}"), holds("{kind: Ingress}"), holds("{name: x}")]).toEqual([
      false,
      true,
      true,
    ]);
  });

  it("an Ingress of another class is listed and not judged", () => {
    const { ingresses, codes } = releasesOf({
      ...cluster,
      "apps/grafana.yaml": release(values().replace("nginx", "traefik")),
    });

    expect(ingresses).toHaveLength(1);
    expect(codes).toEqual([]);
  });

  it("values that no release takes in are listed, those of a release and what only shares the name are not", () => {
    const { unsupported } = releasesOf({
      ...cluster,
      "apps/grafana.yaml": release(values()),
      "left/chart.yaml":
        "apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: x}\nspec:\n  valuesContent: |\n    ingress:\n      enabled: true\n      host: x.example.com\n",
      "left/policy.yaml":
        "networkPolicy: {ingress: {enabled: true}}\ncloudflared: {ingress: [{hostname: a}]}\n",
      "left/comment.yaml": "a: 1\n# ingress:\n#   enabled: true\n#   host: x\n",
    });

    expect(unsupported).toEqual([
      "left/chart.yaml:5 Helm values of a HelmChart are not migrated: `spec.valuesContent` looks enabled.",
    ]);
  });

  it("the Ingress template of a chart that is not rendered stays in the list, with the reason", () => {
    const spec =
      "  chart: {spec: {chart: ./charts/web, sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}}}\n";
    const { unsupported } = releasesOf({
      ...cluster,
      "charts/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
      "charts/web/templates/ingress.yaml":
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\nhost: {{ .Values.host }}\n",
      "apps/web.yaml": release(spec).replace(/^ {2}chart: \{spec: \{chart: grafana.*\n/m, ""),
    });

    expect(unsupported).toEqual([
      "charts/web/templates/ingress.yaml:2 Template of the Helm chart in charts/web, which is not rendered: charts are not rendered here.",
    ]);
  });

  it("the values.yaml of a chart of the repository is a layer that is edited, and its library is not left over", () => {
    const spec =
      "  chart: {spec: {chart: ./charts/web, sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}}}\n  values: {a: 1}\n";
    const { ingresses, releases, unsupported } = releasesOf({
      ...cluster,
      "charts/web/Chart.yaml":
        "apiVersion: v2\nname: grafana\nversion: 11.4.0\ndependencies: [{name: tools, version: 1.0.0, repository: file://../tools}]\n",
      "charts/web/values.yaml":
        "a: 0\ningress: {enabled: true, ingressClassName: nginx, hosts: [g.example.com]}\n",
      "charts/web/templates/all.yaml": '{{ include "tools.ingress" . }}\n',
      "charts/tools/Chart.yaml": "apiVersion: v2\nname: tools\nversion: 1.0.0\ntype: library\n",
      "charts/tools/templates/_ingress.tpl": '{{- define "tools.ingress" -}}\nkind: Ingress\n{{- end }}\n',
      "apps/web.yaml": release(spec).replace(/^ {2}chart: \{spec: \{chart: grafana.*\n/m, ""),
    });

    expect(ingresses).toEqual(["prod: web/grafana @ charts/web/values.yaml:2"]);
    expect(releases[0]?.layers.map(({ site }) => site?.path)).toEqual([
      "charts/web/values.yaml",
      "apps/web.yaml",
    ]);
    expect(unsupported).toEqual([
      "charts/tools/templates/_ingress.tpl:2 Template of the Helm chart in charts/web, which is not rendered: charts are not rendered here.",
    ]);
  });

  it("a HelmRelease outside every cluster of the configuration is listed as not deployed", () => {
    const target = {
      name: "standard",
      version: undefined,
      gatewayApi: { major: 1, minor: 4 },
      channel: "standard",
    } as const;
    const clusters = [{ name: "main", paths: ["apps"], target, gateway: undefined }];
    const { unsupported, ingresses } = releasesOf(
      { "apps/a.yaml": "a: 1\n", "old/grafana.yaml": release(values()) },
      { clusters },
    );

    expect(ingresses).toEqual([]);
    expect(unsupported).toEqual([
      "old/grafana.yaml:7 `spec.values.ingress` of this HelmRelease looks enabled, but as far as the repository tells nothing deploys it.",
    ]);
  });

  it("a block whose host nobody can tell is in the list of what is not migrated, with its place", () => {
    const { ingresses, unsupported, inventory } = releasesOf({
      ...cluster,
      "apps/grafana.yaml": release(values('"{{ include \\"x\\" . }}"')),
    });

    expect(ingresses).toEqual([]);
    expect(unsupported).toEqual([expect.stringMatching(/^apps\/grafana\.yaml:7 The host in `ingress` is/)]);
    expect(inventory.clusters.map(({ releases }) => releases?.map(({ id }) => id))).toEqual([
      ["HelmRelease web/grafana"],
    ]);
  });
});
