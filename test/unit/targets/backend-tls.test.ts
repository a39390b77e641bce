import { describe, expect, test } from "vitest";
import { simple, translated } from "../translate/given.ts";
import { type AnswerCase, compareAnswers } from "./answers.ts";

const verified = {
  "backend-protocol": "HTTPS",
  "proxy-ssl-secret": "default/inner",
  "proxy-ssl-verify": "on",
  "proxy-ssl-name": "inner.test",
};
const kept = {
  "envoy-gateway": "approximate BackendTLSPolicy",
  "nginx-gateway-fabric": "approximate BackendTLSPolicy",
};

const cases: readonly AnswerCase[] = [
  { annotation: ["backend-protocol", "HTTPS"], every: "blocked" },
  { annotation: ["proxy-ssl-verify", "on"], further: verified, every: "blocked", but: kept },
  { annotation: ["proxy-ssl-secret", "default/inner"], further: verified, every: "blocked", but: kept },
  { annotation: ["proxy-ssl-secret", "other/inner"], further: verified, every: "blocked" },
  { annotation: ["proxy-ssl-secret", "inner"], further: verified, every: "blocked" },
  { annotation: ["proxy-ssl-verify", "off"], further: verified, every: "blocked" },
  { annotation: ["proxy-ssl-name", "$host"], further: verified, every: "blocked" },
  { annotation: ["proxy-ssl-verify", "on"], every: "inert" },
  {
    annotation: ["proxy-ssl-secret", "default/inner"],
    further: { "proxy-ssl-verify": "on" },
    every: "inert",
  },
  { annotation: ["backend-protocol", "HTTPS"], further: verified, setting: { api: "1.3" }, every: "blocked" },
];

describe("what each target makes of TLS towards backends", () => {
  test.each(cases)("$annotation $further $setting", (given) => {
    const { found, expected } = compareAnswers(given);

    expect(found).toEqual(expected);
  });
});

test("the policy names the Service, the authority and the name", () => {
  const [emission] = translated(simple(verified), { target: "envoy-gateway" }).value;

  expect(emission?.objects[1]).toEqual({
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "BackendTLSPolicy",
    metadata: { name: "web-web", namespace: "default" },
    spec: {
      targetRefs: [{ group: "", kind: "Service", name: "web" }],
      validation: {
        caCertificateRefs: [{ group: "", kind: "Secret", name: "inner" }],
        hostname: "inner.test",
      },
    },
  });
});
