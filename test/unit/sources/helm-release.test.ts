import { describe, expect, it } from "vitest";
import { type Diagnostic, severityOf } from "../../../src/diagnostics/diagnostic.ts";
import { readRelease, renderRelease } from "../../../src/sources/helm/release/render-release.ts";
import {
  bookOf,
  ingressText,
  pathOf,
  pulled,
  releaseOf,
  remote,
  rendered,
  worldOf,
} from "./releases-for-tests.ts";

const grafanaChart = { "Chart.yaml": "apiVersion: v2\nname: grafana\nversion: 11.4.0\n" };
const on = "ingress:\n  enabled: true\n  ingressClassName: nginx\n  hosts: [g.example.com]\n";

const told = (diagnostics: readonly Diagnostic[]) =>
  diagnostics.map(
    (one) =>
      `${one.code} ${severityOf(one)} ${one.ingress ?? "-"} @ ${one.at?.path ?? "-"}:${one.at?.line ?? 0}`,
  );

describe("a release that is rendered", () => {
  const output = rendered({
    "templates/service.yaml":
      "apiVersion: v1\nkind: Service\nmetadata: {name: web-grafana}\nspec: {ports: [{port: 80}]}\n",
    "templates/ingress.yaml": ingressText("web-grafana", "g.example.com"),
    "templates/config.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n",
    "templates/tests/test.yaml": `${ingressText("web-test", "t.example.com")}`.replace(
      "{name: web-test}",
      '{name: web-test, annotations: {"helm.sh/hook": test}}',
    ),
  });

  it("gives its objects of interest, with the namespace of the release and the text of the block", () => {
    const { book } = bookOf({ pull: { grafana: pulled(grafanaChart) }, template: output });

    const { value, diagnostics } = renderRelease(releaseOf({ "a.yaml": on }), worldOf(book));

    expect(
      value.map(({ object }) => `${object.kind} ${object.metadata.namespace}/${object.metadata.name}`),
    ).toEqual(["Service shop/web-grafana", "Ingress shop/web-grafana"]);
    expect(value[1]?.origin).toEqual({
      release: "HelmRelease shop/web",
      rendered: true,
      why: undefined,
      template: "templates/ingress.yaml",
      block: { layer: 0, keyPath: ["ingress"] },
    });
    expect(value[1]?.site).toMatchObject({ path: "a.yaml", document: 0, place: { line: 1 } });
    expect(value[1]?.site.placeOf(["spec", "rules", 0, "host"])).toEqual({
      path: "a.yaml",
      line: 4,
      column: 11,
    });
    expect(value[0]?.site.path).toBe("apps/release.yaml");
    expect(diagnostics).toEqual([]);
  });

  it("asks with the layers in order, and tells the chart which APIs the declared release has", () => {
    const { book, templates } = bookOf({ pull: { grafana: pulled(grafanaChart) }, template: output });
    const release = releaseOf(
      { "a.yaml": on, "b.yaml": "ingress: {hosts: [h.example.com]}\nadmin: null\n" },
      { apiVersions: ["monitoring.coreos.com/v1"] },
    );

    renderRelease(release, worldOf(book, { charts: { kubeVersion: "1.33", apiVersions: ["a.b/v1"] } }));

    expect(templates).toHaveLength(1);
    expect(templates[0]).toMatchObject({
      release: "web",
      namespace: "shop",
      kubeVersion: "1.33",
      includeCrds: false,
      values: [
        '{"ingress":{"enabled":true,"ingressClassName":"nginx","hosts":["g.example.com"]}}\n',
        '{"ingress":{"hosts":["h.example.com"]},"admin":null}\n',
      ],
    });
    expect(templates[0]?.apiVersions).toEqual(
      expect.arrayContaining([
        "a.b/v1",
        "gateway.networking.k8s.io/v1",
        "gateway.networking.k8s.io/v1/HTTPRoute",
        "monitoring.coreos.com/v1",
        "networking.k8s.io/v1/Ingress",
      ]),
    );
  });

  it("is placed in the highest layer whose text holds something of the block", () => {
    const { book } = bookOf({ pull: { grafana: pulled(grafanaChart) }, template: output });
    const release = releaseOf({ "a.yaml": on, "b.yaml": "x: 1\ningress: {tls: []}\n", "c.yaml": "x: 2\n" });

    const { value } = renderRelease(release, worldOf(book));

    expect(value[1]?.origin.block?.layer).toBe(1);
    expect(value[1]?.site).toMatchObject({ path: "b.yaml", place: { line: 2 } });
  });

  it("has no block and stands with its owner when only defaults of a fetched chart switch it on", () => {
    const { book } = bookOf({
      pull: { ledger: pulled({ ...grafanaChart, "values.yaml": on }) },
      template: output,
    });
    const chart = { ...remote, name: "ledger", location: { ...remote.location, chart: "ledger" } } as const;

    const { value } = readRelease(releaseOf({ "a.yaml": "x: 1\n" }, { chart }), worldOf(book));
    const ingress = value.objects.find(({ object }) => object.kind === "Ingress");

    expect(value.hasIngress).toBe(true);
    expect(ingress?.origin.block).toBeUndefined();
    expect(ingress?.site.path).toBe("apps/release.yaml");
  });

  it.each([
    ["grafana", "x: 1\n", false],
    ["grafana", "ingress: {enabled: false, hosts: [g.example.com]}\n", false],
    ["grafana", "ingress: {hosts: [g.example.com]}\n", true],
    ["grafana", "route: {main: {enabled: true, parentRefs: [{name: public}]}}\n", true],
    ["app-template", "service: {main: {}}\n", false],
    ["kube-prometheus-stack", "grafana: {adminUser: me}\n", false],
    ["kube-prometheus-stack", "grafana: {ingress: {enabled: true}}\n", true],
    ["gitlab", "x: 1\n", true],
    ["harbor", "x: 1\n", true],
    ["ledger", "x: 1\n", true],
  ])("asks for the chart %s with %j: %s", (name, values, isFetched) => {
    const { book, pulls } = bookOf({});
    const chart = { ...remote, name, location: { ...remote.location, chart: name } } as const;

    readRelease(releaseOf({ "a.yaml": values }, { chart }), worldOf(book));

    expect(pulls).toEqual(isFetched ? [name] : []);
  });

  it("tells several blocks apart by their hosts, and leaves what none explains without one", () => {
    const values =
      "ingress: {enabled: true, hosts: [a.example.com]}\nadminIngress: {enabled: true, hosts: [b.example.com]}\n";
    const template = rendered({
      "templates/b.yaml": ingressText("b", "b.example.com"),
      "templates/a.yaml": ingressText("a", "A.example.com"),
      "templates/c.yaml": ingressText("c", "c.example.com"),
    });
    const { book } = bookOf({ pull: { grafana: pulled(grafanaChart) }, template });

    const { value } = renderRelease(releaseOf({ "a.yaml": values }), worldOf(book));

    expect(
      value.map(({ object, origin }) => `${object.metadata.name}: ${origin.block?.keyPath.join(".")}`),
    ).toEqual(["b: adminIngress", "a: ingress", "c: undefined"]);
  });
});

