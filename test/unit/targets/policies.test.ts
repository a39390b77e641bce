/** The objects of each implementation's own kinds, whole. */
import { describe, expect, test } from "vitest";
import type { HttpRoute } from "../../../src/gateway/objects/http-route.ts";
import { targetNames } from "../../../src/model/config.ts";
import type { KubeObject } from "../../../src/model/kube.ts";
import { mayHoldGatewayObjects } from "../../../src/sources/prefilter.ts";
import { isGatewayObject } from "../../../src/sources/rendered.ts";
import { type Setting, simple, translated } from "../translate/given.ts";

const annotations = {
  "proxy-read-timeout": "3600",
  "proxy-connect-timeout": "10",
  "proxy-body-size": "50m",
  "enable-cors": "true",
  "cors-allow-origin": "https://*.app.test,https://b.test",
  "cors-allow-methods": "GET",
  "cors-allow-headers": "X-A",
  "cors-max-age": "60",
};

function objectsOf(yaml: string, setting: Setting): readonly KubeObject[] {
  return translated(yaml, setting).value.flatMap(({ objects }) => objects);
}

/** Everything but routes. */
function policiesOf(yaml: string, setting: Setting): readonly KubeObject[] {
  return objectsOf(yaml, setting).filter(({ kind }) => kind !== "HTTPRoute");
}

const metadata = { name: "web", namespace: "default" };
const routeRef = { group: "gateway.networking.k8s.io", kind: "HTTPRoute", name: "web" };
const service = { group: "", kind: "Service", name: "web" };

test("Istio: a DestinationRule bounds connecting", () => {
  expect(policiesOf(simple(annotations), { target: "istio" })).toEqual([
    {
      apiVersion: "networking.istio.io/v1",
      kind: "DestinationRule",
      metadata: { name: "web-web", namespace: "default" },
      spec: { host: "web", trafficPolicy: { connectionPool: { tcp: { connectTimeout: "10s" } } } },
    },
  ]);
});

describe("Istio's allow list", () => {
  const allowed = { "whitelist-source-range": "10.0.0.0/8" };
  const inGatewayNamespace = (paths: string) =>
    `
kind: Ingress
metadata:
  name: web
  namespace: kube-system
  annotations: {nginx.ingress.kubernetes.io/whitelist-source-range: 10.0.0.0/8}
spec: {rules: [{host: a.test, http: {paths: [${paths}]}}]}`;
  const root = "{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}";

  test("is refused where the policy would stand in another namespace than the Gateway", () => {
    const [emission] = translated(simple(allowed), { target: "istio" }).value;

    expect(emission?.blocked).toBe(true);
    expect(emission?.verdicts[0]?.note).toContain("a policy beside this Ingress would guard nothing");
  });

  test("is an AuthorizationPolicy by host beside the Gateway", () => {
    expect(policiesOf(inGatewayNamespace(root), { target: "istio" })).toEqual([
      {
        apiVersion: "security.istio.io/v1",
        kind: "AuthorizationPolicy",
        metadata: { name: "web", namespace: "kube-system" },
        spec: {
          targetRefs: [{ group: "gateway.networking.k8s.io", kind: "Gateway", name: "edge" }],
          action: "DENY",
          rules: [
            {
              from: [{ source: { notRemoteIpBlocks: ["10.0.0.0/8"] } }],
              to: [{ operation: { hosts: ["a.test", "a.test:*"] } }],
            },
          ],
        },
      },
    ]);
  });

  test("is refused where another Ingress has paths on the host", () => {
    const other = `
---
kind: Ingress
metadata: {name: other, namespace: kube-system}
spec: {rules: [{host: a.test, http: {paths: [{path: /open, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}]}`;
    const emissions = translated(inGatewayNamespace(root) + other, { target: "istio" }).value;

    expect(emissions.map(({ blocked }) => blocked)).toEqual([true, true]);
  });
});

