import { expect, test } from "vitest";
import { readConfigText } from "../../../src/config/read.ts";
import { resolveConfig } from "../../../src/config/resolve.ts";
import type { RepoPath } from "../../../src/model/brands.ts";
import type { KubeObject } from "../../../src/model/kube.ts";

const path = ".github/tidegate.yml" as RepoPath;

function resolve(text: string | undefined, gateways: readonly KubeObject[] = []) {
  const file = text === undefined ? undefined : readConfigText(path, text).value;
  const result = resolveConfig(file, { gateways });
  return {
    ...result.value,
    codes: result.diagnostics.map(({ code, params, at }) => [code, params, at?.line]),
  };
}

function gatewayObject(
  name: string,
  listeners: readonly (readonly [name: string, protocol: string])[],
): KubeObject {
  return {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "Gateway",
    metadata: { name, namespace: "infra" },
    spec: { listeners: listeners.map(([listener, protocol]) => ({ name: listener, protocol })) },
  };
}

test("without a file everything is defaulted and said", () => {
  const { config, assumptions, codes } = resolve(undefined);

  expect(config).toEqual({
    ingressClasses: ["nginx"],
    defaultClass: "nginx",
    target: { name: "standard", version: undefined, gatewayApi: { major: 1, minor: 5 }, channel: "standard" },
    gateway: undefined,
    gatewayByClass: {},
    nginx: {},
    clusters: undefined,
    waves: { maxPerWave: 20, pin: {}, hold: [] },
    place: "beside",
    dns: { externalDns: undefined },
    parity: { soak: 172_800_000, requiredChecks: [] },
    charts: { pull: "never", kubeVersion: undefined, apiVersions: [], services: {}, hidden: [] },
    removal: { values: "disable" },
    accept: { security: "maintain" },
    ignore: [],
  });
  expect(codes).toEqual([["config-gateway-missing", { found: [] }, undefined]]);
  expect(assumptions).toEqual([
    "There is no .github/tidegate.yml: everything is found or defaulted.",
    "Ingresses of the class `nginx` move.",
    "An Ingress that names no class belongs to the class `nginx`.",
    "Routes are written for the target `standard`: Gateway API's own fields.",
    "The cluster has Gateway API 1.5 (the default).",
    "The cluster has the standard channel of Gateway API.",
  ]);
});

test("the only Gateway of the repository is taken, with its listener names", () => {
  const { config, assumptions, codes } = resolve("version: 1\n", [
    gatewayObject("edge", [
      ["web", "HTTP"],
      ["websecure", "HTTPS"],
    ]),
  ]);

  expect(config.gateway).toEqual({
    name: "edge",
    namespace: "infra",
    sections: { http: "web", https: "websecure" },
  });
  expect(codes).toEqual([]);
  expect(assumptions).toContain("Routes attach to the Gateway infra/edge, the only one in the repository.");
  expect(assumptions).toContain(
    "The https listener of the Gateway infra/edge is called `websecure` (as in the repository).",
  );
});

test("listeners that could be meant in several ways are not chosen from", () => {
  const { config } = resolve(undefined, [
    gatewayObject("edge", [
      ["a", "HTTPS"],
      ["b", "HTTPS"],
    ]),
  ]);

  expect(config.gateway?.sections).toEqual({ http: "http", https: "https" });
});

test("one Gateway in several overlays is one, two Gateways are none", () => {
  const same = gatewayObject("edge", [["web", "HTTP"]]);

  expect(resolve(undefined, [same, same]).config.gateway?.sections.http).toBe("web");
  expect(resolve(undefined, [same, gatewayObject("other", [])]).codes).toEqual([
    ["config-gateway-missing", { found: ["infra/edge", "infra/other"] }, undefined],
  ]);
});

test("a stated Gateway takes listener names from the repository unless it states them", () => {
  const found = [gatewayObject("edge", [["web", "HTTP"]]), gatewayObject("other", [])];

  expect(resolve("gateway: {name: edge, namespace: infra}\n", found).config.gateway?.sections).toEqual({
    http: "web",
    https: "https",
  });
  expect(
    resolve("gateway: {name: edge, namespace: infra, sections: {http: h, https: s}}\n", found).config.gateway
      ?.sections,
  ).toEqual({
    http: "h",
    https: "s",
  });
});

