/** Arbitrary objects: a valid one with a few fields replaced, removed or added, many of them wrongly. */
import fc from "fast-check";
import type { Json, KubeObject } from "../../src/model/kube.ts";

type Tree = { [key: string]: Json };

const route: Json = {
  apiVersion: "gateway.networking.k8s.io/v1",
  kind: "HTTPRoute",
  metadata: { name: "shop", namespace: "shop" },
  spec: {
    parentRefs: [
      {
        group: "gateway.networking.k8s.io",
        kind: "Gateway",
        namespace: "infra",
        name: "edge",
        sectionName: "https",
      },
      {
        group: "gateway.networking.k8s.io",
        kind: "Gateway",
        namespace: "infra",
        name: "edge",
        sectionName: "http",
      },
    ],
    hostnames: ["shop.example.com"],
    rules: [
      {
        name: "first",
        matches: [
          {
            path: { type: "PathPrefix", value: "/" },
            headers: [{ type: "Exact", name: "x-a", value: "1" }],
            queryParams: [{ name: "q", value: "1" }],
            method: "GET",
          },
        ],
        filters: [
          {
            type: "URLRewrite",
            urlRewrite: { path: { type: "ReplacePrefixMatch", replacePrefixMatch: "/" } },
          },
          {
            type: "RequestHeaderModifier",
            requestHeaderModifier: { set: [{ name: "x-b", value: "2" }], remove: ["x-c"] },
          },
          {
            type: "CORS",
            cors: { allowOrigins: ["https://a.example.com"], allowMethods: ["GET"], maxAge: 5 },
          },
          { type: "RequestMirror", requestMirror: { backendRef: { name: "mirror", port: 80 }, percent: 10 } },
        ],
        backendRefs: [{ group: "", kind: "Service", name: "shop", port: 80, weight: 1 }],
        timeouts: { request: "0s", backendRequest: "10s" },
      },
      {
        matches: [{ path: { type: "Exact", value: "/old" } }],
        filters: [{ type: "RequestRedirect", requestRedirect: { scheme: "https", statusCode: 308 } }],
      },
    ],
  },
};

const gateway: Json = {
  apiVersion: "gateway.networking.k8s.io/v1",
  kind: "Gateway",
  metadata: { name: "edge", namespace: "infra" },
  spec: {
    gatewayClassName: "edge",
    listeners: [
      {
        name: "http",
        port: 80,
        protocol: "HTTP",
        allowedRoutes: { namespaces: { from: "All" }, kinds: [{ kind: "HTTPRoute" }] },
      },
      {
        name: "https",
        port: 443,
        hostname: "*.example.com",
        protocol: "HTTPS",
        tls: { mode: "Terminate", certificateRefs: [{ name: "cert" }], options: { a: "b" } },
        allowedRoutes: { namespaces: { from: "Selector", selector: { matchLabels: { a: "b" } } } },
      },
    ],
    addresses: [
      { type: "IPAddress", value: "10.0.0.1" },
      { type: "Hostname", value: "a.b" },
    ],
    infrastructure: { labels: { "a.b/c": "d" }, annotations: { e: "f" } },
    allowedListeners: { namespaces: { from: "Same" } },
    tls: {
      backend: { clientCertificateRef: { name: "client" } },
      frontend: {
        default: { validation: { caCertificateRefs: [{ group: "", kind: "ConfigMap", name: "ca" }] } },
        perPort: [{ port: 443, tls: {} }],
      },
    },
  },
};

const backendTlsPolicy: Json = {
  apiVersion: "gateway.networking.k8s.io/v1",
  kind: "BackendTLSPolicy",
  metadata: { name: "argocd", namespace: "argocd" },
  spec: {
    targetRefs: [
      { group: "", kind: "Service", name: "argocd", sectionName: "https" },
      { group: "", kind: "Service", name: "argocd", sectionName: "grpc" },
    ],
    validation: {
      hostname: "argocd.internal",
      caCertificateRefs: [{ group: "", kind: "ConfigMap", name: "ca" }],
      subjectAltNames: [
        { type: "Hostname", hostname: "a.b" },
        { type: "URI", uri: "spiffe://a/b" },
      ],
    },
    options: { a: "b" },
  },
};

const referenceGrant: Json = {
  apiVersion: "gateway.networking.k8s.io/v1beta1",
  kind: "ReferenceGrant",
  metadata: { name: "certs", namespace: "shop" },
  spec: {
    from: [{ group: "gateway.networking.k8s.io", kind: "Gateway", namespace: "infra" }],
    to: [{ group: "", kind: "Secret", name: "cert" }],
  },
};

