/** Policies and other objects beside routes, printed by the real Helm: from values of our template, by a guarded template, by a chart's list. */
import { describe, expect, it } from "vitest";
import { overlaySnapshot } from "../../src/flows/overlay.ts";
import { proposeRendered, surveyRendered } from "../../src/flows/rendered.ts";
import { toRepoPath } from "../../src/model/brands.ts";
import { memorySnapshot } from "../../src/model/memory-snapshot.ts";
import type { RepoSnapshot } from "../../src/model/snapshot.ts";
import type { Survey } from "../../src/model/survey.ts";
import { routeTemplate } from "../../src/sources/helm/own-chart/scaffold.ts";
import { repoSnapshot } from "../support/fixtures.ts";
import { objectsIn, realTools, requestFor } from "./fixture-charts.ts";

const tools = realTools();
const storefront = repoSnapshot("repos", "argocd-storefront");
const template = "charts/shop/templates/httproute.yaml";

async function surveyOf(snapshot: RepoSnapshot): Promise<Survey> {
  return (await surveyRendered(tools, snapshot, {})).value;
}

/** The wave in which the Ingress moves. */
async function waveOf(snapshot: RepoSnapshot, ingress: string, kind: "add" | "remove" = "add") {
  const survey = await surveyOf(snapshot);
  const number = survey.waves.find(({ services }) =>
    services.some((service) => service.ingresses.some((key) => key === ingress)),
  )?.number;
  if (number === undefined) throw new Error(`no wave moves ${ingress}`);
  const request = { kind, wave: number, cluster: undefined, accepted: new Set<string>() };
  const proposal = (await proposeRendered(tools, survey, request)).value;
  const after = overlaySnapshot(snapshot, proposal.changes);
  return { proposal, after, paths: proposal.changes.files.map(({ path, action }) => `${action} ${path}`) };
}

function textAt(snapshot: RepoSnapshot, path: string): string {
  const bytes = snapshot.bytes(toRepoPath(path) ?? (path as never)); // a path of the fixture
  return new TextDecoder().decode(bytes);
}

/** "namespace/Kind name", of everything Gateway API in the clusters. */
async function deployed(snapshot: RepoSnapshot, namespace: RegExp) {
  const { clusters } = (await surveyOf(snapshot)).inventory;
  return clusters
    .flatMap(({ gatewayObjects }) => gatewayObjects)
    .map(({ object }) => `${object.metadata.namespace}/${object.kind} ${object.metadata.name}`)
    .filter((text) => namespace.test(text))
    .sort();
}

describe("an environment that needs a policy, of a chart that another one shares", () => {
  const production = "shop-production/shop";
  const staging = "shop-staging/shop";

  it("moves alone, before the other one, with the policy in its own values", async () => {
    const { proposal, after, paths } = await waveOf(storefront, production);

    expect(proposal.notMoved).toEqual([]);
    expect(paths).toEqual([
      `add ${template}`,
      "edit charts/shop/values.yaml",
      "edit environments/production/values.yaml",
    ]);
    expect(textAt(after, "environments/production/values.yaml")).toContain(`    policies:
      - apiVersion: gateway.envoyproxy.io/v1alpha1
        kind: BackendTrafficPolicy
        spec:
          timeout:
`);
    expect(await deployed(after, /^shop-/)).toEqual([
      "shop-production/BackendTrafficPolicy shop",
      "shop-production/HTTPRoute shop",
      "shop-production/HTTPRoute shop-redirect",
    ]);
  });

  it("moves after the other one, and both write the same text into the chart", async () => {
    const first = await waveOf(storefront, staging);
    const second = await waveOf(first.after, production);
    const alone = await waveOf(storefront, production);

    expect(second.proposal.notMoved).toEqual([]);
    expect(second.paths).toEqual(["edit environments/production/values.yaml"]);
    for (const path of [template, "charts/shop/values.yaml"])
      expect(textAt(alone.after, path)).toBe(textAt(first.after, path));
    expect(textAt(second.after, "environments/production/values.yaml")).toBe(
      textAt(alone.after, "environments/production/values.yaml"),
    );
  });

  it("keeps route and policy when its Ingress leaves", async () => {
    const moved = await waveOf(storefront, production);
    const removed = await waveOf(moved.after, production, "remove");

    expect(removed.proposal.notMoved).toEqual([]);
    expect(removed.paths).toEqual(["edit environments/production/values.yaml"]);
    expect(await deployed(removed.after, /^shop-production/)).toEqual([
      "shop-production/BackendTrafficPolicy shop",
      "shop-production/HTTPRoute shop",
      "shop-production/HTTPRoute shop-redirect",
    ]);
  });

  it("gets the policy as a template for it alone, where our route template is an older one", async () => {
    const first = await waveOf(storefront, staging);
    const fresh = textAt(first.after, template);
    const older = `${fresh.slice(0, fresh.indexOf("{{- range $policy"))}{{- end }}\n{{- end }}\n`;
    const files = first.after.files.map(({ path }) => [path, textAt(first.after, path)] as const);
    const before = memorySnapshot({ ...Object.fromEntries(files), [template]: older });

    const { proposal, after, paths } = await waveOf(before, production);

    expect(proposal.notMoved).toEqual([]);
    expect(paths).toEqual([
      "add charts/shop/templates/shop.shop-production.httproute.yaml",
      "edit environments/production/values.yaml",
    ]);
    expect(textAt(after, "environments/production/values.yaml")).not.toContain("policies:");
    expect(await deployed(after, /^shop-/)).toEqual([
      "shop-production/BackendTrafficPolicy shop",
      "shop-production/HTTPRoute shop",
      "shop-production/HTTPRoute shop-redirect",
      "shop-staging/HTTPRoute shop",
    ]);
  });
});

