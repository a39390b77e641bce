/** Who may pass, and how long connecting may take, by the policies of each implementation. */
import { describe, expect, test } from "vitest";
import type { TargetName } from "../../../src/model/config.ts";
import type { KubeObject } from "../../../src/model/kube.ts";
import { route } from "../verify/world.ts";
import { answerTo, said } from "./ask.ts";

const inside = { ":source": "10.1.2.3" };
const outside = { ":source": "192.0.2.1" };

function object(
  apiVersion: string,
  kind: string,
  fields: Readonly<Record<string, unknown>>,
  name = "p",
): KubeObject {
  return { apiVersion, kind, metadata: { name, namespace: "shop" }, ...fields };
}

const backend = { backendRefs: [{ name: "s", port: 80 }] };
const plain = route("r", ["a.test"], ["http"], [backend]);
const toRoute = { targetRefs: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", name: "r" }] };
const toService = { targetRefs: [{ group: "", kind: "Service", name: "s" }] };

function referring(group: string, kind: string, name = "p"): KubeObject {
  const filters = [{ type: "ExtensionRef", extensionRef: { group, kind, name } }];
  return route("r", ["a.test"], ["http"], [{ filters, ...backend }]);
}

const acl = { defaultAction: "deny", rules: [{ action: "allow", cidrs: ["10.0.0.0/8"] }] };
const list = { sourceRange: ["10.0.0.0/8"] };

const lists: readonly (readonly [string, TargetName, readonly KubeObject[]])[] = [
  [
    "a TrafficPolicy on the route",
    "kgateway",
    [plain, object("gateway.kgateway.dev/v1alpha1", "TrafficPolicy", { spec: { ...toRoute, acl } })],
  ],
  [
    "a TrafficPolicy a rule refers to",
    "kgateway",
    [
      referring("gateway.kgateway.dev", "TrafficPolicy"),
      object("gateway.kgateway.dev/v1alpha1", "TrafficPolicy", { spec: { acl } }),
    ],
  ],
  [
    "a Middleware",
    "traefik",
    [
      referring("traefik.io", "Middleware"),
      object("traefik.io/v1alpha1", "Middleware", { spec: { ipAllowList: list } }),
    ],
  ],
  [
    "a KongPlugin a rule refers to",
    "kong",
    [
      referring("configuration.konghq.com", "KongPlugin"),
      object("configuration.konghq.com/v1", "KongPlugin", {
        plugin: "ip-restriction",
        config: { allow: ["10.0.0.0/8"] },
      }),
    ],
  ],
  [
    "a KongPlugin the route names in an annotation",
    "kong",
    [
      route("r", ["a.test"], ["http"], [backend], { annotations: { "konghq.com/plugins": "other, p" } }),
      object("configuration.konghq.com/v1", "KongPlugin", {
        plugin: "ip-restriction",
        config: { allow: ["10.0.0.0/8"] },
      }),
    ],
  ],
];

describe("an allow list", () => {
  test.each(lists)("%s (%s) counts", (_name, target, objects) => {
    expect(said(objects, { target, url: "a.test/", headers: inside })).toBe("s /");
    expect(said(objects, { target, url: "a.test/", headers: outside })).toBe("denied allow-list");
  });

  test.each(lists)("%s (%s) counts for no other implementation", (_name, target, objects) => {
    for (const other of ["envoy-gateway", "cilium", "gke"] as const) {
      expect(other).not.toBe(target);
      expect(said(objects, { target: other, url: "a.test/", headers: outside })).toMatch(/^(\? )?s \/$/);
    }
  });

  test("the narrowest range of a kgateway list decides", () => {
    const rules = [
      { action: "allow", cidrs: ["10.0.0.0/8"] },
      { action: "deny", cidrs: ["10.1.0.0/16"] },
    ];
    const objects = [
      plain,
      object("gateway.kgateway.dev/v1alpha1", "TrafficPolicy", {
        spec: { ...toRoute, acl: { defaultAction: "allow", rules } },
      }),
    ];

    expect(said(objects, { target: "kgateway", url: "a.test/", headers: inside })).toBe("denied deny-list");
    expect(said(objects, { target: "kgateway", url: "a.test/", headers: { ":source": "10.2.0.1" } })).toBe(
      "s /",
    );
  });

  test("kgateway takes what a route's policy leaves out from the Gateway's", () => {
    const toGateway = { targetRefs: [{ kind: "Gateway", name: "public" }] };
    const wide = {
      ...object("gateway.kgateway.dev/v1alpha1", "TrafficPolicy", { spec: { ...toGateway, acl } }, "wide"),
      metadata: { name: "wide", namespace: "gateway-system" },
    };
    const own = object("gateway.kgateway.dev/v1alpha1", "TrafficPolicy", {
      spec: { ...toRoute, timeouts: { streamIdle: "5s" } },
    });
    const ask = { target: "kgateway", url: "a.test/", headers: outside } as const;

    expect(said([plain, wide, own], ask)).toBe("denied allow-list");
  });

  test("a Middleware that does not exist makes Traefik answer 500", () => {
    expect(said([referring("traefik.io", "Middleware")], { target: "traefik", url: "a.test/" })).toBe("500");
  });
});

describe("Istio's AuthorizationPolicy", () => {
  const policy = (spec: Readonly<Record<string, unknown>>): KubeObject => ({
    apiVersion: "security.istio.io/v1",
    kind: "AuthorizationPolicy",
    metadata: { name: "p", namespace: "gateway-system" },
    spec: { targetRefs: [{ kind: "Gateway", name: "public" }], ...spec },
  });
  const other = route("o", ["b.test"], ["http"], [backend]);
  const denying = (source: unknown, operation: unknown) =>
    policy({ action: "DENY", rules: [{ from: [{ source }], to: [{ operation }] }] });

  test("guards the hosts it names, whatever the path", () => {
    const objects = [
      plain,
      other,
      denying({ notRemoteIpBlocks: ["10.0.0.0/8"] }, { hosts: ["a.test", "a.test:*"] }),
    ];
    const ask = (url: string, headers: Readonly<Record<string, string>>) =>
      said(objects, { target: "istio", url, headers });

    expect(ask("a.test/", inside)).toBe("s /");
    expect(ask("a.test/x", outside)).toBe("denied allow-list");
    expect(ask("b.test/", outside)).toBe("s /");
  });

  test("refuses the ranges of a deny list", () => {
    const objects = [plain, denying({ remoteIpBlocks: ["10.0.0.0/8"] }, { hosts: ["*"] })];

    expect(said(objects, { target: "istio", url: "a.test/", headers: inside })).toBe("denied deny-list");
    expect(said(objects, { target: "istio", url: "a.test/", headers: outside })).toBe("s /");
  });

  test.each([
    [
      "another namespace",
      { ...denying({ notRemoteIpBlocks: ["10.0.0.0/8"] }, {}), metadata: { name: "p", namespace: "shop" } },
      "s /",
    ],
    ["a path condition", denying({ notRemoteIpBlocks: ["10.0.0.0/8"] }, { paths: ["/x"] }), "? s /"],
    ["ALLOW", policy({ action: "ALLOW", rules: [{}] }), "? s /"],
  ])("with %s is %s", (_name, guard, expected) => {
    expect(said([plain, guard], { target: "istio", url: "a.test/", headers: outside })).toBe(expected);
  });
});

describe("other checks", () => {
  test.each<readonly [string, TargetName, KubeObject, KubeObject, string]>([
    [
      "basicAuth",
      "traefik",
      referring("traefik.io", "Middleware"),
      object("traefik.io/v1alpha1", "Middleware", { spec: { basicAuth: { secret: "x" } } }),
      "denied basic-auth",
    ],
    [
      "stripPrefix",
      "traefik",
      referring("traefik.io", "Middleware"),
      object("traefik.io/v1alpha1", "Middleware", { spec: { stripPrefix: { prefixes: ["/x"] } } }),
      "? s /",
    ],
    [
      "key-auth",
      "kong",
      referring("configuration.konghq.com", "KongPlugin"),
      object("configuration.konghq.com/v1", "KongPlugin", { plugin: "key-auth" }),
      "denied api-key",
    ],
    [
      "pre-function",
      "kong",
      referring("configuration.konghq.com", "KongPlugin"),
      object("configuration.konghq.com/v1", "KongPlugin", { plugin: "pre-function" }),
      "? s /",
    ],
    [
      "a SnippetsFilter",
      "nginx-gateway-fabric",
      referring("gateway.nginx.org", "SnippetsFilter"),
      object("gateway.nginx.org/v1alpha1", "SnippetsFilter", { spec: { snippets: [] } }),
      "? s /",
    ],
    [
      "Cloud Armor",
      "gke",
      plain,
      object("networking.gke.io/v1", "GCPBackendPolicy", {
        spec: { targetRef: { group: "", kind: "Service", name: "s" }, default: { securityPolicy: "x" } },
      }),
      "? s /",
    ],
    [
      "Identity-Aware Proxy",
      "gke",
      plain,
      object("networking.gke.io/v1", "GCPBackendPolicy", {
        spec: { targetRef: { group: "", kind: "Service", name: "s" }, default: { iap: { enabled: true } } },
      }),
      "denied iap",
    ],
  ])("%s on %s", (_name, target, attached, guard, expected) => {
    expect(said([attached, guard], { target, url: "a.test/" })).toBe(expected);
  });
});

describe("connecting", () => {
  test.each<readonly [string, TargetName, KubeObject]>([
    [
      "a BackendConfigPolicy",
      "kgateway",
      object("gateway.kgateway.dev/v1alpha1", "BackendConfigPolicy", {
        spec: { ...toService, connectTimeout: "7s" },
      }),
    ],
    [
      "a DestinationRule",
      "istio",
      object("networking.istio.io/v1", "DestinationRule", {
        spec: {
          host: "s.shop.svc.cluster.local",
          trafficPolicy: { connectionPool: { tcp: { connectTimeout: "7s" } } },
        },
      }),
    ],
    [
      "a ProxySettingsPolicy",
      "nginx-gateway-fabric",
      object("gateway.nginx.org/v1alpha1", "ProxySettingsPolicy", {
        spec: { ...toRoute, timeout: { connect: "7" } },
      }),
    ],
  ])("%s bounds it on %s", (_name, target, policy) => {
    const { outcome } = answerTo([plain, policy], { target, url: "a.test/" });

    expect(outcome).toMatchObject({ timeouts: { connect: 7000 } });
  });

  test("a DestinationRule makes Istio speak TLS", () => {
    const rule = object("networking.istio.io/v1", "DestinationRule", {
      spec: { host: "s", trafficPolicy: { tls: { mode: "SIMPLE" } } },
    });

    expect(answerTo([plain, rule], { target: "istio", url: "a.test/" }).protocol).toBe("HTTPS");
    expect(answerTo([plain, rule], { target: "kgateway", url: "a.test/" }).protocol).toBe("HTTP");
  });
});