test("kgateway: a TrafficPolicy for the route, a BackendConfigPolicy for the Service", () => {
  const guarded = { ...annotations, "whitelist-source-range": "10.0.0.0/8" };

  expect(policiesOf(simple(guarded), { target: "kgateway", api: "1.4" })).toEqual([
    {
      apiVersion: "gateway.kgateway.dev/v1alpha1",
      kind: "TrafficPolicy",
      metadata,
      spec: {
        targetRefs: [routeRef],
        timeouts: { streamIdle: "3600s" },
        acl: {
          defaultAction: "deny",
          rules: [expect.objectContaining({ action: "allow", cidrs: ["10.0.0.0/8"] })],
        },
        cors: {
          allowOrigins: ["https://*.app.test", "https://b.test"],
          allowCredentials: true,
          allowMethods: ["GET"],
          allowHeaders: ["X-A"],
          maxAge: 60,
        },
      },
    },
    {
      apiVersion: "gateway.kgateway.dev/v1alpha1",
      kind: "BackendConfigPolicy",
      metadata: { name: "web-web", namespace: "default" },
      spec: { targetRefs: [service], connectTimeout: "10s" },
    },
  ]);
});

test.each([
  ["kgateway", "2.0", "1.2", "every response ends after 15 s"],
  ["kgateway", "2.1", "1.2", "the route states that there is no total limit"],
  ["envoy-gateway", undefined, "1.1", "every response ends after 15 s"],
  ["cilium", undefined, "1.1", "there is no total limit"],
] as const)("%s %s with Gateway API %s: %s", (target, version, api, expected) => {
  const setting = version === undefined ? { target, api } : { target, api, version };
  const [emission] = translated(simple({}), setting).value;
  const note = emission?.verdicts.find(({ key }) => key === "(default) proxy-read-timeout")?.note ?? "";

  expect(note.toLowerCase()).toContain(expected);
  expect(JSON.stringify(emission?.objects).includes('"timeouts"')).toBe(note.includes("states"));
});

describe("a Service that another Ingress routes to as well", () => {
  const other = `
---
kind: Ingress
metadata: {name: other}
spec: {rules: [{host: b.test, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}]}`;

  test.each(["istio", "kgateway", "gke"] as const)("gets no policy on %s, and the note says so", (target) => {
    const yaml = simple({ "proxy-connect-timeout": "10" }) + other;
    const attached = policiesOf(yaml, { target }).filter(({ metadata: { name } }) => name === "web-web");
    const [, emission] = translated(yaml, { target }).value;
    const note = emission?.verdicts.find(({ key }) => key.endsWith("proxy-connect-timeout"));

    expect(attached).toEqual([]);
    expect(note?.verdict).toBe("approximate");
  });
});

describe("NGINX Gateway Fabric", () => {
  const target = "nginx-gateway-fabric";

  test("settings of client and proxy, each attached in its own way", () => {
    expect(policiesOf(simple({ ...annotations, "enable-cors": "false" }), { target })).toEqual([
      {
        apiVersion: "gateway.nginx.org/v1alpha1",
        kind: "ClientSettingsPolicy",
        metadata,
        spec: { targetRef: routeRef, body: { maxSize: "50m" } },
      },
      {
        apiVersion: "gateway.nginx.org/v1alpha1",
        kind: "ProxySettingsPolicy",
        metadata,
        spec: {
          targetRefs: [routeRef],
          timeout: { connect: "10s", read: "1h", send: "1m" },
          buffering: { disable: true },
        },
      },
    ]);
  });

  test.each([
    ["2.6", ["timeout", "buffering"]],
    ["2.5", ["buffering"]],
    ["2.3", undefined],
  ])("version %s knows %j", (version, fields) => {
    const [policy] = policiesOf(simple({}), { target, version });
    const spec = policy?.["spec"] as Record<string, unknown> | undefined; // an object we just built

    expect(spec && Object.keys(spec).filter((field) => field !== "targetRefs")).toEqual(fields);
  });

  test.each([
    ["10000000", "9766k", "approximate"],
    ["10m", "10m", "equivalent-with"],
    ["20000m", "20g", "approximate"],
  ])("a body of %s becomes %s", (size, expected, verdict) => {
    const [emission] = translated(simple({ "proxy-body-size": size }), { target }).value;
    const policy = emission?.objects.find(({ kind }) => kind === "ClientSettingsPolicy");

    expect(policy).toMatchObject({ spec: { body: { maxSize: expected } } });
    expect(emission?.verdicts.find(({ key }) => key.endsWith("proxy-body-size"))?.verdict).toBe(verdict);
  });

  test("states no timeouts, which it would take and ignore", () => {
    const text = JSON.stringify(objectsOf(simple({}), { target }));

    expect(text).not.toContain('"timeouts"');
  });
});

