import { describe, expect, test } from "vitest";
import type { HttpRoute } from "../../../src/gateway/objects/http-route.ts";
import { fromYaml, simple, translated } from "./given.ts";

/** "Exact /foo -> web:80" per match, in the order of the first route. */
function lines(route: HttpRoute | undefined): readonly string[] {
  return (route?.spec.rules ?? []).flatMap((rule) =>
    (rule.matches ?? []).map(({ path }) => {
      const [backend] = rule.backendRefs ?? [];
      const redirect = rule.filters?.find((filter) => filter.type === "RequestRedirect")?.requestRedirect;
      const to =
        redirect?.path?.type === "ReplaceFullPath" ? redirect.path.replaceFullPath : (redirect?.scheme ?? "");
      const result =
        backend === undefined ? `${redirect?.statusCode} ${to}` : `${backend.name}:${backend.port}`;
      return `${path?.type} ${path?.value} -> ${result}`;
    }),
  );
}

function routes(yaml: string, setting = {}): readonly HttpRoute[] {
  return translated(yaml, setting).value.flatMap(({ objects }) => objects as readonly HttpRoute[]); // only routes are emitted here
}

describe("a plain Ingress", () => {
  test("becomes one route with every default written out", () => {
    const [route, ...more] = routes(`
kind: Ingress
metadata: {name: grafana, namespace: monitoring, labels: {app: grafana}, annotations: {team: sre, kubernetes.io/ingress.class: nginx}}
spec:
  rules:
    - host: grafana.test
      http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: grafana, port: {number: 3000}}}}]}
`);

    expect(more).toEqual([]);
    expect(route).toEqual(
      fromYaml(`
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: grafana
  namespace: monitoring
  labels: {app: grafana}
  annotations: {team: sre}
spec:
  parentRefs:
    - {group: gateway.networking.k8s.io, kind: Gateway, namespace: kube-system, name: edge, sectionName: http}
  hostnames: [grafana.test]
  rules:
    - matches: [{path: {type: PathPrefix, value: /}}]
      backendRefs: [{group: "", kind: Service, name: grafana, port: 3000, weight: 1}]
      timeouts: {request: 0s}
`),
    );
  });

  test("states its differences from nginx's defaults", () => {
    const [emission] = translated(simple({})).value;

    expect(emission?.verdicts.map(({ key, verdict }) => `${key}: ${verdict}`)).toEqual([
      "(default) proxy-body-size: approximate",
      "(default) proxy-read-timeout: approximate",
      "(default) proxy-next-upstream: approximate",
    ]);
    expect(emission?.features).toEqual(["HTTPRouteRequestTimeout"]);
  });

  test("leaves the timeout out where the declared API has none", () => {
    expect(routes(simple({}), { api: "1.1" })[0]?.spec.rules[0]).not.toHaveProperty("timeouts");
  });
});

