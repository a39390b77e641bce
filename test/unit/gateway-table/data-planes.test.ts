/**
 * Where implementations differ with one and the same route: order and reading of expressions, competing hosts, redirects, filters and
 * fields they ignore.
 */
import { describe, expect, test } from "vitest";
import { targetNames } from "../../../src/model/config.ts";
import { route } from "../verify/world.ts";
import { answerTo, said } from "./ask.ts";

const to = (name: string, port = 80): unknown => ({ name, port });
const at = (type: string, value: string): unknown => ({ path: { type, value } });
const rule = (name: string, type: string, value: string): unknown => ({
  matches: [at(type, value)],
  backendRefs: [to(name)],
});
const routeOf = (...rules: readonly unknown[]) => [route("r", ["a.test"], ["http"], rules)];

describe("which of several matches is taken", () => {
  const objects = routeOf(
    rule("prefix", "PathPrefix", "/api/users"),
    rule("short", "RegularExpression", "/api/.*"),
    rule("long", "RegularExpression", "/api/[a-z]+.*"),
    rule("exact", "Exact", "/api/users"),
    rule("rest", "PathPrefix", "/"),
  );

  test.each([
    ["envoy-gateway", ["exact", "long", "short", "rest"]],
    ["cilium", ["exact", "long", "short", "rest"]],
    // The first expression of the route, whatever its length.
    ["kgateway", ["exact", "short", "short", "rest"]],
    // Prefixes before expressions: "/" takes what no longer prefix takes.
    ["istio", ["exact", "prefix", "rest", "rest"]],
    ["nginx-gateway-fabric", ["exact", "long", "short", "rest"]],
    // By the length of the value alone: "/api/[a-z]+.*" has 13 characters, "/api/users" 10.
    ["traefik", ["exact", "long", "short", "rest"]],
    ["kong", ["exact", "long", "short", "rest"]],
  ] as const)("%s", (target, expected) => {
    const paths = ["/api/users", "/api/users/1", "/api/1", "/other"];

    expect(paths.map((path) => said(objects, { target, url: `a.test${path}` }).split(" ")[0])).toEqual(
      expected,
    );
  });

  test("GKE leaves open what an expression matches", () => {
    expect(answerTo(objects, { target: "gke", url: "a.test/api/1" }).doubt).toContain("leaves open");
    expect(answerTo(objects, { target: "gke", url: "a.test/other" }).doubt).toBeUndefined();
  });

  test("a longer prefix outranks an expression on Traefik only", () => {
    const mixed = routeOf(
      rule("expression", "RegularExpression", "/a.*"),
      rule("prefix", "PathPrefix", "/a/long/way"),
    );
    const taken = targetNames.map((target) => [
      target,
      said(mixed, { target, url: "a.test/a/long/way/x" }).replace(/^\? /, "").split(" ")[0],
    ]);

    expect(Object.fromEntries(taken)).toEqual({
      standard: "expression",
      "envoy-gateway": "expression",
      cilium: "expression",
      istio: "prefix",
      kgateway: "expression",
      "nginx-gateway-fabric": "expression",
      traefik: "prefix",
      kong: "expression",
      gke: "expression",
    });
  });
});

describe("what an expression matches", () => {
  const open = routeOf(rule("s", "RegularExpression", "/x[0-9]+"));

  test.each([
    ["istio", "404", "404"],
    ["kgateway", "404", "404"],
    ["nginx-gateway-fabric", "s /x1/y", "404"],
    ["kong", "s /x1/y", "404"],
    ["traefik", "s /x1/y", "s /y/x1"],
  ] as const)("%s: behind it %s, before it %s", (target, behind, before) => {
    expect(said(open, { target, url: "a.test/x1/y" })).toBe(behind);
    expect(said(open, { target, url: "a.test/y/x1" })).toBe(before);
  });

  test.each([
    ["nginx-gateway-fabric", "/(?i)foo"],
    ["kong", "/(?i)foo"],
    ["kong", "(?i)/foo"],
    ["traefik", "(?i)^/foo"],
    ["istio", "(?i)/foo"],
  ] as const)("%s reads %s in any case", (target, value) => {
    const objects = routeOf(rule("s", "RegularExpression", value));

    expect(said(objects, { target, url: "a.test/FoO" })).toBe("s /FoO");
    expect(said(objects, { target, url: "a.test/fo" })).toBe("404");
  });

  test("only nginx reads a lookahead", () => {
    const objects = routeOf(rule("s", "RegularExpression", "/a(?!b)"));

    expect(said(objects, { target: "nginx-gateway-fabric", url: "a.test/ac" })).toBe("s /ac");
    expect(said(objects, { target: "nginx-gateway-fabric", url: "a.test/ab" })).toBe("404");
    expect(said(objects, { target: "istio", url: "a.test/ac" })).toBe("? 404");
  });
});

