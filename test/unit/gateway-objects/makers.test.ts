import { expect, test } from "vitest";
import { backendTlsPolicy, referenceGrant } from "../../../src/gateway/objects/grant-makers.ts";
import {
  backendRef,
  httpRoute,
  httpRouteRule,
  metadata,
  parentRef,
  pathMatch,
  requestRedirect,
} from "../../../src/gateway/objects/makers.ts";
import type { KubeObject } from "../../../src/model/kube.ts";

const https = parentRef({ namespace: "infra", name: "edge", sectionName: "https" });

test("a route has everything written out that the API server would default, in the order a person writes", () => {
  const route: KubeObject = httpRoute({
    name: "shop",
    namespace: "store",
    labels: { app: "shop" },
    annotations: { team: "web" },
    parentRefs: [https],
    hostnames: ["shop.example.com"],
    rules: [
      {
        timeouts: { request: "0s" },
        backendRefs: [backendRef({ name: "shop", port: 80 })],
        matches: [pathMatch("PathPrefix", "/")],
      },
    ],
  });

  expect(JSON.stringify(route)).toBe(
    JSON.stringify({
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "HTTPRoute",
      metadata: { name: "shop", namespace: "store", labels: { app: "shop" }, annotations: { team: "web" } },
      spec: {
        parentRefs: [
          {
            group: "gateway.networking.k8s.io",
            kind: "Gateway",
            namespace: "infra",
            name: "edge",
            sectionName: "https",
          },
        ],
        hostnames: ["shop.example.com"],
        rules: [
          {
            matches: [{ path: { type: "PathPrefix", value: "/" } }],
            backendRefs: [{ group: "", kind: "Service", name: "shop", port: 80, weight: 1 }],
            timeouts: { request: "0s" },
          },
        ],
      },
    }),
  );
});

test("what is absent or empty leaves no key", () => {
  const route = httpRoute({
    name: "shop",
    namespace: undefined,
    labels: {},
    annotations: undefined,
    parentRefs: [https],
    hostnames: [],
    rules: [{ matches: [], filters: [], backendRefs: [] }],
  });

  expect(route).toStrictEqual({
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: { name: "shop" },
    spec: { parentRefs: [https], rules: [{}] },
  });
  expect(metadata({ name: "a", namespace: undefined })).toStrictEqual({ name: "a" });
});

test("a weight of zero is kept", () => {
  expect(backendRef({ name: "old", port: 80, weight: 0 }).weight).toBe(0);
});

test("a redirect has its status and only the parts it was given", () => {
  expect(requestRedirect({ scheme: "https", statusCode: 308 })).toStrictEqual({
    type: "RequestRedirect",
    requestRedirect: { scheme: "https", statusCode: 308 },
  });
  expect(
    requestRedirect({
      scheme: undefined,
      hostname: "www.example.com",
      path: { type: "ReplaceFullPath", replaceFullPath: "/foo/" },
      port: 8443,
      statusCode: 301,
    }),
  ).toStrictEqual({
    type: "RequestRedirect",
    requestRedirect: {
      hostname: "www.example.com",
      path: { type: "ReplaceFullPath", replaceFullPath: "/foo/" },
      port: 8443,
      statusCode: 301,
    },
  });
});

test("a rule's fields come in the order name, matches, filters, backendRefs, timeouts", () => {
  const rule = httpRouteRule({
    timeouts: {},
    backendRefs: [backendRef({ name: "a", port: 1 })],
    filters: [requestRedirect({ statusCode: 301 })],
    matches: [pathMatch("Exact", "/")],
    name: "one",
  });

  expect(Object.keys(rule)).toEqual(["name", "matches", "filters", "backendRefs", "timeouts"]);
});

test("a grant and a TLS policy are objects like any other", () => {
  const grant: KubeObject = referenceGrant({
    name: "gateway-certificates",
    namespace: "shop",
    from: [{ group: "gateway.networking.k8s.io", kind: "Gateway", namespace: "infra" }],
    to: [{ group: "", kind: "Secret", name: "shop-tls" }],
  });
  const policy: KubeObject = backendTlsPolicy({
    name: "argocd",
    namespace: "argocd",
    service: "argocd-server",
    portName: "https",
    validation: { hostname: "argocd.internal", wellKnownCACertificates: "System" },
  });

  expect(grant.apiVersion).toBe("gateway.networking.k8s.io/v1beta1");
  expect(policy.spec).toStrictEqual({
    targetRefs: [{ group: "", kind: "Service", name: "argocd-server", sectionName: "https" }],
    validation: { hostname: "argocd.internal", wellKnownCACertificates: "System" },
  });
});