describe("paths keep nginx's meaning", () => {
  test.each([
    [["/foo a:80"], ["PathPrefix /foo -> a:80"]],
    [["/foo a:80 ImplementationSpecific"], ["PathPrefix /foo -> a:80"]],
    [["/foo a:80 Exact"], ["Exact /foo -> a:80"]],
    [["/foo/ a:80"], ["PathPrefix /foo/ -> a:80", "Exact /foo -> 301 /foo/"]],
    [["/foo/ a:80 Exact"], ["Exact /foo/ -> a:80", "Exact /foo -> 301 /foo/"]],
    [
      ["/foo/ a:80", "/foo b:80 Exact"],
      ["PathPrefix /foo/ -> a:80", "Exact /foo -> b:80"],
    ],
    [
      ["/foo a:80", "/foo/ b:80 Exact"],
      ["PathPrefix /foo -> a:80", "Exact /foo/ -> b:80"],
    ],
    [
      ["/foo a:80", "/foo/bar/ b:80"],
      ["PathPrefix /foo -> a:80", "PathPrefix /foo/bar/ -> b:80", "Exact /foo/bar -> 301 /foo/bar/"],
    ],
    [
      ["/ a:80", "/ b:80 Exact"],
      ["PathPrefix / -> a:80", "Exact / -> b:80"],
    ],
    [["/x a:80", "/x b:80"], ["PathPrefix /x -> a:80"]],
  ])("%o", (paths, expected) => {
    expect(lines(routes(simple({}, paths))[0])).toEqual(expected);
  });

  test.each(["/a%20b", "//x", "/a/../b", "/a/./b", "/a/.."])(
    "%s matches nothing in nginx and gets no rule",
    (path) => {
      const { value, diagnostics } = translated(simple({}, ["/ok web:80", `${path} web:80`]));

      expect(lines(value[0]?.objects[0] as HttpRoute)).toEqual(["PathPrefix /ok -> web:80"]); // a route, as above
      expect(diagnostics.map(({ code }) => code)).toContain("path-never-matches");
    },
  );

  test.each(["/a|b", "/a^b", "/{id}", "/ü", `/${"x".repeat(1024)}`])(
    "%s cannot be written and blocks",
    (path) => {
      const { value, diagnostics } = translated(simple({}, [`${path} web:80`]));

      expect(value[0]).toMatchObject({ blocked: true, objects: [] });
      expect(diagnostics.map(({ code }) => code)).toContain("path-not-expressible");
    },
  );

  test("two prefixes that differ in a slash block, since nginx refuses them", () => {
    const { value } = translated(simple({}, ["/foo a:80", "/foo/ b:80"]));

    expect(value[0]?.blocked).toBe(true);
  });

  test("a pattern without use-regex is taken literally and reported", () => {
    const { value, diagnostics } = translated(simple({}, ["/api/* web:80 ImplementationSpecific"]));

    expect(lines(value[0]?.objects[0] as HttpRoute)).toEqual(["PathPrefix /api/* -> web:80"]); // a route, as above
    expect(diagnostics.map(({ code }) => code)).toContain("path-taken-literally");
  });
});

describe("hosts", () => {
  test("with equal paths share a route, with different ones they do not", () => {
    const found = routes(`
kind: Ingress
metadata: {name: web}
spec:
  rules:
    - {host: shop.test, http: {paths: [{path: /, backend: {service: {name: web, port: {number: 80}}}}]}}
    - {host: api.shop.test, http: {paths: [{path: /, backend: {service: {name: api, port: {number: 80}}}}]}}
    - {host: www.shop.test, http: {paths: [{path: /, backend: {service: {name: web, port: {number: 80}}}}]}}
`);

    expect(found.map(({ metadata, spec }) => [metadata.name, spec.hostnames])).toEqual([
      ["web", ["shop.test", "www.shop.test"]],
      ["web-2", ["api.shop.test"]],
    ]);
  });

  test("none: the route has no hostnames and listens on http alone", () => {
    const [route] = routes(`
kind: Ingress
metadata: {name: any}
spec: {rules: [{http: {paths: [{path: /x, backend: {service: {name: web, port: {number: 80}}}}]}}]}
`);

    expect(route?.spec).not.toHaveProperty("hostnames");
    expect(route?.spec.parentRefs.map(({ sectionName }) => sectionName)).toEqual(["http"]);
  });

  test("none, with TLS: the route listens on both and nothing is redirected", () => {
    const found = routes(`
kind: Ingress
metadata: {name: any}
spec: {tls: [{secretName: any}], rules: [{http: {paths: [{path: /x, backend: {service: {name: web, port: {number: 80}}}}]}}]}
`);

    expect(found.map(({ spec }) => spec.parentRefs.map(({ sectionName }) => sectionName))).toEqual([
      ["http", "https"],
    ]);
  });

  test.each(["*", "a_b.test", "-x.test", "a..b", "10.0.0.1", "a.*.test", `${"a".repeat(64)}.test`])(
    "%s is refused",
    (host) => {
      const { value, diagnostics } = translated(simple({}).replaceAll("a.test", host));

      expect(value[0]?.blocked).toBe(true);
      expect(diagnostics.map(({ code }) => code)).toContain("host-not-expressible");
    },
  );
});

