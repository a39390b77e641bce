import { describe, expect, test } from "vitest";
import type { HttpRoute } from "../../../src/gateway/objects/http-route.ts";
import { simple, translated } from "./given.ts";

/** "name@section: match -> what" for every rule of every route. */
function story(yaml: string, setting = {}): readonly string[] {
  return translated(yaml, setting).value.flatMap(({ objects }) =>
    (objects as readonly HttpRoute[]).flatMap(({ metadata, spec }) => {
      // only routes are emitted here
      const sections = spec.parentRefs.map(({ sectionName }) => sectionName).join("+");
      return spec.rules.map((rule) => {
        const redirect = rule.filters?.find((filter) => filter.type === "RequestRedirect")?.requestRedirect;
        const what = redirect
          ? `${redirect.statusCode} ${redirect.scheme ?? "path"}`
          : rule.backendRefs?.[0]?.name;
        return `${metadata.name}@${sections} ${spec.hostnames?.join(",") ?? "*"}: ${rule.matches?.[0]?.path?.value} -> ${what}`;
      });
    }),
  );
}

const two = (a: string, b: string) => `${a}\n---\n${b}`;

const ingress = (name: string, host: string, path: string, options = "", annotations = "{}") => `
kind: Ingress
metadata: {name: ${name}, annotations: ${annotations}}
spec: {${options}rules: [{host: ${host}, http: {paths: [{path: ${path}, pathType: Prefix, backend: {service: {name: ${name}, port: {number: 80}}}}]}}]}`;

const noRedirect = `{nginx.ingress.kubernetes.io/ssl-redirect: "false"}`;
const tls = "tls: [{hosts: [x], secretName: s}], ";

describe("a TLS host", () => {
  test("serves https and redirects http", () => {
    expect(story(simple({}, ["/x web:80"], true))).toEqual([
      "web@https a.test: /x -> web",
      "web-redirect@http a.test: / -> 308 https",
    ]);
  });

  test.each([
    ["1.4", {}, 301],
    ["1.5", {}, 308],
    ["1.5", { "http-redirect-code": "307" }, 307],
    ["1.4", { "http-redirect-code": "307" }, 302],
    ["1.4", { "http-redirect-code": "302" }, 302],
  ])("redirects with Gateway API %s and %o by %d", (api, nginx, code) => {
    expect(story(simple({}, ["/x web:80"], true), { api, nginx })[1]).toBe(
      `web-redirect@http a.test: / -> ${code} https`,
    );
  });

  test.each([
    ["cilium", "1.19.3", 301],
    ["cilium", "1.20", 308],
    ["envoy-gateway", "v1.7.1", 301],
    ["envoy-gateway", "1.8", 308],
  ])("%s %s redirects by %d", (target, version, code) => {
    expect(story(simple({}, ["/x web:80"], true), { target, version })[1]).toContain(`-> ${code} https`);
  });

  test("says so when an older API changes the status", () => {
    const [emission] = translated(simple({}, ["/"], true), { api: "1.4" }).value;

    const verdict = emission?.verdicts.find(({ key }) => key === "(default) ssl-redirect");
    expect(verdict?.verdict).toBe("approximate");
    expect(verdict?.note).toContain("301 instead of 308");
  });

  test("carries Strict-Transport-Security on https and says where it ends", () => {
    const [emission] = translated(simple({}, ["/"], true)).value;
    const [route] = (emission?.objects ?? []) as readonly HttpRoute[]; // only routes are emitted here

    expect(route?.spec.rules[0]?.filters).toEqual([
      {
        type: "ResponseHeaderModifier",
        responseHeaderModifier: {
          set: [{ name: "Strict-Transport-Security", value: "max-age=31536000; includeSubDomains" }],
        },
      },
    ]);
    expect(emission?.verdicts.map(({ key }) => key)).toContain("(default) hsts");
  });

  test("sends no such header where the controller sends none", () => {
    const [emission] = translated(simple({}, ["/"], true), { nginx: { hsts: "false" } }).value;

    expect(JSON.stringify(emission?.objects)).not.toContain("Strict-Transport-Security");
    expect(emission?.verdicts.map(({ key }) => key)).not.toContain("(default) hsts");
  });

  test("with ssl-redirect off serves the same rules on both listeners", () => {
    expect(story(simple({ "ssl-redirect": "false" }, ["/x web:80"], true))).toEqual([
      "web@http+https a.test: /x -> web",
    ]);
  });

  test("keeps the slash redirect before the https redirect", () => {
    expect(story(simple({}, ["/x/ web:80"], true))).toEqual([
      "web@https a.test: /x/ -> web",
      "web@https a.test: /x -> 301 path",
      "web-redirect@http a.test: /x -> 301 path",
      "web-redirect@http a.test: / -> 308 https",
    ]);
  });

  test("answers ACME paths of an Ingress on http too", () => {
    expect(story(simple({}, ["/ web:80", "/.well-known/acme-challenge/t solver:80 Exact"], true))).toEqual([
      "web@https a.test: / -> web",
      "web@https a.test: /.well-known/acme-challenge/t -> solver",
      "web-2@http a.test: / -> 308 https",
      "web-2@http a.test: /.well-known/acme-challenge/t -> solver",
    ]);
  });
});

