import { describe, expect, it } from "vitest";
import type { Json, KubeObject } from "../../../src/model/kube.ts";
import { confirmRender } from "../../../src/sources/helm/edit/confirm-render.ts";
import { type RouteIntent, routeIntentOf } from "../../../src/sources/helm/edit/intent.ts";
import { mainBackendOf } from "../../../src/sources/helm/main-backend.ts";
import { objectsOfRender, readRendered } from "../../../src/sources/helm/rendered.ts";

const ingress = (host: string, port = "{number: 80}") => `---
# Source: app/templates/ingress.yaml
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: app}
spec: {rules: [{host: ${host}, http: {paths: [{path: /, backend: {service: {name: app, port: ${port}}}}]}}]}
`;
const service = `---
# Source: app/templates/service.yaml
apiVersion: v1
kind: Service
metadata: {name: app}
spec: {ports: [{name: http, port: 8080}]}
`;
const route = (rule: string, more = "", apiVersion = "gateway.networking.k8s.io/v1") => `---
# Source: app/templates/route.yaml
apiVersion: ${apiVersion}
kind: HTTPRoute
metadata: {name: app-main}
spec:
  parentRefs: [{name: public, namespace: gw, sectionName: https}]
  hostnames: [a.example.com]
  rules: [${rule}]
${more}`;

const rule: Json = {
  matches: [{ path: { type: "PathPrefix", value: "/" } }],
  backendRefs: [{ group: "", kind: "Service", name: "app", port: 80, weight: 1 }],
  timeouts: { request: "0s" },
};

function intent(rules: readonly Json[]): RouteIntent {
  const parent = {
    group: "gateway.networking.k8s.io",
    kind: "Gateway",
    name: "public",
    namespace: "gw",
    sectionName: "https",
  };
  const object: KubeObject = {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: { name: "app" },
    spec: { parentRefs: [parent], hostnames: ["a.example.com"], rules },
  };
  const read = routeIntentOf(object);
  if (read === undefined) throw new Error("no route");
  return read;
}

function confirm(after: string, expected: readonly RouteIntent[] = [intent([rule])]) {
  const before = ingress("a.example.com") + service;
  const result = confirmRender({
    release: "app",
    namespace: "shop",
    before: readRendered(before),
    after: readRendered(after),
    expected,
  });
  return result.diagnostics.map((found) =>
    found.code === "helm-render-disagrees" ? found.params.what : found.code,
  );
}

describe("a render after an edit", () => {
  it.each([
    [
      "the rule written out",
      "{matches: [{path: {type: PathPrefix, value: /}}], backendRefs: [{name: app, port: 80}], timeouts: {request: 0s}}",
    ],
    [
      "fields the API server fills in left out",
      "{backendRefs: [{name: app, port: 80}], timeouts: {request: 0s}}",
    ],
    [
      "a name and the release's own namespace",
      "{name: main, backendRefs: [{name: app, port: 80, namespace: shop}], timeouts: {request: 0s}}",
    ],
  ])("is as intended with %s", (_, text) => {
    expect(confirm(ingress("a.example.com") + service + route(text))).toEqual([]);
  });

  it.each([
    [
      "another port",
      "{backendRefs: [{name: app, port: 81}], timeouts: {request: 0s}}",
      "a route that differs from the intended one",
    ],
    ["no timeouts", "{backendRefs: [{name: app, port: 80}]}", "a route that differs from the intended one"],
    [
      "another namespace",
      "{backendRefs: [{name: app, port: 80, namespace: x}], timeouts: {request: 0s}}",
      "a route that differs from the intended one",
    ],
    ["no backend", "{timeouts: {request: 0s}}", "a route that differs from the intended one"],
  ])("is not with %s", (_, text, what) => {
    expect(confirm(ingress("a.example.com") + service + route(text))).toEqual([what]);
  });

  const good = "{backendRefs: [{name: app, port: 80}], timeouts: {request: 0s}}";

  it("is not when the Ingress changed, an object came or went, or the route's version is old", () => {
    expect(confirm(ingress("b.example.com") + service + route(good))[0]).toContain(
      "another networking.k8s.io Ingress /app",
    );
    expect(confirm(ingress("a.example.com") + route(good))[0]).toContain("no v1 Service /app any more");
    const secret = "---\n# Source: app/templates/s.yaml\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\n";
    expect(confirm(ingress("a.example.com") + service + route(good, secret))[0]).toContain("Secret /s too");
    const old = "gateway.networking.k8s.io/v1alpha2";
    expect(confirm(ingress("a.example.com") + service + route(good, "", old))).toEqual([
      "a route that differs from the intended one",
    ]);
    expect(confirm(ingress("a.example.com") + service)).toEqual(["0 routes where 1 were meant"]);
  });
});

describe("what helm prints", () => {
  it("is told apart by template; a comment of the template's own does not count", () => {
    const output = `${ingress("a")}---\n# Source: app/charts/sub/templates/x.yaml\n# Source: app/templates/fake.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata:\n  a: |\n    ---\n    # Source: app/templates/other.yaml\n`;

    expect(
      objectsOfRender(readRendered(output)).map(({ template, object }) => `${template} ${object.kind}`),
    ).toEqual(["templates/ingress.yaml Ingress", "charts/sub/templates/x.yaml ConfigMap"]);
  });

  it("has a main backend where an Ingress leads to one Service", () => {
    const objects = (text: string) => objectsOfRender(readRendered(text)).map(({ object }) => object);
    const backendOf = (text: string) => {
      const [first, ...others] = objects(text);
      return first === undefined ? undefined : mainBackendOf(first, others);
    };

    expect(backendOf(ingress("a"))).toEqual({ service: "app", port: 80 });
    expect(backendOf(ingress("a", "{name: http}") + service)).toEqual({ service: "app", port: 8080 });
    expect(backendOf(ingress("a", "{name: other}") + service)).toBeUndefined();
    const two = ingress("a").replace(
      "paths: [",
      "paths: [{path: /x, backend: {service: {name: b, port: {number: 1}}}}, ",
    );
    expect(backendOf(two)).toBeUndefined();
  });
});
