/**
 * Translated and then proved: what each target gets is judged by the model of its own data plane. A case lists the differences its
 * verdicts announce; every other target answers as nginx does.
 */
import { describe, expect, test } from "vitest";
import { targetNames } from "../../../src/model/config.ts";
import { nginxWorld } from "../../../src/nginx/table/world.ts";
import { translateCluster } from "../../../src/translate/translate.ts";
import { prove } from "../../../src/verify/prove.ts";
import { ingressesOf, inputOf, servicesOf, simple } from "../translate/given.ts";

interface Case {
  readonly name: string;
  readonly yaml: string;
  /** What differs on every target that `but` does not name. */
  readonly every?: readonly string[];
  readonly but?: Readonly<Record<string, readonly string[] | "blocked">>;
}

const older301 = ["http: Both redirect, nginx with 308 and the new routes with 301."];
const noCase = ["http: nginx sends it to default/web:80; the new routes answer 404."];

const cases: readonly Case[] = [
  {
    name: "prefixes, a slashed prefix and an exact path",
    yaml: simple({}, ["/ web:80", "/api/ api:8080", "/api/deep deep:80", "/one one:80 Exact"]),
    but: { kong: ["http: nginx redirects to http://a.test/api/?q=1, the new routes to http://a.test/api/."] },
  },
  {
    name: "TLS with its redirect",
    yaml: simple({}, ["/ web:80", "/api api:80"], true),
    but: { kong: older301, gke: older301 },
  },
  {
    name: "TLS without a redirect",
    yaml: simple({ "ssl-redirect": "false" }, ["/ web:80"], true),
  },
  {
    name: "stripping a prefix",
    yaml: simple({ "rewrite-target": "/$2" }, ["/x(/|$)(.*) web:80 ImplementationSpecific"]),
    every: noCase,
    but: { gke: "blocked" },
  },
  {
    name: "a fixed rewrite target",
    yaml: simple({ "rewrite-target": "/fixed" }, ["/ web:80"]),
    but: { gke: "blocked" },
  },
  {
    name: "expressions of different length, and a prefix for the rest",
    yaml: simple({ "use-regex": "true" }, [
      "/api/v[0-9]+/users users:80 ImplementationSpecific",
      "/api/.* api:80 ImplementationSpecific",
      "/img/[a-z]+\\.png$ img:80 ImplementationSpecific",
      "/ web:80",
    ]),
    but: { standard: "blocked", gke: "blocked" },
  },
  {
    name: "literal paths of a regex host",
    yaml: simple({ "use-regex": "true" }, ["/Foo foo:80", "/foo/bar bar:80 Exact", "/ web:80"]),
    but: { standard: "blocked", gke: "blocked" },
  },
  {
    name: "an expression with braces",
    yaml: simple({ "use-regex": "true" }, ["/a{2}/b web:80 ImplementationSpecific"]),
    but: { standard: "blocked", gke: "blocked", "nginx-gateway-fabric": "blocked" },
  },
  {
    name: "an expression longer than a stripped prefix below it",
    yaml: `${simple({ "rewrite-target": "/$2" }, ["/x(/|$)(.*) web:80 ImplementationSpecific"])}
---
kind: Ingress
metadata: {name: longer}
spec:
  rules:
    - host: a.test
      http:
        paths: [{path: /x/admin/deeper/path, pathType: Prefix, backend: {service: {name: admin, port: {number: 80}}}}]`,
    every: noCase,
    but: {
      // Prefixes instead of expressions: by whole segments, in exact case.
      standard: [
        ...noCase,
        "http: nginx sends it to default/admin:80; the new routes answer 404.",
        "http: nginx sends it to default/admin:80, the new routes to default/web:80.",
      ],
      istio: "blocked",
      gke: "blocked",
    },
  },
  {
    name: "an allow list",
    yaml: simple({ "whitelist-source-range": "10.0.0.0/8,192.0.2.7" }, ["/ web:80", "/api api:80"]),
    but: {
      standard: "blocked",
      cilium: "blocked",
      istio: "blocked",
      "nginx-gateway-fabric": "blocked",
      gke: "blocked",
    },
  },
  {
    name: "a long path of a wildcard host beside a short one of its exact host",
    yaml: `
kind: Ingress
metadata: {name: web}
spec:
  rules:
    - host: "*.a.test"
      http: {paths: [{path: /long/path, pathType: Prefix, backend: {service: {name: wild, port: {number: 80}}}}]}
    - host: one.a.test
      http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: one, port: {number: 80}}}}]}`,
    but: {
      traefik: ["http: nginx sends it to default/one:80, the new routes to default/wild:80."],
    },
  },
  {
    name: "connecting for ten seconds",
    yaml: simple({ "proxy-connect-timeout": "10", "proxy-read-timeout": "3600" }, ["/ web:80"]),
  },
  {
    name: "a Service port 443 without a backend protocol",
    yaml: simple({}, ["/ web:443"]),
    but: { traefik: "blocked" },
  },
];

function differences(yaml: string, target: (typeof targetNames)[number]): readonly string[] | "blocked" {
  const [ingresses, services] = [ingressesOf(yaml), servicesOf(yaml)];
  const { value: emissions } = translateCluster(inputOf(ingresses, services, { target }));
  if (emissions.some(({ blocked }) => blocked)) return "blocked";
  const proof = prove({
    old: ingresses,
    oldWorld: nginxWorld({ services }),
    new: emissions.flatMap(({ objects }) => objects),
    newWorld: { target, sections: { http: "http", https: "https" }, services },
    accepted: new Set(),
  });
  expect(proof.hosts.map(({ verdict }) => verdict)).not.toContain("sampled");
  const witnesses = proof.hosts.flatMap((host) => host.witnesses).filter(({ accepted }) => !accepted);
  return [...new Set(witnesses.map(({ request, reason }) => `${request.scheme}: ${reason}`))];
}

describe("routes of every target answer as nginx does", () => {
  test.each(cases)("$name", ({ yaml, every = [], but = {} }) => {
    const found = targetNames.map((target) => [target, differences(yaml, target)]);
    const expected = targetNames.map((target) => [target, but[target] ?? every]);

    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
  });
});