test("Traefik: a Middleware of one type each, which every forwarding rule refers to", () => {
  const guarded = { ...annotations, "whitelist-source-range": "10.0.0.0/8,192.0.2.1" };
  const objects = objectsOf(simple(guarded, ["/ web:80", "/api/ api:80"], true), { target: "traefik" });
  const named = objects.filter(({ kind }) => kind === "Middleware");

  expect(named).toEqual([
    {
      apiVersion: "traefik.io/v1alpha1",
      kind: "Middleware",
      metadata: { name: "web-allow-list", namespace: "default" },
      spec: { ipAllowList: { sourceRange: ["10.0.0.0/8", "192.0.2.1/32"] } },
    },
    {
      apiVersion: "traefik.io/v1alpha1",
      kind: "Middleware",
      metadata: { name: "web-cors", namespace: "default" },
      spec: {
        headers: {
          accessControlAllowOriginList: ["https://b.test"],
          accessControlAllowOriginListRegex: ["^https://[A-Za-z0-9.-]+\\.app\\.test$"],
          accessControlAllowCredentials: true,
          accessControlAllowMethods: ["GET"],
          accessControlAllowHeaders: ["X-A"],
          accessControlMaxAge: 60,
          addVaryHeader: true,
        },
      },
    },
  ]);
  const names = named.map(({ metadata: { name } }) => name);
  const routes = objects.filter((object): object is HttpRoute => object.kind === "HTTPRoute");
  const refs = routes.flatMap(({ spec }) =>
    spec.rules.map((rule) => [
      rule.backendRefs === undefined ? "answers itself" : "forwards",
      ...(rule.filters ?? []).flatMap((filter) =>
        filter.type === "ExtensionRef" ? [filter.extensionRef.name] : [],
      ),
    ]),
  );

  expect(refs.filter(([does]) => does === "forwards")).toEqual([
    ["forwards", ...names],
    ["forwards", ...names],
  ]);
  expect(refs.filter(([does]) => does === "answers itself").flat()).toEqual(
    refs.filter(([does]) => does === "answers itself").map(([does]) => does),
  );
  expect(JSON.stringify(objects)).not.toContain('"timeouts"');
});

describe("Kong", () => {
  const target = "kong";

  test("plugins beside the route, annotations and the one time limit it reads", () => {
    const objects = objectsOf(simple({ ...annotations, "proxy-request-buffering": "off" }), { target });

    expect(objects[0]?.metadata.annotations).toEqual({
      "konghq.com/request-buffering": "false",
      "konghq.com/response-buffering": "false",
    });
    expect(objects[0]).toMatchObject({ spec: { rules: [{ timeouts: { backendRequest: "3600s" } }] } });
    expect(objects.slice(1)).toEqual([
      {
        apiVersion: "configuration.konghq.com/v1",
        kind: "KongPlugin",
        metadata: { name: "web-body-limit", namespace: "default" },
        plugin: "request-size-limiting",
        config: { allowed_payload_size: 52_428_800, size_unit: "bytes", require_content_length: false },
      },
      {
        apiVersion: "configuration.konghq.com/v1",
        kind: "KongPlugin",
        metadata: { name: "web-cors", namespace: "default" },
        plugin: "cors",
        config: {
          origins: ["^https://[A-Za-z0-9.-]+\\.app\\.test$", "https://b.test"],
          methods: ["GET"],
          headers: ["X-A"],
          credentials: true,
          max_age: 60,
          preflight_continue: false,
        },
      },
    ]);
  });

  test("the redirect to https spells out each host", () => {
    const yaml = `
kind: Ingress
metadata: {name: web}
spec:
  tls: [{hosts: [a.test, b.test], secretName: x}]
  rules:
    - host: a.test
      http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}
    - host: b.test
      http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}`;
    const routes = objectsOf(yaml, { target }).filter(
      (object): object is HttpRoute => object.kind === "HTTPRoute",
    );
    const redirects = routes.flatMap(({ spec }) =>
      spec.rules.flatMap(({ filters = [] }) =>
        filters.flatMap((filter) =>
          filter.type === "RequestRedirect" ? [[spec.hostnames, filter.requestRedirect]] : [],
        ),
      ),
    );

    expect(redirects).toEqual([
      [["a.test"], { scheme: "https", hostname: "a.test", statusCode: 301 }],
      [["b.test"], { scheme: "https", hostname: "b.test", statusCode: 301 }],
    ]);
  });

  test("a wildcard host cannot be redirected to https", () => {
    const yaml = `
kind: Ingress
metadata: {name: web}
spec:
  tls: [{hosts: ["*.a.test"], secretName: x}]
  rules: [{host: "*.a.test", http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}]`;

    expect(translated(yaml, { target }).value.map(({ blocked }) => blocked)).toEqual([true]);
    expect(translated(yaml, { target: "istio" }).value.map(({ blocked }) => blocked)).toEqual([false]);
  });

  test("an API without time limits on routes gets none", () => {
    const yaml = simple({ "proxy-read-timeout": "3600" });
    const [emission] = translated(yaml, { target, api: "1.1" }).value;

    expect(JSON.stringify(emission?.objects)).not.toContain("backendRequest");
    expect(emission?.verdicts.find(({ key }) => key.endsWith("read-timeout"))?.verdict).toBe("approximate");
  });
});

