import { expect, test } from "vitest";
import type { RepoPath } from "../../../src/model/brands.ts";
import { toIngress } from "../../../src/sources/objects/ingress.ts";
import { parseObjects } from "../../../src/sources/objects/parse.ts";

const path = "app/ingress.yaml" as RepoPath;

function read(text: string) {
  const parsed = parseObjects(path, text);
  return parsed.value.map((one) => toIngress(one.object, one));
}

test("networking.k8s.io/v1 is read field by field", () => {
  const [result] = read(`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: store
  labels: {app: shop}
  annotations:
    nginx.ingress.kubernetes.io/proxy-body-size: "8m"
  creationTimestamp: "2024-01-02T03:04:05Z"
spec:
  ingressClassName: nginx
  defaultBackend:
    service: {name: fallback, port: {name: http}}
  tls:
    - hosts: [Shop.Example.com]
      secretName: shop-tls
    - {}
  rules:
    - host: Shop.Example.com
      http:
        paths:
          - {path: /a, pathType: Exact, backend: {service: {name: a, port: {number: 80}}}}
          - {path: "", pathType: ImplementationSpecific, backend: {service: {name: b, port: {name: web}}}}
          - {backend: {resource: {apiGroup: k8s.example.com, kind: Bucket, name: files}}}
    - host: ""
`);

  expect(result?.diagnostics).toEqual([]);
  expect(result?.value).toEqual({
    key: "store/shop",
    namespace: "store",
    name: "shop",
    labels: { app: "shop" },
    annotations: { "nginx.ingress.kubernetes.io/proxy-body-size": "8m" },
    creationTimestamp: "2024-01-02T03:04:05Z",
    spec: {
      ingressClassName: "nginx",
      defaultBackend: { kind: "service", name: "fallback", port: { name: "http" } },
      tls: [
        { hosts: ["shop.example.com"], secretName: "shop-tls" },
        { hosts: [], secretName: undefined },
      ],
      rules: [
        {
          host: "shop.example.com",
          paths: [
            { path: "/a", pathType: "Exact", backend: { kind: "service", name: "a", port: { number: 80 } } },
            {
              path: "",
              pathType: "ImplementationSpecific",
              backend: { kind: "service", name: "b", port: { name: "web" } },
            },
            {
              path: "",
              pathType: undefined,
              backend: {
                kind: "resource",
                apiGroup: "k8s.example.com",
                resourceKind: "Bucket",
                name: "files",
              },
            },
          ],
        },
        { host: undefined, paths: [] },
      ],
    },
  });
});

test.each(["extensions/v1beta1", "networking.k8s.io/v1beta1"])(
  "%s has serviceName and servicePort",
  (version) => {
    const [result] = read(`apiVersion: ${version}
kind: Ingress
metadata: {name: old}
spec:
  backend: {serviceName: fallback, servicePort: http}
  rules:
    - host: old.example.com
      http: {paths: [{path: /, backend: {serviceName: old, servicePort: 8080}}]}
`);

    expect(result?.diagnostics).toEqual([]);
    expect(result?.value?.key).toBe("default/old");
    expect(result?.value?.spec.defaultBackend).toEqual({
      kind: "service",
      name: "fallback",
      port: { name: "http" },
    });
    expect(result?.value?.spec.rules).toEqual([
      {
        host: "old.example.com",
        paths: [
          {
            path: "/",
            pathType: undefined,
            backend: { kind: "service", name: "old", port: { number: 8080 } },
          },
        ],
      },
    ]);
  },
);

const head = "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: x, namespace: n}\n";
const backend = "backend: {service: {name: s, port: {number: 80}}}";

