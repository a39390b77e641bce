import { describe, expect, test } from "vitest";
import type { KubeObject } from "../../../src/model/kube.ts";
import { rewriteAdd } from "../../../src/rewrite/add.ts";
import {
  clusterWith,
  ingressFrom,
  redirectFor,
  releaseOf,
  remote,
  routeFor,
  type StatedRelease,
  valuesFile,
} from "./releases.ts";
import { applied, config, emissionOf, type Files, snapshotOf } from "./world.ts";

const home = { kind: "none", why: "nothing deploys a file beside it" } as const;
const grafana: StatedRelease = {
  name: "grafana",
  chart: remote("grafana", "11.4.0"),
  layers: [valuesFile("apps/values.yaml")],
  owner: "argocd/grafana.yaml",
  home,
};
const block = "ingress:\n  enabled: true\n  hosts:\n    - grafana.example.com\n";

interface Options {
  readonly others?: readonly StatedRelease[];
  readonly objects?: (objects: readonly KubeObject[]) => readonly KubeObject[];
  readonly host?: string;
}

/** The Grafana route goes into its route values, a redirect with status 308 does not. */
function add(files: Files, stated: StatedRelease, { others = [], objects, host }: Options = {}) {
  const releases = [stated, ...others].map((one) => releaseOf(files, one));
  const ingresses = releases.map((release) =>
    ingressFrom(release, { host: host ?? `${release.name}.example.com` }),
  );
  const [first] = ingresses;
  if (first === undefined) throw new Error("no release");
  const wanted = [routeFor(first), redirectFor(first)];
  const emission = emissionOf(first.key, objects?.(wanted) ?? wanted);
  const result = rewriteAdd(
    snapshotOf({ "argocd/grafana.yaml": "kind: Application\n", ...files }),
    clusterWith(releases, ingresses),
    [emission],
    config,
  );
  return {
    after: applied(files, result.value),
    paths: result.value.files.map(({ path, action }) => `${action} ${path}`),
    reasons: result.diagnostics.flatMap((one) =>
      one.code === "rewrite-release-homeless" ? [one.params.because] : [],
    ),
  };
}

const entry = (indent: string) =>
  [
    "- apiVersion: gateway.networking.k8s.io/v1",
    "  kind: HTTPRoute",
    "  metadata:",
    "    name: grafana-redirect",
    "  spec:",
    "    parentRefs:",
    "      - group: gateway.networking.k8s.io",
    "        kind: Gateway",
    "        namespace: gateway-system",
    "        name: public",
    "        sectionName: http",
    "    hostnames:",
    "      - grafana.example.com",
    "    rules:",
    "      - matches:",
    "          - path:",
    "              type: PathPrefix",
    "              value: /",
    "        filters:",
    "          - type: RequestRedirect",
    "            requestRedirect:",
    "              scheme: https",
    "              statusCode: 308",
  ]
    .map((line) => `${indent}${line}\n`)
    .join("");

describe("what route values cannot say, where nothing beside the release is deployed", () => {
  test("stands among the chart's further objects, without a namespace", () => {
    const { after, paths } = add({ "apps/values.yaml": block }, grafana);

    expect(paths).toEqual(["edit apps/values.yaml"]);
    expect(after["apps/values.yaml"]).toContain(`\nextraObjects:\n${entry("  ")}`);
    expect(after["apps/values.yaml"]).toContain("\nroute:\n  main:\n    enabled: true\n");
  });

  test("is added behind the entries that are there, in their layout", () => {
    const present = `extraObjects:\n- kind: ConfigMap\n  apiVersion: v1\n  metadata:\n    name: mine\n# next\nfoo: 1\n`;

    const { after } = add({ "apps/values.yaml": `${block}${present}` }, grafana);

    expect(after["apps/values.yaml"]).toContain(
      `    name: mine\n- apiVersion: gateway.networking.k8s.io/v1\n  kind: HTTPRoute\n`,
    );
    expect(after["apps/values.yaml"]).toMatch(/statusCode: 308\n# next\nfoo: 1\n$/);
  });

  test("goes into the text whose list counts", () => {
    const files = {
      "apps/values.yaml": `${block}extraObjects:\n  - {apiVersion: v1, kind: Secret, metadata: {name: low}}\n`,
      "apps/prod.yaml": "extraObjects: []\n",
    };
    const layers = [valuesFile("apps/values.yaml"), valuesFile("apps/prod.yaml")];

    const { after } = add(files, { ...grafana, layers });

    expect(after["apps/prod.yaml"]).toBe(`extraObjects:\n${entry("  ")}`);
    expect(after["apps/values.yaml"]).not.toContain("grafana-redirect");
  });

  test("is appended inside values that are a string", () => {
    const application = `kind: Application
spec:
  source:
    helm:
      values: |
        ingress:
          enabled: true
          hosts: [grafana.example.com]
  project: default
`;
    const base = ["spec", "source", "helm", "values"];
    const stated: StatedRelease = {
      ...grafana,
      layers: [{ path: "argocd/grafana.yaml", base, form: "string" }],
      ownerKind: "argocd",
    };

    const { after } = add({ "argocd/grafana.yaml": application }, stated);

    expect(after["argocd/grafana.yaml"]).toContain(`        extraObjects:\n${entry("          ")}`);
    expect(after["argocd/grafana.yaml"]?.endsWith("  project: default\n")).toBe(true);
  });

  test.each([
    [
      "of a chart nobody knows",
      { ...grafana, chart: remote("unheard-of", "1.0.0") },
      { "apps/values.yaml": block },
      "nothing deploys a file beside it, and its chart is not known to print further objects from its values",
    ],
    [
      "of a version from before the list",
      { ...grafana, chart: remote("grafana", "6.19.0") },
      { "apps/values.yaml": block },
      "nothing deploys a file beside it, and its chart is not known to print further objects from its values",
    ],
    [
      "beside a map under the key",
      grafana,
      { "apps/values.yaml": `${block}extraObjects: {a: {}}\n` },
      "nothing deploys a file beside it, and `extraObjects` is no list in its values",
    ],
  ])("moves nothing %s, and says why", (_, stated, files, reason) => {
    const { paths, reasons } = add(files, stated);

    expect(paths).toEqual([]);
    expect(reasons).toEqual([reason]);
  });

  test("moves nothing when templates would read its braces", () => {
    const { paths, reasons } = add({ "apps/values.yaml": block }, grafana, {
      objects: ([route, redirect]) => [
        ...(route === undefined ? [] : [route]),
        ...(redirect === undefined
          ? []
          : [
              {
                ...redirect,
                metadata: { ...redirect.metadata, annotations: { note: "{{ x }}" } },
              },
            ]),
      ],
    });

    expect(paths).toEqual([]);
    expect(reasons).toEqual([
      "nothing deploys a file beside it, and `extraObjects` of its chart goes through templates, and the routes hold text in braces",
    ]);
  });

  test("moves nothing when the list is another release's too, which moves in a later wave", () => {
    const text = `${block}extraObjects: []\n`;
    const second = { ...grafana, name: "second", owner: "argocd/second.yaml" };
    const files = { "apps/values.yaml": text, "apps/own.yaml": "replicas: 1\n" };
    const layers = [valuesFile("apps/values.yaml"), valuesFile("apps/own.yaml")];

    const { paths, reasons } = add(files, { ...grafana, layers }, { others: [second] });

    expect(paths).toEqual([]);
    expect(reasons).toEqual([
      "nothing deploys a file beside it, and `extraObjects` of its chart stands in apps/values.yaml, which prod: release shop/second reads too",
    ]);
  });
});
