/**
 * One case per value of an annotation, the answers of all targets beside each other. Kinds of objects are those beyond what the
 * target writes for any Ingress.
 */
import { describe, expect, test } from "vitest";
import { simple, translated } from "../translate/given.ts";
import { type AnswerCase, compareAnswers } from "./answers.ts";

const portWith = (appProtocol: string): string =>
  JSON.stringify({
    kind: "Service",
    metadata: { name: "web" },
    spec: { ports: [{ port: 80, appProtocol }] },
  });

const older = { api: "1.4" } as const;
const all308 = { kong: "approximate", gke: "approximate" } as const;

const cases: readonly AnswerCase[] = [
  { annotation: ["ssl-redirect", "true"], tls: true, every: "exact", but: all308 },
  { annotation: ["ssl-redirect", "true"], tls: true, setting: older, every: "approximate" },
  { annotation: ["ssl-redirect", "true"], every: "inert" },
  { annotation: ["ssl-redirect", "false"], tls: true, every: "exact" },
  { annotation: ["ssl-redirect", "false"], every: "inert" },
  { annotation: ["ssl-redirect", "no"], tls: true, every: "inert" },
  { annotation: ["force-ssl-redirect", "true"], every: "exact", but: all308 },
  {
    annotation: ["proxy-body-size", "0"],
    every: "inert",
    but: { "nginx-gateway-fabric": "equivalent-with ClientSettingsPolicy" },
  },
  {
    annotation: ["proxy-body-size", "1m"],
    every: "approximate",
    but: { "nginx-gateway-fabric": "exact", kong: "equivalent-with KongPlugin" },
  },
  {
    annotation: ["proxy-body-size", "50m"],
    every: "approximate",
    but: {
      "nginx-gateway-fabric": "equivalent-with ClientSettingsPolicy",
      kong: "equivalent-with KongPlugin",
    },
  },
  { annotation: ["proxy-body-size", "big"], every: "inert" },
  {
    annotation: ["proxy-read-timeout", "120"],
    every: "approximate",
    but: {
      "envoy-gateway": "equivalent-with BackendTrafficPolicy",
      kgateway: "equivalent-with TrafficPolicy",
      "nginx-gateway-fabric": "equivalent-with",
      kong: "equivalent-with",
    },
  },
  {
    annotation: ["proxy-read-timeout", "60"],
    every: "approximate",
    but: { "nginx-gateway-fabric": "equivalent-with", kong: "exact" },
  },
  { annotation: ["proxy-read-timeout", "50s"], every: "inert" },
  {
    annotation: ["proxy-connect-timeout", "10"],
    every: "approximate",
    but: {
      "envoy-gateway": "equivalent-with BackendTrafficPolicy",
      istio: "equivalent-with DestinationRule",
      kgateway: "equivalent-with TrafficPolicy BackendConfigPolicy",
      "nginx-gateway-fabric": "equivalent-with",
    },
  },
  {
    annotation: ["proxy-read-timeout", "120"],
    setting: { version: "2.5" },
    every: "approximate",
    but: {
      "envoy-gateway": "equivalent-with BackendTrafficPolicy",
      kgateway: "equivalent-with TrafficPolicy",
      kong: "equivalent-with",
    },
  },
  {
    annotation: ["proxy-buffering", "off"],
    every: "inert",
    but: { "nginx-gateway-fabric": "equivalent-with", kong: "equivalent-with" },
  },
  {
    annotation: ["proxy-buffering", "on"],
    every: "approximate",
    but: { "nginx-gateway-fabric": "exact", kong: "exact" },
  },
  {
    annotation: ["proxy-request-buffering", "off"],
    every: "inert",
    but: { standard: "approximate", "nginx-gateway-fabric": "approximate", kong: "equivalent-with" },
  },
  {
    annotation: ["whitelist-source-range", "10.0.0.0/8"],
    every: "blocked",
    but: {
      "envoy-gateway": "equivalent-with SecurityPolicy",
      kgateway: "equivalent-with TrafficPolicy",
      traefik: "equivalent-with Middleware",
      kong: "equivalent-with KongPlugin",
    },
  },
  {
    annotation: ["whitelist-source-range", "10.0.0.0/8"],
    setting: { version: "2.2" },
    every: "blocked",
    but: {
      "envoy-gateway": "equivalent-with SecurityPolicy",
      traefik: "equivalent-with Middleware",
      kong: "equivalent-with KongPlugin",
    },
  },
  { annotation: ["allowlist-source-range", "nonsense"], every: "blocked" },
  { annotation: ["backend-protocol", "HTTP"], every: "exact" },
  {
    annotation: ["backend-protocol", "HTTP"],
    paths: ["/ web:443"],
    every: "exact",
    but: { traefik: "blocked" },
  },
  { annotation: ["backend-protocol", "HTTPS"], every: "blocked" },
  {
    annotation: ["backend-protocol", "HTTPS"],
    beside: portWith("HTTPS"),
    every: "blocked",
    but: { gke: "exact" },
  },
  { annotation: ["backend-protocol", "GRPC"], every: "blocked" },
  {
    annotation: ["backend-protocol", "GRPC"],
    beside: portWith("kubernetes.io/h2c"),
    every: "exact",
    but: { kong: "blocked", gke: "blocked" },
  },
  {
    annotation: ["backend-protocol", "GRPC"],
    beside: portWith("kubernetes.io/h2c"),
    setting: { version: "2.6" },
    every: "exact",
    but: { "nginx-gateway-fabric": "blocked", kong: "blocked", gke: "blocked" },
  },
  { annotation: ["backend-protocol", "FCGI"], every: "blocked" },
  { annotation: ["backend-protocol", "AUTO_HTTP"], every: "blocked" },
  {
    annotation: ["enable-cors", "true"],
    every: "approximate",
    but: { traefik: "approximate Middleware", kong: "approximate KongPlugin", gke: "blocked" },
  },
  { annotation: ["enable-cors", "false"], every: "inert" },
  {
    annotation: ["enable-cors", "true"],
    setting: older,
    every: "blocked",
    but: {
      "envoy-gateway": "approximate SecurityPolicy",
      kgateway: "approximate TrafficPolicy",
      traefik: "approximate Middleware",
      kong: "approximate KongPlugin",
    },
  },
  {
    annotation: ["enable-cors", "true"],
    setting: { api: "1.3", channel: "experimental" },
    every: "approximate",
    but: { traefik: "approximate Middleware", kong: "approximate KongPlugin", gke: "blocked" },
  },
  {
    annotation: ["cors-allow-origin", "null"],
    further: { "enable-cors": "true" },
    every: "blocked",
    but: { traefik: "approximate Middleware" },
  },
  {
    annotation: ["use-regex", "true"],
    paths: ["/a.+ web:80"],
    every: "exact",
    but: { standard: "blocked", gke: "blocked" },
  },
  {
    annotation: ["use-regex", "true"],
    paths: ["/a{2} web:80"],
    every: "exact",
    but: { standard: "blocked", gke: "blocked", "nginx-gateway-fabric": "blocked" },
  },
  {
    annotation: ["rewrite-target", "/$2"],
    paths: ["/x(/|$)(.*) web:80 ImplementationSpecific"],
    every: "approximate",
    but: { gke: "blocked", "nginx-gateway-fabric": "approximate ProxySettingsPolicy" },
  },
  { annotation: ["rewrite-target", "/fixed"], paths: ["/ web:80"], every: "exact", but: { gke: "blocked" } },
  { annotation: ["rewrite-target", "/"], paths: ["/ web:80"], every: "inert" },
  {
    annotation: ["auth-url", "https://auth.test"],
    every: "blocked",
    but: { traefik: "approximate Middleware" },
  },
  { annotation: ["proxy-buffer-size", "16k"], every: "inert" },
];

describe("what each target makes of an annotation", () => {
  test.each(cases)("$annotation $paths $setting $beside", (given) => {
    const { found, expected } = compareAnswers(given);

    expect(found).toEqual(expected);
  });
});

test('credentials are not announced for origin "*", which a gateway would echo', () => {
  const [emission] = translated(simple({ "enable-cors": "true" })).value;
  const text = JSON.stringify(emission?.objects);

  expect(text).toContain('"allowOrigins":["*"]');
  expect(text).not.toContain("allowCredentials");
});
