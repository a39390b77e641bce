import { expect, test } from "vitest";
import { readConfigText } from "../../../src/config/read.ts";
import { wordingOf } from "../../../src/diagnostics/diagnostic.ts";
import type { RepoPath } from "../../../src/model/brands.ts";
import { targetNames } from "../../../src/model/config.ts";

const path = ".github/tidegate.yml" as RepoPath;

const found = (text: string) =>
  readConfigText(path, text).diagnostics.map(({ code, params, at }) => ({
    code,
    params,
    at: [at?.line, at?.column],
  }));

/** The example of the documented contract, whole. */
const contract = `version: 1
ingressClasses: [nginx]            # classes that move
defaultClass: nginx                # what an Ingress without a class belongs to; null: not ours
target: envoy-gateway              # or {name: envoy-gateway, version: "1.8", gatewayApi: "1.5", channel: standard}
gateway: {name: public, namespace: gateway-system, sections: {http: http, https: https}}
gatewayByClass: {internal: {name: internal, namespace: gateway-system}}
nginx: {config: {hsts: "true"}}    # controller ConfigMap, where the repository does not hold it
clusters:                          # default: found
  - {name: prod, paths: [clusters/prod], target: cilium, gateway: {name: edge, namespace: infra}}
waves: {maxPerWave: 20, pin: {monitoring/grafana: 1}, hold: [{service: shop/cart, reason: freeze}]}
place: beside                      # beside: a file next to the Ingress's; same-file: a further document
charts: {pull: never, hidden: [shop/cart]}  # never | allowed
dns: {externalDns: {version: "0.21", prefix: external-dns.alpha.kubernetes.io/}}
parity: {soak: 48h, requiredChecks: [argocd/prod], probes: {prod: {old: "https://a.example", new: "https://b.example"}}, prometheus: {url: "https://c.example"}}
ignore: ["vendor/**", "**/testdata/**"]
`;

test("the documented example is valid; keys without an effect yet are noted", () => {
  const result = readConfigText(path, contract);

  expect(result.value?.settings.clusters?.[0]?.target).toBe("cilium");
  expect(found(contract)).toEqual([
    { code: "config-not-used-yet", params: { key: "parity.probes" }, at: [14, 52] },
    { code: "config-not-used-yet", params: { key: "parity.prometheus" }, at: [14, 122] },
  ]);
});

test.each(["", "# nothing yet\n", "---\n", "{}\n"])(
  "a file that states nothing is a valid file: %j",
  (text) => {
    const result = readConfigText(path, text);

    expect(result).toEqual({ value: { path, settings: {}, placeOf: expect.any(Function) }, diagnostics: [] });
  },
);

