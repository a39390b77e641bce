/** Client certificates are never dropped; what is told is the exact object to add, and whom else it would hit. */
import { describe, expect, test } from "vitest";
import { simple, translated } from "../translate/given.ts";

const asked = { "auth-tls-secret": "default/ca", "auth-tls-match-cn": "CN=client" };
const neighbour = simple({}, ["/ web:80"], true).replaceAll("a.test", "b.test").replace('"web"', '"b"');

function noteOn(
  target: Parameters<typeof translated>[1],
  annotations: Record<string, string> = asked,
  beside = neighbour,
) {
  const yaml = `${simple(annotations, ["/ web:80"], true)}\n---\n${beside}`;
  const emission = translated(yaml, target).value.find(({ ingress }) => ingress === "default/web");
  expect([emission?.blocked, emission?.objects]).toEqual([true, []]);
  return emission?.verdicts.find(({ key }) => key.endsWith("auth-tls-secret"))?.note ?? "";
}

describe("what a person has to add", () => {
  test.each([
    ["envoy-gateway", "kind: ClientTrafficPolicy", "also serves b.test"],
    ["kgateway", "clientCertificateValidation: {mode: Require", "also serves b.test"],
    ["istio", "gateway.istio.io/tls-terminate-mode: MUTUAL", "also serves b.test"],
    ["standard", "perPort: [{port: 443, tls: {validation:", "every host on port 443, also those of b.test"],
    ["nginx-gateway-fabric", "mode: AllowValidOnly", "also those of b.test"],
    ["gke", "mode: AllowValidOnly", "also those of b.test"],
    ["cilium", "Cilium cannot ask for them", "check in the application"],
    ["traefik", "verify them before it", "check in the application"],
    ["kong", "mtls-auth", "check in the application"],
  ] as const)("on %s", (target, what, whom) => {
    const note = noteOn({ target });

    expect(note).toContain(what);
    expect(note).toContain(whom);
  });
});

test("a listener that serves no other host takes the policy as it is", () => {
  const note = noteOn({ target: "envoy-gateway" }, asked, "");

  expect(note).toContain("serves no other host known here");
  expect(note).toContain("sectionName: https}");
});

test("what has no counterpart is named, and a check that is off too", () => {
  expect(noteOn({ target: "envoy-gateway" })).toContain("auth-tls-match-cn (CN=client) has no counterpart");
  expect(noteOn({ target: "envoy-gateway" }, { ...asked, "auth-tls-verify-client": "off" })).toContain(
    "looks at no certificate",
  );
  expect(noteOn({ target: "envoy-gateway" }, { ...asked, "auth-tls-secret": "ca" })).toContain(
    "403 to everything",
  );
});