describe("nginx's locations of a prefix", () => {
  test("the bare path is exact and beats expressions, what is below does not", () => {
    const objects = routeOf(
      rule("prefix", "PathPrefix", "/x"),
      rule("expression", "RegularExpression", "/x.*"),
    );
    const target = "nginx-gateway-fabric";

    expect(said(objects, { target, url: "a.test/x" })).toBe("prefix /x");
    expect(said(objects, { target, url: "a.test/x/y" })).toBe("expression /x/y");
  });

  test("an exact path of another rule keeps its place", () => {
    const objects = routeOf(rule("prefix", "PathPrefix", "/x"), rule("exact", "Exact", "/x"));

    expect(said(objects, { target: "nginx-gateway-fabric", url: "a.test/x" })).toBe("exact /x");
  });

  test("a slashed prefix sends the bare path to itself with 301, unless a rule owns it", () => {
    const target = "nginx-gateway-fabric";
    const slashed = rule("s", "PathPrefix", "/x/");

    expect(said(routeOf(slashed), { target, url: "a.test/x?q=1" })).toBe("301 http://a.test/x/?q=1");
    expect(said(routeOf(slashed, rule("own", "Exact", "/x")), { target, url: "a.test/x" })).toBe("own /x");
    expect(said(routeOf(slashed, rule("p", "PathPrefix", "/x")), { target, url: "a.test/x/y" })).toBe(
      "s /x/y",
    );
  });
});

describe("competing hosts", () => {
  const objects = [
    route("wild", ["*.a.test"], ["http"], [rule("wild", "PathPrefix", "/long/path")]),
    route("one", ["one.a.test"], ["http"], [rule("one", "PathPrefix", "/")]),
  ];

  test.each(targetNames)("%s", (target) => {
    expect(said(objects, { target, url: "one.a.test/x" })).toBe("one /x");
    expect(said(objects, { target, url: "one.a.test/long/path" })).toBe(
      target === "traefik" ? "wild /long/path" : "one /long/path",
    );
    expect(said(objects, { target, url: "two.a.test/long/path" })).toBe("wild /long/path");
  });

  test("on Traefik listeners of one scheme are one entry point", () => {
    const listener = (name: string, hostname: string): unknown => ({
      name,
      hostname,
      port: 8000,
      protocol: "HTTP",
      allowedRoutes: { namespaces: { from: "All" } },
    });
    const gateway = {
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "Gateway",
      metadata: { name: "public", namespace: "gateway-system" },
      spec: { listeners: [listener("wide", "*.a.test"), listener("narrow", "one.a.test")] },
    };
    const routes = [
      route("wild", ["*.a.test"], ["wide"], [rule("wild", "PathPrefix", "/long/path")]),
      route("one", ["one.a.test"], ["narrow"], [rule("one", "PathPrefix", "/")]),
    ];
    const url = "one.a.test/long/path";

    expect(said([gateway, ...routes], { target: "traefik", url })).toBe("wild /long/path");
    expect(said([gateway, ...routes], { target: "istio", url })).toBe("one /long/path");
  });
});

