/** Which routes a Gateway lets in, and which policies reach them. */
import { describe, expect, it } from "vitest";
import { answerGateway } from "../../../src/gateway/table/answer.ts";
import { buildGatewayTable } from "../../../src/gateway/table/table.ts";
import type { KubeObject } from "../../../src/model/kube.ts";
import { route } from "../verify/world.ts";

function gateway(listener: Readonly<Record<string, unknown>>): KubeObject {
  return {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "Gateway",
    metadata: { name: "public", namespace: "gateway-system", labels: { zone: "outer" } },
    spec: { listeners: [{ name: "http", protocol: "HTTP", port: 80, ...listener }] },
  };
}

function ask(objects: readonly KubeObject[], host = "a.test") {
  const sections = { http: "http", https: "https" };
  const table = buildGatewayTable(objects, { target: "envoy-gateway", sections, services: [] });
  const request = { scheme: "http", host, method: "GET", path: "/", headers: {} } as const;
  return { ...answerGateway(table, request), assumptions: table.assumptions };
}

const served = route("r", ["a.test"], ["http"], [{ backendRefs: [{ name: "s", port: 80 }] }], {
  labels: { app: "shop", tier: "web" },
});
const namespace = (name: string, labels: Readonly<Record<string, string>>): KubeObject => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name, labels },
});
const selector = (labels: unknown) => ({
  allowedRoutes: { namespaces: { from: "Selector", selector: labels } },
});

describe("a listener", () => {
  it.each([
    ["of its own namespace alone, by default", {}, [], false],
    ["of all namespaces", { allowedRoutes: { namespaces: { from: "All" } } }, [], true],
    ["of none", { allowedRoutes: { namespaces: { from: "None" } } }, [], false],
    [
      "of another kind",
      { allowedRoutes: { namespaces: { from: "All" }, kinds: [{ kind: "GRPCRoute" }] } },
      [],
      false,
    ],
    [
      "of this kind",
      { allowedRoutes: { namespaces: { from: "All" }, kinds: [{ kind: "HTTPRoute" }] } },
      [],
      true,
    ],
    [
      "of a namespace by name",
      selector({ matchLabels: { "kubernetes.io/metadata.name": "shop" } }),
      [],
      true,
    ],
    ["of another by name", selector({ matchLabels: { "kubernetes.io/metadata.name": "pay" } }), [], false],
    [
      "of labelled ones",
      selector({ matchLabels: { edge: "yes" } }),
      [namespace("shop", { edge: "yes" })],
      true,
    ],
    [
      "of others labelled",
      selector({ matchLabels: { edge: "yes" } }),
      [namespace("shop", { edge: "no" })],
      false,
    ],
    [
      "by an expression",
      selector({ matchExpressions: [{ key: "edge", operator: "In", values: ["yes"] }] }),
      [namespace("shop", { edge: "yes" })],
      true,
    ],
    [
      "by the absence of a label",
      selector({ matchExpressions: [{ key: "edge", operator: "DoesNotExist" }] }),
      [namespace("shop", { edge: "yes" })],
      false,
    ],
  ] as const)("takes routes %s", (_, listener, more, isTaken) => {
    const { outcome } = ask([gateway(listener), served, ...more]);
    expect(outcome.kind).toBe(isTaken ? "backend" : "status");
  });

  it("says so when it chooses by labels nobody has shown", () => {
    const { outcome, assumptions } = ask([gateway(selector({ matchLabels: { edge: "yes" } })), served]);
    expect(outcome.kind).toBe("backend");
    expect(assumptions.join()).toContain("every namespace is taken to be chosen");
  });

  it.each([
    ["a.test", "a.test", true],
    ["*.test", "a.test", true],
    ["b.test", "a.test", false],
    ["*.a.test", "a.test", false],
  ])("for %s and a route for a.test serve %s: %s", (hostname, host, isServed) => {
    const listener = { hostname, allowedRoutes: { namespaces: { from: "All" } } };
    expect(ask([gateway(listener), served], host).outcome.kind).toBe(isServed ? "backend" : "status");
  });

  it("for one host narrows a wildcard route down to it", () => {
    const wide = route("r", ["*.test"], ["http"], [{ backendRefs: [{ name: "s", port: 80 }] }]);
    const listener = { hostname: "a.test", allowedRoutes: { namespaces: { from: "All" } } };
    expect(ask([gateway(listener), wide], "a.test").outcome.kind).toBe("backend");
    expect(ask([gateway(listener), wide], "b.test")).toMatchObject({
      outcome: { kind: "status" },
      isUnheard: true,
    });
  });
});

describe("a policy that chooses its targets by labels", () => {
  const policy = (targetSelectors: unknown, where = "shop"): KubeObject => ({
    apiVersion: "gateway.envoyproxy.io/v1alpha1",
    kind: "SecurityPolicy",
    metadata: { name: "p", namespace: where },
    spec: { targetSelectors, authorization: { defaultAction: "Deny" } },
  });
  const open = gateway({ allowedRoutes: { namespaces: { from: "All" } } });

  it.each([
    ["a route", [{ kind: "HTTPRoute", matchLabels: { app: "shop" } }], "shop", true],
    ["no route with other labels", [{ kind: "HTTPRoute", matchLabels: { app: "pay" } }], "shop", false],
    ["no route of another namespace", [{ kind: "HTTPRoute", matchLabels: { app: "shop" } }], "pay", false],
    [
      "a route by expression",
      [{ kind: "HTTPRoute", matchExpressions: [{ key: "tier", operator: "NotIn", values: ["db"] }] }],
      "shop",
      true,
    ],
    ["a Gateway", [{ kind: "Gateway", matchLabels: { zone: "outer" } }], "gateway-system", true],
  ])("guards %s", (_, selectors, where, isGuarded) => {
    const { outcome } = ask([open, served, policy(selectors, where)]);
    expect(outcome.kind).toBe(isGuarded ? "denied" : "backend");
  });
});