test("GKE: a GCPBackendPolicy lifts the load balancer's 30 s", () => {
  expect(policiesOf(simple({}), { target: "gke" })).toEqual([
    {
      apiVersion: "networking.gke.io/v1",
      kind: "GCPBackendPolicy",
      metadata: { name: "web-web", namespace: "default" },
      spec: { targetRef: service, default: { timeoutSec: 86_400 } },
    },
  ]);
});

test("every object a target writes is read back from the repository", () => {
  const yamls = [
    simple(annotations),
    simple({ "proxy-connect-timeout": "10", "proxy-body-size": "50m" }),
    simple({ "whitelist-source-range": "10.0.0.0/8" }),
  ];
  const written = targetNames.flatMap((target) =>
    yamls.flatMap((yaml) => policiesOf(yaml, { target, api: "1.4" })),
  );
  const unread = written.filter((object) => {
    const bytes = new TextEncoder().encode(JSON.stringify(object));
    return !isGatewayObject(object) || !mayHoldGatewayObjects(bytes);
  });

  expect(unread).toEqual([]);
  expect([...new Set(written.map(({ kind }) => kind))].sort()).toEqual(
    expect.arrayContaining([
      "ClientSettingsPolicy",
      "DestinationRule",
      "GCPBackendPolicy",
      "KongPlugin",
      "Middleware",
      "TrafficPolicy",
    ]),
  );
});

describe("what implementations do by themselves", () => {
  const named = (target: Setting["target"], yaml: string, name: string) =>
    translated(yaml, { target: target ?? "standard" })
      .value.flatMap(({ verdicts }) => verdicts)
      .find(({ key }) => key === `(default) ${name}`)?.note;
  const websocket = `${simple({})}
---
kind: Service
metadata: {name: web}
spec: {ports: [{port: 80, appProtocol: kubernetes.io/ws}]}`;

  test("kgateway passes WebSocket upgrades on only where the Service says so", () => {
    expect(named("kgateway", simple({}), "websocket")).toContain("appProtocol: kubernetes.io/ws");
    expect(named("kgateway", websocket, "websocket")).toBeUndefined();
    expect(named("istio", simple({}), "websocket")).toBeUndefined();
  });

  test.each([
    ["istio", "tries twice more"],
    ["kong", "tries five times more"],
    ["gke", "retry rules of its own"],
    ["traefik", "the route asks for no retries"],
    ["nginx-gateway-fabric", undefined],
  ] as const)("retries on %s: %s", (target, expected) => {
    const note = named(target, simple({}), "proxy-next-upstream");

    expect(expected === undefined ? note : note?.includes(expected)).toBe(
      expected === undefined ? undefined : true,
    );
  });

  test.each([
    ["envoy-gateway", "answers 400"],
    ["istio", "passes them on"],
    ["kgateway", "passes them on"],
  ] as const)("header names with underscores on %s: %s", (target, expected) => {
    expect(named(target, simple({}), "underscores-in-headers")).toContain(expected);
  });
});
