/** Features that a version refuses, as the conformance reports say. */
import { expect, test } from "vitest";
import type { TargetName } from "../../../src/model/config.ts";
import { targetNames } from "../../../src/model/config.ts";
import { featureNames } from "../../../src/targets/features.ts";
import { targets } from "../../../src/targets/index.ts";
import { isAtLeast } from "../../../src/targets/reports.ts";
import { simple, translated } from "../translate/given.ts";

test.each<readonly [TargetName, string | undefined, (typeof featureNames)[number], boolean]>([
  ["istio", "1.26", "HTTPRouteCORS", true],
  ["istio", "1.28", "HTTPRouteCORS", false],
  ["istio", "1.29", "HTTPRoute308RedirectStatusCode", true],
  ["istio", "1.30.1", "HTTPRoute308RedirectStatusCode", false],
  ["istio", "1.20", "HTTPRoutePathRewrite", false],
  ["kgateway", "2.0.0", "HTTPRouteRequestTimeout", true],
  ["kgateway", "v2.1", "HTTPRouteRequestTimeout", false],
  ["kgateway", "2.1", "HTTPRouteCORS", true],
  ["kgateway", "2.3", "HTTPRouteCORS", false],
  ["nginx-gateway-fabric", undefined, "HTTPRouteRequestTimeout", true],
  ["nginx-gateway-fabric", "2.4", "HTTPRouteCORS", true],
  ["nginx-gateway-fabric", "2.5", "HTTPRouteCORS", false],
  ["nginx-gateway-fabric", "2.6.7", "HTTPRouteBackendProtocolH2C", true],
  ["traefik", "3.7", "HTTPRoute308RedirectStatusCode", true],
  ["traefik", "3.7.9", "HTTPRoute308RedirectStatusCode", true],
  ["traefik", "v3.7.10", "HTTPRoute308RedirectStatusCode", false],
  ["traefik", undefined, "HTTPRouteCORS", true],
  ["kong", undefined, "HTTPRoute308RedirectStatusCode", true],
  ["kong", undefined, "HTTPRouteSchemeRedirect", false],
  ["gke", "1.36.2-gke.2154000", "HTTPRoutePathRewrite", true],
  ["gke", "1.36", "HTTPRouteSchemeRedirect", false],
])("%s %s, %s: lacking is %s", (target, version, feature, expected) => {
  expect(targets[target].lacks(version, feature)).toBe(expected);
});

test.each([
  ["1.30.1", "1.30", true],
  ["1.30", "1.30.1", false],
  ["v3.7.10", "3.7.9", true],
  ["2", "2.1", false],
  ["10.0", "9.9", true],
  [undefined, "9.9", true],
  ["latest", "9.9", true],
])("%s is at least %s: %s", (version, release, expected) => {
  expect(isAtLeast(version, release)).toBe(expected);
});

test("no route relies on a feature that its target lacks", () => {
  const yamls = [
    simple(
      { "rewrite-target": "/fixed", "enable-cors": "true", "proxy-read-timeout": "120" },
      ["/ web:80"],
      true,
    ),
    simple({ "permanent-redirect": "https://b.test/x" }),
    simple({}, ["/ web:80", "/api/ web:80"], true),
  ];
  const relied = targetNames.flatMap((target) =>
    yamls.flatMap((yaml) =>
      translated(yaml, { target }).value.flatMap(({ features }) =>
        features.map((feature) => ({ target, feature })),
      ),
    ),
  );
  const lacking = relied.filter(({ target, feature }) =>
    featureNames.some((name) => name === feature && targets[target].lacks(undefined, name)),
  );

  expect(lacking).toEqual([]);
  expect(relied.length).toBeGreaterThan(40);
});
