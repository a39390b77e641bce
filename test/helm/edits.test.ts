import { describe, expect, it } from "vitest";
import { type RepoPath, toRepoPath } from "../../src/model/brands.ts";
import type { Json, KubeObject } from "../../src/model/kube.ts";
import type { ChartFiles } from "../../src/model/render.ts";
import { readIngressBlocks } from "../../src/sources/helm/blocks/find.ts";
import { assembleChart } from "../../src/sources/helm/chart-files.ts";
import { type ChartIdentity, findSite } from "../../src/sources/helm/charts/registry.ts";
import { planRoute, type RouteDecision } from "../../src/sources/helm/edit/add-route.ts";
import { type RouteIntent, routeIntentOf } from "../../src/sources/helm/edit/intent.ts";
import { removeBlock } from "../../src/sources/helm/edit/remove-block.ts";
import type { ValuesText } from "../../src/sources/helm/edit/untouchable.ts";
import { fileLayer, layerValues } from "../../src/sources/helm/layers.ts";
import { planOwnChart } from "../../src/sources/helm/own-chart/add-template.ts";
import { ownSite } from "../../src/sources/helm/own-chart/own-site.ts";
import { confirmChange } from "../../src/yaml/confirm.ts";
import { readYamlFile } from "../../src/yaml/read.ts";
import { readSecond } from "../../src/yaml/second.ts";
import { applyEdits } from "../../src/yaml/splice.ts";
import {
  chartFiles,
  chartsSnapshot,
  objectsIn,
  realTools,
  requestFor,
  textsOfKind,
} from "./fixture-charts.ts";

const tools = realTools();
const valuesPath: RepoPath = toRepoPath("apps/values.yaml") ?? fail();

function fail(): never {
  throw new Error("no path");
}

const parent = (sectionName: string): Json => ({
  group: "gateway.networking.k8s.io",
  kind: "Gateway",
  namespace: "gateway-system",
  name: "public",
  sectionName,
});

function httpRoute(
  name: string,
  hostnames: readonly string[],
  section: string,
  rules: readonly Json[],
): RouteIntent {
  const object: KubeObject = {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: { name },
    spec: { parentRefs: [parent(section)], hostnames, rules },
  };
  return routeIntentOf(object) ?? fail();
}

function forwardRule(service: string, port: number, more: { readonly [key: string]: Json } = {}): Json {
  return {
    matches: [{ path: { type: "PathPrefix", value: "/" } }],
    backendRefs: [{ group: "", kind: "Service", name: service, port, weight: 1 }],
    ...more,
  };
}

function redirectRule(statusCode: number): Json {
  return {
    matches: [{ path: { type: "PathPrefix", value: "/" } }],
    filters: [{ type: "RequestRedirect", requestRedirect: { scheme: "https", statusCode } }],
  };
}

const noTimeout = { timeouts: { request: "0s" } };

interface Story {
  readonly chart: ChartFiles;
  readonly identity: ChartIdentity;
  readonly text: string;
  readonly release: string;
  readonly backend: { readonly service: string; readonly port: number };
  readonly routes: readonly RouteIntent[];
  /** Which of the blocks, by its key path. */
  readonly block: string;
  readonly mayOmitTimeouts?: boolean;
  readonly scope?: readonly string[];
}

function valuesOf(text: string): ValuesText {
  return {
    file: readYamlFile(valuesPath, text).value,
    document: 0,
    base: [],
    generatedMark: undefined,
    vendoredIn: undefined,
  };
}

function decide(story: Story) {
  const values = valuesOf(story.text);
  const layered = layerValues([fileLayer("values", values.file, 0, [])]);
  const block =
    readIngressBlocks(layered.value).find(({ keyPath }) => keyPath.join(".") === story.block) ?? fail();
  const site = findSite(story.identity, block.keyPath);
  const scoped = layerValues([fileLayer("values", values.file, 0, site?.scope ?? [])]);
  return planRoute({
    values,
    block,
    site,
    context: {
      release: story.release,
      namespace: "shop",
      chart: site?.chart ?? "",
      version: site?.version,
      values: scoped.value,
    },
    files: undefined,
    routes: story.routes,
    backend: story.backend,
    mayOmitTimeouts: story.mayOmitTimeouts ?? false,
  });
}