describe("redirects", () => {
  const redirecting = (requestRedirect: unknown) =>
    routeOf({
      matches: [at("PathPrefix", "/")],
      filters: [{ type: "RequestRedirect", requestRedirect }],
    });

  test.each([
    [{ scheme: "https", statusCode: 301 }, "301 https://a.test/x?q=1", "301 http://a.test/x?q=1"],
    [
      { scheme: "https", hostname: "a.test", statusCode: 301 },
      "301 https://a.test/x?q=1",
      "301 https://a.test/x?q=1",
    ],
    [{ hostname: "b.test", statusCode: 302 }, "302 http://b.test/x?q=1", "302 http://b.test/x?q=1"],
    [
      { path: { type: "ReplaceFullPath", replaceFullPath: "/y" }, statusCode: 301 },
      "301 http://a.test/y?q=1",
      "301 http://a.test/y",
    ],
    [{ port: 8443, statusCode: 302 }, "302 http://a.test:8443/x?q=1", "302 http://a.test/x?q=1"],
  ])("%j is %s, on Kong %s", (requestRedirect, usual, onKong) => {
    const objects = redirecting(requestRedirect);

    expect(said(objects, { target: "istio", url: "a.test/x?q=1" })).toBe(usual);
    expect(said(objects, { target: "kong", url: "a.test/x?q=1" })).toBe(onKong);
  });

  test("without a scheme Traefik keeps the port of the request, others take the listener's", () => {
    const gateway = {
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "Gateway",
      metadata: { name: "public", namespace: "gateway-system" },
      spec: {
        listeners: [
          { name: "http", port: 8000, protocol: "HTTP", allowedRoutes: { namespaces: { from: "All" } } },
        ],
      },
    };
    const objects = [gateway, ...redirecting({ statusCode: 301 })];

    expect(said(objects, { target: "traefik", url: "a.test/x" })).toBe("301 http://a.test/x");
    expect(said(objects, { target: "traefik", url: "a.test:8080/x" })).toBe("301 http://a.test:8080/x");
    expect(said(objects, { target: "istio", url: "a.test/x" })).toBe("301 http://a.test:8000/x");
  });
});

describe("what is ignored or refused", () => {
  const withFilter = (filter: unknown) => routeOf({ filters: [filter], backendRefs: [to("s")] });
  const mirror = { type: "RequestMirror", requestMirror: { backendRef: { name: "m", port: 80 } } };
  const cors = { type: "CORS", cors: { allowOrigins: ["*"] } };

  test.each([
    ["istio", "s /", "s /"],
    ["traefik", "500", "500"],
    ["kong", "? s /", "? s /"],
    ["gke", "s /", "? s /"],
  ] as const)("%s: mirror %s, CORS %s", (target, mirrored, crossed) => {
    expect(said(withFilter(mirror), { target, url: "a.test/" })).toBe(mirrored);
    expect(said(withFilter(cors), { target, url: "a.test/" })).toBe(crossed);
  });

  test.each([
    ["istio", { request: 5000, backendRequest: 2000 }],
    ["nginx-gateway-fabric", {}],
    ["traefik", {}],
    ["kong", { backendRequest: 2000 }],
    ["gke", {}],
  ] as const)("%s uses the time limits %j", (target, expected) => {
    const objects = routeOf({
      backendRefs: [to("s")],
      timeouts: { request: "5s", backendRequest: "2s" },
    });
    const { outcome } = answerTo(objects, { target, url: "a.test/" });

    expect(outcome).toMatchObject({ kind: "backend", timeouts: expected });
    expect(outcome.kind === "backend" && Object.keys(outcome.timeouts).length).toBe(
      Object.keys(expected).length,
    );
  });

  test.each([
    ["istio", { port: 80, appProtocol: "kubernetes.io/h2c" }, "H2C"],
    ["nginx-gateway-fabric", { port: 80, appProtocol: "kubernetes.io/h2c" }, "HTTP"],
    ["gke", { port: 80, appProtocol: "HTTPS" }, "HTTPS"],
    ["istio", { port: 80, appProtocol: "HTTPS" }, "HTTP"],
    ["traefik", { port: 443 }, "HTTPS"],
    ["traefik", { port: 80, name: "https-web" }, "HTTPS"],
    ["kong", { port: 443 }, "HTTP"],
  ] as const)("%s speaks to %j in %s", (target, port, protocol) => {
    const service = {
      namespace: "shop",
      name: "s",
      type: undefined,
      headless: false,
      externalName: undefined,
      ports: [
        {
          name: "name" in port ? port.name : undefined,
          port: port.port,
          targetPort: port.port,
          protocol: "TCP",
          appProtocol: "appProtocol" in port ? port.appProtocol : undefined,
        },
      ],
    };
    const objects = routeOf({ backendRefs: [to("s", port.port)] });

    expect(answerTo(objects, { target, url: "a.test/", services: [service] }).protocol).toBe(protocol);
  });
});