const odd: fc.Arbitrary<Json> = fc.constantFrom<Json[]>(
  "", "*", "*.example.com", "a.b", "A.b", "-a", "1.2.3.4", "/", "//", "/a/../b", "/a/.", "/a%2fb", "/a%2Gb", "/a b", "a", "/ü", "/#",
  "Exact", "PathPrefix", "RegularExpression", "ReplaceFullPath", "ReplacePrefixMatch", "RequestRedirect", "URLRewrite", "CORS",
  "ExtensionRef", "RequestMirror", "ResponseHeaderModifier", "Service", "Gateway", "http", "https", "GET", "get",
  "TLS", "TCP", "HTTP", "HTTPS", "Passthrough", "Terminate", "All", "System", "URI", "Hostname", "IPAddress", "a.b/c", "x://y", "::1",
  "0s", "1h30m", "5", "1.5s", "1d", "100000s", "99999h", "11s", "https://*", "https://*.a", "ftp://a", "https://a:99999", "null",
  "x".repeat(64), "x".repeat(254), `/${"x".repeat(1030)}`, "y".repeat(4097), "x_y", "x y", "é",
  0, 1, -1, 80, 65535, 65536, 1_000_000, 1_000_001, 1.5, 301, 302, 303, 304, 308, 2147483648, true, false, null,
  [], {}, ["*"], ["*", "GET"], ["a", "a"], ["GET", "POST"], [{}],
  [{ name: "a", value: "1" }, { name: "a", value: "2" }], { type: "CORS" }, { type: "CORS", cors: {} },
  { type: "ResponseHeaderModifier", responseHeaderModifier: { add: [{ name: "a", value: "" }] } },
  { type: "ExtensionRef", extensionRef: { group: "a.b", kind: "C", name: "d" } },
  { type: "RequestRedirect", requestRedirect: { path: { type: "ReplacePrefixMatch", replacePrefixMatch: "/x" } } },
  { type: "URLRewrite", urlRewrite: { hostname: "a.b" } },
  { type: "RequestMirror", requestMirror: { backendRef: { name: "m" }, fraction: { numerator: 3, denominator: 2 } } },
  { numerator: 1 }, { numerator: 200 }, { name: "other", port: 80 }, { group: "x.y", kind: "Z", name: "other" },
  { path: { type: "Exact", value: "/x" } }, { path: { value: "/x" } }, { method: "POST" }, { headers: [] },
  { group: "gateway.networking.k8s.io", kind: "Gateway", namespace: "infra", name: "edge", sectionName: "https" },
  { name: "edge" }, { name: "edge", namespace: "infra" },
); // biome-ignore format: a list of odd values reads better dense

const fieldNames = [
  "group", "kind", "namespace", "name", "sectionName", "port", "type", "value", "path", "headers", "queryParams", "method",
  "filters", "backendRefs", "matches", "timeouts", "request", "backendRequest", "weight", "statusCode", "scheme", "hostname",
  "cors", "requestRedirect", "urlRewrite", "requestMirror", "extensionRef", "responseHeaderModifier", "replaceFullPath",
  "replacePrefixMatch", "percent", "fraction", "allowOrigins", "allowMethods", "allowHeaders", "exposeHeaders",
  "allowCredentials", "maxAge", "set", "add", "remove", "hostnames", "parentRefs", "rules", "unheardOf", "listeners", "tls", "mode",
  "protocol", "options", "certificateRefs", "allowedRoutes", "from", "selector", "addresses", "infrastructure", "annotations",
  "wellKnownCACertificates", "caCertificateRefs", "subjectAltNames", "uri", "validation", "targetRefs", "to",
]; // biome-ignore format: likewise

interface Mutation {
  /** Chooses one node among all. */
  readonly pick: number;
  readonly action: "replace" | "remove" | "add" | "repeat";
  readonly field: string;
  readonly value: Json;
  readonly times: number;
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  pick: fc.nat(10_000),
  action: fc.constantFrom("replace", "remove", "add", "repeat"),
  field: fc.constantFrom(...fieldNames),
  value: odd,
  times: fc.constantFrom(1, 1, 1, 8, 15, 16, 17, 32, 64, 65),
});

export const mutated: Readonly<Record<string, fc.Arbitrary<KubeObject>>> = {
  HTTPRoute: mutatedFrom(route),
  Gateway: mutatedFrom(gateway),
  BackendTLSPolicy: mutatedFrom(backendTlsPolicy),
  ReferenceGrant: mutatedFrom(referenceGrant),
};

function mutatedFrom(base: Json): fc.Arbitrary<KubeObject> {
  return fc.array(mutation, { minLength: 0, maxLength: 4 }).map((mutations) => {
    const copy = structuredClone(base) as Tree;
    for (const one of mutations) mutate(copy, one);
    return copy as unknown as KubeObject; // built from an object
  });
}

function mutate(root: Tree, { pick, action, field, value, times }: Mutation): void {
  const holders = containers(root.spec ?? null);
  const holder = holders[pick % holders.length];
  if (holder === undefined) return;
  if (Array.isArray(holder)) {
    const at = pick % Math.max(holder.length, 1);
    const item = holder[at];
    if (action === "remove") holder.splice(at, 1);
    else if (action === "repeat" && item !== undefined)
      for (let n = 0; n < times; n += 1) holder.push(structuredClone(item));
    else if (action === "add") holder.push(structuredClone(value));
    else holder[at] = structuredClone(value);
    return;
  }
  const names = Object.keys(holder);
  const name = names[pick % Math.max(names.length, 1)];
  if (action === "add") holder[field] = structuredClone(value);
  else if (action === "remove" && name !== undefined) delete holder[name];
  else if (name !== undefined) holder[name] = structuredClone(value);
}

function containers(node: Json): (Json[] | Tree)[] {
  if (typeof node !== "object" || node === null) return [];
  const own = node as Json[] | Tree; // structuredClone gave us mutable data
  return [own, ...Object.values(own).flatMap(containers)];
}