describe("TLS crosses Ingresses and hosts", () => {
  test("a tls entry for another host makes this one redirect", () => {
    expect(story(ingress("web", "b.test", "/", tls))).toContain("web-redirect@http b.test: / -> 308 https");
  });

  test("a tls entry of a sibling makes the whole host redirect", () => {
    expect(story(two(ingress("one", "a.test", "/one", tls), ingress("two", "a.test", "/two")))).toEqual([
      "one@https a.test: /one -> one",
      "one-redirect@http a.test: / -> 308 https",
      "two@https a.test: /two -> two",
      "two-redirect@http a.test: / -> 308 https",
    ]);
  });

  test("an Ingress that opts out is not shadowed by one that does not", () => {
    const found = story(
      two(ingress("one", "a.test", "/one", tls), ingress("two", "a.test", "/two", "", noRedirect)),
    );

    expect(found).toEqual([
      "one@https a.test: /one -> one",
      "one-redirect@http a.test: /one -> 308 https",
      "two@http+https a.test: /two -> two",
    ]);
  });

  test("unmatched paths follow the first Ingress of the host", () => {
    const found = story(
      two(ingress("two", "a.test", "/two", tls), ingress("one", "a.test", "/one", "", noRedirect)),
    );

    expect(found).toContain("two-redirect@http a.test: / -> 308 https");
    expect(found).toContain("one@http+https a.test: /one -> one");
  });

  test("a wildcard with TLS makes plain hosts below it redirect", () => {
    const found = story(two(ingress("wild", "'*.w.test'", "/", tls), ingress("plain", "x.w.test", "/")));

    expect(found).toContain("plain@https x.w.test: / -> plain");
    expect(found).toContain("plain-redirect@http x.w.test: / -> 308 https");
  });

  test("but not hosts two labels below it", () => {
    const found = story(two(ingress("wild", "'*.w.test'", "/", tls), ingress("plain", "x.y.w.test", "/")));

    expect(found).toContain("plain@http x.y.w.test: / -> plain");
  });
});

describe("force-ssl-redirect", () => {
  test("works without TLS", () => {
    expect(story(simple({ "force-ssl-redirect": "true" }))).toEqual([
      "web@https a.test: / -> web",
      "web-redirect@http a.test: / -> 308 https",
    ]);
  });

  test("beats ssl-redirect", () => {
    const [emission] = translated(simple({ "force-ssl-redirect": "true", "ssl-redirect": "false" })).value;

    expect(emission?.verdicts.slice(0, 2).map(({ key, verdict }) => [key.split("/")[1], verdict])).toEqual([
      ["force-ssl-redirect", "exact"],
      ["ssl-redirect", "inert"],
    ]);
  });
});