describe("a chart whose Ingress is of no known shape, deployed twice", () => {
  const odd = `{{- range $name, $one := .Values.ingress.sites }}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: {{ printf "%s-%s" $.Release.Name $name }}
spec:
  ingressClassName: nginx
  rules:
    - host: {{ $one }}
      http:
        paths:
          - path: /
            pathType: Prefix
            backend: {service: {name: shop, port: {number: 8080}}}
{{- end }}
`;
  const files = Object.fromEntries(
    storefront.files
      .filter(({ path }) => !path.startsWith("charts/search") && path !== "argocd/search.yaml")
      .map(({ path }) => [path, textAt(storefront, path)]),
  );
  const snapshot = memorySnapshot({
    ...files,
    "charts/shop/templates/ingress.yaml": odd,
    "charts/shop/values.yaml": "service:\n  port: 8080\ningress:\n  sites: {}\n",
    "environments/production/values.yaml": "ingress:\n  sites:\n    web: web.example\n",
    "environments/staging/values.yaml": "ingress:\n  sites:\n    web: web.staging.example\n",
  });

  it("gets one template for each of them, which the other one does not print", async () => {
    const { proposal, after, paths } = await waveOf(snapshot, "shop-production/shop-web");

    expect(proposal.notMoved).toEqual([]);
    expect(paths).toEqual([
      "add charts/shop/templates/shop-web.shop-production.httproute.yaml",
      "add charts/shop/templates/shop-web.shop-staging.httproute.yaml",
    ]);
    const { clusters } = (await surveyOf(after)).inventory;
    const routes = clusters.flatMap(({ gatewayObjects }) => gatewayObjects).map(({ object }) => object);
    expect(
      routes
        .filter(({ kind }) => kind === "HTTPRoute")
        .map(({ metadata, spec }) => `${metadata.namespace} ${JSON.stringify(spec).includes("staging")}`)
        .sort(),
    ).toEqual(["shop-production false", "shop-staging true"]);
  });
});

