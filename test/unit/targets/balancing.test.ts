import { describe, expect, test } from "vitest";
import type { TargetName } from "../../../src/model/config.ts";
import { simple, translated } from "../translate/given.ts";
import { type AnswerCase, compareAnswers } from "./answers.ts";

const sticky = { affinity: "cookie" };
const bound = {
  "envoy-gateway": "approximate BackendTrafficPolicy",
  istio: "approximate DestinationRule",
  kgateway: "approximate BackendConfigPolicy",
  gke: "approximate",
};
const shared = `${simple({}, ["/other web:80"]).replace('"name":"web"', '"name":"other"')}`;

const cases: readonly AnswerCase[] = [
  { annotation: ["affinity", "cookie"], every: "blocked", but: bound },
  {
    annotation: ["affinity", "cookie"],
    beside: shared,
    every: "blocked",
    but: { "envoy-gateway": "approximate BackendTrafficPolicy" },
  },
  { annotation: ["affinity", "ip"], every: "inert" },
  { annotation: ["session-cookie-name", "route"], every: "inert" },
  { annotation: ["session-cookie-name", "route"], further: sticky, every: "blocked", but: bound },
  { annotation: ["session-cookie-name", "a/b"], further: sticky, every: "blocked" },
  {
    annotation: ["session-cookie-samesite", "lax"],
    further: sticky,
    every: "blocked",
    but: {
      "envoy-gateway": "inert BackendTrafficPolicy",
      istio: "inert DestinationRule",
      kgateway: "inert BackendConfigPolicy",
      gke: "inert",
    },
  },
  { annotation: ["affinity-mode", "persistent"], further: sticky, every: "blocked", but: bound },
  {
    annotation: ["upstream-hash-by", "$remote_addr"],
    every: "blocked",
    but: {
      "envoy-gateway": "approximate BackendTrafficPolicy",
      istio: "approximate DestinationRule",
      kgateway: "approximate BackendConfigPolicy",
      "nginx-gateway-fabric": "approximate UpstreamSettingsPolicy",
    },
  },
  {
    annotation: ["upstream-hash-by", "$request_uri"],
    every: "blocked",
    but: { "nginx-gateway-fabric": "approximate UpstreamSettingsPolicy" },
  },
  { annotation: ["upstream-hash-by", "a b"], every: "blocked" },
  { annotation: ["upstream-hash-by-subset", "true"], every: "inert" },
];

describe("what each target makes of clients bound to pods", () => {
  test.each(cases)("$annotation $further $beside", (given) => {
    const { found, expected } = compareAnswers(given);

    expect(found).toEqual(expected);
  });
});

function specOf(target: TargetName, kind: string, annotations: Record<string, string>): unknown {
  const [emission] = translated(simple(annotations), { target }).value;
  return emission?.objects.find((object) => object.kind === kind)?.spec;
}

describe("the objects", () => {
  const cookie = { affinity: "cookie", "session-cookie-name": "route", "session-cookie-max-age": "3600" };

  test("of Envoy Gateway", () => {
    expect(
      specOf("envoy-gateway", "BackendTrafficPolicy", { ...cookie, "session-cookie-samesite": "Lax" }),
    ).toEqual({
      targetRefs: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", name: "web" }],
      loadBalancer: {
        type: "ConsistentHash",
        consistentHash: {
          type: "Cookie",
          cookie: { name: "route", ttl: "3600s", attributes: { SameSite: "Lax" } },
        },
      },
    });
  });

  test("of Istio, beside its connection settings", () => {
    expect(specOf("istio", "DestinationRule", { ...cookie, "proxy-connect-timeout": "7" })).toEqual({
      host: "web",
      trafficPolicy: {
        connectionPool: { tcp: { connectTimeout: "7s" } },
        loadBalancer: { consistentHash: { httpCookie: { name: "route", path: "/", ttl: "3600s" } } },
      },
    });
  });

  test("of kgateway", () => {
    expect(specOf("kgateway", "BackendConfigPolicy", { "upstream-hash-by": "$http_x_user" })).toEqual({
      targetRefs: [{ group: "", kind: "Service", name: "web" }],
      loadBalancer: { ringHash: { hashPolicies: [{ header: { name: "x-user" } }] } },
    });
  });
});
