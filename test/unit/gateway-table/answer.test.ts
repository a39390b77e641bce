import { describe, expect, it } from "vitest";
import { answerGateway } from "../../../src/gateway/table/answer.ts";
import { buildGatewayTable } from "../../../src/gateway/table/table.ts";
import type { GatewayWorld } from "../../../src/gateway/table/world.ts";
import type { KubeObject } from "../../../src/model/kube.ts";
import type { RequestSample } from "../../../src/model/proof.ts";
import { route } from "../verify/world.ts";

const world: GatewayWorld = {
  target: "envoy-gateway",
  sections: { http: "http", https: "https" },
  services: [],
};

function ask(
  objects: readonly KubeObject[],
  target: string,
  more: Partial<RequestSample> = {},
  changes: Partial<GatewayWorld> = {},
): string {
  const slash = target.indexOf("/");
  const [host, path] = [target.slice(0, slash), target.slice(slash)];
  const table = buildGatewayTable(objects, { ...world, ...changes });
  const request: RequestSample = { scheme: "http", host, method: "GET", path, headers: {}, ...more };
  const { outcome } = answerGateway(table, request);
  switch (outcome.kind) {
    case "backend":
      return `${outcome.backend} ${outcome.path}`;
    case "redirect":
      return `${outcome.status} ${outcome.location}`;
    case "status":
      return String(outcome.status);
    case "denied":
      return `denied ${outcome.by}`;
  }
}

const to = (name: string, weight = 1): unknown => ({ name, port: 80, weight });
const at = (type: string, value: string): unknown => ({ path: { type, value } });
const rule = (name: string, ...matches: readonly unknown[]): unknown => ({
  matches,
  backendRefs: [to(name)],
});

describe("precedence", () => {
  const mixed = route(
    "r",
    ["a.test"],
    ["http"],
    [
      rule("prefix", at("PathPrefix", "/api/users")),
      rule("short", at("RegularExpression", "/api/.*")),
      rule("long", at("RegularExpression", "/api/[a-z]+.*")),
      rule("exact", at("Exact", "/api/users")),
    ],
  );

  it.each([
    ["envoy-gateway", "/api/users", "shop/exact:80 /api/users"],
    ["envoy-gateway", "/api/users/1", "shop/long:80 /api/users/1"],
    ["envoy-gateway", "/api/1", "shop/short:80 /api/1"],
    ["cilium", "/api/users/1", "shop/long:80 /api/users/1"],
    ["cilium", "/api/users", "shop/exact:80 /api/users"],
  ] as const)("%s takes %s to %s", (target, path, expected) => {
    expect(ask([mixed], `a.test${path}`, {}, { target })).toBe(expected);
  });

  it("is in doubt on the standard target when an expression competes with a prefix", () => {
    const table = buildGatewayTable([mixed], { ...world, target: "standard" });
    const request: RequestSample = {
      scheme: "http",
      host: "a.test",
      method: "GET",
      path: "/api/users/1",
      headers: {},
    };
    expect(answerGateway(table, request).doubt).toContain("the API leaves open");
    expect(answerGateway(table, { ...request, path: "/api/users" }).doubt).toBeUndefined();
  });

  it("takes the longer prefix, then a method, then more headers, then age, then name, then order", () => {
    const header = { path: { value: "/" }, headers: [{ name: "X-A", value: "1" }] };
    const objects = [
      route(
        "b",
        ["a.test"],
        ["http"],
        [rule("b", at("PathPrefix", "/")), rule("late", at("PathPrefix", "/"))],
      ),
      route("a", ["a.test"], ["http"], [rule("a", at("PathPrefix", "/")), rule("header", header)]),
      route("z", ["a.test"], ["http"], [rule("old", at("PathPrefix", "/old"))], {
        creationTimestamp: "2024-01-01T00:00:00Z",
      }),
      route("c", ["a.test"], ["http"], [rule("young", at("PathPrefix", "/old"))]),
    ];
    expect(ask(objects, "a.test/x")).toBe("shop/a:80 /x");
    expect(ask(objects, "a.test/x", { headers: { "x-a": "1" } })).toBe("shop/header:80 /x");
    expect(ask(objects, "a.test/old/x")).toBe("shop/old:80 /old/x");
  });
});

