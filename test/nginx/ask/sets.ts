/**
 * Ingress sets as clusters hold them and as they should not: shared hosts, colliding paths, expressions beside literals, odd
 * characters, broken values. Pools are small on purpose, so that Ingresses meet each other.
 */
import fc from "fast-check";
import { toIngressKey } from "../../../src/model/brands.ts";
import type { Ingress, IngressPath, IngressRule, IngressTls } from "../../../src/model/ingress.ts";
import { nginxWorld } from "../../../src/nginx/table/world.ts";
import type { IngressSet } from "../real/nginx.ts";

const hosts = ["a.test", "b.test", "www.a.test", "x.w.test", "*.w.test", "w.test", "*.x.w.test", undefined];

const plainPaths = [
  "/",
  "",
  "/foo",
  "/foo/",
  "/foo/bar",
  "/foo/bar/",
  "/Foo",
  "/foobar",
  "/a-b.c",
  "/v1.0",
  "/.well-known/acme-challenge/tok",
  "/healthz",
  "/healthz/deep",
];

const oddPaths = [
  "/a%20b",
  "/café",
  "//double",
  "/foo.*",
  "/bar(baz)",
  "/tail\\",
  '/quo"te',
  "/semi;colon",
  "/a b",
  "/plus+sign/",
  "relative",
  "/dots/../up",
  "/{braces}/",
  "/dollar$x/",
];

const regexPaths = [
  "/something(/|$)(.*)",
  "/v[0-9]+",
  "/foo/.*",
  "/foo/(bar|baz)",
  "/a|/b",
  "/[A-Z]{3}",
  "/x(?!y)",
  "/app/?(.*)",
  "/end$",
  "/foo/\\d+",
  "/(?<id>[a-z]+)/edit",
  "/()",
  "/(.*)",
  "/api/(v1|v2)/(.+)/?$",
];

const brokenRegexes = ["/x(", "/[z-a]", "/a**"];

const services = ["s0", "s1", "s2", "s3", "gone", "empty"];

const backend = fc
  .tuple(
    fc.constantFrom(...services),
    fc.constantFrom({ number: 80 }, { number: 80 }, { number: 8080 }, { name: "http" }),
  )
  .map(([name, port]) => ({ kind: "service" as const, name, port }));

function paths(pool: readonly string[]): fc.Arbitrary<readonly IngressPath[]> {
  return fc.array(
    fc.record({
      path: fc.constantFrom(...pool),
      pathType: fc.constantFrom("Prefix", "Prefix", "Exact", "ImplementationSpecific", undefined),
      backend,
    }),
    { minLength: 1, maxLength: 4 },
  );
}

type Annotations = Readonly<Record<string, string>>;