/** Renders before and after the edit; the Ingress must not change by a byte. */
async function apply(story: Story, decision: RouteDecision | undefined) {
  if (decision?.kind !== "values") throw new Error(`no edit: ${JSON.stringify(decision)}`);
  const after = applyEdits(story.text, decision.edits);
  const expected = readSecond(after, "yaml");
  const confirmed = confirmChange(
    valuesPath,
    story.text,
    after,
    expected.ok ? expected.documents : [],
    decision.edits,
  );
  expect(confirmed.diagnostics).toEqual([]);
  const request = (text: string) => requestFor(story.chart, [text], { release: story.release });
  const old = await tools.template(request(story.text));
  const fresh = await tools.template(request(after));
  expect(textsOfKind(old, "Ingress").length).toBeGreaterThan(0);
  expect(textsOfKind(fresh, "Ingress")).toEqual(textsOfKind(old, "Ingress"));
  expect(textsOfKind(old, "HTTPRoute")).toEqual([]);
  return { after, routes: objectsIn(fresh).filter(({ kind }) => kind === "HTTPRoute") };
}

const grafana: Story = {
  chart: chartFiles("grafana"),
  identity: { name: "grafana", version: "11.4.0" },
  release: "monitoring",
  block: "ingress",
  backend: { service: "monitoring-grafana", port: 80 },
  text: `# Grafana of the shop
ingress:
  enabled: true   # public
  ingressClassName: nginx
  hosts:
  - "{{ .Release.Name }}.example.com"
  tls:
  - {hosts: ["{{ .Release.Name }}.example.com"], secretName: grafana-tls}

persistence:
  enabled: true
`,
  routes: [
    httpRoute("monitoring-grafana", ["monitoring.example.com"], "https", [
      forwardRule("monitoring-grafana", 80, noTimeout),
    ]),
    httpRoute("monitoring-grafana-redirect", ["monitoring.example.com"], "http", [redirectRule(301)]),
  ],
};

describe("a chart with a map of routes", () => {
  it("gets both routes into its values, beside the block and in its style", async () => {
    const { value, diagnostics } = decide(grafana);

    const { after, routes } = await apply(grafana, value);

    expect(diagnostics).toEqual([]);
    expect(after).toBe(
      grafana.text.replace(
        "\npersistence:",
        `
route:
  main:
    enabled: true
    parentRefs:
    - group: gateway.networking.k8s.io
      kind: Gateway
      namespace: gateway-system
      name: public
      sectionName: https
    hostnames:
    - "{{ .Release.Name }}.example.com"
    matches:
    - path:
        type: PathPrefix
        value: /
    timeouts:
      request: 0s
  redirect:
    enabled: true
    parentRefs:
    - group: gateway.networking.k8s.io
      kind: Gateway
      namespace: gateway-system
      name: public
      sectionName: http
    hostnames:
    - "{{ .Release.Name }}.example.com"
    httpsRedirect: true

persistence:`,
      ),
    );
    expect(routes.map(({ metadata, spec }) => [metadata.name, spec])).toEqual([
      [
        "monitoring-grafana",
        {
          parentRefs: [parent("https")],
          hostnames: ["monitoring.example.com"],
          rules: grafana.routes[0]?.rules,
        },
      ],
      [
        "monitoring-grafana-redirect",
        {
          parentRefs: [parent("http")],
          hostnames: ["monitoring.example.com"],
          rules: [
            { filters: [{ type: "RequestRedirect", requestRedirect: { scheme: "https", statusCode: 301 } }] },
          ],
        },
      ],
    ]);
  });

  it("is written once: the second time there is nothing to do", () => {
    const first = decide(grafana).value;
    const after = first?.kind === "values" ? applyEdits(grafana.text, first.edits) : "";

    const second = decide({ ...grafana, text: after }).value;

    expect(second).toMatchObject({ kind: "values", edits: [] });
  });

  it("keeps a redirect it cannot say for a manifest beside it", async () => {
    const [main] = grafana.routes;
    const redirect = httpRoute("monitoring-grafana-redirect", ["monitoring.example.com"], "http", [
      redirectRule(308),
    ]);
    const story = { ...grafana, routes: [main ?? fail(), redirect] };

    const { value } = decide(story);

    const { routes } = await apply(story, value);
    expect(routes.map(({ metadata }) => metadata.name)).toEqual(["monitoring-grafana"]);
    expect(value?.beside.map(({ route }) => route.name)).toEqual(["monitoring-grafana-redirect"]);
  });

  it("puts rules before the chart's own into additionalRules", async () => {
    const exact = {
      matches: [{ path: { type: "Exact", value: "/login" } }],
      filters: redirectRuleTo("/login/"),
    };
    const story = {
      ...grafana,
      routes: [
        httpRoute("monitoring-grafana", ["monitoring.example.com"], "https", [
          exact,
          forwardRule("monitoring-grafana", 80, noTimeout),
        ]),
      ],
    };

    const { routes } = await apply(story, decide(story).value);

    expect(routes[0]?.spec).toMatchObject({ rules: story.routes[0]?.rules });
  });

  it.each([
    ["is too old for route values", { identity: { name: "grafana", version: "8.5.0" } }, /8\.6\.0/],
    ["is too old for timeouts", { identity: { name: "grafana", version: "9.0.0" } }, /timeouts/],
    ["has no known version", { identity: { name: "grafana", version: undefined } }, /not known/],
    ["has a range for a version", { identity: { name: "grafana", version: "11.x" } }, /range/],
    [
      "is another chart of the same name",
      { identity: { name: "grafana", version: "11.4.0", repository: "https://charts.bitnami.com/bitnami" } },
      /no route values/,
    ],
    ["leads elsewhere", { backend: { service: "other", port: 80 } }, /own Service/],
  ])("stays as it is when the chart %s", (_, change, why) => {
    const { value, diagnostics } = decide({ ...grafana, ...change });

    expect(value).toMatchObject({ kind: "companion" });
    expect(value?.beside.length).toBe(2);
    expect(value?.beside[0]?.why).toMatch(why);
    expect(diagnostics.map(({ code }) => code)).toEqual(["helm-companion"]);
  });

  it("leaves a person's own route values alone", () => {
    const text = `${grafana.text}route:\n  main:\n    enabled: true\n    hostnames: [mine.example.com]\n`;

    const { value, diagnostics } = decide({ ...grafana, text });

    expect(value).toBeUndefined();
    expect(diagnostics.map(({ code }) => code)).toEqual(["helm-values-taken"]);
  });
});

