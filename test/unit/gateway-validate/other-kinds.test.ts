import { expect, test } from "vitest";
import type { KubeObject } from "../../../src/model/kube.ts";
import { backendTls, gateway, object, refusals } from "./objects.ts";

interface Case {
  readonly rule: string;
  readonly accepted: KubeObject;
  readonly refused: KubeObject;
  readonly says: readonly string[];
}

const http = { name: "http", port: 80, protocol: "HTTP" };
const https = { name: "https", port: 443, protocol: "HTTPS", tls: { certificateRefs: [{ name: "cert" }] } };
const one = (listener: object) => gateway({ listeners: [listener] });
const addresses = (...list: object[]) => gateway({ listeners: [http], addresses: list });
const trust = (validation: object) => backendTls({ validation: { hostname: "a.b", ...validation } });
const altName = (name: object) => trust({ wellKnownCACertificates: "System", subjectAltNames: [name] });
const targets = (...sections: (string | undefined)[]) =>
  backendTls({
    targetRefs: sections.map((sectionName) => ({
      group: "",
      kind: "Service",
      name: "argocd",
      ...(sectionName !== undefined && { sectionName }),
    })),
  });
const grant = (to: string) =>
  object(`
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: {name: certs, namespace: shop}
spec:
  from: [{group: gateway.networking.k8s.io, kind: Gateway, namespace: infra}]
  to: ${to}
`);