test.each([
  ["spec is a list", "spec: []", "spec", 4],
  ["nothing to route", "spec: {}", "spec", 4],
  [
    "host is a number",
    `spec:\n  rules:\n    - host: 5\n      http: {paths: [{${backend}}]}`,
    "spec.rules[0].host",
    6,
  ],
  [
    "host is an address",
    `spec:\n  rules:\n    - host: 10.0.0.1\n      http: {paths: [{${backend}}]}`,
    "spec.rules[0].host",
    6,
  ],
  [
    "a wildcard stands inside",
    `spec:\n  rules:\n    - host: a.*.com\n      http: {paths: [{${backend}}]}`,
    "spec.rules[0].host",
    6,
  ],
  [
    "rules are a mapping",
    "spec:\n  rules: {host: a.b}\n  defaultBackend: {service: {name: s, port: {number: 1}}}",
    "spec.rules",
    5,
  ],
  ["a rule is text", `spec:\n  rules:\n    - a.b\n    - http: {paths: [{${backend}}]}`, "spec.rules[0]", 6],
  [
    "path is relative",
    `spec:\n  rules:\n    - http:\n        paths:\n          - path: a\n            ${backend}`,
    "spec.rules[0].http.paths[0].path",
    8,
  ],
  [
    "pathType is unknown",
    `spec:\n  rules:\n    - http:\n        paths:\n          - pathType: Regex\n            ${backend}`,
    "spec.rules[0].http.paths[0].pathType",
    8,
  ],
  [
    "old backend in the new version",
    "spec:\n  rules:\n    - http:\n        paths:\n          - backend: {serviceName: s, servicePort: 80}",
    "spec.rules[0].http.paths[0].backend",
    8,
  ],
  [
    "port is a number in quotes",
    'spec:\n  defaultBackend: {service: {name: s, port: {name: "80"}}}\n  rules: [{host: a.b}]',
    "spec.defaultBackend.service.port",
    5,
  ],
  [
    "port is out of range",
    "spec:\n  defaultBackend: {service: {name: s, port: {number: 70000}}}\n  rules: [{host: a.b}]",
    "spec.defaultBackend.service.port",
    5,
  ],
  [
    "service has no name",
    "spec:\n  defaultBackend: {service: {port: {number: 7}}}\n  rules: [{host: a.b}]",
    "spec.defaultBackend.service.name",
    5,
  ],
  ["no paths", "spec:\n  rules:\n    - host: a.b\n      http: {paths: []}", "spec.rules[0].http.paths", 7],
])("a malformed part is a blocker at its line: %s", (_name, spec, field, line) => {
  const [result] = read(`${head}${spec}\n`);

  expect(result?.value?.key).toBe("n/x");
  expect(
    result?.diagnostics.map(({ code, params, at, ingress }) => ({ code, params, line: at?.line, ingress })),
  ).toEqual([
    { code: "ingress-malformed", params: expect.objectContaining({ field }), line, ingress: "n/x" },
  ]);
});

test.each([`app.\${DOMAIN}`, "'{{ .host }}'", "<path:secret/data/x#host>", "$(HOST).example.com"])(
  "a host that another tool fills in is named: %s",
  (host) => {
    const [result] = read(
      `${head}spec:\n  rules:\n    - host: ${host}\n      http: {paths: [{${backend}}]}\n`,
    );

    expect(result?.value?.spec.rules).toHaveLength(1);
    expect(result?.diagnostics.map(({ code, at }) => [code, at?.line])).toEqual([["ingress-placeholder", 6]]);
  },
);

test("one bad path does not take the hosts and good paths away", () => {
  const [result] = read(
    `${head}spec:\n  rules:\n    - host: a.b\n      http: {paths: [{path: /bad}, {path: /good, ${backend}}]}\n    - host: c.d\n`,
  );

  expect(result?.value?.spec.rules.map((rule) => [rule.host, rule.paths.map((one) => one.path)])).toEqual([
    ["a.b", ["/good"]],
    ["c.d", []],
  ]);
  expect(result?.diagnostics).toHaveLength(1);
});

test.each(["metadata: {namespace: n}", "metadata: {name: 5}", "metadata: []", "kind2: x"])(
  "without a readable name there is no Ingress: %s",
  (metadata) => {
    const [result] = read(`apiVersion: networking.k8s.io/v1\nkind: Ingress\n${metadata}\nspec: {}\n`);

    expect(result?.value).toBeUndefined();
    expect(result?.diagnostics.map(({ code }) => code)).toEqual(["ingress-malformed"]);
  },
);

test("a version nobody knows is named", () => {
  const [result] = read("apiVersion: networking.k8s.io/v2\nkind: Ingress\nmetadata: {name: a}\n");

  expect(result?.value).toBeUndefined();
  expect(result?.diagnostics.map(({ code, params }) => [code, params])).toEqual([
    ["ingress-version-unknown", { apiVersion: "networking.k8s.io/v2" }],
  ]);
});

test("Ingresses of other API groups are none", () => {
  expect(read("apiVersion: config.openshift.io/v1\nkind: Ingress\nmetadata: {name: cluster}\n")).toEqual([
    { value: undefined, diagnostics: [] },
  ]);
});

test.each([
  ["true", "true"],
  ["60", "60"],
  ["off", "off"],
  ["yes", "yes"],
])("an annotation written %s without quotes is read as text and told about", (written, value) => {
  const [result] = read(
    `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: x\n  annotations:\n    a/b: ${written}\nspec: {defaultBackend: {service: {name: s, port: {number: 1}}}}\n`,
  );

  expect(result?.value?.annotations).toEqual({ "a/b": value });
  expect(result?.diagnostics.map(({ code, at }) => [code, at?.line])).toEqual([
    ["metadata-value-not-text", 6],
  ]);
});

test.each(['"off"', "'yes'", '"true"', "offline", "|-\n      off"])(
  "an annotation written %s is plain text",
  (written) => {
    const [result] = read(
      `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: x\n  annotations:\n    a/b: ${written}\nspec: {defaultBackend: {service: {name: s, port: {number: 1}}}}\n`,
    );

    expect(result?.diagnostics).toEqual([]);
  },
);
