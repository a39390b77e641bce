/** A TLSRoute is served by a listener of mode Passthrough alone, which is looked for in the Gateway of the repository. */
import { expect, test } from "vitest";
import { wordingOf } from "../../../src/diagnostics/diagnostic.ts";
import { knownGateway } from "../../../src/gateway/listeners.ts";
import { servingFindings } from "../../../src/gateway/serving.ts";
import type { RepoPath } from "../../../src/model/brands.ts";
import type { KubeObject } from "../../../src/model/kube.ts";
import { ingressesOf, simple, translated } from "../translate/given.ts";

const place = { path: "gateway.yaml" as RepoPath, line: 1, column: 1 };

function codesFor(listener: Readonly<Record<string, string>>, tls: Readonly<Record<string, string>>) {
  const yaml = simple({ "ssl-passthrough": "true" });
  const setting = { passthrough: "tls", flags: { "enable-ssl-passthrough": "true" } } as const;
  const open = { namespaces: { from: "All" } };
  const gateway: KubeObject = {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "Gateway",
    metadata: { name: "edge", namespace: "kube-system" },
    spec: {
      listeners: [
        { name: "http", port: 80, protocol: "HTTP", allowedRoutes: open },
        { name: "https", port: 443, protocol: "HTTPS", allowedRoutes: open },
        { port: 443, ...listener, tls, allowedRoutes: open },
      ],
    },
  };
  const choice = { namespace: "kube-system", name: "edge" };
  const objects = [{ object: gateway, place, document: 0, item: undefined }];
  const known = knownGateway(choice, objects);
  const [ingress] = ingressesOf(yaml);
  if (known === undefined || ingress === undefined) throw new Error("the Gateway is among the objects");
  const sections = { http: "http", https: "https", passthrough: "tls" };
  const routes = translated(yaml, setting).value.flatMap((one) => one.objects);
  return servingFindings({ ingress, objects: routes }, { ...choice, sections }, known, objects);
}

test("a listener that passes TLS on serves it, whatever certificates there are", () => {
  const passthrough = { mode: "Passthrough" };

  expect(codesFor({ name: "tls", protocol: "TLS" }, passthrough)).toEqual([]);
  expect(codesFor({ name: "tls", protocol: "TLS", hostname: "*.test" }, passthrough)).toEqual([]);
});

test.each([
  ["one that opens TLS", { name: "tls", protocol: "TLS" }, { mode: "Terminate" }],
  ["one of another name", { name: "other", protocol: "TLS" }, { mode: "Passthrough" }],
  ["one for other hosts", { name: "tls", protocol: "TLS", hostname: "b.test" }, { mode: "Passthrough" }],
])("%s does not, and the lines to add are told", (_, listener, tls) => {
  const [found, ...others] = codesFor(listener, tls);

  expect([found?.code, others]).toEqual(["gateway-host-uncovered", []]);
  expect(found && wordingOf(found).remedy).toContain("protocol: TLS, tls: {mode: Passthrough}");
});