const cases: readonly (readonly [
  text: string,
  code: string,
  params: object,
  at: readonly [number, number],
])[] = [
  ["targt: cilium\n", "config-unknown-key", { key: "targt", nearest: "target" }, [1, 1]],
  ["zzz: 1\n", "config-unknown-key", { key: "zzz", nearest: undefined }, [1, 1]],
  [
    "target: {name: cilium, chanel: standard}\n",
    "config-unknown-key",
    { key: "target.chanel", nearest: "channel" },
    [1, 24],
  ],
  [
    "waves:\n  maxPerwave: 2\n",
    "config-unknown-key",
    { key: "waves.maxPerwave", nearest: "maxPerWave" },
    [2, 3],
  ],
  [
    "clusters:\n  - name: a\n    paths: [a]\n    path: b\n",
    "config-unknown-key",
    { key: "clusters[0].path", nearest: "paths" },
    [4, 5],
  ],
  [
    "gatewayByClass: {x: {name: a, namespace: b, section: {}}}\n",
    "config-unknown-key",
    { key: "gatewayByClass.x.section", nearest: "sections" },
    [1, 45],
  ],
  [
    "ingressClasses: nginx\n",
    "config-wrong-type",
    { key: "ingressClasses", expected: "a list", found: "text" },
    [1, 1],
  ],
  ["waves: []\n", "config-wrong-type", { key: "waves", expected: "a mapping", found: "a list" }, [1, 1]],
  ["waves:\n", "config-wrong-type", { key: "waves", expected: "a mapping", found: "nothing" }, [1, 1]],
  [
    "waves:\n  maxPerWave: '2'\n",
    "config-wrong-type",
    { key: "waves.maxPerWave", expected: "a number", found: "text" },
    [2, 3],
  ],
  [
    "target: {name: cilium, gatewayApi: 1.5}\n",
    "config-wrong-type",
    { key: "target.gatewayApi", expected: "text", found: "the number 1.5" },
    [1, 24],
  ],
  [
    "target: 3\n",
    "config-wrong-type",
    { key: "target", expected: "text or a mapping", found: "the number 3" },
    [1, 1],
  ],
  [
    "nginx: {config: {hsts: true}}\n",
    "config-wrong-type",
    { key: "nginx.config.hsts", expected: "text", found: "`true`" },
    [1, 18],
  ],
  ["version: '1'\n", "config-wrong-type", { key: "version", expected: "a number", found: "text" }, [1, 1]],
  ["version: 2\n", "config-bad-value", { key: "version", value: "2", expected: "one of `1`" }, [1, 1]],
  [
    "place: besides\n",
    "config-bad-value",
    { key: "place", value: "besides", expected: "one of `beside`, `same-file`" },
    [1, 1],
  ],
  [
    "accept: {externalAuth: always}\n",
    "config-bad-value",
    { key: "accept.externalAuth", value: "always", expected: "one of `same-for-every-method`" },
    [1, 10],
  ],
  [
    "waves: {maxPerWave: 0}\n",
    "config-bad-value",
    { key: "waves.maxPerWave", value: "0", expected: "1 or more" },
    [1, 9],
  ],
  ["waves: {maxPerWave: 1.5}\n", "config-bad-value", { key: "waves.maxPerWave", value: "1.5" }, [1, 9]],
  [
    "waves: {pin: {grafana: 1}}\n",
    "config-bad-value",
    { key: "waves.pin.grafana", value: "grafana" },
    [1, 15],
  ],
  ["waves: {pin: {a/b: 0}}\n", "config-bad-value", { key: "waves.pin.a/b", value: "0" }, [1, 15]],
  ["parity: {soak: 48}\n", "config-wrong-type", { key: "parity.soak", expected: "text" }, [1, 10]],
  ["parity: {soak: 48 hours}\n", "config-bad-value", { key: "parity.soak", value: "48 hours" }, [1, 10]],
  [
    "parity: {prometheus: {url: prom}}\n",
    "config-bad-value",
    { key: "parity.prometheus.url", value: "prom" },
    [1, 23],
  ],
  ["ignore: ['!a']\n", "config-bad-value", { key: "ignore[0]", value: "!a" }, [1, 10]],
  ["ignore: ['[ab]']\n", "config-bad-value", { key: "ignore[0]", value: "[ab]" }, [1, 10]],
  [
    "gateway: {name: Public, namespace: x}\n",
    "config-bad-value",
    { key: "gateway.name", value: "Public" },
    [1, 11],
  ],
  ["gateway: {name: public}\n", "config-missing-key", { key: "gateway.namespace" }, [1, 1]],
  ["target: {version: '1.8'}\n", "config-missing-key", { key: "target.name" }, [1, 1]],
  [
    "clusters: [{name: a/b, paths: [x]}]\n",
    "config-bad-value",
    { key: "clusters[0].name", value: "a/b" },
    [1, 13],
  ],
  [
    "clusters: [{name: a, paths: [x]}, {name: a, paths: [y]}]\n",
    "config-repeated-name",
    { key: "clusters", name: "a" },
    [1, 35],
  ],
  [
    "target: contour\n",
    "config-target-unsupported",
    { target: "contour", isPlanned: true, nearest: undefined, supported: targetNames },
    [1, 1],
  ],
  ["target: {name: haproxy}\n", "config-target-unsupported", { target: "haproxy", isPlanned: true }, [1, 10]],
  [
    "target: envoy-gatway\n",
    "config-target-unsupported",
    { target: "envoy-gatway", isPlanned: false, nearest: "envoy-gateway" },
    [1, 1],
  ],
  [
    "clusters: [{name: a, paths: [x], target: contour}]\n",
    "config-target-unsupported",
    { target: "contour", isPlanned: true },
    [1, 34],
  ],
  ["- a\n", "config-unreadable", { problem: "it holds no mapping of keys to values" }, [1, 1]],
  ["version: 1\n---\nversion: 1\n", "config-unreadable", { problem: "it holds 2 YAML documents" }, [3, 1]],
  [
    "version: 1\nversion: 1\n",
    "config-unreadable",
    { problem: 'the key "version" stands twice in one map' },
    [2, 1],
  ],
];

test.each(cases)("%j is refused", (text, code, params, at) => {
  const result = readConfigText(path, text);

  expect(result.value).toBeUndefined();
  expect(found(text)).toEqual([{ code, params: expect.objectContaining(params), at }]);
  for (const diagnostic of result.diagnostics) {
    const words = wordingOf(diagnostic);
    expect(words.severity).toBe("blocker");
    expect(`${words.message} ${words.remedy}`).not.toMatch(/undefined|\[object/);
  }
});

test("every slip is told at once", () => {
  expect(
    found("targt: x\nwaves: {maxPerWave: no, pins: {}}\n")
      .map(({ code }) => code)
      .sort(),
  ).toEqual(["config-unknown-key", "config-unknown-key", "config-wrong-type"]);
});
