/**
 * One case per value, the answers of every target beside each other.
 */
import { describe, expect, test } from "vitest";
import type { TargetName } from "../../../src/model/config.ts";
import { targetNames } from "../../../src/model/config.ts";
import { type Setting, simple, translated } from "../translate/given.ts";

type Answers = { readonly [Name in TargetName]: string };

interface Case {
  readonly annotation: readonly [name: string, value: string];
  readonly tls?: boolean;
  readonly setting?: Setting;
  readonly further?: Readonly<Record<string, string>>;
  readonly service?: string;
  readonly answers: Answers;
}

const same = (verdict: string): Answers => ({ standard: verdict, "envoy-gateway": verdict, cilium: verdict });

const h2c = `
---
kind: Service
metadata: {name: web}
spec: {ports: [{port: 80, appProtocol: kubernetes.io/h2c}]}`;

const cases: readonly Case[] = [
  { annotation: ["ssl-redirect", "true"], tls: true, answers: same("exact") },
  { annotation: ["ssl-redirect", "true"], tls: true, setting: { api: "1.4" }, answers: same("approximate") },
  { annotation: ["ssl-redirect", "true"], answers: same("inert") },
  { annotation: ["ssl-redirect", "false"], tls: true, answers: same("exact") },
  { annotation: ["ssl-redirect", "false"], answers: same("inert") },
  { annotation: ["ssl-redirect", "no"], tls: true, answers: same("inert") },
  { annotation: ["force-ssl-redirect", "true"], answers: same("exact") },
  { annotation: ["proxy-body-size", "0"], answers: same("inert") },
  { annotation: ["proxy-body-size", "50m"], answers: same("approximate") },
  { annotation: ["proxy-body-size", "big"], answers: same("inert") },
  {
    annotation: ["proxy-read-timeout", "120"],
    answers: {
      standard: "approximate",
      "envoy-gateway": "equivalent-with BackendTrafficPolicy",
      cilium: "approximate",
    },
  },
  { annotation: ["proxy-read-timeout", "60"], answers: same("approximate") },
  { annotation: ["proxy-read-timeout", "50s"], answers: same("inert") },
  {
    annotation: ["proxy-connect-timeout", "10"],
    answers: {
      standard: "approximate",
      "envoy-gateway": "equivalent-with BackendTrafficPolicy",
      cilium: "approximate",
    },
  },
  { annotation: ["proxy-buffering", "off"], answers: same("inert") },
  { annotation: ["proxy-buffering", "on"], answers: same("approximate") },
  {
    annotation: ["proxy-request-buffering", "off"],
    answers: { standard: "approximate", "envoy-gateway": "inert", cilium: "inert" },
  },
  {
    annotation: ["whitelist-source-range", "10.0.0.0/8"],
    answers: { standard: "blocked", "envoy-gateway": "equivalent-with SecurityPolicy", cilium: "blocked" },
  },
  { annotation: ["allowlist-source-range", "nonsense"], answers: same("blocked") },
  { annotation: ["backend-protocol", "HTTP"], answers: same("exact") },
  { annotation: ["backend-protocol", "HTTPS"], answers: same("blocked") },
  { annotation: ["backend-protocol", "GRPC"], answers: same("blocked") },
  { annotation: ["backend-protocol", "GRPC"], service: h2c, answers: same("exact") },
  { annotation: ["backend-protocol", "FCGI"], answers: same("blocked") },
  { annotation: ["backend-protocol", "AUTO_HTTP"], answers: same("blocked") },
  { annotation: ["enable-cors", "true"], answers: same("approximate") },
  { annotation: ["enable-cors", "false"], answers: same("inert") },
  {
    annotation: ["enable-cors", "true"],
    setting: { api: "1.4" },
    answers: { standard: "blocked", "envoy-gateway": "approximate SecurityPolicy", cilium: "blocked" },
  },
  {
    annotation: ["enable-cors", "true"],
    setting: { api: "1.3", channel: "experimental" },
    answers: same("approximate"),
  },
  {
    annotation: ["cors-allow-origin", "null"],
    further: { "enable-cors": "true" },
    answers: same("blocked"),
  },
  { annotation: ["auth-url", "https://auth.test"], answers: same("blocked") },
  { annotation: ["proxy-buffer-size", "16k"], answers: same("inert") },
];

describe("what each target makes of an annotation", () => {
  test.each(cases)(
    "$annotation $setting $service",
    ({ annotation, tls = false, setting, service = "", further, answers }) => {
      const [name, value] = annotation;
      const yaml = simple({ ...further, [name]: value }, ["/ web:80"], tls) + service;
      const found = targetNames.map((target) => {
        const [emission] = translated(yaml, { ...setting, target }).value;
        const verdict = emission?.verdicts.find(
          ({ key }) => key === `nginx.ingress.kubernetes.io/${name}`,
        )?.verdict;
        const policies = (emission?.objects ?? [])
          .map(({ kind }) => kind)
          .filter((kind) => kind !== "HTTPRoute");
        return [target, emission?.blocked ? "blocked" : [verdict, ...policies].join(" ")];
      });

      expect(Object.fromEntries(found)).toEqual(answers);
    },
  );
});

describe("policies of Envoy Gateway", () => {
  const annotations = {
    "proxy-read-timeout": "3600",
    "proxy-connect-timeout": "10",
    "whitelist-source-range": "10.0.0.0/8,192.0.2.1",
    "enable-cors": "true",
    "cors-allow-origin": "https://app.test",
  };

  test("one object per kind, attached to the route by name", () => {
    const [emission] = translated(simple(annotations), { target: "envoy-gateway", api: "1.4" }).value;

    expect(emission?.objects.slice(1)).toEqual([
      {
        apiVersion: "gateway.envoyproxy.io/v1alpha1",
        kind: "BackendTrafficPolicy",
        metadata: { name: "web", namespace: "default" },
        spec: {
          targetRefs: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", name: "web" }],
          timeout: { tcp: { connectTimeout: "10s" }, http: { streamIdleTimeout: "3600s" } },
        },
      },
      {
        apiVersion: "gateway.envoyproxy.io/v1alpha1",
        kind: "SecurityPolicy",
        metadata: { name: "web", namespace: "default" },
        spec: {
          targetRefs: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", name: "web" }],
          authorization: {
            defaultAction: "Deny",
            rules: [
              {
                name: "allowed-sources",
                action: "Allow",
                principal: { clientCIDRs: ["10.0.0.0/8", "192.0.2.1/32"] },
              },
            ],
          },
          cors: {
            allowOrigins: ["https://app.test"],
            allowMethods: ["GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS"],
            allowHeaders: [
              "DNT",
              "Keep-Alive",
              "User-Agent",
              "X-Requested-With",
              "If-Modified-Since",
              "Cache-Control",
              "Content-Type",
              "Range",
              "Authorization",
            ],
            maxAge: "480h",
            allowCredentials: true,
          },
        },
      },
    ]);
  });
});

test('credentials are not announced for origin "*", which a gateway would echo', () => {
  const [emission] = translated(simple({ "enable-cors": "true" })).value;
  const text = JSON.stringify(emission?.objects);

  expect(text).toContain('"allowOrigins":["*"]');
  expect(text).not.toContain("allowCredentials");
});