describe("a fetched chart whose Application nothing of the repository deploys", () => {
  const chartFiles = (extra: string) =>
    new Map(
      Object.entries({
        "Chart.yaml": "apiVersion: v2\nname: probe\nversion: 1.2.3\n",
        "values.yaml": 'ingress: {enabled: false, host: ""}\nextraObjects: []\n',
        "templates/extra.yaml": extra,
        "templates/web.yaml": `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{port: 80}]}
{{- if .Values.ingress.enabled }}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec:
  ingressClassName: nginx
  tls: [{hosts: [{{ .Values.ingress.host }}], secretName: web-tls}]
  rules:
    - host: {{ .Values.ingress.host }}
      http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}
{{- end }}
`,
      }).map(([path, text]) => [path, new TextEncoder().encode(text)]),
    );
  const application = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web, namespace: argocd}
spec:
  source:
    repoURL: https://charts.example.com
    chart: probe
    targetRevision: 1.2.3
    helm:
      values: |
        ingress:
          enabled: true
          host: web.example
  destination: {server: https://kubernetes.default.svc, namespace: shop}
`;
  const snapshot = memorySnapshot({
    ".github/tidegate.yml": `version: 1
target: {name: envoy-gateway, version: "1.8", gatewayApi: "1.5"}
gateway: {name: public, namespace: gateway}
charts: {pull: allowed}
`,
    "web.yaml": application,
  });

  async function add(before: RepoSnapshot, extra: string) {
    const fetching: typeof tools = {
      template: tools.template,
      pull: async () => ({
        kind: "pulled",
        files: chartFiles(extra),
        name: "probe",
        version: "1.2.3",
        digest: "sha256:0",
      }),
    };
    const survey = (await surveyRendered(fetching, before, {})).value;
    const request = { kind: "add", wave: 1, cluster: undefined, accepted: new Set<string>() } as const;
    const proposal = (await proposeRendered(fetching, survey, request)).value;
    const after = overlaySnapshot(before, proposal.changes);
    const objects = (await surveyRendered(fetching, after, {})).value.inventory.clusters
      .flatMap(({ gatewayObjects }) => gatewayObjects)
      .map(({ object }) => `${object.metadata.namespace}/${object.kind} ${object.metadata.name}`);
    return { proposal, after, objects: objects.sort() };
  }

  it("gets its routes into the chart's list of further objects, once", async () => {
    const extra = "{{ range .Values.extraObjects }}\n---\n{{ tpl (toYaml .) $ }}\n{{ end }}\n";

    const first = await add(snapshot, extra);
    const again = await add(first.after, extra);

    expect(first.proposal.notMoved).toEqual([]);
    expect(textAt(first.after, "web.yaml")).toContain(
      "          host: web.example\n        extraObjects:\n          - apiVersion: ",
    );
    expect(first.objects).toEqual(["shop/HTTPRoute web", "shop/HTTPRoute web-redirect"]);
    expect(again.proposal.changes.files).toEqual([]);
  });

  it("does not move when the list prints something else", async () => {
    const extra =
      '{{ range .Values.extraObjects }}\n---\n{{ toYaml (omit . "spec") }}\nspec: {}\n{{ end }}\n';

    const { proposal, objects } = await add(snapshot, extra);

    expect(proposal.changes.files).toEqual([]);
    expect(proposal.notMoved.flatMap(({ reasons }) => reasons).join()).toContain(
      "though `extraObjects` should print objects",
    );
    expect(objects).toEqual([]);
  });
});

describe("our route template", () => {
  const chart = new Map(
    Object.entries({
      "Chart.yaml": "apiVersion: v2\nname: probe\nversion: 0.1.0\n",
      "values.yaml": "httpRoutes: {}\n",
      "templates/httproute.yaml": routeTemplate({
        fullname: "$.Release.Name",
        labels: undefined,
        port: "80",
      }),
    }).map(([path, text]) => [path, new TextEncoder().encode(text)]),
  );
  const route =
    "enabled: true\n    parentRefs: [{name: public}]\n    rules: [{matches: [{path: {value: /}}]}]";

  it("attaches a policy to its route, unless the policy says otherwise", async () => {
    const values = `httpRoutes:
  redirect:
    ${route}
    policies:
      - {apiVersion: a.example/v1, kind: Limit, spec: {rate: 5}}
      - {apiVersion: a.example/v1, kind: Limit, name: mine, spec: {targetRef: {name: web}}}
`;

    const objects = objectsIn(await tools.template(requestFor(chart, [values])));

    expect(
      objects.filter(({ kind }) => kind === "Limit").map(({ metadata, spec }) => [metadata.name, spec]),
    ).toEqual([
      [
        "web-redirect",
        {
          targetRefs: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", name: "web-redirect" }],
          rate: 5,
        },
      ],
      ["mine", { targetRef: { name: "web" } }],
    ]);
  });

  it("prints further objects of a route as they are", async () => {
    const values = `httpRoutes:
  main:
    ${route}
    objects:
      - apiVersion: a.example/v1
        kind: Plugin
        metadata: {name: web-limit, annotations: {a: "1"}}
        plugin: limit
        config: {sizes: [1, 2]}
`;

    const objects = objectsIn(await tools.template(requestFor(chart, [values])));

    expect(objects.find(({ kind }) => kind === "Plugin")).toEqual({
      apiVersion: "a.example/v1",
      kind: "Plugin",
      metadata: { name: "web-limit", annotations: { a: "1" } },
      plugin: "limit",
      config: { sizes: [1, 2] },
    });
  });
});