test("gateways of classes and clusters inherit the sections they do not state", () => {
  const { config } = resolve(`gateway: {name: a, namespace: n, sections: {http: web, https: tls}}
gatewayByClass: {internal: {name: b, namespace: n, sections: {https: own}}}
clusters:
  - {name: prod, paths: [p], gateway: {name: c, namespace: n}}
  - {name: dev, paths: [d]}
`);

  expect(config.gatewayByClass.internal).toEqual({
    name: "b",
    namespace: "n",
    sections: { http: "web", https: "own" },
  });
  expect(config.clusters?.map((cluster) => cluster.gateway)).toEqual([
    { name: "c", namespace: "n", sections: { http: "web", https: "tls" } },
    { name: "a", namespace: "n", sections: { http: "web", https: "tls" } },
  ]);
});

test.each([
  ["target: cilium", "1.5", []],
  ['target: {name: cilium, version: "1.18"}', "1.3", []],
  ['target: {name: cilium, version: "v1.17.4"}', "1.2", []],
  ['target: {name: envoy-gateway, version: "1.8"}', "1.5", []],
  ['target: {name: envoy-gateway, version: "1.9", gatewayApi: "1.5"}', "1.5", []],
  ['target: {name: envoy-gateway, version: "1.7", gatewayApi: "1.5"}', "1.5", ["config-target-api-newer"]],
  ['target: {name: envoy-gateway, version: "1.42"}', "1.5", ["config-target-version-unknown"]],
  ['target: {name: cilium, version: "1.42", gatewayApi: "1.4"}', "1.4", ["config-target-version-unknown"]],
  ['target: {name: istio, version: "1.30.1"}', "1.5", []],
  ['target: {name: istio, version: "1.29"}', "1.5", ["config-target-version-unknown"]],
  ['target: {name: kgateway, version: "2.4.0-rc.1"}', "1.6", []],
  ['target: {name: nginx-gateway-fabric, version: "v2.6.7"}', "1.5", []],
  ['target: {name: traefik, version: "v3.7.9"}', "1.5", []],
  ['target: {name: traefik, version: "v3.7.10"}', "1.6", []],
  ['target: {name: traefik, version: "3.7.11"}', "1.6", []],
  ['target: {name: kong, version: "3.5"}', "1.3", []],
  ['target: {name: kong, version: "2.2"}', "1.5", []],
  ['target: {name: gke, version: "1.35.2-gke.1751000"}', "1.5", []],
  ['target: {name: gke, version: "1.40"}', "1.5", ["config-target-version-unknown"]],
  ['target: {name: standard, version: "1"}', "1.5", ["config-target-version-unknown"]],
  ['target: {name: standard, gatewayApi: "1.9"}', "1.9", ["config-gateway-api-unknown"]],
])("%s means Gateway API %s", (text, version, expected) => {
  const { config, codes } = resolve(`${text}\ngateway: {name: a, namespace: b}\n`);

  expect(`${config.target.gatewayApi.major}.${config.target.gatewayApi.minor}`).toBe(version);
  expect(codes.map(([code]) => code)).toEqual(expected);
});

test("a cluster of the same target inherits version and release, one of another target does not", () => {
  const { config } = resolve(`target: {name: envoy-gateway, version: "1.7", channel: experimental}
clusters:
  - {name: a, paths: [a], target: envoy-gateway}
  - {name: b, paths: [b], target: {name: cilium, version: "1.19"}}
  - {name: c, paths: [c]}
`);

  expect(
    config.clusters?.map(({ target }) => [
      target.name,
      target.version,
      target.gatewayApi.minor,
      target.channel,
    ]),
  ).toEqual([
    ["envoy-gateway", "1.7", 4, "experimental"],
    ["cilium", "1.19", 4, "standard"],
    ["envoy-gateway", "1.7", 4, "experimental"],
  ]);
});

test("null as default class means that an Ingress without a class is not ours", () => {
  expect(resolve("defaultClass: null\n").config.defaultClass).toBeUndefined();
});

test("a listener that hands TLS on is named by the file alone, for all Gateways that name none", () => {
  const { config } = resolve(
    "gateway: {name: edge, namespace: infra, sections: {passthrough: tls}}\ngatewayByClass: {internal: {name: in, namespace: infra}}\n",
  );

  expect(config.gateway?.sections).toEqual({ http: "http", https: "https", passthrough: "tls" });
  expect(config.gatewayByClass["internal"]?.sections.passthrough).toBe("tls");
  expect(resolve("gateway: {name: edge, namespace: infra}\n").config.gateway?.sections).toEqual({
    http: "http",
    https: "https",
  });
});

test("nobody vouches for an auth service unless the file does", () => {
  expect(resolve(undefined).config.accept).toEqual({ security: "maintain", externalAuth: undefined });
  expect(resolve("accept: {externalAuth: same-for-every-method}\n").config.accept).toEqual({
    security: "maintain",
    externalAuth: "same-for-every-method",
  });
  expect(resolve("accept: {externalAuth: yes}\n").config.accept.externalAuth).toBeUndefined();
});