/** One group per behaviour; an Ingress takes some of them. */
const groups: Readonly<Record<string, readonly Annotations[]>> = {
  https: [
    { "ssl-redirect": "false" },
    { "ssl-redirect": "no" },
    { "force-ssl-redirect": "true" },
    { "force-ssl-redirect": "true", "preserve-trailing-slash": "true" },
    { "force-ssl-redirect": "t", "use-port-in-redirects": "true" },
  ],
  rewrite: [
    { "rewrite-target": "/" },
    { "rewrite-target": "/$2" },
    { "rewrite-target": "/new/$1" },
    { "rewrite-target": "/$1", "x-forwarded-prefix": "/pre" },
    { "rewrite-target": "$2" },
    { "rewrite-target": "/foo" },
    { "rewrite-target": "https://n.test/$2" },
    { "rewrite-target": "/at/$host/$scheme" },
    { "rewrite-target": "/x?y=$1" },
    { "rewrite-target": "/users/$id" },
    { "rewrite-target": "/$2", "x-forwarded-prefix": "/$1" },
    { "rewrite-target": "/in/$1", "upstream-vhost": "$service_name.$namespace.svc:$service_port" },
    { "rewrite-target": "/again$request_uri" },
    { "rewrite-target": "$scheme://n.test/$1" },
    { "rewrite-target": "/cut$" },
    { "use-regex": "true" },
    { "use-regex": "true", "rewrite-target": "/r/$1" },
  ],
  redirect: [
    { "permanent-redirect": "https://n.test/x" },
    { "permanent-redirect": "/elsewhere", "permanent-redirect-code": "308" },
    { "permanent-redirect": "https://n.test/x?a=1&b=2", "permanent-redirect-code": "300" },
    { "permanent-redirect": "/elsewhere", "relative-redirects": "true", "permanent-redirect-code": "302" },
    { "temporal-redirect": "https://t.test", "temporal-redirect-code": "303" },
    { "temporal-redirect": "http://t.test/y", "temporal-redirect-code": "304" },
    { "temporal-redirect": "/relative", "from-to-www-redirect": "true" },
    { "temporal-redirect-code": "abc" },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an nginx variable
    { "permanent-redirect": "https://n.test/${x}" },
    { "permanent-redirect-code": "30x" },
    { "permanent-redirect": "x.test/y" },
  ],
  slash: [
    { "relative-redirects": "true" },
    { "relative-redirects": "maybe" },
    { "relative-redirects": "true", "temporal-redirect": "n.test/x" },
    { "relative-redirects": "true", "temporal-redirect": "httpx://n.test/x" },
  ],
  root: [
    { "app-root": "/app" },
    { "app-root": "app" },
    { "app-root": "/app/$http_host" },
    { "app-root": "/$nowhere" },
    { "app-root": "/" },
  ],
  www: [{ "from-to-www-redirect": "true" }, { "from-to-www-redirect": "true", "server-alias": "www.b.test" }],
  alias: [
    { "server-alias": "alias.test" },
    { "server-alias": "alias.test, *.alias.test,b.test" },
    { "server-alias": "www.w.test,x.w.test" },
    { "server-alias": "y.w.test" },
  ],
  access: [
    { "whitelist-source-range": "127.0.9.0/24" },
    { "whitelist-source-range": "127.0.9.0/24, 127.0.0.1", "denylist-source-range": "127.0.9.7" },
    { "allowlist-source-range": "10.0.0.0/8", "whitelist-source-range": "127.0.0.0/8" },
    { "denylist-source-range": "127.0.0.0/16" },
    { "whitelist-source-range": "127.0.0.0/33" },
    { "denylist-source-range": "nobody" },
    {
      "whitelist-source-range": "127.0.9.0/24",
      "auth-type": "basic",
      "auth-secret": "users",
      satisfy: "any",
    },
    { "denylist-source-range": "127.0.9.0/24", "auth-type": "basic", "auth-secret": "users", satisfy: "any" },
    { "auth-type": "basic", "auth-secret": "users" },
    { "auth-type": "basic", "auth-secret": "lost" },
    { "auth-type": "basic" },
  ],
  cors: [
    { "enable-cors": "true" },
    { "enable-cors": "true", "cors-allow-origin": "https://o.test, https://*.p.test" },
    { "enable-cors": "true", "cors-allow-origin": "o.test" },
    { "enable-cors": "true", "cors-allow-origin": "HTTPS://o.test" },
    {
      "enable-cors": "true",
      "cors-allow-credentials": "false",
      "cors-max-age": "60",
      "cors-expose-headers": "X-A",
    },
  ],
  other: [
    { "upstream-vhost": "inner.svc" },
    { "upstream-vhost": "$service_name.$namespace.svc" },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an nginx variable
    { "upstream-vhost": "${ingress_name}-$1" },
    { "upstream-vhost": "$nowhere" },
    { "x-forwarded-prefix": "/never" },
    { "configuration-snippet": "return 418;" },
    { "proxy-read-timeout": "120s" },
    { "ssl-passthrough": "yes" },
  ],
};

