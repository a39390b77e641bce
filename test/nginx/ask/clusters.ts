/**
 * Clusters whose Ingresses translate: paths that nginx takes on every host, TLS, and one behaviour per Ingress. They feed the
 * properties of the proof, which need routes to compare with.
 */
import fc from "fast-check";
import { toIngressKey } from "../../../src/model/brands.ts";
import type { Ingress, IngressPath } from "../../../src/model/ingress.ts";

const segment = fc.constantFrom("a", "b", "ab", "api");
const plainText = fc
  .tuple(fc.array(segment, { maxLength: 3 }), fc.boolean())
  .map(([segments, slash]) => `/${segments.join("/")}${slash && segments.length > 0 ? "/" : ""}`);

type Annotations = Readonly<Record<string, string>>;

const plainBehaviours: readonly Annotations[] = [
  {},
  {},
  {},
  { "ssl-redirect": "false" },
  { "force-ssl-redirect": "true" },
  { "permanent-redirect": "https://n.test/x" },
  { "temporal-redirect": "https://n.test/" },
  { "whitelist-source-range": "10.0.0.0/8,192.0.2.1" },
  { "app-root": "/api" },
  { "from-to-www-redirect": "true" },
  { "server-alias": "alias.test" },
  { "upstream-vhost": "inner.test" },
];

/** A way of writing paths, and what nginx is told to do with them. */
const idioms: readonly { readonly suffix: string; readonly annotations: Annotations }[] = [
  { suffix: "(/|$)(.*)", annotations: { "rewrite-target": "/$2" } },
  { suffix: "/v[0-9]+", annotations: { "use-regex": "true" } },
  { suffix: "/?(.*)", annotations: { "rewrite-target": "/$1" } },
];

function backendOf(index: number): IngressPath["backend"] {
  return { kind: "service", name: `s${index}`, port: { number: 80 } };
}

const plainPaths = fc
  .uniqueArray(fc.tuple(plainText, fc.constantFrom("Exact" as const, "Prefix" as const)), {
    minLength: 1,
    maxLength: 4,
    selector: ([text]) => (text === "/" ? text : text.replace(/\/$/, "")),
  })
  .map((list) => list.map(([path, pathType], index) => ({ path, pathType, backend: backendOf(index) })));

const content = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ paths: plainPaths, annotations: fc.constantFrom(...plainBehaviours) }),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...idioms), fc.uniqueArray(segment, { minLength: 1, maxLength: 2 }))
      .map(([{ suffix, annotations }, names]) => ({
        annotations,
        paths: names.map((name, index) => ({
          path: `/${name}${suffix}`,
          pathType: "ImplementationSpecific" as const,
          backend: backendOf(index),
        })),
      })),
  },
);

const oneHost = fc.constantFrom("a.test", "b.test");

/** Few hosts and few paths, no behaviour but TLS: two of these are equal often enough. */
export const plainCluster: fc.Arbitrary<readonly Ingress[]> = fc
  .tuple(oneHost, fc.constantFrom("/", "/a", "/a/"), fc.constantFrom("Exact" as const, "Prefix" as const))
  .map(([host, path, pathType]) => [
    ingressOf("i", host, [{ path, pathType, backend: backendOf(0) }], {}, false),
  ]);

/** One Ingress per host, so that every set is one nginx takes. */
export const cluster: fc.Arbitrary<readonly Ingress[]> = fc
  .tuple(
    fc.uniqueArray(fc.constantFrom("a.test", "b.test", "x.w.test", "*.w.test"), {
      minLength: 1,
      maxLength: 3,
    }),
    fc.array(fc.tuple(content, fc.boolean()), { minLength: 3, maxLength: 3 }),
  )
  .map(([hosts, contents]) =>
    hosts.flatMap((host, index): readonly Ingress[] => {
      const [own, tls] = contents[index] ?? [];
      if (own === undefined) return [];
      return [ingressOf(`i${index}`, host, own.paths, own.annotations, tls === true)];
    }),
  );

function ingressOf(
  name: string,
  host: string,
  paths: readonly IngressPath[],
  annotations: Annotations,
  tls: boolean,
): Ingress {
  return {
    key: toIngressKey("shop", name),
    namespace: "shop",
    name,
    labels: {},
    annotations: Object.fromEntries(
      Object.entries(annotations).map(([key, value]) => [`nginx.ingress.kubernetes.io/${key}`, value]),
    ),
    creationTimestamp: undefined,
    spec: {
      ingressClassName: "nginx",
      defaultBackend: undefined,
      rules: [{ host, paths }],
      tls: tls ? [{ hosts: [host], secretName: "tls" }] : [],
    },
  };
}