function redirectRuleTo(path: string): Json {
  const redirect = { path: { type: "ReplaceFullPath", replaceFullPath: path }, statusCode: 301 };
  return [{ type: "RequestRedirect", requestRedirect: redirect }];
}

describe("an umbrella of charts", () => {
  const assembled = assembleChart({
    snapshot: chartsSnapshot(),
    directory: toRepoPath("kube-prometheus-stack/chart") ?? fail(),
  });
  const stack: Story = {
    chart: assembled.value?.files ?? new Map(),
    identity: {
      name: "kube-prometheus-stack",
      version: "88.5.3",
      subcharts: new Map([["grafana", { name: "grafana", version: "11.4.0" }]]),
    },
    release: "kube-prometheus-stack",
    block: "prometheus.ingress",
    backend: { service: "kube-prometheus-stack-prometheus", port: 9090 },
    text: `prometheus:
    ingress:
        enabled: true
        ingressClassName: nginx
        hosts:
            - prometheus.\${DOMAIN}
    prometheusSpec:
        retention: 30d
grafana:
    ingress: {enabled: true, ingressClassName: nginx, hosts: ["grafana.\${DOMAIN}"]}
    adminUser: me
`,
    routes: [
      httpRoute("kube-prometheus-stack-prometheus", [`prometheus.\${DOMAIN}`], "http", [
        forwardRule("kube-prometheus-stack-prometheus", 9090, noTimeout),
      ]),
    ],
    mayOmitTimeouts: true,
  };

  it("is assembled from the repository's own charts", () => {
    expect(assembled.diagnostics).toEqual([]);
    expect(assembled.value?.missing).toEqual([]);
    expect([...(assembled.value?.files.keys() ?? [])]).toContain("charts/grafana/templates/route.yaml");
  });

  it("gets the route of a component beside its block, variables untouched", async () => {
    const { after, routes } = await apply(stack, decide(stack).value);

    expect(after).toContain(`            - prometheus.\${DOMAIN}
    route:
        main:
            enabled: true
            parentRefs:
                - group: gateway.networking.k8s.io
`);
    expect(after).toContain(`            hostnames:
                - prometheus.\${DOMAIN}
`);
    expect(routes[0]?.spec).toMatchObject({
      hostnames: [`prometheus.\${DOMAIN}`],
      rules: [forwardRule("kube-prometheus-stack-prometheus", 9090)],
    });
  });

  it("says why a route with timeouts stands beside it", () => {
    const { value } = decide({ ...stack, mayOmitTimeouts: false });

    expect(value).toMatchObject({
      kind: "companion",
      beside: [{ why: "its route values cannot state timeouts" }],
    });
  });

  it("gets the route of a sub-chart under the sub-chart's key, as flow where the block is flow", async () => {
    const story = {
      ...stack,
      block: "grafana.ingress",
      backend: { service: "kube-prometheus-stack-grafana", port: 80 },
      routes: [
        httpRoute("kube-prometheus-stack-grafana", [`grafana.\${DOMAIN}`], "http", [
          forwardRule("kube-prometheus-stack-grafana", 80, noTimeout),
        ]),
      ],
    };

    const { after, routes } = await apply(story, decide(story).value);

    expect(after.indexOf("    route:")).toBeGreaterThan(after.indexOf("grafana:"));
    expect(after.indexOf("    route:")).toBeLessThan(after.indexOf("    adminUser"));
    expect(routes.map(({ metadata, spec }) => [metadata.name, spec])).toEqual([
      [
        "kube-prometheus-stack-grafana",
        {
          parentRefs: [parent("http")],
          hostnames: [`grafana.\${DOMAIN}`],
          rules: [forwardRule("kube-prometheus-stack-grafana", 80, noTimeout)],
        },
      ],
    ]);
  });
});