const cases: readonly Case[] = [
  {
    rule: "a listener's name is its own",
    accepted: gateway({ listeners: [http, https] }),
    refused: gateway({ listeners: [http, { ...https, name: "http" }] }),
    says: ["spec.listeners[1]: repeats the name of an earlier item"],
  },
  {
    rule: "two listeners differ in port, protocol or hostname",
    accepted: gateway({ listeners: [http, { ...http, name: "other", hostname: "a.b" }] }),
    refused: gateway({ listeners: [http, { ...http, name: "other" }] }),
    says: ["spec.listeners[1]: has the port, protocol and hostname of an earlier listener"],
  },
  {
    rule: "a Gateway has a listener",
    accepted: one(http),
    refused: gateway({ listeners: [] }),
    says: ["spec.listeners: must have at least 1 items"],
  },
  {
    rule: "an HTTP listener has no TLS settings",
    accepted: one(https),
    refused: one({ ...https, protocol: "HTTP" }),
    says: ["spec.listeners[0].tls: must be absent on an HTTP listener"],
  },
  {
    rule: "an HTTPS listener terminates TLS",
    accepted: one({ ...https, tls: { mode: "Terminate", options: { a: "b" } } }),
    refused: one({ ...https, tls: { mode: "Passthrough" } }),
    says: ["spec.listeners[0].tls.mode: must be Terminate on an HTTPS listener"],
  },
  {
    rule: "whoever terminates TLS has a certificate or options",
    accepted: one({ name: "tls", port: 443, protocol: "TLS", tls: { mode: "Passthrough" } }),
    refused: one({ ...https, tls: {} }),
    says: ["spec.listeners[0].tls: must have certificateRefs or options, because the mode is Terminate"],
  },
  {
    rule: "a TLS listener says its mode",
    accepted: one({ ...https, protocol: "TLS" }),
    refused: one({ name: "tls", port: 443, protocol: "TLS" }),
    says: ["spec.listeners[0].tls: is required on a TLS listener since Gateway API 1.5"],
  },
  {
    rule: "a TCP listener has no hostname",
    accepted: one({ name: "tcp", port: 5432, protocol: "TCP" }),
    refused: one({ name: "tcp", port: 5432, protocol: "TCP", hostname: "a.b" }),
    says: ["spec.listeners[0].hostname: must be absent on a TCP listener"],
  },
  {
    rule: "routes are let in from namespaces by one of three words",
    accepted: one({ ...http, allowedRoutes: { namespaces: { from: "All" } } }),
    refused: one({ ...http, allowedRoutes: { namespaces: { from: "None" } } }),
    says: ["spec.listeners[0].allowedRoutes.namespaces.from: must be one of All, Selector, Same"],
  },
  {
    rule: "an address fits its type",
    accepted: addresses({ value: "10.0.0.1" }, { type: "IPAddress", value: "2001:db8::1" }),
    refused: addresses({ value: "edge.example.com" }),
    says: ["spec.addresses[0].value: must be an IP address"],
  },
  {
    rule: "an address comes once",
    accepted: addresses({ type: "Hostname", value: "a.b" }, { type: "NamedAddress", value: "a.b" }),
    refused: addresses({ type: "Hostname", value: "a.b" }, { type: "Hostname", value: "a.b" }),
    says: ["spec.addresses[1].value: repeats an earlier address"],
  },
  {
    rule: "an address has a type that exists",
    accepted: addresses({ type: "example.com/pool", value: "x y" }),
    refused: addresses({ type: "Pool", value: "x" }),
    says: [
      "spec.addresses[0].type: must be one of Hostname, IPAddress, NamedAddress or a name with a domain",
    ],
  },
  {
    rule: "labels handed on are labels",
    accepted: gateway({ listeners: [http], infrastructure: { labels: { "a.b/c": "d" } } }),
    refused: gateway({ listeners: [http], infrastructure: { labels: { "a b": "d" } } }),
    says: ['spec.infrastructure.labels["a b"]: must have a key as labels have it'],
  },
  {
    rule: "a backend is trusted by one means",
    accepted: trust({ caCertificateRefs: [{ group: "", kind: "ConfigMap", name: "ca" }] }),
    refused: trust({
      caCertificateRefs: [{ group: "", kind: "ConfigMap", name: "ca" }],
      wellKnownCACertificates: "System",
    }),
    says: ["spec.validation: must not have caCertificateRefs and wellKnownCACertificates together"],
  },
  {
    rule: "a backend is not trusted without means",
    accepted: trust({ wellKnownCACertificates: "System", caCertificateRefs: [] }),
    refused: trust({}),
    says: ["spec.validation: must have caCertificateRefs or wellKnownCACertificates"],
  },
  {
    rule: "an alternative name is of the kind its type says",
    accepted: altName({ type: "URI", uri: "spiffe://cluster/argocd" }),
    refused: altName({ type: "URI", hostname: "a.b" }),
    says: [
      "spec.validation.subjectAltNames[0].uri: is required: the type is URI",
      "spec.validation.subjectAltNames[0].hostname: must be absent: the type is URI",
    ],
  },
  {
    rule: "two references to one Service name different ports",
    accepted: targets("https", "grpc"),
    refused: targets("https", undefined),
    says: ["spec.targetRefs[1]: must name another sectionName than the other reference to its target"],
  },
  {
    rule: "a grant says what it grants",
    accepted: grant('[{group: "", kind: Secret}]'),
    refused: grant("[]"),
    says: ["spec.to: must have at least 1 items"],
  },
  {
    rule: "an object has a DNS name",
    accepted: { ...one(http), metadata: { name: "edge.internal-1" } },
    refused: { ...one(http), metadata: { name: "Edge" } },
    says: ["metadata.name: must be a lower-case DNS name of at most 253 characters"],
  },
];

test.each(cases)("$rule", ({ accepted, refused, says }) => {
  expect(refusals(accepted)).toEqual([]);
  expect(refusals(refused)).toEqual(says);
});

test("an HTTPS listener without any TLS settings is admitted", () => {
  expect(refusals(one({ name: "https", port: 443, protocol: "HTTPS" }))).toEqual([]);
});

test("kinds without a table of ours are still checked for structure", () => {
  const grpc = (rules: string) =>
    object(
      `{apiVersion: gateway.networking.k8s.io/v1, kind: GRPCRoute, metadata: {name: a}, spec: {rules: ${rules}}}`,
    );

  expect(refusals(grpc("[{backendRefs: [{name: a, port: 80}]}]"))).toEqual([]);
  expect(refusals(grpc("[{backendRefs: [{name: a, port: http}]}]"))).toEqual([
    "spec.rules[0].backendRefs[0].port: fails the Go type's type (integer)",
  ]);
});