describe("nothing is rendered", () => {
  it.each([
    ["without an ingress block", "replicas: 2\n"],
    ["with a block that is off", "ingress: {enabled: false, hosts: [a]}\n"],
    ["with what only shares the name", "networkPolicy: {ingress: [{from: []}]}\nallowIngress: true\n"],
  ])("%s", (_, text) => {
    const { book, templates } = bookOf({ pull: { grafana: pulled(grafanaChart) }, template: rendered({}) });

    const { value } = readRelease(releaseOf({ "a.yaml": text }), worldOf(book));

    expect(templates).toEqual([]);
    expect(value).toMatchObject({ objects: [], hasIngress: false });
  });

  it("but a release with a route of its own is, so that the route is known", () => {
    const { book, templates } = bookOf({
      pull: { grafana: pulled(grafanaChart) },
      template: rendered({
        "templates/route.yaml":
          "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: web}\nspec: {}\n",
      }),
    });
    const values =
      "ingress: {enabled: false}\nroute: {main: {enabled: true, parentRefs: [{name: public}]}}\n";

    const { value } = readRelease(releaseOf({ "a.yaml": values }), worldOf(book));

    expect(templates).toHaveLength(1);
    expect(value.objects.map(({ object }) => object.kind)).toEqual(["HTTPRoute"]);
    expect(value.hasIngress).toBe(false);
  });
});