describe("paths and conditions", () => {
  const prefix = [route("r", ["a.test"], ["http"], [rule("s", at("PathPrefix", "/abc/"))])];
  it.each([
    ["/abc", "shop/s:80 /abc"],
    ["/abc/", "shop/s:80 /abc/"],
    ["/abc/d?q=1", "shop/s:80 /abc/d?q=1"],
    ["/abcd", "404"],
    ["/ABC", "404"],
  ])("the prefix /abc/ meets %s with %s", (path, expected) => {
    expect(ask(prefix, `a.test${path}`)).toBe(expected);
  });

  it("matches expressions against the whole path, with RE2's inline flag", () => {
    const objects = [route("r", ["a.test"], ["http"], [rule("s", at("RegularExpression", "(?i)/x[0-9]+"))])];
    expect(ask(objects, "a.test/X12")).toBe("shop/s:80 /X12");
    expect(ask(objects, "a.test/x12/y")).toBe("404");
  });

  it("holds method, headers and query together", () => {
    const match = {
      path: { value: "/" },
      method: "POST",
      headers: [{ name: "X-A", type: "RegularExpression", value: "b+" }],
      queryParams: [{ name: "q", value: "1" }],
    };
    const objects = [route("r", ["a.test"], ["http"], [rule("s", match)])];
    const good = { method: "POST", headers: { "X-a": "bb" } };
    expect(ask(objects, "a.test/?q=1", good)).toBe("shop/s:80 /?q=1");
    expect(ask(objects, "a.test/?q=2", good)).toBe("404");
    expect(ask(objects, "a.test/?q=1", { ...good, method: "GET" })).toBe("404");
    expect(ask(objects, "a.test/?q=1", { ...good, headers: { "x-a": "c" } })).toBe("404");
  });
});

describe("hosts and listeners", () => {
  const all = { allowedRoutes: { namespaces: { from: "All" } } };
  const gateway = (listeners: readonly unknown[]): KubeObject => ({
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "Gateway",
    metadata: { name: "public", namespace: "gateway-system" },
    spec: { listeners },
  });

  it("prefers the exact host and does not fall back to the wildcard", () => {
    const objects = [
      route("w", ["*.w.test"], ["http"], [rule("w", at("PathPrefix", "/"))]),
      route("x", ["x.w.test"], ["http"], [rule("x", at("PathPrefix", "/a"))]),
    ];
    expect(ask(objects, "x.w.test/a")).toBe("shop/x:80 /a");
    expect(ask(objects, "x.w.test/b")).toBe("404");
    expect(ask(objects, "y.w.test/b")).toBe("shop/w:80 /b");
    expect(ask(objects, "a.b.w.test/b")).toBe("shop/w:80 /b");
    expect(ask(objects, "w.test/b")).toBe("404");
  });

  it("attaches a route without sectionName to both listeners, one with it to that one", () => {
    const both: KubeObject = {
      ...route("r", ["a.test"], [], [rule("s", at("PathPrefix", "/"))]),
      spec: {
        parentRefs: [{ name: "public" }],
        hostnames: ["a.test"],
        rules: [rule("s", at("PathPrefix", "/"))],
      },
    };
    expect(ask([both], "a.test/", { scheme: "https" })).toBe("shop/s:80 /");
    expect(ask([both], "a.test/", { scheme: "http" })).toBe("shop/s:80 /");
    const one = [route("r", ["a.test"], ["https"], [rule("s", at("PathPrefix", "/"))])];
    expect(ask(one, "a.test/", { scheme: "https" })).toBe("shop/s:80 /");
    expect(ask(one, "a.test/", { scheme: "http" })).toBe("404");
  });

  it("respects the listeners, hostnames and namespaces of a Gateway among the objects", () => {
    const routes = [route("r", [], ["http"], [rule("s", at("PathPrefix", "/"))])];
    const closed = gateway([{ name: "http", protocol: "HTTP", port: 80 }]);
    const open = gateway([{ name: "http", protocol: "HTTP", port: 80, hostname: "*.x.test", ...all }]);
    expect(ask([closed, ...routes], "a.x.test/")).toBe("404");
    expect(ask([open, ...routes], "a.x.test/")).toBe("shop/s:80 /");
    expect(ask([open, ...routes], "a.y.test/")).toBe("404");
  });

  it("isolates listeners: the more specific one answers alone", () => {
    const objects = [
      gateway([
        { name: "http", protocol: "HTTP", port: 80, ...all },
        { name: "own", protocol: "HTTP", port: 80, hostname: "a.test", ...all },
      ]),
      route("r", ["a.test"], ["http"], [rule("s", at("PathPrefix", "/"))]),
    ];
    expect(ask(objects, "a.test/")).toBe("404");
  });
});

