/**
 * Source ranges and limits per client.
 */
import { describe, expect, test } from "vitest";
import type { TargetName } from "../../../src/model/config.ts";
import { simple, translated } from "../translate/given.ts";
import { type AnswerCase, compareAnswers } from "./answers.ts";

const limited = {
  "envoy-gateway": "approximate BackendTrafficPolicy",
  "nginx-gateway-fabric": "approximate RateLimitPolicy",
  traefik: "approximate Middleware",
  kong: "approximate KongPlugin",
};

const cases: readonly AnswerCase[] = [
  {
    annotation: ["denylist-source-range", "192.0.2.0/24"],
    every: "blocked",
    but: {
      "envoy-gateway": "equivalent-with SecurityPolicy",
      kgateway: "equivalent-with TrafficPolicy",
      kong: "equivalent-with KongPlugin",
    },
  },
  {
    annotation: ["denylist-source-range", "10.9.0.0/16"],
    further: { "whitelist-source-range": "10.0.0.0/8" },
    every: "blocked",
    but: { "envoy-gateway": "equivalent-with SecurityPolicy", kong: "equivalent-with KongPlugin" },
  },
  { annotation: ["denylist-source-range", "10.0.0.0/8,x"], every: "blocked" },
  { annotation: ["limit-rps", "10"], every: "blocked", but: limited },
  { annotation: ["limit-rpm", "10"], every: "blocked", but: limited },
  { annotation: ["limit-rps", "10r/s"], every: "blocked" },
  { annotation: ["limit-rps", "0"], every: "inert" },
  { annotation: ["limit-rps", "10"], further: { "limit-allowlist": "10.0.0.0/8" }, every: "blocked" },
  { annotation: ["limit-burst-multiplier", "2"], every: "inert" },
  {
    annotation: ["limit-burst-multiplier", "2"],
    further: { "limit-rps": "1" },
    every: "blocked",
    but: limited,
  },
  {
    annotation: ["limit-connections", "5"],
    every: "blocked",
    but: { traefik: "approximate Middleware" },
  },
];

describe("what each target makes of ranges and limits", () => {
  test.each(cases)("$annotation $further", (given) => {
    const { found, expected } = compareAnswers(given);

    expect(found).toEqual(expected);
  });
});

function specOf(target: TargetName, kind: string, annotations: Record<string, string>): unknown {
  const [emission] = translated(simple(annotations), { target }).value;
  const object = emission?.objects.find((found) => found.kind === kind);
  return object?.spec ?? object?.config;
}

describe("the objects", () => {
  const both = { "denylist-source-range": "10.9.0.0/16", "whitelist-source-range": "10.0.0.0/8" };

  test("of Envoy Gateway deny before they allow", () => {
    expect(specOf("envoy-gateway", "SecurityPolicy", both)).toMatchObject({
      authorization: {
        defaultAction: "Deny",
        rules: [
          { name: "denied-sources", action: "Deny", principal: { clientCIDRs: ["10.9.0.0/16"] } },
          { name: "allowed-sources", action: "Allow", principal: { clientCIDRs: ["10.0.0.0/8"] } },
        ],
      },
    });
  });

  test("with a deny list alone let everybody else in", () => {
    const denied = { "denylist-source-range": "192.0.2.1" };

    expect(specOf("envoy-gateway", "SecurityPolicy", denied)).toMatchObject({
      authorization: {
        defaultAction: "Allow",
        rules: [{ name: "denied-sources", action: "Deny", principal: { clientCIDRs: ["192.0.2.1/32"] } }],
      },
    });
    expect(specOf("kgateway", "TrafficPolicy", denied)).toMatchObject({
      acl: { defaultAction: "allow", rules: [{ action: "deny", cidrs: ["192.0.2.1/32"] }] },
    });
    expect(specOf("kong", "KongPlugin", denied)).toEqual({ deny: ["192.0.2.1/32"] });
  });

  test("that limit keep rate and burst where there is a field for them", () => {
    const limits = { "limit-rps": "2", "limit-burst-multiplier": "3" };

    expect(specOf("nginx-gateway-fabric", "RateLimitPolicy", limits)).toMatchObject({
      rateLimit: {
        local: { rules: [{ rate: "2r/s", key: "$binary_remote_addr", burst: 6, noDelay: true }] },
        rejectCode: 503,
      },
    });
    expect(specOf("traefik", "Middleware", limits)).toEqual({
      rateLimit: { average: 2, period: "1s", burst: 7 },
    });
    expect(specOf("envoy-gateway", "BackendTrafficPolicy", limits)).toMatchObject({
      rateLimit: {
        type: "Local",
        local: {
          rules: [
            {
              clientSelectors: [{ sourceCIDR: { type: "Distinct", value: "0.0.0.0/0" } }],
              limit: { requests: 2, unit: "Second" },
            },
            {
              clientSelectors: [{ sourceCIDR: { type: "Distinct", value: "::/0" } }],
              limit: { requests: 2, unit: "Second" },
            },
          ],
        },
      },
    });
    expect(specOf("kong", "KongPlugin", limits)).toEqual({ second: 2, limit_by: "ip", policy: "local" });
  });
});

test("ranges of Istio are one object beside a Gateway of the Ingress's own namespace", () => {
  const yaml = simple({
    "denylist-source-range": "10.9.0.0/16",
    "whitelist-source-range": "10.0.0.0/8",
  }).replace('"name":"web"', '"name":"web","namespace":"kube-system"');
  const [emission] = translated(yaml, { target: "istio" }).value;

  expect(emission?.objects[1]?.spec).toMatchObject({
    action: "DENY",
    rules: [
      { from: [{ source: { remoteIpBlocks: ["10.9.0.0/16"] } }] },
      { from: [{ source: { notRemoteIpBlocks: ["10.0.0.0/8"] } }] },
    ],
  });
});

test("the status above a limit is the one the ConfigMap chooses", () => {
  const setting = { target: "nginx-gateway-fabric", nginx: { "limit-req-status-code": "429" } } as const;
  const [emission] = translated(simple({ "limit-rps": "5" }), setting).value;
  const note = emission?.verdicts.find(({ key }) => key.endsWith("limit-rps"))?.note;

  expect(note).toContain("answers 429 above");
  expect(emission?.objects.at(-1)?.spec).toMatchObject({ rateLimit: { rejectCode: 429 } });
});