describe("a chart on the common library", () => {
  const app: Story = {
    chart: chartFiles("app-template"),
    identity: { name: "app-template", version: "4.1.1" },
    release: "cart",
    block: "ingress.app",
    backend: { service: "cart", port: 8080 },
    text: `fullnameOverride: cart
service:
  app:
    ports:
      http: {port: &port 8080}
ingress:
  app:
    className: nginx
    hosts:
      - host: &host "{{ .Release.Name }}.\${DOMAIN}"
        paths: [{path: /, service: {identifier: app, port: *port}}]
    tls: [{hosts: [*host]}]
persistence: {}
`,
    routes: [
      httpRoute("cart", [`cart.\${DOMAIN}`], "https", [forwardRule("cart", 8080, noTimeout)]),
      httpRoute("cart-redirect", [`cart.\${DOMAIN}`], "http", [redirectRule(308)]),
    ],
  };

  it("gets every rule written out, with the identifier of the block, without touching its anchors", async () => {
    const { after, routes } = await apply(app, decide(app).value);

    expect(after).toBe(
      app.text.replace(
        "persistence:",
        `route:
  app:
    parentRefs:
      - namespace: gateway-system
        name: public
        sectionName: https
    hostnames:
      - "{{ .Release.Name }}.\${DOMAIN}"
    rules:
      - matches:
          - path:
              type: PathPrefix
              value: /
        timeouts:
          request: 0s
        backendRefs:
          - identifier: app
            port: 8080
  app-redirect:
    parentRefs:
      - namespace: gateway-system
        name: public
        sectionName: http
    hostnames:
      - "{{ .Release.Name }}.\${DOMAIN}"
    rules:
      - matches:
          - path:
              type: PathPrefix
              value: /
        filters:
          - type: RequestRedirect
            requestRedirect:
              scheme: https
              statusCode: 308
persistence:`,
      ),
    );
    expect(routes.map(({ apiVersion, metadata }) => `${apiVersion} ${metadata.name}`)).toEqual([
      "gateway.networking.k8s.io/v1 cart-app",
      "gateway.networking.k8s.io/v1 cart-app-redirect",
    ]);
    expect(routes[0]?.spec).toEqual({
      parentRefs: [parent("https")],
      hostnames: [`cart.\${DOMAIN}`],
      rules: [
        {
          ...(forwardRule("cart", 8080, noTimeout) as object), // a map
          backendRefs: [
            { group: "", kind: "Service", name: "cart", namespace: "shop", port: 8080, weight: 1 },
          ],
        },
      ],
    });
    expect(routes[1]?.spec).toMatchObject({ rules: [redirectRule(308)] });
  });
});

