import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { AnnotationVerdict } from "../../../src/model/translation.ts";
import { annotationBand, complexityOf } from "../../../src/plan/complexity.ts";
import { exposureOf, isCatchAll, parentDomainsOf } from "../../../src/plan/exposure.ts";
import { planIngress } from "./ingresses.ts";

test.each([
  [{}, "low"],
  [{ "ssl-redirect": "true", "force-ssl-redirect": "true" }, "low"],
  [{ "proxy-read-timeout": "120" }, "medium"],
  [{ "whitelist-source-range": "10.0.0.0/8", "ssl-redirect": "true" }, "medium"],
  [{ "enable-cors": "true" }, "medium"],
  [{ "enable-cors": "false" }, "low"],
  [{ "backend-protocol": "HTTP" }, "low"],
  [{ "backend-protocol": "https" }, "high"],
  [{ "auth-url": "http://x", "proxy-read-timeout": "1" }, "high"],
  [{ "configuration-snippet": "" }, "high"],
  [{ canary: "true" }, "high"],
  [{ "ssl-passthrough": "false" }, "low"],
  [{ "nobody-knows-this": "1" }, "high"],
])("%j is %s", (annotations, band) => {
  expect(annotationBand(planIngress({ key: "n/a", annotations }))).toBe(band);
});

test("annotations of other programs weigh nothing", () => {
  const ingress = { ...planIngress({ key: "n/a" }), annotations: { "cert-manager.io/cluster-issuer": "x" } };

  expect(annotationBand(ingress)).toBe("low");
});

test("a policy or a difference for a written annotation is medium at least; defaults and decisions change nothing", () => {
  const ingress = planIngress({ key: "n/a" });
  const verdict = (key: string, kind: AnnotationVerdict["verdict"]): AnnotationVerdict => ({
    ingress: ingress.key,
    key,
    value: "",
    verdict: kind,
    target: "standard",
    note: "",
  });

  expect(complexityOf(ingress, [verdict("x", "approximate")])).toBe("medium");
  expect(complexityOf(ingress, [verdict("x", "equivalent-with")])).toBe("medium");
  expect(complexityOf(ingress, [verdict("x", "blocker"), verdict("x", "exact"), verdict("x", "inert")])).toBe(
    "low",
  );
  expect(complexityOf(ingress, [verdict("(default) proxy-body-size", "approximate")])).toBe("low");
});

test("the table names each key once", () => {
  const source = readFileSync(new URL("../../../src/plan/complexity.ts", import.meta.url), "utf8");
  const keys = [...source.matchAll(/^ {2}"([a-z0-9-]+)",$/gm)].map(([, key]) => key);

  expect(keys.length).toBeGreaterThan(60);
  expect(new Set(keys).size).toBe(keys.length);
});

test.each([
  [["a.internal"], "nginx", "internal"],
  [["a.example.com"], "nginx", "public"],
  [["a.lan", "a.example.com"], "nginx", "public"],
  [["a.svc.cluster.local", "b.home.arpa"], "nginx", "internal"],
  [["internal"], "nginx", "public"],
  [["a.example.com"], "nginx-internal", "internal"],
  [["a.example.com"], "private", "internal"],
  [["a.example.com"], "internalise", "public"],
  [["a.example.com"], "lan-class", "internal"],
  [[], "nginx", "public"],
])("hosts %j of class %s are %s", (hosts, className, exposure) => {
  const gatewayByClass = {
    "lan-class": { name: "gw-internal", namespace: "n", sections: { http: "a", https: "b" } },
  };

  expect(exposureOf([planIngress({ key: "n/a", hosts, className })], gatewayByClass)).toBe(exposure);
});

test("the parents of wildcards and hosts are apexes, the hosts themselves are not", () => {
  const parents = parentDomainsOf(["*.a.test", "x.b.test", "c.test"]);

  expect(isCatchAll(["a.test"], parents)).toBe(true);
  expect(isCatchAll(["b.test"], parents)).toBe(true);
  expect(isCatchAll(["c.test"], parents)).toBe(false);
  expect(isCatchAll(["*.a.test"], parents)).toBe(false);
  expect(isCatchAll(["*"], parents)).toBe(true);
});
