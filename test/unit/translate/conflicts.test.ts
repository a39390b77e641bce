import { describe, expect, test } from "vitest";
import { hasBlocker } from "../../../src/diagnostics/diagnostic.ts";
import { translated } from "./given.ts";

const ingress = (
  name: string,
  options: { host?: string; path?: string; service?: string; meta?: string; spec?: string } = {},
) => `
kind: Ingress
metadata: {name: ${name}${options.meta ?? ""}}
spec: {${options.spec ?? ""}rules: [{host: ${options.host ?? "a.test"}, http: {paths: [{path: ${options.path ?? "/"}, pathType: Prefix, backend: {service: {name: ${options.service ?? name}, port: {number: 80}}}}]}}]}
---`;

const blockedOf = (yaml: string): Readonly<Record<string, boolean>> =>
  Object.fromEntries(
    translated(yaml).value.map(
      ({ ingress: key, blocked }) => [key.slice("default/".length), blocked] as const,
    ),
  );

describe("one path claimed by two Ingresses", () => {
  test("blocks both, since ages decide and git has none", () => {
    const { value, diagnostics } = translated(ingress("one") + ingress("two"));

    expect(value.map(({ objects }) => objects)).toEqual([[], []]);
    expect(
      new Set(diagnostics.filter(({ code }) => code === "path-claimed-twice").map((found) => found.ingress)),
    ).toEqual(new Set(["default/one", "default/two"]));
  });

  test("is served once when both say the same", () => {
    const { value, diagnostics } = translated(
      ingress("one", { service: "web" }) + ingress("two", { service: "web" }),
    );

    expect(value.map(({ objects, blocked }) => [objects.length, blocked])).toEqual([
      [0, false],
      [1, false],
    ]);
    expect(diagnostics.map(({ code }) => code)).toContain("path-already-served");
  });

  test("is served by the older one where both carry their ages", () => {
    const { value } = translated(
      ingress("one", { meta: `, creationTimestamp: "2024-01-01T00:00:00Z"` }) +
        ingress("two", { meta: `, creationTimestamp: "2025-01-01T00:00:00Z"` }),
    );

    expect(value.map(({ objects, blocked }) => [objects.length, blocked])).toEqual([
      [1, false],
      [0, false],
    ]);
  });

  test("does not block when the types differ", () => {
    const exact = ingress("two", { path: "/x" }).replace("pathType: Prefix", "pathType: Exact");

    expect(blockedOf(ingress("one", { path: "/x" }) + exact)).toEqual({ one: false, two: false });
  });
});

describe("a default backend of one among several Ingresses of a host", () => {
  const rest = "defaultBackend: {service: {name: rest, port: {number: 80}}}, ";

  test("depends on ages and blocks", () => {
    expect(blockedOf(ingress("one", { path: "/1", spec: rest }) + ingress("two", { path: "/2" }))).toEqual({
      one: true,
      two: true,
    });
  });

  test("does not where an explicit / takes the rest", () => {
    expect(blockedOf(ingress("one", { path: "/1", spec: rest }) + ingress("two"))).toEqual({
      one: false,
      two: false,
    });
  });
});

describe("Ingresses that share a host", () => {
  const auth = `, annotations: {nginx.ingress.kubernetes.io/auth-url: "https://auth.test"}`;

  test("stay together when one of them is blocked, also through a chain", () => {
    const chain = `
kind: Ingress
metadata: {name: link}
spec: {rules: [{host: a.test, http: {paths: [{path: /l, backend: {service: {name: l, port: {number: 80}}}}]}}, {host: b.test, http: {paths: [{path: /l, backend: {service: {name: l, port: {number: 80}}}}]}}]}
---`;
    const yaml =
      ingress("guarded", { meta: auth }) +
      chain +
      ingress("far", { host: "b.test" }) +
      ingress("other", { host: "c.test" });

    expect(blockedOf(yaml)).toEqual({ far: true, guarded: true, link: true, other: false });
  });

  test("keep their verdicts while they wait", () => {
    const { value, diagnostics } = translated(
      ingress("guarded", { meta: auth }) + ingress("free", { path: "/free" }),
    );
    const free = value.find((emission) => emission.ingress === "default/free");

    expect(free).toMatchObject({ objects: [], blocked: true, features: [] });
    expect(free?.verdicts.length).toBeGreaterThan(0);
    expect(diagnostics).toContainEqual(
      expect.objectContaining({
        code: "host-shared-with-blocked",
        ingress: "default/free",
        params: { host: "a.test", partner: "default/guarded" },
      }),
    );
  });
});

describe("what stops a whole cluster", () => {
  test("no Gateway named", () => {
    const { value, diagnostics } = translated(ingress("one"), { gateway: null });

    expect(value[0]?.blocked).toBe(true);
    expect(diagnostics.map(({ code }) => code)).toContain("gateway-not-named");
  });

  test("a controller setting that guards every Ingress", () => {
    const { value, diagnostics } = translated(ingress("one"), {
      nginx: { "global-auth-url": "https://auth.test" },
    });

    expect(value[0]?.blocked).toBe(true);
    expect(hasBlocker(diagnostics)).toBe(true);
  });

  test("an allow list of the controller, where the target has none", () => {
    const nginx = { "whitelist-source-range": "10.0.0.0/8" };

    expect(translated(ingress("one"), { nginx, target: "cilium" }).value[0]?.blocked).toBe(true);
    expect(
      translated(ingress("one"), { nginx, target: "envoy-gateway" }).value[0]?.objects.map(
        ({ kind }) => kind,
      ),
    ).toEqual(["HTTPRoute", "SecurityPolicy"]);
  });
});

test("an Ingress that routes nothing is not moved", () => {
  const { value, diagnostics } = translated("kind: Ingress\nmetadata: {name: empty}\nspec: {}");

  expect(value[0]?.blocked).toBe(true);
  expect(diagnostics.map(({ code }) => code)).toEqual(["ingress-routes-nothing"]);
});