describe("a chart of the repository's own", () => {
  const chart = chartFiles("helm-create");
  const own: Story = {
    chart,
    identity: { name: "storefront", version: "1.2.0" },
    release: "shop",
    block: "ingress",
    backend: { service: "shop-storefront", port: 8080 },
    text: `ingress:
  enabled: true
  className: nginx
  hosts:
    - host: shop.example.com
      paths:
        - path: /
`,
    routes: [
      httpRoute("shop-storefront", ["shop.example.com"], "https", [
        forwardRule("shop-storefront", 8080, noTimeout),
      ]),
      httpRoute("shop-storefront-redirect", ["shop.example.com"], "http", [redirectRule(308)]),
    ],
  };
  const valuesText = new TextDecoder().decode(chart.get("values.yaml"));
  const valuesFile = readYamlFile(valuesPath, valuesText).value;
  const planned = planOwnChart(chart, valuesFile).value;

  function withTemplate(): ChartFiles {
    if (planned?.kind !== "add") throw new Error(`no template: ${JSON.stringify(planned)}`);
    const { path, text, valuesEdits } = planned.change;
    const encode = (content: string) => new TextEncoder().encode(content);
    return new Map([
      ...chart,
      [path, encode(text)] as const,
      ["values.yaml", encode(applyEdits(valuesText, valuesEdits))] as const,
    ]);
  }

  it("gets a route template that changes nothing by itself", async () => {
    const before = await tools.template(requestFor(chart, [own.text], { release: "shop" }));
    const after = await tools.template(requestFor(withTemplate(), [own.text], { release: "shop" }));

    expect(objectsIn(after)).toEqual(objectsIn(before));
    const edited = new TextDecoder().decode(withTemplate().get("values.yaml"));
    expect(edited).toContain(
      "Policies attach to their route; objects are printed as they are.\nhttpRoutes: {}\n",
    );
    expect(edited.replace(/\n# HTTPRoutes[\s\S]*?httpRoutes: \{\}/, "")).toBe(valuesText);
  });

  it("then takes the routes as values", async () => {
    const values = valuesOf(own.text);
    const block = readIngressBlocks(values.file.documents[0]?.value ?? {})[0] ?? fail();
    const files = withTemplate();
    const { value } = planRoute({
      values,
      block,
      site: ownSite(own.identity),
      context: { release: "shop", namespace: "shop", chart: "storefront", version: "1.2.0", values: {} },
      files,
      routes: own.routes,
      backend: own.backend,
      mayOmitTimeouts: false,
    });

    const { after, routes } = await apply({ ...own, chart: files }, value);

    expect(after).toContain("httpRoutes:\n  main:\n    enabled: true\n");
    expect(routes.map(({ metadata, spec }) => [metadata.name, spec])).toEqual([
      [
        "shop-storefront",
        { parentRefs: [parent("https")], hostnames: ["shop.example.com"], rules: own.routes[0]?.rules },
      ],
      [
        "shop-storefront-redirect",
        { parentRefs: [parent("http")], hostnames: ["shop.example.com"], rules: own.routes[1]?.rules },
      ],
    ]);
  });

  it("is not given a second template", () => {
    const edited = readYamlFile(
      valuesPath,
      new TextDecoder().decode(withTemplate().get("values.yaml")),
    ).value;

    expect(planOwnChart(withTemplate(), edited).value).toEqual({ kind: "there" });
  });
});

describe("taking the Ingress out", () => {
  it.each(["disable", "delete"] as const)(
    "with %s: no Ingress is rendered, nothing else changes",
    async (how) => {
      const values = valuesOf(grafana.text);
      const block = readIngressBlocks(values.file.documents[0]?.value ?? {})[0] ?? fail();

      const removed = removeBlock({ values, block, how, isOffByDefault: true });

      const after = applyEdits(grafana.text, removed.value ?? []);
      expect(after).toBe(
        how === "disable"
          ? grafana.text.replace("enabled: true   # public", "enabled: false   # public")
          : "# Grafana of the shop\npersistence:\n  enabled: true\n",
      );
      const old = await tools.template(requestFor(grafana.chart, [grafana.text]));
      const fresh = await tools.template(requestFor(grafana.chart, [after]));
      expect(objectsIn(fresh)).toEqual(objectsIn(old).filter(({ kind }) => kind !== "Ingress"));
    },
  );

  it("inserts the switch where the block has none, and keeps anchors that are used elsewhere", async () => {
    const text = `service:
  app: {ports: {http: {port: 80}}}
ingress:
  app:
    className: nginx
    hosts:
      - host: &host cart.example.com
        paths: [{path: /, service: {identifier: app, port: 80}}]
env:
  URL: *host
`;
    const values = valuesOf(text);
    const block = readIngressBlocks(values.file.documents[0]?.value ?? {})[0] ?? fail();

    const off = applyEdits(
      text,
      removeBlock({ values, block, how: "disable", isOffByDefault: true }).value ?? [],
    );
    const gone = applyEdits(
      text,
      removeBlock({ values, block, how: "delete", isOffByDefault: true }).value ?? [],
    );

    expect(off).toBe(text.replace("    className", "    enabled: false\n    className"));
    expect(gone).toBe(
      "service:\n  app: {ports: {http: {port: 80}}}\ningress: {}\nenv:\n  URL: &host cart.example.com\n",
    );
    const render = await tools.template(requestFor(chartFiles("app-template"), [off]));
    expect(textsOfKind(render, "Ingress")).toEqual([]);
    expect(textsOfKind(render, "Service")).toHaveLength(1);
  });
});