describe("filters", () => {
  const redirect = (fields: unknown, path = "/"): readonly KubeObject[] => [
    route(
      "r",
      ["a.test"],
      ["http"],
      [
        {
          matches: [at("PathPrefix", path)],
          filters: [{ type: "RequestRedirect", requestRedirect: fields }],
        },
      ],
    ),
  ];

  it.each([
    [{ scheme: "https", statusCode: 308 }, "/x/?q=1", "308 https://a.test/x/?q=1"],
    [{}, "/x", "302 http://a.test/x"],
    [{ hostname: "b.test", port: 8443, scheme: "https" }, "/x", "302 https://b.test:8443/x"],
    [
      { statusCode: 301, path: { type: "ReplaceFullPath", replaceFullPath: "/new" } },
      "/x?q=1",
      "301 http://a.test/new?q=1",
    ],
  ])("redirects %j from %s to %s", (fields, path, expected) => {
    expect(ask(redirect(fields), `a.test${path}`)).toBe(expected);
  });

  it("shows the listener's own port unless it is the scheme's", () => {
    const objects: readonly KubeObject[] = [
      {
        apiVersion: "gateway.networking.k8s.io/v1",
        kind: "Gateway",
        metadata: { name: "public", namespace: "gateway-system" },
        spec: {
          listeners: [
            { name: "http", protocol: "HTTP", port: 8080, allowedRoutes: { namespaces: { from: "All" } } },
          ],
        },
      },
      ...redirect({}),
    ];
    expect(ask(objects, "a.test/x")).toBe("302 http://a.test:8080/x");
  });

  it.each([
    ["/foo/bar", "/foo/", "/xyz/", "/xyz/bar"],
    ["/foo", "/foo", "/xyz", "/xyz"],
    ["/foo/", "/foo", "/xyz", "/xyz/"],
    ["/foo/bar?q=1", "/foo", "", "/bar?q=1"],
    ["/foo/", "/foo", "/", "/"],
    ["/foo", "/foo", "/", "/"],
  ])("rewrites %s with prefix %s and replacement %j to %s", (path, prefix, replacement, expected) => {
    const objects = [
      route(
        "r",
        ["a.test"],
        ["http"],
        [
          {
            matches: [at("PathPrefix", prefix)],
            filters: [
              {
                type: "URLRewrite",
                urlRewrite: { path: { type: "ReplacePrefixMatch", replacePrefixMatch: replacement } },
              },
            ],
            backendRefs: [to("s")],
          },
        ],
      ),
    ];
    expect(ask(objects, `a.test${path}`)).toBe(`shop/s:80 ${expected}`);
  });

  it("answers a preflight of an allowed origin only", () => {
    const objects = [
      route(
        "r",
        ["a.test"],
        ["http"],
        [
          {
            filters: [{ type: "CORS", cors: { allowOrigins: ["https://*.x.test"] } }],
            backendRefs: [to("s")],
          },
        ],
      ),
    ];
    const preflight = (origin: string): Partial<RequestSample> => ({
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "GET" },
    });
    expect(ask(objects, "a.test/", preflight("https://a.x.test"))).toBe("200");
    expect(ask(objects, "a.test/", preflight("https://x.invalid"))).toBe("shop/s:80 /");
  });
});

