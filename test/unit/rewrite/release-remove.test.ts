import { describe, expect, test } from "vitest";
import type { Config } from "../../../src/model/config.ts";
import type { Release } from "../../../src/model/release.ts";
import { rewriteRemove } from "../../../src/rewrite/remove.ts";
import {
  beside,
  clusterWith,
  deleting,
  ingressFrom,
  type MadeIngress,
  releaseOf,
  remote,
  routeFor,
  type StatedRelease,
  valuesFile,
} from "./releases.ts";
import { applied, config, type Files, pathOf, snapshotOf } from "./world.ts";

const grafana: StatedRelease = {
  name: "grafana",
  chart: remote("grafana", "11.4.0"),
  layers: [valuesFile("apps/values.yaml")],
  owner: "apps/release.yaml",
  home: beside(),
};

interface Wave {
  readonly releases: readonly Release[];
  readonly others?: readonly Release[];
  readonly made?: MadeIngress;
  readonly leaving?: readonly string[];
  readonly otherStays?: boolean;
}

function remove(
  files: Files,
  { releases, others = [], made, leaving, otherStays = false }: Wave,
  how: Config = config,
) {
  const ingresses = releases.map((release) => ingressFrom(release, made));
  const gatewayObjects = ingresses.map((ingress) => ({
    object: routeFor(ingress),
    place: ingress.site.place,
    document: 0,
  }));
  const cluster = clusterWith(releases, ingresses, { gatewayObjects });
  const staying = others.map((release) => ingressFrom(release, made));
  const second = clusterWith(others, staying, { name: "staging" });
  const keys = ingresses.map(({ key }) => key).filter((key) => leaving?.includes(key) ?? true);
  const result = rewriteRemove(snapshotOf(files), cluster, keys, how, otherStays ? staying : [], {
    otherClusters: [second],
  });
  return {
    after: applied(files, result.value),
    paths: result.value.files.map(({ path, action }) => `${action} ${path}`),
    codes: result.diagnostics.map(({ code }) => code),
  };
}

const text = `# Grafana
ingress:
  enabled: true # public
  hosts: [grafana.example.com]
route:
  main: {enabled: true}
`;

describe("taking an Ingress out of values", () => {
  test.each([
    ["disable", config, text.replace("enabled: true #", "enabled: false #")],
    ["delete", deleting, "# Grafana\nroute:\n  main: {enabled: true}\n"],
  ])("with %s touches the block alone; a second run changes nothing", (_, how, expected) => {
    const files = { "apps/values.yaml": text };
    const releases = [releaseOf(files, grafana)];

    const { after, codes } = remove(files, { releases }, how);
    const again = remove(after, { releases }, how);

    expect(codes).toEqual([]);
    expect(after["apps/values.yaml"]).toBe(expected);
    expect(again.paths).toEqual([]);
    expect(again.codes).toEqual([]);
  });

  test("keeps an anchor alive that is used outside the block", () => {
    const files = {
      "apps/values.yaml":
        "ingress:\n  enabled: true\n  hosts:\n    - &host grafana.example.com\ngrafana.ini: {server: {domain: *host}}\n",
    };

    const { after, codes } = remove(files, { releases: [releaseOf(files, grafana)] }, deleting);

    expect(codes).toEqual([]);
    expect(after["apps/values.yaml"]).toBe("grafana.ini: {server: {domain: &host grafana.example.com}}\n");
  });

  test("takes items of a list from its back", () => {
    const files = {
      "apps/values.yaml":
        "ingress:\n  - {hosts: [a.example.com], className: nginx}\n  - {hosts: [b.example.com], className: nginx}\n  - {hosts: [c.example.com], className: nginx}\n",
    };
    const release = releaseOf(files, { ...grafana, chart: remote("unheard-of", "1.0.0") });
    const [a, b, c] = [0, 1, 2].map((index) =>
      ingressFrom(release, { name: `i${index}`, block: ["ingress", index], rendered: true }),
    );
    const all = [a, b, c].filter((one) => one !== undefined);
    const gatewayObjects = all.map((one) => ({ object: routeFor(one), place: one.site.place, document: 0 }));
    const cluster = clusterWith([release], all, { gatewayObjects });

    const result = rewriteRemove(
      snapshotOf(files),
      cluster,
      [a, b].flatMap((one) => one?.key ?? []),
      config,
    );

    expect(result.diagnostics).toEqual([]);
    expect(applied(files, result.value)["apps/values.yaml"]).toBe(
      "ingress:\n  - {hosts: [c.example.com], className: nginx}\n",
    );
  });

  test("works inside a string", () => {
    const files = {
      "argocd/app.yaml": `spec:
  source:
    helm:
      values: |
        ingress:
          enabled: true
          hosts: ["grafana.{{env}}.example.com"]
        adminUser: {{user}}
`,
    };
    const base = ["spec", "source", "helm", "values"];
    const layers = [{ path: "argocd/app.yaml", base, form: "string" as const }];
    const releases = [releaseOf(files, { ...grafana, layers })];

    const { after, codes } = remove(files, { releases, made: { host: "grafana.example.com" } });

    expect(codes).toEqual([]);
    expect(after["argocd/app.yaml"]).toBe(
      files["argocd/app.yaml"].replace("enabled: true", "enabled: false"),
    );
  });

  test("does not happen without a route in its place", () => {
    const files = { "apps/values.yaml": text };
    const release = releaseOf(files, grafana);
    const cluster = clusterWith([release], [ingressFrom(release)]);

    const result = rewriteRemove(snapshotOf(files), cluster, [ingressFrom(release).key], config);

    expect(result.value.files).toEqual([]);
    expect(result.diagnostics.map(({ code }) => code)).toEqual(["remove-routes-missing"]);
  });
});