describe("a release that is not rendered is read from its values", () => {
  const refused = { kind: "refused", refusal: { code: "unreachable", message: "no answer" } } as const;
  const failed = {
    kind: "failed",
    failure: { code: "template", message: "nil pointer.", at: { template: "templates/x.yaml", line: 7 } },
  } as const;
  const missing = { kind: "failed", failure: { code: "helm-missing", message: "no helm here" } } as const;
  const chart = { grafana: pulled(grafanaChart) };

  it.each([
    ["because nothing may be fetched", {}, "never", /does not allow/, ["helm-unrendered warning"]],
    ["because the chart is not fetched yet", {}, "allowed", /not fetched yet/, ["helm-unrendered warning"]],
    [
      "because the server refuses",
      { pull: { grafana: refused } },
      "allowed",
      /^no answer$/,
      ["helm-pull-refused note", "helm-unrendered warning"],
    ],
    [
      "because it is not rendered yet",
      { pull: chart },
      "allowed",
      /not rendered yet/,
      ["helm-unrendered warning"],
    ],
    [
      "because the chart fails",
      { pull: chart, template: failed },
      "allowed",
      /nil pointer/,
      ["helm-unrendered warning", "helm-render-failed blocker"],
    ],
    [
      "because this machine has no helm",
      { pull: chart, template: missing },
      "allowed",
      /no helm here/,
      ["helm-unrendered warning"],
    ],
  ] as const)("%s", (_, answers, pull, why, codes) => {
    const { book } = bookOf(answers);

    const { value, diagnostics } = renderRelease(
      releaseOf({ "a.yaml": on }),
      worldOf(book, { charts: { pull } }),
    );

    expect(value.map(({ object }) => object.metadata)).toEqual([{ name: "web-grafana", namespace: "shop" }]);
    expect(value[0]?.origin).toMatchObject({
      rendered: false,
      why: expect.stringMatching(why),
      block: { layer: 0, keyPath: ["ingress"] },
    });
    expect(diagnostics.map((one) => `${one.code} ${severityOf(one)}`)).toEqual(codes);
    for (const one of diagnostics.filter(({ code }) => code !== "helm-pull-refused"))
      expect(one.ingress).toBe("shop/web-grafana");
  });

  it("takes the Service a person stated", () => {
    const release = releaseOf({ "a.yaml": on }, { chart: { ...remote, name: "ledger" } });
    const services = { "shop/web": { service: "ledger-http", port: 8080 } };

    const { value, diagnostics } = renderRelease(release, worldOf(undefined, { charts: { services } }));

    expect(JSON.stringify(value[0]?.object.spec)).toContain(
      '"service":{"name":"ledger-http","port":{"number":8080}}',
    );
    expect(told(diagnostics)).toEqual(["helm-unrendered warning shop/ledger-http @ a.yaml:1"]);
  });

  it("is listed and held when its host is known and its Service is not", () => {
    const release = releaseOf({ "a.yaml": on }, { chart: { ...remote, name: "ledger" } });

    const { value, diagnostics } = renderRelease(release, worldOf(undefined));

    expect(value).toHaveLength(1);
    expect(told(diagnostics)).toEqual(["helm-service-unknown blocker shop/web @ a.yaml:1"]);
  });

  it("gives no Ingress but a blocker when not even the host is known", () => {
    const text = 'ingress: {enabled: true, hosts: ["{{ include \\"x\\" . }}"]}\n';

    const { value, diagnostics } = renderRelease(releaseOf({ "a.yaml": text }), worldOf(undefined));

    expect(value).toEqual([]);
    expect(told(diagnostics)).toEqual(["helm-host-unknown blocker - @ a.yaml:1"]);
  });
});

describe("what is not seen or changes later", () => {
  const at = { path: pathOf("apps/release.yaml"), line: 9, column: 3 };
  const why = "the Secret `s` is encrypted";

  it.each([
    ["whole values hold the Ingress", undefined, ["helm-values-hidden blocker shop/web-grafana"]],
    [
      "a value inside the block does too",
      ["ingress", "annotations"],
      ["helm-values-hidden blocker shop/web-grafana"],
    ],
    [
      "a host elsewhere is worth a warning",
      ["global", "host"],
      ["helm-values-unknown warning shop/web-grafana"],
    ],
    ["a password is not", ["auth", "password"], []],
  ] as const)("%s", (_, keyPath, expected) => {
    const release = releaseOf({ "a.yaml": on }, { gaps: [{ why, at, keyPath }] });

    const { diagnostics } = renderRelease(release, worldOf(undefined));

    expect(diagnostics.filter(({ code }) => code !== "helm-unrendered")).toHaveLength(expected.length);
    expect(
      told(diagnostics)
        .filter((text) => !text.startsWith("helm-unrendered"))
        .map((text) => text.replace(/ @.*/, "")),
    ).toEqual(expected);
  });

  it.each([
    ["whole values", undefined],
    ["a host elsewhere", ["global", "host"]],
  ])("%s hold nothing when a person says that they do not touch the Ingress", (_, keyPath) => {
    const release = releaseOf({ "a.yaml": on }, { gaps: [{ why, at, keyPath }] });
    const codes = (hidden: readonly string[]) =>
      renderRelease(release, worldOf(undefined, { charts: { hidden } })).diagnostics.map(({ code }) => code);

    expect(codes(["shop/web"])).toEqual(["helm-unrendered", "helm-values-stated-apart"]);
    expect(codes(["shop/other", "web"])).not.toContain("helm-values-stated-apart");
  });

  it("a post-renderer that may change it holds it", () => {
    const release = releaseOf({ "a.yaml": on }, { changedAfter: [{ field: "spec.postRenderers", at }] });

    const { diagnostics } = renderRelease(release, worldOf(undefined));

    expect(told(diagnostics)).toContain(
      "deployer-changes-ingress blocker shop/web-grafana @ apps/release.yaml:9",
    );
  });
});