describe("backends", () => {
  const backends = (...refs: readonly unknown[]): readonly KubeObject[] => [
    route("r", ["a.test"], ["http"], [{ backendRefs: refs }]),
  ];

  it("answers 500 without a backend, for a missing Service, an unknown port and an ungranted namespace", () => {
    const service = {
      namespace: "shop",
      name: "s",
      type: undefined,
      headless: false,
      externalName: undefined,
      ports: [],
    };
    expect(ask(backends(), "a.test/")).toBe("500");
    expect(ask(backends(to("s", 0)), "a.test/")).toBe("500");
    expect(ask(backends(to("s")), "a.test/", {}, { missingServices: new Set(["shop/s"]) })).toBe("500");
    expect(ask(backends(to("s")), "a.test/", {}, { services: [service] })).toBe("500");
    expect(ask(backends({ name: "s", port: 80, namespace: "other" }), "a.test/")).toBe("500");
  });

  it("follows a reference that is granted", () => {
    const grant: KubeObject = {
      apiVersion: "gateway.networking.k8s.io/v1beta1",
      kind: "ReferenceGrant",
      metadata: { name: "g", namespace: "other" },
      spec: {
        from: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", namespace: "shop" }],
        to: [{ group: "", kind: "Service" }],
      },
    };
    expect(ask([grant, ...backends({ name: "s", port: 80, namespace: "other" })], "a.test/")).toBe(
      "other/s:80 /",
    );
  });

  it("names the largest share and all shares", () => {
    const table = buildGatewayTable(backends(to("a", 1), to("b", 3)), world);
    const request: RequestSample = { scheme: "http", host: "a.test", method: "GET", path: "/", headers: {} };
    const { outcome, split } = answerGateway(table, request);
    expect(outcome).toMatchObject({ backend: "shop/b:80" });
    expect(split).toEqual([
      { backend: "shop/a:80", share: 0.25 },
      { backend: "shop/b:80", share: 0.75 },
    ]);
  });
});

describe("Envoy Gateway policies", () => {
  const routes = [route("r", ["a.test"], ["http"], [rule("s", at("PathPrefix", "/"))])];
  const policy = (kind: string, name: string, spec: unknown, namespace = "shop"): KubeObject => ({
    apiVersion: "gateway.envoyproxy.io/v1alpha1",
    kind: "SecurityPolicy",
    metadata: { name: "p", namespace },
    spec: { targetRefs: [{ group: "gateway.networking.k8s.io", kind, name }], ...(spec as object) }, // test data
  });
  const list = {
    authorization: {
      defaultAction: "Deny",
      rules: [{ action: "Allow", principal: { clientCIDRs: ["10.0.0.0/8"] } }],
    },
  };
  const from = (source: string): Partial<RequestSample> => ({ headers: { ":source": source } });

  it("lets only listed addresses pass", () => {
    const objects = [...routes, policy("HTTPRoute", "r", list)];
    expect(ask(objects, "a.test/", from("10.1.1.1"))).toBe("shop/s:80 /");
    expect(ask(objects, "a.test/", from("192.0.2.1"))).toBe("denied allow-list");
  });

  it("hides the policy of the Gateway behind the one of the route", () => {
    const ofGateway = policy("Gateway", "public", { basicAuth: { users: { name: "u" } } }, "gateway-system");
    expect(ask([...routes, ofGateway], "a.test/")).toBe("denied basic-auth");
    expect(ask([...routes, ofGateway, policy("HTTPRoute", "r", list)], "a.test/", from("10.1.1.1"))).toBe(
      "shop/s:80 /",
    );
  });

  it("means nothing on another data plane", () => {
    expect(ask([...routes, policy("HTTPRoute", "r", list)], "a.test/", {}, { target: "cilium" })).toBe(
      "shop/s:80 /",
    );
  });
});