describe("values that several releases read", () => {
  const files = {
    "base/values.yaml": text,
    "prod/values.yaml": "persistence: {}\n",
    "apps/release.yaml": "kind: HelmRelease\n",
    "staging/release.yaml": "kind: HelmRelease\n",
  };
  const layers = [valuesFile("base/values.yaml")];
  const staging = releaseOf(files, { ...grafana, layers, owner: "staging/release.yaml" }, "staging");

  test("change when all of them leave", () => {
    const releases = [releaseOf(files, { ...grafana, layers })];

    const { paths, codes } = remove(files, { releases, others: [staging] });

    expect(codes).toEqual([]);
    expect(paths).toEqual(["edit base/values.yaml"]);
  });

  test("stay while another one stays: the release's own values switch it off", () => {
    const releases = [releaseOf(files, { ...grafana, layers: [...layers, valuesFile("prod/values.yaml")] })];

    const { after, paths, codes } = remove(
      files,
      { releases, others: [staging], otherStays: true },
      deleting,
    );

    expect(codes).toEqual([]);
    expect(paths).toEqual(["edit prod/values.yaml"]);
    expect(after["prod/values.yaml"]).toBe("persistence: {}\ningress:\n  enabled: false\n");
  });

  test("stop the removal when no values belong to the release alone", () => {
    const releases = [releaseOf(files, { ...grafana, layers })];

    const { paths, codes } = remove(files, { releases, others: [staging], otherStays: true });

    expect(paths).toEqual([]);
    expect(codes).toEqual(["remove-values-shared"]);
  });
});

describe("an Ingress that no editable values switch on", () => {
  test("is switched off in values that the HelmRelease gets for it", () => {
    const release = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: grafana
spec:
  interval: 1h
  valuesFrom:
    - {kind: ConfigMap, name: made-elsewhere}
`;
    const files = {
      "apps/release.yaml": release,
      "apps/values.yaml": `# Code generated by tool. DO NOT EDIT.\n${text}`,
    };
    const releases = [releaseOf(files, { ...grafana, ownerKind: "flux" })];

    const { after, codes } = remove(files, { releases });

    expect(codes).toEqual([]);
    expect(after["apps/release.yaml"]).toBe(`${release}  values:\n    ingress:\n      enabled: false\n`);
    expect(after["apps/values.yaml"]).toBe(files["apps/values.yaml"]);
  });

  const chart = {
    "charts/cart/Chart.yaml": "apiVersion: v2\nname: cart\nversion: 1.0.0\n",
    "charts/cart/values.yaml": "host: cart.example.com\n",
    "charts/cart/templates/ingress.yaml": `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: {{ .Release.Name }}
spec:
  rules:
    - host: {{ .Values.host }}
`,
  };
  const own: StatedRelease = {
    name: "cart",
    chart: { kind: "own", directory: pathOf("charts/cart") },
    layers: [],
    owner: "argocd/cart.yaml",
    home: { kind: "none", why: "x" },
  };
  const second = { ...own, name: "second", owner: "argocd/second.yaml" };
  const made = { host: "cart.example.com" };

  test("goes with its template when every release of the chart leaves and nothing else is in it", () => {
    const releases = [releaseOf(chart, own), releaseOf(chart, second)];

    const { paths, codes } = remove(chart, { releases, made });

    expect(codes).toEqual([]);
    expect(paths).toEqual(["delete charts/cart/templates/ingress.yaml"]);
  });

  test.each([
    ["another release of the chart stays", chart, ["shop/cart"]],
    [
      "the template makes more",
      {
        ...chart,
        "charts/cart/templates/ingress.yaml": `${chart["charts/cart/templates/ingress.yaml"]}---\nkind: Service\n`,
      },
      undefined,
    ],
  ])("stays when %s", (_, files, leaving) => {
    const releases = [releaseOf(files, own), releaseOf(files, second)];

    const { paths, codes } = remove(files, { releases, made, ...(leaving === undefined ? {} : { leaving }) });

    expect(paths).toEqual([]);
    expect(new Set(codes)).toEqual(new Set(["remove-release-on"]));
  });
});
