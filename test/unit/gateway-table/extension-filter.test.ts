import { describe, expect, it } from "vitest";
import { answerGateway } from "../../../src/gateway/table/answer.ts";
import { substitute } from "../../../src/gateway/table/substitution.ts";
import { buildGatewayTable } from "../../../src/gateway/table/table.ts";
import type { TargetName } from "../../../src/model/config.ts";
import type { KubeObject } from "../../../src/model/kube.ts";
import { compilePattern } from "../../../src/pattern/compile.ts";
import { hostOf, ingress, path, proveThat, route } from "../verify/world.ts";

function replaced(pattern: string, parts: readonly (string | number)[], target: string): string {
  const compiled = compilePattern(pattern, { ignoreCase: false, dialect: "re2" });
  if (!compiled.ok) throw new Error(pattern);
  return substitute(target, compiled.pattern, parts);
}

describe("replacing in a path", () => {
  it.each([
    ["^/u/([a-z]+)/(.*)", ["/", 2, "/", 1], "/u/bob/x?q=/u/a/b", "/x/bob?q=/u/a/b"],
    ["b+", ["d"], "yabba/dabba/doo", "yada/dada/doo"],
    ["ana", ["x"], "banana", "bxna"],
    ["a*", ["-"], "baac", "-b-c-"],
    ["^", ["/x"], "/a/b", "/x/a/b"],
    ["(z)?/", [1, "|"], "/a/", "|a|"],
    ["nothing", ["x"], "/a", "/a"],
  ])("%s by %j in %s is %s", (pattern, parts, target, expected) => {
    expect(replaced(pattern, parts, target)).toBe(expected);
  });
});

const filterObject = (spec: unknown): KubeObject => ({
  apiVersion: "gateway.envoyproxy.io/v1alpha1",
  kind: "HTTPRouteFilter",
  metadata: { name: "f", namespace: "shop" },
  spec,
});
const middleware = (spec: unknown): KubeObject => ({
  apiVersion: "traefik.io/v1alpha1",
  kind: "Middleware",
  metadata: { name: "f", namespace: "shop" },
  spec,
});
const rewriting = (pattern: string, substitution: string) =>
  filterObject({
    urlRewrite: { path: { type: "ReplaceRegexMatch", replaceRegexMatch: { pattern, substitution } } },
  });
const reference = (kind: string, value = "/u/.*") =>
  route(
    "r",
    ["a.test"],
    ["http"],
    [
      {
        matches: [{ path: { type: "RegularExpression", value } }],
        filters: [{ type: "ExtensionRef", extensionRef: { group: "g", kind, name: "f" } }],
        backendRefs: [{ name: "s", port: 80 }],
      },
    ],
  );

function ask(objects: readonly KubeObject[], target: TargetName, text: string) {
  const table = buildGatewayTable(objects, {
    target,
    sections: { http: "http", https: "https" },
    services: [],
  });
  return answerGateway(table, { scheme: "http", host: "a.test", method: "GET", path: text, headers: {} });
}

describe("a filter of the implementation's own kind", () => {
  it("rewrites by an expression on Envoy Gateway", () => {
    const objects = [reference("HTTPRouteFilter"), rewriting("^/u/([a-z]+)/(.*)$", "/\\2/by/\\1\\\\")];
    const { outcome, doubt } = ask(objects, "envoy-gateway", "/u/bob/x?q=1");
    expect(outcome).toMatchObject({ kind: "backend", path: "/x/by/bob\\?q=1" });
    expect(doubt).toBeUndefined();
  });

  it("rewrites by an expression on Traefik", () => {
    const spec = { replacePathRegex: { regex: "^/u/([a-z]+)", replacement: "/\u0024{1}$$" } };
    const { outcome, doubt } = ask(
      [reference("Middleware", "^/u/"), middleware(spec)],
      "traefik",
      "/u/bob/x",
    );
    expect(outcome).toMatchObject({ kind: "backend", path: "/bob$/x" });
    expect(doubt).toBeUndefined();
  });

  it("answers by itself", () => {
    const objects = [reference("HTTPRouteFilter"), filterObject({ directResponse: { statusCode: 403 } })];
    expect(ask(objects, "envoy-gateway", "/u/").outcome).toEqual({ kind: "status", status: 403 });
  });

  it.each([
    ["a field nobody knows", [reference("HTTPRouteFilter"), filterObject({ credentialInjection: {} })]],
    ["no such object", [reference("HTTPRouteFilter")]],
    ["an expression that is not understood", [reference("HTTPRouteFilter"), rewriting("(?<x", "/")]],
    [
      "a host name from somewhere",
      [reference("HTTPRouteFilter"), filterObject({ urlRewrite: { hostname: { type: "Header" } } })],
    ],
  ])("leaves the answer in doubt with %s", (_, objects) => {
    expect(ask(objects, "envoy-gateway", "/u/").doubt).toContain("HTTPRouteFilter");
  });
});

describe("a proof of captured rewrites", () => {
  const old = [
    ingress(
      "one",
      { "a.test": [path("/u/([a-z]+)/([0-9]+)", "s", "ImplementationSpecific")] },
      { annotations: { "rewrite-target": "/n/$2/$1" } },
    ),
  ];
  const matches = "(?i)/u/([a-z]+)/([0-9]+).*";

  it("is equivalent where the groups are put together alike", () => {
    const next = [
      reference("HTTPRouteFilter", matches),
      rewriting("(?i)^/u/([a-z]+)/([0-9]+).*", "/n/\\2/\\1"),
    ];
    expect(hostOf(proveThat(old, next), "a.test").verdict).toBe("equivalent");
  });

  it.each([
    ["swapped groups", "(?i)^/u/([a-z]+)/([0-9]+).*", "/n/\\1/\\2"],
    ["a remainder that is kept", "(?i)^/u/([a-z]+)/([0-9]+)", "/n/\\2/\\1"],
    ["an expression in exact case", "^/u/([a-z]+)/([0-9]+).*", "/n/\\2/\\1"],
  ])("is different with %s", (_, pattern, substitution) => {
    const next = [reference("HTTPRouteFilter", matches), rewriting(pattern, substitution)];
    const { verdict, witnesses } = hostOf(proveThat(old, next), "a.test");
    expect(verdict).toBe("different");
    expect(witnesses[0]?.reason).toContain("The back end sees");
  });
});