/** Mostly none or one, and the rewrite group wherever paths are expressions. */
function annotationsFor(isRegex: boolean): fc.Arbitrary<Annotations> {
  const names = Object.keys(groups).filter((name) => name !== "rewrite");
  const some = fc
    .subarray(names, { maxLength: 2 })
    .chain((chosen) => fc.tuple(...chosen.map((name) => fc.constantFrom(...(groups[name] ?? [{}])))))
    .map((list): Annotations => Object.fromEntries(list.flatMap((one) => Object.entries(one))));
  const rewriting = fc.constantFrom(...(groups.rewrite ?? [{}]));
  const own = fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, { weight: 3, arbitrary: some });
  return fc
    .tuple(own, isRegex ? rewriting : fc.oneof({ weight: 6, arbitrary: fc.constant({}) }, rewriting))
    .map(([first, second]) => ({ ...first, ...second }));
}

const ingressContent = fc.integer({ min: 0, max: 19 }).chain((kind) => {
  const isRegex = kind < 6;
  const pool = isRegex
    ? [...regexPaths, ...(kind === 0 ? brokenRegexes : []), "/", "/foo"]
    : kind < 10
      ? [...plainPaths, ...oddPaths]
      : plainPaths;
  return fc.record({
    rules: fc.uniqueArray(
      fc.record({
        host: fc.constantFrom(...hosts),
        paths: fc.oneof({ weight: 12, arbitrary: paths(pool) }, { weight: 1, arbitrary: fc.constant([]) }),
      }),
      { minLength: kind === 19 ? 0 : 1, maxLength: 2, selector: ({ host }) => host ?? "" },
    ),
    annotations: annotationsFor(isRegex),
    defaultBackend: fc.option(backend, { freq: 5, nil: undefined }),
    tls: fc.constantFrom("none", "none", "none", "own", "own", "empty", "other", "missing", "wildcard"),
    namespace: fc.constantFrom("default", "default", "team"),
    age: fc.constantFrom(undefined, undefined, "2024-01-01T00:00:00Z", "2024-02-01T00:00:00Z"),
  });
});

function tlsOf(kind: string, rules: readonly IngressRule[]): readonly IngressTls[] {
  const own = rules.flatMap(({ host }) => host ?? []);
  switch (kind) {
    case "own":
      return [{ hosts: own, secretName: "tls" }];
    case "empty":
      return [{ hosts: [], secretName: undefined }];
    case "other":
      return [{ hosts: ["elsewhere.test"], secretName: "other" }];
    case "missing":
      return [{ hosts: own, secretName: "lost" }];
    case "wildcard":
      return [{ hosts: ["*.w.test"], secretName: "wild" }];
    default:
      return [];
  }
}

export const ingressSet: fc.Arbitrary<IngressSet> = fc
  .tuple(
    fc.array(ingressContent, { minLength: 1, maxLength: 4 }),
    fc.constantFrom<Readonly<Record<string, string>>>(
      {},
      {},
      {},
      { "use-forwarded-headers": "true" },
      { "http-redirect-code": "301" },
    ),
  )
  .map(([contents, configMap]): IngressSet => {
    const ingresses = contents.map((content, index): Ingress => {
      const name = `i${index}`;
      const annotations = Object.entries(content.annotations);
      return {
        key: toIngressKey(content.namespace, name),
        namespace: content.namespace,
        name,
        labels: {},
        annotations: Object.fromEntries(
          annotations.map(([key, value]) => [`nginx.ingress.kubernetes.io/${key}`, value]),
        ),
        creationTimestamp: content.age,
        spec: {
          ingressClassName: "nginx",
          defaultBackend: content.defaultBackend,
          rules: content.rules,
          tls: tlsOf(content.tls, content.rules),
        },
      };
    });
    return {
      ingresses,
      world: nginxWorld({
        configMap,
        missingServices: new Set(["default/gone", "team/gone"]),
        noEndpoints: new Set(["default/empty", "team/empty"]),
        missingSecrets: new Set(["default/lost", "team/lost"]),
      }),
    };
  });
