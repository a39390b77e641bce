import { describe, expect, it } from "vitest";
import type { Json, KubeObject } from "../../../src/model/kube.ts";
import { readIngressBlocks } from "../../../src/sources/helm/blocks/find.ts";
import { findSite } from "../../../src/sources/helm/charts/registry.ts";
import { comparableRoute } from "../../../src/sources/helm/edit/comparable.ts";
import { expressRoutes, knowsTimeouts } from "../../../src/sources/helm/edit/express.ts";
import { type RouteIntent, routeIntentOf } from "../../../src/sources/helm/edit/intent.ts";
import { readRouteObjects, readRouteValues } from "../../../src/sources/helm/edit/read-routes.ts";
import { routeSites } from "../../../src/sources/helm/edit/route-site.ts";
import { mergeValues } from "../../../src/sources/helm/layers.ts";
import { readSecond } from "../../../src/yaml/second.ts";

function yaml(text: string): Json {
  const read = readSecond(text, "yaml");
  if (!read.ok) throw new Error(read.problem);
  return read.documents[0] ?? {};
}

function route(name: string, rules: readonly Json[]): RouteIntent {
  const parent = { group: "gateway.networking.k8s.io", kind: "Gateway", name: "public", namespace: "gw" };
  const object: KubeObject = {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: { name },
    spec: { parentRefs: [parent], hostnames: ["a.example.com"], rules },
  };
  const intent = routeIntentOf(object);
  if (intent === undefined) throw new Error("no route");
  return intent;
}

const forward = (service: string, port: number): Json => ({
  matches: [{ path: { type: "PathPrefix", value: "/" } }],
  timeouts: { request: "0s" },
  backendRefs: [{ group: "", kind: "Service", name: service, port, weight: 1 }],
});
const exact: Json = {
  matches: [{ path: { type: "Exact", value: "/x" } }],
  filters: [
    {
      type: "RequestRedirect",
      requestRedirect: { path: { type: "ReplaceFullPath", replaceFullPath: "/x/" }, statusCode: 301 },
    },
  ],
};
const redirect: Json = {
  matches: [{ path: { type: "PathPrefix", value: "/" } }],
  filters: [{ type: "RequestRedirect", requestRedirect: { scheme: "https", statusCode: 301 } }],
};

interface Story {
  readonly chart: string;
  readonly version: string;
  readonly values: string;
  readonly service: string;
  readonly port: number;
  readonly routes: readonly RouteIntent[];
}

const stories: readonly Story[] = [
  {
    chart: "grafana",
    version: "11.4.0",
    values: "ingress: {enabled: true, hosts: [a.example.com]}",
    service: "web-grafana",
    port: 80,
    routes: [
      route("web-grafana", [exact, forward("web-grafana", 80)]),
      route("web-grafana-redirect", [redirect]),
    ],
  },
  {
    chart: "app-template",
    version: "4.1.1",
    values:
      "service: {app: {ports: {http: {port: 8080}}}}\ningress: {app: {hosts: [{host: a.example.com, paths: [{path: /, service: {identifier: app, port: http}}]}]}}",
    service: "web",
    port: 8080,
    routes: [route("web", [exact, forward("web", 8080)]), route("web-redirect", [redirect])],
  },
];

describe("routes written as values", () => {
  it.each(stories)("of $chart are read back as they were meant", (story) => {
    const values = yaml(story.values);
    const block = readIngressBlocks(values)[0];
    const site = block && findSite({ name: story.chart, version: story.version }, block.keyPath);
    if (block === undefined || site?.site.route.kind !== "values") throw new Error("no site");
    const { route: shape } = site.site;
    const context = { release: "web", namespace: "shop", chart: story.chart, version: story.version, values };
    const expressed = expressRoutes(shape, {
      routes: story.routes,
      block,
      context,
      backend: { service: story.service, port: story.port },
      serviceOf: (identifier) => site.site.serviceOf?.(context, identifier),
      id: site.wild.at(-1),
      knowsTimeouts: knowsTimeouts(shape, story.version),
      attached: [],
      mayOmitTimeouts: false,
      templatesHosts: shape.templatesHosts,
    });
    if (expressed.kind !== "expressed") throw new Error(expressed.why);
    const holder = shape.at.slice(0, -1);
    const added = expressed.entries.reduce<Json>(
      (merged, { key, value }) =>
        mergeValues(
          merged,
          [...holder, key ?? ""].reduceRight<Json>((inner, name) => ({ [name]: inner }), value),
        ),
      values,
    );

    // the ingress block may be gone by then
    const later = { ...(added as { readonly [key: string]: Json }), ingress: {} }; // values are a map
    const [found] = routeSites({ name: story.chart, version: story.version }, undefined);
    if (found === undefined) throw new Error("no site without the block");
    const read = readRouteValues({ site: found, context: { ...context, values: later }, files: undefined });

    const texts = (routes: readonly RouteIntent[]) => routes.map((one) => comparableRoute(one, "shop"));
    expect(texts(read)).toEqual(texts(story.routes));
    expect(new Set(read.map(({ name }) => name)).size).toBe(story.routes.length);
  });

  it("count for nothing in a version that does not know them", () => {
    const values = yaml(
      "route: {main: {enabled: true, hostnames: [a.example.com], parentRefs: [{name: public}]}}",
    );
    const context = { release: "web", namespace: "shop", chart: "grafana", version: "8.5.0", values };
    const [old] = routeSites({ name: "grafana", version: "8.5.0" }, undefined);
    const [known] = routeSites({ name: "grafana", version: "11.4.0" }, undefined);
    if (old === undefined || known === undefined) throw new Error("no site");

    expect(readRouteValues({ site: old, context, files: undefined })).toEqual([]);
    expect(
      readRouteObjects({ site: known, context, files: undefined }).map(({ metadata, spec }) => [
        metadata,
        spec,
      ]),
    ).toEqual([
      [
        { name: "web-grafana", namespace: "shop" },
        {
          parentRefs: [{ group: "gateway.networking.k8s.io", kind: "Gateway", name: "public" }],
          hostnames: ["a.example.com"],
          rules: [
            { backendRefs: [{ group: "", kind: "Service", name: "web-grafana", port: 80, weight: 1 }] },
          ],
        },
      ],
    ]);
  });

  it("that are switched off make no route", () => {
    const values = yaml("route: {main: {enabled: false, hostnames: [a.example.com]}}");
    const [site] = routeSites({ name: "grafana", version: "11.4.0" }, undefined);
    if (site === undefined) throw new Error("no site");
    const context = { release: "web", namespace: "shop", chart: "grafana", version: "11.4.0", values };

    expect(readRouteValues({ site, context, files: undefined })).toEqual([]);
  });
});
