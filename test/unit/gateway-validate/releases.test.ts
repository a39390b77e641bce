import { expect, test } from "vitest";
import type { Channel } from "../../../src/model/config.ts";
import type { KubeObject } from "../../../src/model/kube.ts";
import { backendTls, gateway, object, refusals, route, routeWith } from "./objects.ts";

interface Case {
  readonly what: string;
  readonly object: KubeObject;
  readonly field: string;
  /** The first minor release of 1.x in each channel; undefined: none up to 1.7. */
  readonly standard: number | undefined;
  readonly experimental: number | undefined;
}

const redirect = (statusCode: number) =>
  routeWith({ filters: [{ type: "RequestRedirect", requestRedirect: { statusCode } }] });
const mirror = (fields: object) =>
  routeWith({
    filters: [{ type: "RequestMirror", requestMirror: { backendRef: { name: "a", port: 80 }, ...fields } }],
  });
const http = { name: "http", port: 80, protocol: "HTTP" };
const matches = Array.from({ length: 9 }, (_, index) => ({ path: { value: `/${index}` } }));
const kind = (apiVersion: string, name: string, spec: string) =>
  object(
    `{apiVersion: gateway.networking.k8s.io/${apiVersion}, kind: ${name}, metadata: {name: a}, spec: ${spec}}`,
  );
const grantSpec = `{from: [{group: a.b, kind: C, namespace: d}], to: [{group: "", kind: Secret}]}`;

const cases: readonly Case[] = [
  { what: "redirect 301", object: redirect(301), field: "", standard: 0, experimental: 0 },
  { what: "redirect 303", object: redirect(303), field: "statusCode", standard: 5, experimental: 5 },
  { what: "redirect 307", object: redirect(307), field: "statusCode", standard: 5, experimental: 5 },
  { what: "redirect 308", object: redirect(308), field: "statusCode", standard: 5, experimental: 5 },
  {
    what: "CORS filter",
    object: routeWith({ filters: [{ type: "CORS", cors: { allowOrigins: ["*"] } }] }),
    field: "cors",
    standard: 5,
    experimental: 3,
  },
  {
    what: "timeouts",
    object: routeWith({ timeouts: { request: "0s" } }),
    field: "timeouts",
    standard: 2,
    experimental: 0,
  },
  { what: "rule name", object: routeWith({ name: "a" }), field: "name", standard: 4, experimental: 2 },
  {
    what: "retry",
    object: routeWith({ retry: { attempts: 1 } }),
    field: "retry",
    standard: 7,
    experimental: 2,
  },
  {
    what: "session persistence",
    object: routeWith({ sessionPersistence: { type: "Cookie" } }),
    field: "sessionPersistence",
    standard: undefined,
    experimental: 1,
  },
  {
    what: "external auth filter",
    object: routeWith({
      filters: [
        { type: "ExternalAuth", externalAuth: { protocol: "HTTP", backendRef: { name: "a", port: 80 } } },
      ],
    }),
    field: "externalAuth",
    standard: undefined,
    experimental: 4,
  },
  {
    what: "port of a parent",
    object: route({ parentRefs: [{ name: "edge", port: 443 }], rules: [{}] }),
    field: "port",
    standard: 1,
    experimental: 0,
  },
  {
    what: "nine matches in a rule",
    object: routeWith({ matches }),
    field: "matches",
    standard: 2,
    experimental: 2,
  },
  {
    what: "share of a mirror",
    object: mirror({ percent: 10 }),
    field: "percent",
    standard: 3,
    experimental: 2,
  },
  {
    what: "infrastructure of a Gateway",
    object: gateway({ listeners: [http], infrastructure: { labels: { a: "b" } } }),
    field: "infrastructure",
    standard: 2,
    experimental: 0,
  },
  {
    what: "nine annotations of a Gateway's infrastructure",
    object: gateway({
      listeners: [http],
      infrastructure: { annotations: Object.fromEntries(matches.map((_, index) => [`a${index}`, ""])) },
    }),
    field: "annotations",
    standard: 6,
    experimental: 6,
  },
  {
    what: "nine authorities for client certificates",
    object: gateway({
      listeners: [http],
      tls: {
        frontend: {
          default: {
            validation: {
              caCertificateRefs: matches.map(() => ({ group: "", kind: "ConfigMap", name: "ca" })),
            },
          },
        },
      },
    }),
    field: "tls",
    standard: 6,
    experimental: 6,
  },
  {
    what: "allowed listeners of a Gateway",
    object: gateway({ listeners: [http], allowedListeners: { namespaces: { from: "All" } } }),
    field: "allowedListeners",
    standard: 5,
    experimental: 3,
  },
  { what: "BackendTLSPolicy", object: backendTls({}), field: "kind", standard: 4, experimental: 4 },
  {
    what: "ReferenceGrant v1beta1",
    object: kind("v1beta1", "ReferenceGrant", grantSpec),
    field: "",
    standard: 0,
    experimental: 0,
  },
  {
    what: "ReferenceGrant v1",
    object: kind("v1", "ReferenceGrant", grantSpec),
    field: "kind",
    standard: 5,
    experimental: 5,
  },
  {
    what: "GRPCRoute",
    object: kind("v1", "GRPCRoute", "{rules: [{backendRefs: [{name: a, port: 80}]}]}"),
    field: "kind",
    standard: 1,
    experimental: 1,
  },
];

test.each(cases)("$what needs standard 1.$standard or experimental 1.$experimental", (one) => {
  for (const channel of ["standard", "experimental"] as const) {
    const first = one[channel];
    for (let minor = 0; minor <= 7; minor += 1) {
      const found = refusals(one.object, { minor, channel });
      if (first !== undefined && minor >= first) expect(found, `${channel} 1.${minor}`).toEqual([]);
      else expect(found.join("\n"), `${channel} 1.${minor}`).toContain(one.field);
      expect(found.length > 0, `${channel} 1.${minor}`).toBe(first === undefined || minor < first);
    }
  }
});

test("the refusal says where the field does exist", () => {
  const object = routeWith({ timeouts: { request: "0s" } });

  expect(refusals(object, { minor: 1 })).toEqual([
    "spec.rules[0].timeouts: the field exists: standard channel since 1.2, experimental channel since 1.0",
  ]);
});

test("a value too new says so once, with the release", () => {
  expect(refusals(redirect(308), { minor: 4 })).toEqual([
    "spec.rules[0].filters[0].requestRedirect.statusCode: the value 308 exists: standard channel since 1.5, experimental channel since 1.5",
  ]);
});

test.each<readonly [Channel, string]>([
  ["standard", "v1alpha2"],
  ["experimental", "v1alpha3"],
])("a version that no release serves is refused in the %s channel", (channel, version) => {
  expect(refusals(kind(version, "HTTPRoute", "{}"), { channel })).toEqual([
    `apiVersion: no release of Gateway API known here serves HTTPRoute gateway.networking.k8s.io/${version}`,
  ]);
});