describe("default backends", () => {
  test("a rule-less Ingress takes what no host takes, without redirect", () => {
    const found = routes(`
kind: Ingress
metadata: {name: rest, annotations: {nginx.ingress.kubernetes.io/force-ssl-redirect: "true", nginx.ingress.kubernetes.io/rewrite-target: /x}}
spec: {defaultBackend: {service: {name: web, port: {number: 80}}}}
`);

    expect(found.map(lines)).toEqual([["PathPrefix / -> web:80"]]);
  });

  test("beside rules it takes the rest of the host", () => {
    const found = routes(`
kind: Ingress
metadata: {name: web}
spec:
  defaultBackend: {service: {name: rest, port: {number: 80}}}
  rules:
    - {host: a.test, http: {paths: [{path: /x, backend: {service: {name: web, port: {number: 80}}}}]}}
    - {host: b.test}
`);

    expect(found.map((route) => [route.spec.hostnames, lines(route)])).toEqual([
      [["a.test"], ["PathPrefix /x -> web:80", "PathPrefix / -> rest:80"]],
      [["b.test"], ["PathPrefix / -> rest:80"]],
    ]);
  });

  test("is not used where a path / of type Prefix exists, nor for host-less rules", () => {
    const { value, diagnostics } = translated(`
kind: Ingress
metadata: {name: web}
spec:
  defaultBackend: {service: {name: rest, port: {number: 80}}}
  rules:
    - {host: a.test, http: {paths: [{path: /, backend: {service: {name: web, port: {number: 80}}}}]}}
    - {http: {paths: [{path: /y, backend: {service: {name: web, port: {number: 80}}}}]}}
`);

    expect(value[0]?.objects.map((object) => lines(object as HttpRoute))).toEqual([
      // both are routes
      ["PathPrefix / -> web:80"],
      ["PathPrefix /y -> web:80"],
    ]);
    expect(diagnostics.filter(({ code }) => code === "default-backend-unused").length).toBe(2);
  });
});

describe("Service ports", () => {
  const service = `
---
kind: Service
metadata: {name: web}
spec: {ports: [{name: http, port: 80, targetPort: 8080}, {name: admin, port: 9000, targetPort: admin}]}
`;

  test.each([
    ["{name: http}", 80],
    ["{number: 80}", 80],
    ["{number: 8080}", 80],
    ["{name: admin}", 9000],
  ])("%s is the Service's %d", (port, expected) => {
    const [route] = routes(`
kind: Ingress
metadata: {name: web}
spec: {rules: [{host: a.test, http: {paths: [{path: /, backend: {service: {name: web, port: ${port}}}}]}}]}${service}`);

    expect(route?.spec.rules[0]?.backendRefs).toEqual([
      { group: "", kind: "Service", name: "web", port: expected, weight: 1 },
    ]);
  });

  test.each([
    ["web", "{name: nope}", "service-port-unresolved"],
    ["other", "{name: http}", "service-port-unresolved"],
    ["web", "{number: 81}", "service-port-unresolved"],
  ])("%s %s has no number and blocks", (name, port, code) => {
    const { value, diagnostics } = translated(`
kind: Ingress
metadata: {name: web}
spec: {rules: [{host: a.test, http: {paths: [{path: /, backend: {service: {name: ${name}, port: ${port}}}}]}}]}${service}`);

    expect(value[0]?.blocked).toBe(true);
    expect(diagnostics.map((found) => found.code)).toContain(code);
  });

  test("a number of a Service that is elsewhere is kept, with a note", () => {
    const { value, diagnostics } = translated(simple({}));

    expect(value[0]?.blocked).toBe(false);
    expect(diagnostics.map(({ code }) => code)).toContain("service-not-in-repository");
  });

  test("an ExternalName Service blocks", () => {
    const { value } = translated(`${simple({})}
---
kind: Service
metadata: {name: web}
spec: {type: ExternalName, ports: [{port: 80}]}`);

    expect(value[0]?.blocked).toBe(true);
  });
});
